"""Changing the bot's own messages."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.keyboards import Keyboard, read_markup
from bot.rehearsal.botapi.messages import WITH_CAPTION, Body, Message
from bot.rehearsal.botapi.posting import amend
from bot.rehearsal.botapi.texts import MAX_CAPTION, MAX_TEXT
from bot.rehearsal.botapi.wire import JsonObject


def edit_message_text(call: Call) -> JsonObject:
    """Change a text; without a keyboard in the request, the old one goes."""
    if not call.params.string("text"):
        raise bad_request("Message text is empty")
    words = call.words("text", "entities")
    message, keyboard = _target(call)
    if message.body.kind != "text":
        raise bad_request("There is no text in the message to edit")
    if not words.text:
        raise bad_request("Text must be non-empty")
    if words.length > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _changed(call, message, replace(message.body, words=words), keyboard)


def edit_message_caption(call: Call) -> JsonObject:
    """Change or remove a caption; without a keyboard in the request, the old one goes."""
    words = call.words()
    message, keyboard = _target(call)
    if message.body.kind not in WITH_CAPTION:
        raise bad_request("There is no caption in the message to edit")
    if words.length > MAX_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    above = call.params.flag("show_caption_above_media")
    return _changed(call, message, replace(message.body, words=words, above=above), keyboard)


def edit_message_reply_markup(call: Call) -> JsonObject:
    """Change or remove the keyboard."""
    message, keyboard = _target(call)
    return _changed(call, message, message.body, keyboard)


def _target(call: Call) -> tuple[Message, Keyboard | None]:
    markup = read_markup(call.params.string("reply_markup"))
    number = call.params.message_id()
    if not call.params.string("chat_id") and not number:
        # This world has no inline messages that the id could mean.
        given = call.params.string("inline_message_id")
        raise bad_request("MESSAGE_ID_INVALID" if given else "Message identifier is not specified")
    chat = call.chat(Access.EDIT)
    message = call.message(chat, number, "message to edit")
    draft = message.draft
    fixed = message.body.is_service or draft.origin or draft.prompt or chat.migrated_to
    if message.sender is not call.bot or fixed:
        raise bad_request("Message can't be edited")
    keyboard = markup.for_edit(private=chat.is_private)
    call.check_reachable(chat)
    return message, keyboard


def _changed(call: Call, message: Message, body: Body, keyboard: Keyboard | None) -> JsonObject:
    if (body, keyboard) == (message.body, message.keyboard):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    amend(call.state, message, body, keyboard)
    return message.json(call.bot)


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
