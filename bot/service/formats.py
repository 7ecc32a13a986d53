"""How words look: bold, a link, a spoiler, as the chat marked them, and back again as HTML.

What is lost on purpose: a mention without a user name and a custom emoji. The words of the first
and the plain emoji of the second stay; the one would call somebody, and most bots may not send the
other.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from markupsafe import Markup, escape
from msgspec import Struct

from bot.sensing.signals import utf16


class Format(Struct, frozen=True):
    """One stretch of a text: `offset` and `length` in UTF-16 units, `url` for a link."""

    kind: str
    offset: int
    length: int
    url: str = ""


#: A character, and the opening tags that it stands in, outermost first.
Run = tuple[str, tuple[str, ...]]

_TAGS: Final = {
    "bold": "<b>", "italic": "<i>", "underline": "<u>", "strikethrough": "<s>",
    "spoiler": "<tg-spoiler>", "code": "<code>", "pre": "<pre>", "blockquote": "<blockquote>",
    "expandable_blockquote": "<blockquote expandable>",
}  # fmt: skip
#: Kinds that are kept.
KEPT: Final = frozenset({*_TAGS, "text_link"})


def formatted(text: str, formats: Sequence[Format]) -> Markup:
    """The text as HTML."""
    if not formats:
        return escape(text)
    return Markup(woven(_runs(text, formats)))  # noqa: S704 -- every character of it is escaped


def spelled(text: str, formats: Sequence[Format]) -> str:
    """The text for where there are no links: each address stands behind its words."""
    links = sorted((one.offset + one.length, one.url) for one in formats if one.url)
    found, units = "", 0
    for char in text:
        found += char
        units += utf16(char)
        while links and links[0][0] <= units:
            found += f" ({links.pop(0)[1]})"
    return found


def woven(runs: Iterable[Run]) -> str:
    """Characters and the tags around them as HTML; each tag that is opened is closed."""
    found: list[str] = []
    open_: tuple[str, ...] = ()
    for char, tags in runs:
        if tags != open_:
            found += _between(open_, tags)
            open_ = tags
        found.append(str(escape(char)))
    return "".join((*found, *_between(open_, ())))


def _between(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[str]:
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    for tag in reversed(old[same:]):
        yield f"</{tag[1:-1].split(' ')[0]}>"
    yield from new[same:]


def _runs(text: str, formats: Sequence[Format]) -> Iterator[Run]:
    """Whatever overlaps is closed and opened again, the longer outside."""
    known = sorted((one for one in formats if one.kind in KEPT), key=_longest_first)
    units = 0
    for char in text:
        tags = (_tag(one) for one in known if one.offset <= units < one.offset + one.length)
        yield char, tuple(tags)
        units += utf16(char)


def _longest_first(one: Format) -> tuple[int, int]:
    return one.offset, -one.length


def _tag(one: Format) -> str:
    return f'<a href="{escape(one.url)}">' if one.kind == "text_link" else _TAGS[one.kind]
