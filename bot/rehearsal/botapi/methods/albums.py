"""Media as JSON describes them: albums, and other media in place of a message's own."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.errors import ApiError, bad_request
from bot.rehearsal.botapi.files import Details, Media, Upload
from bot.rehearsal.botapi.keyboards import read_markup
from bot.rehearsal.botapi.messages import Body
from bot.rehearsal.botapi.texts import MAX_CAPTION, Source
from bot.rehearsal.botapi.wire import FieldError, Fields, JsonObject, fields_of

from .editing import Target
from .requests import Reply, Request
from .sending import MAX_DURATION, MAX_SIDE

MAX_ITEMS = 10
_IN_ALBUMS = frozenset({"photo", "video", "audio", "document"})
# These stay among themselves in an album; the server's name of each.
_ALONE = {"audio": "Audio", "document": "Document"}
# What the main server refuses, and what is said of it in an album, where few codes are translated.
_CODES = {
    "Bad Request: IMAGE_PROCESS_FAILED": "IMAGE_PROCESS_FAILED",
    "Bad Request: PHOTO_INVALID_DIMENSIONS": "PHOTO_INVALID_DIMENSIONS",
    "Bad Request: failed to get HTTP URL content": "WEBPAGE_CURL_FAILED",
    "Bad Request: wrong file identifier/HTTP URL specified": (
        "Wrong file identifier/HTTP URL specified"
    ),
}
_KINDS = _IN_ALBUMS | {"animation"}


def send_media_group(call: Call) -> list[JsonObject]:
    """Send up to ten media as one album."""
    reply = Reply.read(call)
    asked = call.params.json_of("media", "Can't parse media JSON object")
    if not isinstance(asked, list):
        raise bad_request("Expected an Array of InputMedia")
    contents = [_input_media(call, item, album=True) for item in asked]
    request = Request.read(call, reply=reply, with_markup=False)
    if not contents:
        raise bad_request("There are no messages to send")
    bodies = [_album_body(call, content, place) for place, content in enumerate(contents, 1)]
    _check_album(bodies)
    for body in bodies:
        request.check(body)
    album = call.state.next_album_id() if len(bodies) > 1 else ""
    return [request.send(body, album=album).json(call.bot) for body in bodies]


def edit_message_media(call: Call) -> JsonObject | bool:
    """Put other media in place of a message's own, with their caption."""
    markup = read_markup(call.params.string("reply_markup"))
    content = _read_media(call)
    target = Target.read(call, markup, refusal="Message media can't be edited")
    old = target.message.body.kind
    if old not in _KINDS and old != "text":
        raise bad_request("Message media can't be edited")
    body = _body(call, content)
    if target.message.draft.album and old != body.kind:
        if body.kind not in _IN_ALBUMS:
            raise bad_request("Message content type can't be used in an album")
        if old in _ALONE or body.kind in _ALONE:
            raise bad_request("Can't change media type in the album")
    return target.change(body)


def media_of(call: Call) -> Body:
    """The content that the `media` parameter describes, of a file that is there already: an
    ephemeral message takes no other (edit_ephemeral_message). Raises `ApiError`.
    """
    content = _read_media(call)
    if isinstance(content.given, Upload):
        raise bad_request("File upload isn't allowed")
    return _body(call, content)


def _read_media(call: Call) -> "_Content":
    asked = call.params.json_of("media", "Can't parse input media JSON object")
    return _input_media(call, asked, album=False)


class _Content:
    """An `InputMedia` object as read: nothing is stored yet."""

    def __init__(self, call: Call, fields: Fields, *, album: bool) -> None:
        caption = Source(
            fields.string("caption"), fields.string("parse_mode"), fields.raw("caption_entities")
        )
        self.words = caption.read(call.user)
        self.above = fields.flag("show_caption_above_media")
        self.spoiler = fields.flag("has_spoiler")
        self.kind = fields.required_string("type")
        given = call.params.attached(fields.string("media"))
        if given is None:
            raise FieldError("media not found")
        if self.kind == "animation" and album:
            raise FieldError('type "animation" can\'t be used in sendMediaGroup')
        if self.kind not in _KINDS:
            raise FieldError(f'type "{self.kind}" is unsupported')
        self.given = given
        thumbnail = call.params.attached(fields.string("thumbnail") or fields.string("thumb"))
        self.details = Details(
            duration=min(max(fields.integer("duration"), 0), MAX_DURATION),
            width=min(max(fields.integer("width"), 0), MAX_SIDE),
            height=min(max(fields.integer("height"), 0), MAX_SIDE),
            title=fields.string("title"),
            performer=fields.string("performer"),
            thumbnail=thumbnail.content if isinstance(thumbnail, Upload) else b"",
        )


def _input_media(call: Call, item: object, *, album: bool) -> _Content:
    try:
        return _Content(call, fields_of(item, "expected an Object"), album=album)
    except FieldError as error:
        raise bad_request(f"Can't parse InputMedia: {error}") from error


def _body(call: Call, content: _Content) -> Body:
    if content.words.length > MAX_CAPTION:
        raise bad_request("Message caption is too long")
    files = call.state.files
    media: Media = (
        files.again(content.kind, content.given)
        if isinstance(content.given, str)
        else files.receive(content.kind, content.given, content.details)
    )
    return Body(
        media.kind, media.payload, content.words, spoiler=content.spoiler, above=content.above
    )


def _album_body(call: Call, content: _Content, place: int) -> Body:
    """The content of an album's item; what the main server refuses is told with its place."""
    try:
        return _body(call, content)
    except ApiError as error:
        code = _CODES.get(error.description)
        if code is None:
            raise
        raise bad_request(
            f'Failed to send message #{place} with the error message "{code}"'
        ) from error


def _check_album(bodies: list[Body]) -> None:
    if len(bodies) > MAX_ITEMS:
        raise bad_request("Too many messages to send as an album")
    kinds = {body.kind for body in bodies}
    if kinds - _IN_ALBUMS:
        raise bad_request("Invalid message content type")
    if len({body.above for body in bodies}) > 1:
        raise bad_request("Parameter show_caption_above_media must be the same for all messages")
    for kind, spoken in _ALONE.items():
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{spoken} can't be mixed with other media types")


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "sendMediaGroup": send_media_group,
    "editMessageMedia": edit_message_media,
}
