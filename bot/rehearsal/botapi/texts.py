"""Texts: from what a bot sends or a human types to what everybody sees."""

import re
from dataclasses import dataclass, replace

from .autolinks import found_entities
from .entities import Entity, in_code_points, in_utf16, limited, merged, tidied
from .errors import bad_request
from .links import LinkError, checked_link, linked_user
from .markdown import parse_markdown, parse_markdown_v2
from .markup import TAGS, UserLookup, date_format, parse_html
from .wire import FieldError, Fields, fields_of, parse_json

# In characters (code points), after parsing; only the places of entities go by UTF-16 units.
MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_BYTES = 1 << 15

_DROPPED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
# What does not show: text of nothing else counts as empty (strip_empty_characters in misc.cpp).
_INVISIBLE = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]*"
)
_MARKABLE = frozenset(TAGS.values()) | {"expandable_blockquote", "text_mention"}
_MODES = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}
# The server finds these itself and ignores a bot that names them.
_FOUND_BY_ITSELF = {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bank_card_number",
}


@dataclass(frozen=True, slots=True)
class Formatted:
    """A finished text; entities are in UTF-16 units."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        """The length in characters, as limits count."""
        return len(self.text)

    @property
    def blank(self) -> bool:
        """Whether nothing of it shows."""
        return _INVISIBLE.fullmatch(self.text) is not None

    def marked(self, entity: Entity) -> str:
        """The stretch that an entity marks."""
        units = self.text.encode("utf-16-le")
        return units[2 * entity.offset : 2 * entity.end].decode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Source:
    """What a bot sent: the raw text, its parse mode, or ready entities as a JSON array."""

    text: str
    parse_mode: str = ""
    entities: str = ""

    def formatted(self, user: UserLookup) -> Formatted:
        """Parse, clean and tidy; the result may be empty. Raises `ApiError`."""
        try:
            return self.read(user)
        except FieldError as error:
            raise bad_request(str(error)) from error

    def read(self, user: UserLookup) -> Formatted:
        """The same inside a larger JSON object. Raises `FieldError` in the server's words."""
        try:
            size = len(self.text.encode())
        except UnicodeEncodeError as error:
            raise FieldError("Strings must be encoded in UTF-8") from error
        if size > _MAX_BYTES:
            raise FieldError("Text is too long")
        mode = self.parse_mode.lower()
        if not self.text or mode in {"", "none"}:
            return _finished(self.text, self._given(user))
        if mode not in _MODES:
            raise FieldError("Unsupported parse_mode")
        try:
            return _finished(*_MODES[mode](self.text, user))
        except ValueError as error:
            raise FieldError(f"Can't parse entities: {error}") from error

    def _given(self, user: UserLookup) -> list[Entity]:
        try:
            raw = parse_json(self.entities or "[]")
        except ValueError:
            return []
        items = raw if isinstance(raw, list) else []
        try:
            given = [_given_entity(item, user) for item in items]
        except ValueError as error:
            raise FieldError(f"Can't parse MessageEntity: {error}") from error
        # What is well-formed goes on to TDLib, whose complaints are no longer about the form.
        known = [_checked(entity, user) for entity in given if entity]
        try:
            return in_code_points(self.text, [entity for entity in known if entity])
        except ValueError as error:
            raise bad_request(str(error)) from error


NO_WORDS = Formatted()


def plain(text: str) -> Formatted:
    """A text as a human types it: cleaned, trimmed, with what Telegram marks by itself."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _finished(whole, [])


def _finished(text: str, marked: list[Entity]) -> Formatted:
    text, marked = _cleaned(text, tidied(marked))
    text, marked = _trimmed(text, marked)
    entities = merged(limited(tidied(marked)), found_entities(text))
    return Formatted(text, in_utf16(text, entities))


def _cleaned(text: str, marked: list[Entity]) -> tuple[str, list[Entity]]:
    text = _CONTROL.sub(" ", text)
    if not _DROPPED.search(text):
        return text, marked
    kept = [0]
    for char in text:
        kept.append(kept[-1] + (not _DROPPED.match(char)))
    return _DROPPED.sub("", text), [
        replace(entity, offset=kept[entity.offset], length=kept[entity.end] - kept[entity.offset])
        for entity in marked
    ]


def _trimmed(text: str, marked: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip(" \n")
    marked = [entity for entity in marked if entity.length and entity.offset < len(text)]
    # Leading space goes only as far as the first entity, which may begin with a space.
    lead = len(text) - len(text.lstrip(" \n"))
    lead = min([lead, *(entity.offset for entity in marked)])
    return text[lead:], [
        replace(
            entity,
            offset=entity.offset - lead,
            length=min(entity.end, len(text)) - entity.offset,
        )
        for entity in marked
    ]


def _given_entity(value: object, user: UserLookup) -> Entity | None:
    given = fields_of(value, "expected an Object")
    offset, length = given.required_integer("offset"), given.required_integer("length")
    kind = given.required_string("type")
    if kind in _FOUND_BY_ITSELF:
        return None
    if kind not in _MARKABLE:
        raise FieldError("Unsupported type specified" if kind else "Type is not specified")
    entity = Entity(kind, offset, length)
    if kind == "text_mention":
        known = user(given.fields("user").required_integer("id"))
        return replace(entity, user=known) if known else None
    return _with_argument(entity, given)


def _with_argument(entity: Entity, given: Fields) -> Entity:
    match entity.type:
        case "text_link":
            return replace(entity, argument=given.required_string("url"))
        case "pre":
            return replace(entity, argument=given.string("language"))
        case "custom_emoji":
            return replace(entity, argument=str(given.required_integer("custom_emoji_id")))
        case "date_time":
            moment = given.required_integer("unix_time")
            try:
                form = date_format(given.string("date_time_format"))
            except ValueError:  # The server words this one otherwise than its parsers do.
                raise FieldError("Invalid date-time format specified") from None
            return replace(entity, argument=form, unix_time=moment)
    return entity


def _checked(entity: Entity, user: UserLookup) -> Entity | None:
    """What TDLib makes of an entity; None if the account is not known. Raises `ApiError`."""
    if entity.type == "text_link":
        url = _CONTROL.sub(" ", _DROPPED.sub("", entity.argument))
        if number := linked_user(url):
            known = user(number)
            return (
                Entity("text_mention", entity.offset, entity.length, user=known) if known else None
            )
        try:
            return replace(entity, argument=checked_link(url))
        except LinkError as error:
            raise bad_request(f"Entity URL '{url}' is invalid: {error}") from error
    if entity.type == "custom_emoji" and entity.argument == "0":
        raise bad_request("Invalid custom emoji identifier specified")
    if entity.type == "date_time" and entity.unix_time <= 0:
        raise bad_request("Invalid date specified")
    return entity
