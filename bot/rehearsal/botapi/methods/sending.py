"""Sending, forwarding and copying messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.entities import utf16_length
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.files import Details, Media, Upload
from bot.rehearsal.botapi.keyboards import Markup, read_markup
from bot.rehearsal.botapi.messages import WITH_CAPTION, Body, Draft, Message
from bot.rehearsal.botapi.posting import publish
from bot.rehearsal.botapi.rights import TO_SEND
from bot.rehearsal.botapi.texts import MAX_CAPTION, MAX_TEXT, NO_WORDS
from bot.rehearsal.botapi.wire import FieldError, JsonObject

MAX_DURATION = 24 * 60 * 60
MAX_SIDE = 10_000
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
    if not call.params.string("text"):
        raise bad_request("Message text is empty")
    words = call.words("text", "entities")
    request = _Request.read(call)
    if not words.text:
        raise bad_request("Text must be non-empty")
    if words.length > MAX_TEXT:
        raise bad_request("Message is too long")
    return request.send(Body("text", words=words), preview=link_preview(call))


def _sender(kind: str) -> Callable[[Call], JsonObject]:
    """The method that sends media of one kind, by file id or as an upload."""
    spoken = kind.replace("_", " ")

    def send(call: Call) -> JsonObject:
        given = call.params.file(kind)
        if given is None:
            raise bad_request(f"There is no {spoken} in the request")
        words = call.words() if kind in WITH_CAPTION else NO_WORDS
        request = _Request.read(call)
        media = _media(call, kind, given)
        if words.length > MAX_CAPTION:
            raise bad_request("Message caption is too long")
        return request.send(
            Body(
                media.kind,
                media.payload,
                words,
                spoiler=call.params.flag("has_spoiler"),
                above=call.params.flag("show_caption_above_media"),
            )
        )

    send.__doc__ = f"Send a {spoken}."
    return send


def forward_message(call: Call) -> JsonObject:
    """Forward a message, with its origin."""
    source = _source(call, "message to forward")
    request = _Request.read(call)
    if source.body.is_service or source.draft.protected:
        raise bad_request("The message can't be forwarded")
    return request.send(source.body, origin=source)


def copy_message(call: Call) -> JsonObject:
    """Send the content of a message anew; a caption may take the place of its own."""
    source = _source(call, "message to copy")
    request = _Request.read(call)
    if source.body.is_service or source.draft.protected:
        raise bad_request("The message can't be copied")
    body = source.body
    if "caption" in call.params and body.kind in WITH_CAPTION:
        words = call.words()
        if words.length > MAX_CAPTION:
            raise bad_request("Message caption is too long")
        body = replace(body, words=words, above=call.params.flag("show_caption_above_media"))
    return {"message_id": request.send(body)["message_id"]}


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


def link_preview(call: Call) -> JsonObject | None:
    """The `link_preview_options` of a text, as far as they say anything."""
    fields = call.params.fields(
        "link_preview_options",
        "Can't parse link preview options JSON object",
        "Object expected as link preview options",
    )
    if not fields:
        return {"is_disabled": True} if call.params.flag("disable_web_page_preview") else None
    try:
        shown: JsonObject = {
            flag: True
            for flag in (
                "is_disabled",
                "prefer_small_media",
                "prefer_large_media",
                "show_above_text",
            )
            if fields.flag(flag)
        }
        if url := fields.string("url"):
            shown["url"] = url
    except FieldError as error:
        raise bad_request(str(error)) from error
    return shown or None


@dataclass(frozen=True, slots=True)
class _Reply:
    """What a message is to answer, as asked for."""

    message_id: int = 0
    optional: bool = False
    quote: str = ""

    @classmethod
    def read(cls, call: Call) -> "_Reply":
        params = call.params
        if "reply_parameters" not in params:
            number = params.message_id("reply_to_message_id")
            return cls(number, params.flag("allow_sending_without_reply"))
        fields = params.fields(
            "reply_parameters",
            "Can't parse reply parameters JSON object",
            "Object expected as reply parameters",
        )
        if not fields:
            return cls()
        try:
            if fields.string("chat_id") not in {"", params.string("chat_id")}:
                raise bad_request("message to be replied not found")
            return cls(
                max(fields.required_integer("message_id"), 0),
                fields.flag("allow_sending_without_reply"),
                fields.string("quote"),
            )
        except FieldError as error:
            raise bad_request(str(error)) from error

    def quoted(self, answered: Message) -> JsonObject | None:
        """The `TextQuote` object. Raises `ApiError` if the message does not say so."""
        if not self.quote:
            return None
        text = answered.body.words.text
        at = text.find(self.quote)
        if at < 0:
            raise bad_request("QUOTE_TEXT_INVALID")
        return {"text": self.quote, "position": utf16_length(text[:at]), "is_manual": True}


@dataclass(frozen=True, slots=True)
class _Request:
    """What all sending methods have in common, read and checked."""

    call: Call
    chat: Chat
    markup: Markup
    draft: Draft

    @classmethod
    def read(cls, call: Call) -> "_Request":
        reply = _Reply.read(call)
        markup = read_markup(call.params.string("reply_markup"))
        chat = call.chat(Access.WRITE)
        if chat.is_private and call.params.message_id("message_thread_id"):
            raise bad_request("message thread not found")
        answered, quote = 0, None
        if reply.message_id:
            target = chat.messages.get(reply.message_id)
            if target or not reply.optional:
                target = call.message(chat, reply.message_id, "message to be replied")
                answered, quote = target.id, reply.quoted(target)
        draft = Draft(
            Body("text"),
            reply_to=answered,
            quote=quote,
            protected=call.params.flag("protect_content"),
        )
        return cls(call, chat, markup.for_chat(private=chat.is_private), draft)

    def send(
        self, body: Body, *, preview: JsonObject | None = None, origin: Message | None = None
    ) -> JsonObject:
        """Send, if the bot may send such a thing here. Raises `ApiError`."""
        call, chat = self.call, self.chat
        permission, words = TO_SEND[body.kind]
        if permission not in chat.allowed(call.bot, call.state.now()):
            raise bad_request(f"Not enough rights to send {words} to the chat")
        call.check_reachable(chat)
        draft = replace(
            self.draft,
            body=body,
            keyboard=self.markup.keyboard,
            prompt=self.markup.prompt,
            preview=preview,
            origin=origin.origin() if origin else None,
        )
        return publish(call.state, chat, call.bot, draft).json(call.bot)


def _source(call: Call, what: str) -> Message:
    if not call.params.string("from_chat_id"):
        raise bad_request('Parameter "from_chat_id" is required')
    return call.message(call.chat(Access.READ, "from_chat_id"), call.params.message_id(), what)


def _media(call: Call, kind: str, given: Upload | str) -> Media:
    params = call.params
    if isinstance(given, str):
        return call.state.files.again(kind, given)
    details = Details(
        duration=params.integer("duration", low=0, high=MAX_DURATION),
        width=params.integer("width", low=0, high=MAX_SIDE),
        height=params.integer("height", low=0, high=MAX_SIDE),
        length=params.integer("length", low=0, high=MAX_SIDE),
        title=params.string("title"),
        performer=params.string("performer"),
        emoji=params.string("emoji"),
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
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
}
