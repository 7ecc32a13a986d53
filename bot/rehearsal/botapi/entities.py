"""Marked stretches of a text, and how the server tidies them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .people import User
from .wire import JsonObject

STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
VERBATIM = frozenset({"pre", "code", "date_time"})
MAX_ENTITIES = 100
_FARTHEST = 1_000_000  # UTF-16 units

# Of two entities in the same place, the one with the lower number comes first.
_ORDER = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_FOUND = 50
_ARGUMENT = {
    "text_link": "url",
    "pre": "language",
    "custom_emoji": "custom_emoji_id",
    "date_time": "date_time_format",
}


@dataclass(frozen=True, slots=True)
class Entity:
    """One marked stretch.

    While a text is being worked on, offset and length count code points; `in_utf16` turns them
    into UTF-16 units, which is what goes over the wire. `argument` is the address, language,
    emoji or date format, whichever the type has.
    """

    type: str
    offset: int
    length: int
    argument: str = ""
    user: User | None = None
    unix_time: int = 0

    @property
    def end(self) -> int:
        """The offset just behind the stretch."""
        return self.offset + self.length

    def json(self) -> JsonObject:
        """The `MessageEntity` object."""
        shown: JsonObject = {"offset": self.offset, "length": self.length, "type": self.type}
        if self.type == "date_time":
            shown["unix_time"] = self.unix_time
        if self.argument or self.type == "date_time":
            shown[_ARGUMENT[self.type]] = self.argument
        if self.user:
            shown["user"] = self.user.json()
        return shown


def utf16_length(text: str) -> int:
    """The length in UTF-16 units, as Telegram counts offsets."""
    return len(text) + sum(char > "\uffff" for char in text)


def in_utf16(text: str, entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The same entities, measured in UTF-16 units of `text`."""
    at = _unit_offsets(text)
    return tuple(
        replace(entity, offset=at[entity.offset], length=at[entity.end] - at[entity.offset])
        for entity in entities
    )


def in_code_points(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The same entities, measured in code points. Raises `ValueError` in the server's words."""
    for entity in entities:
        for name, value in (("offset", entity.offset), ("length", entity.length)):
            if not 0 <= value <= _FARTHEST:
                raise ValueError(f"Receive an entity with incorrect {name} {value}")
    units = _unit_offsets(text)
    at = {unit: index for index, unit in enumerate(units)}
    counted = []
    for entity in entities:
        if not entity.length:
            continue
        if complaint := _misplaced(text, units, entity):
            raise ValueError(complaint)
        begin = at[entity.offset]
        counted.append(replace(entity, offset=begin, length=at[entity.end] - begin))
    return counted


def tidied(entities: Iterable[Entity]) -> list[Entity]:
    """Entities as the server keeps them.

    Equal styles are merged and cut where another entity begins or ends, links and code never
    overlap (the first one stays), quotes do not nest, and code carries no style.
    """
    kept = _in_order(entity for entity in entities if entity.length > 0)
    quotes = _disjoint(entity for entity in kept if entity.type in QUOTES)
    solid = _disjoint(entity for entity in kept if entity.type not in STYLES | QUOTES)
    solid = [entity for entity in solid if not _crosses(entity, quotes)]
    return _with_styles([entity for entity in kept if entity.type in STYLES], solid + quotes)


def merged(entities: Sequence[Entity], found: Iterable[Entity]) -> list[Entity]:
    """Add what was found in the text itself, except where the author has marked something."""
    quotes = [entity for entity in entities if entity.type in QUOTES]
    solid = [entity for entity in entities if entity.type not in STYLES | QUOTES]
    solid += [
        entity
        for entity in found
        if not _crosses(entity, quotes)
        and all(entity.end <= other.offset or other.end <= entity.offset for other in solid)
    ]
    return _with_styles([entity for entity in entities if entity.type in STYLES], solid + quotes)


def limited(entities: Sequence[Entity]) -> list[Entity]:
    """At most a hundred entities of the author's; the server drops styles first."""
    solid = [entity for entity in entities if entity.type not in STYLES][:MAX_ENTITIES]
    styles = [entity for entity in entities if entity.type in STYLES]
    return _in_order(solid + styles[: MAX_ENTITIES - len(solid)])


def _misplaced(text: str, units: Sequence[int], entity: Entity) -> str:
    """What the server says of an entity that is not in the text; empty of one that is."""
    beginning = f"Entity beginning at UTF-16 offset {entity.offset}"
    if entity.offset > units[-1]:
        return f"Entity begins after the end of the text at UTF-16 offset {entity.offset}"
    if entity.offset not in units:
        place = _byte_offset(text, units, entity.offset)
        return f"Entity begins in a middle of a UTF-16 symbol at byte offset {place}"
    if entity.end > units[-1]:
        return f"{beginning} ends after the end of the text at UTF-16 offset {entity.end}"
    if entity.end not in units:
        place = _byte_offset(text, units, entity.end)
        return f"{beginning} ends in a middle of a UTF-16 symbol at byte offset {place}"
    return ""


def _byte_offset(text: str, units: Sequence[int], unit: int) -> int:
    """Where the first character behind a UTF-16 offset begins."""
    return len(text[: bisect_right(units, unit)].encode())


def _unit_offsets(text: str) -> list[int]:
    offsets = [0]
    for char in text:
        offsets.append(offsets[-1] + 1 + (char > "\uffff"))
    return offsets


def _in_order(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e.offset, -e.length, _ORDER.get(e.type, _FOUND)))


def _disjoint(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses(entity: Entity, quotes: Iterable[Entity]) -> bool:
    """Whether the entity overlaps a quote without lying inside it."""
    return any(
        entity.offset < quote.end
        and quote.offset < entity.end
        and not (quote.offset <= entity.offset and entity.end <= quote.end)
        for quote in quotes
    )


def _with_styles(styles: Iterable[Entity], others: Sequence[Entity]) -> list[Entity]:
    runs: dict[str, list[tuple[int, int]]] = {}
    for style in _in_order(styles):
        known = runs.setdefault(style.type, [])
        if known and style.offset <= known[-1][1]:
            known[-1] = (known[-1][0], max(known[-1][1], style.end))
        else:
            known.append((style.offset, style.end))
    cuts = {begin for known in runs.values() for begin, _ in known}
    cuts.update(edge for other in others for edge in (other.offset, other.end))
    verbatim = [other for other in others if other.type in VERBATIM]
    pieces = [
        Entity(kind, begin, end - begin)
        for kind, known in runs.items()
        for run in known
        for begin, end in pairwise(sorted({*run, *(cut for cut in cuts if run[0] < cut < run[1])}))
        if not any(code.offset <= begin and end <= code.end for code in verbatim)
    ]
    return _in_order([*others, *pieces])
