"""What a picture is made of, in the units of the picture (pixels on a screen)."""

from typing import Literal

from msgspec import Struct

#: `group`: both see it there; `first`, `second`: the lane of a role; `end`: an ending.
Look = Literal["group", "first", "second", "end"]
Mark = Literal["", "lock", "bubble", "back", "phone", "loop"]


class Text(Struct, frozen=True):
    """One line. `y` is where its letters stand; `ends`: `x` is its end, not its beginning."""

    x: float
    y: float
    words: str
    size: float
    bold: bool = False
    quiet: bool = False
    ends: bool = False


class Area(Struct, frozen=True):
    """Where something is: its upper left corner, and how large it is."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Half way from left to right."""
        return self.x + self.width / 2


class Box(Area, frozen=True):
    """One step, or an ending. `private`: each is alone in it; `mark`: a sign before its head."""

    look: Look
    private: bool
    mark: Mark
    texts: tuple[Text, ...]
    step: str = ""


class Frame(Area, frozen=True):
    """A block: several steps that belong together. `rules`: where it is divided, across."""

    texts: tuple[Text, ...]
    rules: tuple[float, ...] = ()
    mark: Mark = ""


class Lane(Area, frozen=True):
    """The ground of one role."""

    look: Look


class Arrow(Struct, frozen=True):
    """What follows what: corners from the first to the last, where the head is."""

    points: tuple[tuple[float, float], ...]


class Picture(Struct, frozen=True):
    """All of it. `title` and `outline` are for who does not see it."""

    width: float
    height: float
    title: str
    outline: str
    lanes: tuple[Lane, ...]
    frames: tuple[Frame, ...]
    arrows: tuple[Arrow, ...]
    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]
