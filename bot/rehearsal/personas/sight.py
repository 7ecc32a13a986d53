"""What a persona sees and remembers, and what it means to do."""

from typing import Literal

from msgspec import Struct

ChatName = Literal["group", "private"]
Author = Literal["me", "other", "heard"]


class Key(Struct, frozen=True):
    """A button: what stands on it, and what it does; a link does nothing by itself."""

    label: str
    action: str = ""


class Card(Struct, frozen=True):
    """One message as a human reads it, with its buttons in their order."""

    id: int
    author: Author
    text: str
    keys: tuple[Key, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands on its buttons."""
        return tuple(key.label for key in self.keys)

    @property
    def actions(self) -> tuple[str, ...]:
        """What its buttons do."""
        return tuple(key.action for key in self.keys)


class Sight(Struct, frozen=True):
    """The chats of one seat, oldest message first, and what its human has understood of them.

    `door`: there is a START button. `step`: the one that runs, and `verb`, its kind, empty without
    one. `writes`: who is asked to write in the group just now. `may` and `theirs`: what this one,
    and the other one, can do just now that is the step's own. `done`: what this one has done so
    far, by the names of their reasons.
    """

    me: str
    other: str
    group: tuple[Card, ...] = ()
    private: tuple[Card, ...] = ()
    door: bool = False
    running: bool = False
    step: str = ""
    verb: str = ""
    writes: Literal["", "me", "other"] = ""
    may: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    done: tuple[str, ...] = ()


class Write(Struct, frozen=True, tag=True):
    """Write this; it takes `typing` seconds of the time before."""

    text: str
    typing: float


class Press(Struct, frozen=True, tag=True):
    """Press the button with this label under a message."""

    message: int
    label: str


class Begin(Struct, frozen=True, tag=True):
    """Press START."""


class Intent(Struct, frozen=True):
    """What to do, where, and `after` how many seconds from the moment when `reason` arose. While
    the reason is the same, so is the intent.
    """

    reason: str
    chat: ChatName
    after: float
    does: Write | Press | Begin
