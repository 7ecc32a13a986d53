"""Sending texts and media, and showing that the bot is busy."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.files import Details, Media, Upload
from bot.rehearsal.botapi.messages import WITH_CAPTION, Body
from bot.rehearsal.botapi.previews import asked_preview, shown_text
from bot.rehearsal.botapi.texts import MAX_CAPTION, MAX_TEXT, NO_WORDS, Formatted
from bot.rehearsal.botapi.wire import FieldError, JsonObject

from .requests import Request

MAX_DURATION = 24 * 60 * 60
MAX_SIDE = 10_000
# The diameter of a video note, in pixels.
_MAX_ROUND = 640
_TYPING_SECONDS = 5
_ACTIONS = {
    "cancel",
    "typing",
    "record_video",
    "upload_video",
    "record_audio",
    "record_voice",
    "upload_audio",
    "upload_voice",
    "upload_photo",
    "upload_document",
    "choose_sticker",
    "pick_up_location",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(call: Call) -> JsonObject:
    """Send a text."""
    words, preview = asked_text(call)
    request = Request.read(call, aimed=True)
    words = shown_text(words, preview)
    if words.length > MAX_TEXT:
        raise bad_request("Message is too long")
    return request.send(Body("text", words=words, preview=preview)).json(call.bot)


def _sender(kind: str) -> Callable[[Call], JsonObject]:
    """The method that sends media of one kind, by file id or as an upload."""
    spoken = kind.replace("_", " ")

    def send(call: Call) -> JsonObject:
        given = call.params.file(kind)
        if given is None:
            raise bad_request(f"There is no {spoken} in the request")
        words = call.words() if kind in WITH_CAPTION else NO_WORDS
        request = Request.read(call, aimed=True)
        media = _media(call, kind, given)
        if kind == "video_note" and call.params.integer("length", low=0) > _MAX_ROUND:
            raise bad_request("Wrong video note length")
        if words.length > MAX_CAPTION:
            raise bad_request("Message caption is too long")
        body = Body(
            media.kind,
            media.payload,
            words,
            spoiler=call.params.flag("has_spoiler"),
            above=call.params.flag("show_caption_above_media"),
        )
        return request.send(body).json(call.bot)

    send.__doc__ = f"Send a {spoken}."
    return send


def send_chat_action(call: Call) -> bool:
    """Show for five seconds, or until its next message, that the bot is busy."""
    action = call.params.string("action").lower()
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = call.chat(Access.WRITE)
    call.check_reachable(chat)
    chat.typing_until = 0 if action == "cancel" else call.state.now() + _TYPING_SECONDS
    call.state.changed(chat, "typing")
    return True


def asked_text(call: Call) -> tuple[Formatted, JsonObject | None]:
    """The text of a call and what it wants below, read in the server's order. Raises `ApiError`."""
    preview = _link_preview(call)
    if not call.params.string("text"):
        raise bad_request("Message text is empty")
    return call.words("text", "entities"), preview


def _link_preview(call: Call) -> JsonObject | None:
    """The `link_preview_options` of a text, as far as they say anything."""
    fields = call.params.fields(
        "link_preview_options",
        "Can't parse link preview options JSON object",
        "Object expected as link preview options",
    )
    if not fields:
        return {"is_disabled": True} if call.params.flag("disable_web_page_preview") else None
    try:
        return asked_preview(fields)
    except FieldError as error:
        raise bad_request(str(error)) from error


def _media(call: Call, kind: str, given: Upload | str) -> Media:
    params = call.params
    if isinstance(given, str):
        return call.state.files.again(kind, given)
    thumbnail = params.file("thumbnail") or params.file("thumb")
    details = Details(
        duration=params.integer("duration", low=0, high=MAX_DURATION),
        width=params.integer("width", low=0, high=MAX_SIDE),
        height=params.integer("height", low=0, high=MAX_SIDE),
        length=params.integer("length", low=0, high=MAX_SIDE),
        title=params.string("title"),
        performer=params.string("performer"),
        emoji=params.string("emoji"),
        thumbnail=thumbnail.content if isinstance(thumbnail, Upload) else b"",
    )
    return call.state.files.receive(kind, given, details)


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "sendMessage": send_message,
    "sendPhoto": _sender("photo"),
    "sendAnimation": _sender("animation"),
    "sendVideo": _sender("video"),
    "sendVideoNote": _sender("video_note"),
    "sendVoice": _sender("voice"),
    "sendAudio": _sender("audio"),
    "sendDocument": _sender("document"),
    "sendSticker": _sender("sticker"),
    "sendChatAction": send_chat_action,
}
