"""Quotes: the part of a message that an answer is about."""

from collections.abc import Iterable, Iterator

from .entities import STYLES, Entity, utf16_length
from .errors import bad_request
from .texts import Formatted
from .wire import JsonObject

# A quote has these of its message and no others (is_allowed_quote_entity_type in
# MessageEntity.cpp), and has to have them, as TDLib's description of inputTextQuote says.
_KEPT = STYLES | {"custom_emoji", "date_time"}
# A position further away than this is taken for none, in UTF-16 units.
_FARTHEST = 1_000_000


def quote_of(said: Formatted, words: Formatted, position: int) -> JsonObject | None:
    """The `TextQuote` object, None for a quote of nothing. Raises `ApiError` if it was not said so.

    The position is shown as the bot has named it: clients look for the words from there.
    """
    if not words.text:
        return None
    marks = _marks(words.entities, 0, words.text)
    if not any(_marks(said.entities, at, words.text) == marks for at in _places(said, words)):
        raise bad_request("QUOTE_TEXT_INVALID")
    shown: JsonObject = {"text": words.text}
    if kept := [entity.json() for entity in words.entities if entity.type in _KEPT]:
        shown["entities"] = kept
    return shown | {"position": position if 0 <= position <= _FARTHEST else 0, "is_manual": True}


def _places(said: Formatted, words: Formatted) -> Iterator[int]:
    """Where the words stand, in UTF-16 units."""
    at = said.text.find(words.text)
    while at >= 0:
        yield utf16_length(said.text[:at])
        at = said.text.find(words.text, at + 1)


def _marks(entities: Iterable[Entity], begin: int, text: str) -> set[tuple[str, str, int, int]]:
    """How each unit of a stretch is marked; one entity may be cut in several places."""
    end = begin + utf16_length(text)
    return {
        (entity.type, entity.argument, entity.unix_time, unit - begin)
        for entity in entities
        if entity.type in _KEPT
        for unit in range(max(entity.offset, begin), min(entity.end, end))
    }
