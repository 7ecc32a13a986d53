"""What a persona sees and remembers, and what it means to do."""

from typing import Literal

from msgspec import Struct

ChatName = Literal["group", "private"]
Author = Literal["me", "other", "heard"]


class Card(Struct, frozen=True):
    """One message as a human reads it; `keys`: the labels of its buttons, in their order."""

    id: int
    author: Author
    text: str
    keys: tuple[str, ...] = ()


class Sight(Struct, frozen=True):
    """The chats of one seat, oldest message first, and what its human has understood of them.

    `door`: there is a START button. `verb`: of the step that runs, empty without one. `may` and
    `theirs`: what this one, and the other one, can do just now that is the step's own. `done`: what
    this one has done so far, by the names of their reasons.
    """

    me: str
    other: str
    group: tuple[Card, ...] = ()
    private: tuple[Card, ...] = ()
    door: bool = False
    running: bool = False
    verb: str = ""
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
