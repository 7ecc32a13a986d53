"""A post as the messages that Telegram takes: text in pieces, media with captions, albums.

Both that speak to Telegram and to the rehearsal's world send these, so they send the same.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.adapters.telegram.pieces import CAPTION_UNITS_MAX, fits, pieces
from bot.sensing.signals import Medium
from bot.service.formats import formatted
from bot.service.ports import Post, Words

#: Items of one album; what may stand in one together; what has a caption.
ALBUM_MAX: Final = 10
_TOGETHER: Final[tuple[frozenset[Medium], ...]] = (
    frozenset({"photo", "video"}), frozenset({"document"}), frozenset({"audio"}),
)  # fmt: skip
_CAPTIONED: Final[frozenset[Medium]] = frozenset({
    "photo", "video", "voice", "audio", "animation", "document",
})  # fmt: skip


class Item(Struct, frozen=True):
    """A medium by its handle, with its caption as HTML."""

    medium: Medium
    file: str
    caption: str = ""


class Sheet(Struct, frozen=True):
    """One call: a text, a medium, or an album of several."""

    html: str = ""
    items: tuple[Item, ...] = ()


def sheets(post: Post) -> list[Sheet]:
    """What to send for it, in order. The buttons belong to the last, which is no album then."""
    media = [one for one in post.media if one.file is not None]
    if not media:
        return [Sheet(piece) for piece in pieces(post.html)]
    items = [_item(one) for one in media]
    joined = "\n".join(part for part in (post.html, items[0].caption) if part)
    head = [Sheet(piece) for piece in pieces(post.html)] if post.html else []
    if items[0].medium in _CAPTIONED and not any(item.caption for item in items[1:]):
        if fits(joined, CAPTION_UNITS_MAX):
            items[0] = replace(items[0], caption=joined)
            head = []
        elif len(items) == 1:
            head = [Sheet(piece) for piece in pieces(joined)]
            items[0] = replace(items[0], caption="")
    return [*head, *_albums(items)]


def _item(one: Words) -> Item:
    return Item(one.medium, one.file or "", str(formatted(one.text, one.formats)))


def _albums(items: Sequence[Item]) -> Iterator[Sheet]:
    """As many as may stand together in each; a caption that is too long goes before it."""
    group: list[Item] = []
    for item in items:
        if group and (len(group) == ALBUM_MAX or not _may_join(group[0], item)):
            yield Sheet(items=tuple(group))
            group = []
        if item.caption and not fits(item.caption, CAPTION_UNITS_MAX):
            yield from (Sheet(piece) for piece in pieces(item.caption))
            item = replace(item, caption="")  # noqa: PLW2901 -- the words are out
        group.append(item)
    yield Sheet(items=tuple(group))


def _may_join(one: Item, other: Item) -> bool:
    return any({one.medium, other.medium} <= kinds for kinds in _TOGETHER)
