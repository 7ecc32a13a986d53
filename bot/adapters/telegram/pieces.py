"""What is too long for one message, in several.

Cut at a space where there is one; never inside what a reader sees as one character; never inside
a link or a bold stretch, unless that alone is longer than a message: then it is closed and opened
again. Lengths are UTF-16 units of what is seen, as Telegram counts them.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import accumulate
from typing import Final

from msgspec import Struct

from bot.adapters.telegram.graphemes import graphemes
from bot.sensing.signals import utf16
from bot.service.formats import Run, woven

CAPTION_UNITS_MAX: Final = 1024
POST_UNITS_MAX: Final = 4096
_TAG = re.compile(r"<[^>]*>")
_TOKEN = re.compile(r"<(/?)([^>]*)>|&#?\w+;|.", re.DOTALL)


class _Sign(Struct, frozen=True):
    """What a reader sees as one character: its text, and the numbers and tags of what it is in."""

    text: str
    within: tuple[tuple[int, str], ...]

    @property
    def run(self) -> Run:
        return self.text, tuple(tag for _, tag in self.within)


def seen(html: str) -> str:
    """What is read of it."""
    return unescape(_TAG.sub("", html))


def fits(html: str, most: int) -> bool:
    """Whether Telegram takes it: `most` UTF-16 units."""
    return utf16(seen(html)) <= most


def pieces(html: str, most: int = POST_UNITS_MAX) -> list[str]:
    """Itself, if it fits."""
    if fits(html, most):
        return [html]
    signs = list(_signs(html, most))
    found: list[str] = []
    while signs:
        cut = _cut(signs, most)
        piece, signs = _stripped(signs[:cut]), _stripped(signs[cut:])
        if piece:
            found.append(woven(sign.run for sign in piece))
    return found


def _signs(html: str, most: int) -> Iterator[_Sign]:
    chars: list[str] = []
    within: list[tuple[tuple[int, str], ...]] = []
    open_: list[tuple[int, str]] = []
    for number, token in enumerate(_TOKEN.finditer(html)):
        if token[2] is None:
            for char in unescape(token[0]):
                chars.append(char)
                within.append(tuple(open_))
        elif token[1]:
            del open_[-1:]
        else:
            open_.append((number, token[0]))
    place = 0
    for text in graphemes("".join(chars)):
        for part in (text,) if utf16(text) <= most else text:
            yield _Sign(part, within[place])
            place += len(part)


def _cut(signs: Sequence[_Sign], most: int) -> int:
    """How many of these go into the first message: at least one."""
    units = accumulate(utf16(sign.text) for sign in signs)
    fit = max(sum(1 for _ in _while_below(units, most)), 1)
    if fit == len(signs):
        return fit
    half = range(fit, max(fit // 2, 1) - 1, -1)
    whole = range(fit, 0, -1)
    for places, space, free in (
        (half, True, True), (half, False, True), (whole, True, True), (whole, False, True),
        (half, True, False),
    ):  # fmt: skip
        for at in places:
            spaced = signs[at - 1].text.isspace() or signs[at].text.isspace()
            if (spaced or not space) and (not free or not _shared(signs[at - 1], signs[at])):
                return at
    return fit


def _while_below(units: Iterator[int], most: int) -> Iterator[int]:
    for total in units:
        if total > most:
            return
        yield total


def _shared(one: _Sign, other: _Sign) -> bool:
    """Whether both stand in the same link, or bold stretch."""
    return bool(one.within and other.within and one.within[0] == other.within[0])


def _stripped(signs: Sequence[_Sign]) -> list[_Sign]:
    """Without the spaces at the ends, which Telegram takes off anyway."""
    start, end = 0, len(signs)
    while start < end and signs[start].text.isspace():
        start += 1
    while end > start and signs[end - 1].text.isspace():
        end -= 1
    return list(signs[start:end])
