"""What a bot offers in inline mode: results, read and ready to be sent."""

from dataclasses import dataclass

from .errors import bad_request
from .files import Details, FileStore
from .keyboards import Keyboard, markup_of
from .markup import UserLookup
from .messages import Body
from .previews import asked_preview, shown_text
from .texts import MAX_CAPTION, MAX_TEXT, Formatted, Source
from .wire import FieldError, Fields, JsonObject, fields_of

MAX_RESULTS = 50
MAX_ID = 64  # bytes

# The type of a result: what it becomes, and where its file is.
_FILES = {
    "audio": ("audio", "audio"),
    "document": ("document", "document"),
    "gif": ("animation", "gif"),
    "mpeg4_gif": ("animation", "mpeg4"),
    "photo": ("photo", "photo"),
    "sticker": ("sticker", "sticker"),
    "video": ("video", "video"),
    "voice": ("voice", "voice"),
}
_MUST_HAVE_TITLE = frozenset({"article", "document", "video", "voice", "location", "venue"})


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One result as people see it in the list, and what it becomes when they choose it."""

    id: str
    type: str
    title: str
    description: str
    body: Body
    keyboard: Keyboard | None


@dataclass(frozen=True, slots=True)
class _Reader:
    files: FileStore
    user: UserLookup

    def read(self, value: object) -> InlineResult:
        fields = fields_of(value, "Inline query result must be an object")
        kind = fields.required_string("type").lower()
        number = fields.required_string("id")
        body = self._content(fields, kind)
        keyboard = None
        if "reply_markup" in fields:
            keyboard = markup_of(fields.fields("reply_markup")).for_edit(private=False)
        must = kind in _MUST_HAVE_TITLE
        title = fields.required_string("title") if must else fields.string("title")
        if len(number.encode()) > MAX_ID or not number:
            raise bad_request("RESULT_ID_INVALID")
        return InlineResult(number, kind, title, fields.string("description"), body, keyboard)

    def _content(self, fields: Fields, kind: str) -> Body:
        given = (
            fields.fields("input_message_content") if "input_message_content" in fields else None
        )
        if given is None and kind == "article":
            given = fields
        if given is not None:
            if made := self._message(given):
                return made
            if kind == "article":
                raise FieldError("Input message content is not specified")
        return self._own(fields, kind)

    def _own(self, fields: Fields, kind: str) -> Body:
        """The message that a result becomes by itself."""
        caption = self._words(fields, "caption", "caption_entities")
        if caption.length > MAX_CAPTION:
            raise bad_request("MEDIA_CAPTION_TOO_LONG")
        above = fields.flag("show_caption_above_media")
        if kind in _FILES:
            made, name = _FILES[kind]
            media = self._media(fields, made, name)
            return Body(media[0], media[1], caption, above=above)
        if kind == "contact":
            return Body("contact", _contact(fields))
        if kind == "location":
            return Body("location", _place(fields))
        if kind == "venue":
            return Body("venue", _venue(fields))
        raise FieldError(f'type "{kind}" is unsupported for the inline query result')

    def _media(self, fields: Fields, kind: str, name: str) -> tuple[str, object]:
        """The file behind a result: one that is known, or one of the net, which stays unread."""
        if fields.string(f"{name}_url"):
            details = Details(title=fields.string("title"), performer=fields.string("performer"))
            made = self.files.keep(kind, b"", fields.string("title"), details)
            return made.kind, made.payload
        media = self.files.again(kind, fields.required_string(f"{name}_file_id"))
        return media.kind, media.payload

    def _message(self, fields: Fields) -> Body | None:
        """The message that an `InputMessageContent` describes."""
        if fields.string("message_text"):
            preview = _preview(fields)
            words = shown_text(self._words(fields, "message_text", "entities"), preview)
            if words.length > MAX_TEXT:
                raise bad_request("MESSAGE_TOO_LONG")
            return Body("text", words=words, preview=preview)
        if "latitude" in fields and "longitude" in fields:
            if "title" in fields and "address" in fields:
                return Body("venue", _venue(fields))
            return Body("location", _place(fields))
        if "phone_number" in fields:
            return Body("contact", _contact(fields))
        return None

    def _words(self, fields: Fields, text: str, entities: str) -> Formatted:
        source = Source(fields.string(text), fields.string("parse_mode"), fields.raw(entities))
        return source.read(self.user)


def read_result(files: FileStore, user: UserLookup, value: object) -> InlineResult:
    """Read an `InlineQueryResult` object. Raises `FieldError` for a bad form, `ApiError` for what
    the main server refuses, both in its words.
    """
    return _Reader(files, user).read(value)


def _preview(fields: Fields) -> JsonObject | None:
    if "link_preview_options" in fields:
        return asked_preview(fields.fields("link_preview_options"))
    return {"is_disabled": True} if fields.flag("disable_web_page_preview") else None


def _place(fields: Fields) -> JsonObject:
    return {"latitude": fields.number("latitude"), "longitude": fields.number("longitude")}


def _venue(fields: Fields) -> JsonObject:
    return {
        "location": _place(fields),
        "title": fields.required_string("title"),
        "address": fields.required_string("address"),
    }


def _contact(fields: Fields) -> JsonObject:
    contact: JsonObject = {
        "phone_number": fields.required_string("phone_number"),
        "first_name": fields.required_string("first_name"),
    }
    more = {name: fields.string(name) for name in ("last_name", "vcard")}
    return contact | {name: value for name, value in more.items() if value}
