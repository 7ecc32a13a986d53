"""A library as it is kept: what menus need at hand, everything else as bytes until it is asked for.

A running session is pinned to the content that it began with. The number that it keeps for that,
the `edition` of a volume, is the file's edition, and REVISION more each time the file's content
changed under the same edition; so `three-good-minutes@10001` is edition 1, changed once.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.kinds import KINDS, Item, Overlay, kind, name
from bot.dialogue.model import BRANCHES, Dialogue, Need

#: The linter's highest edition is one less.
REVISION = 10_000

Texts = dict[str, str]
#: Overlays by language, kind and name: `("de", "dialogue/try-me")`.
Overlays = Mapping[tuple[str, str], Overlay]


class Entry(Struct, frozen=True, kw_only=True):
    """What menus need of a dialogue; see there. `branches`: the ways in which it can be done."""

    dialogue: str
    edition: int
    title: str
    purpose: str
    level: int
    need: Need
    minutes: int
    roles: tuple[str, str]
    branches: tuple[str, ...]
    not_for: tuple[str, ...]
    rest: int
    listed: bool


class Volume(Struct, frozen=True):
    """Something in MessagePack, with its translations by language (keys to texts). `gone`: since
    when no file has it any more, in seconds since 1970.
    """

    body: bytes
    texts: dict[str, bytes] = {}
    gone: float | None = None


class Shelf(Struct, frozen=True, kw_only=True):
    """`index`: what the files have now; `dialogues`: these, and former ones, by `name@edition`;
    `others`: decks and the like, all of a kind in one volume; `phrases` by language; `pages`.
    """

    index: tuple[Entry, ...]
    dialogues: dict[str, Volume]
    others: dict[str, Volume]
    phrases: dict[str, Texts]
    pages: Texts


def shelve(
    items: Iterable[Item],
    phrases: Mapping[str, Mapping[str, str]],
    pages: Mapping[str, str],
    overlays: Overlays,
) -> Shelf:
    """Everything that was read. Of two with the same name and edition the later one counts."""
    everything = tuple(items)
    found = {prefix(one): one for one in everything if isinstance(one, Dialogue)}
    others: dict[str, dict[str, Item]] = {}
    for one in everything:
        if not isinstance(one, Dialogue):
            others.setdefault(kind(one), {})[name(one)] = one
    return Shelf(
        index=tuple(entry(one) for one in found.values()),
        dialogues={key: volume(one, overlays) for key, one in found.items()},
        others={key: _volume_of_kind(key, of, overlays) for key, of in others.items()},
        phrases={language: dict(book) for language, book in phrases.items()},
        pages=dict(pages),
    )


def entry(one: Dialogue) -> Entry:
    """Its line in the index."""
    known = {field: getattr(one, field) for field in Entry.__struct_fields__ if field != "branches"}
    return Entry(**known, branches=tuple(way for way in BRANCHES if one.branch(way)))


def volume(one: Dialogue, overlays: Overlays) -> Volume:
    """A dialogue with its translations, and with those of the shared blocks that are in it."""
    found: dict[str, Texts] = {}
    for (language, of), overlay in overlays.items():
        if of == f"dialogue/{one.dialogue}" and overlay.edition == one.edition:
            found.setdefault(language, {}).update(overlay.texts)
        for key, text in overlay.texts.items():
            if of == f"block/{one.blocks.get(key.split('/')[0])}":
                found.setdefault(language, {})[key] = text
    return Volume(msgspec.msgpack.encode(one), _encoded(found))


def _volume_of_kind(key: str, of: Mapping[str, Item], overlays: Overlays) -> Volume:
    found: dict[str, Texts] = {}
    for (language, whose), overlay in overlays.items():
        one = of.get(whose.partition("/")[2]) if whose.startswith(f"{key}/") else None
        if one is not None and one.edition == overlay.edition:
            texts = {f"{name(one)}/{place}": text for place, text in overlay.texts.items()}
            found.setdefault(language, {}).update(texts)
    return Volume(msgspec.msgpack.encode(list(of.values())), _encoded(found))


def _encoded(texts: Mapping[str, Texts]) -> dict[str, bytes]:
    return {language: msgspec.msgpack.encode(book) for language, book in texts.items()}


def opened(kept: Volume) -> Dialogue | None:
    """The dialogue of a volume; None if it is of a version that this one cannot read."""
    try:
        return msgspec.msgpack.decode(kept.body, type=Dialogue)
    except msgspec.MsgspecError:
        return None


def opened_kind(key: str, kept: Volume) -> dict[str, Item]:
    """All of a kind, by name."""
    found: list[Item] = msgspec.msgpack.decode(kept.body, type=list[KINDS[key]])  # type: ignore[valid-type]
    return {name(one): one for one in found}


def translated(kept: Volume, language: str) -> Texts:
    """The texts of a volume in another language; none if nobody has translated it."""
    body = kept.texts.get(language)
    return msgspec.msgpack.decode(body, type=Texts) if body is not None else {}


def prefix(item: Item) -> str:
    """What the keys of its sentences begin with: `name@edition` for a dialogue, whose sessions are
    pinned to it; `kind:name` for everything else.
    """
    if isinstance(item, Dialogue):
        return f"{item.dialogue}@{item.edition}"
    return f"{kind(item)}:{name(item)}"


def carry(new: Shelf, old: Shelf, now: float, keep_s: float) -> Shelf:
    """The new shelf, with what was there before for `keep_s` seconds after it has gone. `now` in
    seconds since 1970. What has changed under the same edition gets the next revision.
    """
    before = {
        key: kept if kept.gone is not None else replace(kept, gone=now)
        for key, kept in old.dialogues.items()
        if kept.gone is None or now - kept.gone < keep_s
    }
    index, dialogues = [], {}
    for one in new.index:
        kept = new.dialogues[f"{one.dialogue}@{one.edition}"]
        edition = _revision(one, kept, before)
        key = f"{one.dialogue}@{edition}"
        index.append(replace(one, edition=edition))
        dialogues[key] = kept if edition == one.edition else replace(kept, body=_as(kept, edition))
    return replace(new, index=tuple(index), dialogues={**before, **dialogues})


def _revision(one: Entry, kept: Volume, before: Mapping[str, Volume]) -> int:
    """Under which edition a dialogue stands: the one under which it stood before with the same
    content, or one that nothing stood under.
    """
    used = list(_editions(one, before))
    for edition in used:
        if _as(before[f"{one.dialogue}@{edition}"], one.edition) == kept.body:
            return edition
    return max(used) + REVISION if used else one.edition


def _editions(one: Entry, before: Mapping[str, Volume]) -> Iterator[int]:
    for key in before:
        title, _, edition = key.rpartition("@")
        if title == one.dialogue and int(edition) % REVISION == one.edition:
            yield int(edition)


def _as(kept: Volume, edition: int) -> bytes:
    """The body of a volume as it is under this edition; nothing if it cannot be read."""
    one = opened(kept)
    return msgspec.msgpack.encode(replace(one, edition=edition)) if one is not None else b""
