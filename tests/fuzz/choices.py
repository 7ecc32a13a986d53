"""Structured values from bytes, so that a target is the same for every fuzzer: a cursor that takes
a byte or a few for each choice. Where there are none left, it takes zeros.
"""

import asyncio
import atexit
import json
from collections.abc import Coroutine, Sequence
from functools import cache
from typing import Any, TypeVar

from bot.rehearsal.simulation.virtual import VirtualLoop

One = TypeVar("One")

#: Where numbers change their size, and where clocks and calendars end.
EDGES = (
    0, 1, -1, 7, 255, 2**31 - 1, 2**31, -(2**31), 2**32, 2**53, 2**63 - 1, 2**63, -(2**63) - 1,
    2**64, 10**30, 10**400, 253_402_300_799, 253_402_300_800,
)  # fmt: skip
#: Words that mean something to one reader or another.
WORDS = (
    "", "Ana", "a b", "\x00", "\ud800", "\udc00", "é\u0301", "🙂", "\u202e", "²", "٣", "1" * 5000,
    "-1", "1e400", "NaN", "~", "null", "{{ x }}", "<b>", "a\nb", "\r", "\u2028", "/", "..",
    "x" * 500,
)  # fmt: skip
#: Stands for so many arrays in each other, once a value is JSON.
DEEP, DEPTH = "@deep@", 3000


class Choices:
    """A cursor over bytes."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> int:
        """How many bytes there still are."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """The next bytes, fewer at the end."""
        taken = self._data[self._at : self._at + count]
        self._at += len(taken)
        return taken

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(self.left)

    def below(self, end: int) -> int:
        """A number from 0, less than `end`, which is at most 65,536."""
        size = 1 if end <= 256 else 2
        return int.from_bytes(self.take(size).ljust(size, b"\0"), "little") % end

    def one(self, of: Sequence[One]) -> One:
        """One of these."""
        return of[self.below(len(of))]

    def chance(self, of: int) -> bool:
        """True once in so many; False at the end of the bytes."""
        return self.below(of) == of - 1

    def integer(self) -> int:
        """A small number, or one at an edge."""
        if self.below(2):
            return self.one(EDGES)
        return self.below(65_536) - 300

    def text(self) -> str:
        """A word that means something, or any text; half characters too."""
        if self.below(2):
            return self.one(WORDS)
        return self.take(self.below(24)).decode("utf-8", "surrogateescape")

    def json(self, depth: int = 3) -> Any:
        """Any JSON value."""
        kind = self.below(8 if depth else 6)
        match kind:
            case 0:
                return self.integer()
            case 1:
                return self.text()
            case 2:
                return bool(self.below(2))
            case 3:
                return None
            case 4:
                return self.one((0.5, -1.5, 1e308, 1e-300, float("inf"), float("nan")))
            case 5:
                return DEEP
            case 6:
                return [self.json(depth - 1) for _ in range(self.below(4))]
            case _:
                return {self.text(): self.json(depth - 1) for _ in range(self.below(4))}

    def spoiled(self, value: Any, depth: int = 6) -> Any:
        """The same with something wrong somewhere: a field gone, new, or of another kind."""
        if isinstance(value, dict) and value and depth and self.below(8):
            name = self.one(sorted(value))
            match self.below(8):
                case 0:
                    return {key: one for key, one in value.items() if key != name}
                case 1:
                    return {**value, self.text(): self.json()}
                case 2:
                    return {**value, name: self.json()}
                case _:
                    return {**value, name: self.spoiled(value[name], depth - 1)}
        if isinstance(value, list) and value and depth and self.below(8):
            place = self.below(len(value))
            match self.below(4):
                case 0:
                    return [*value[:place], *value[place + 1 :]]
                case 1:
                    return [*value, *value[place:]]
                case _:
                    changed = self.spoiled(value[place], depth - 1)
                    return [*value[:place], changed, *value[place + 1 :]]
        if isinstance(value, int) and not isinstance(value, bool) and self.below(4):
            return self.integer()
        if isinstance(value, str) and self.below(4):
            return self.text()
        return self.json()


def written(value: Any) -> bytes:
    """A value as JSON; `DEEP` as what it stands for, half characters as escapes."""
    text = json.dumps(value).replace(f'"{DEEP}"', "[" * DEPTH + "]" * DEPTH)
    return text.encode()


def finished(work: Coroutine[Any, Any, One]) -> One:
    """The result of what waits for nothing but time, which passes at once."""
    return _loop().run_until_complete(work)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = VirtualLoop()
    atexit.register(loop.close)
    return loop
