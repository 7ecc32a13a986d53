"""Changing and deleting ephemeral messages; there only where this world has them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.keyboards import Keyboard, read_markup
from bot.rehearsal.botapi.messages import WITH_CAPTION, Body, Message
from bot.rehearsal.botapi.posting import amend, remove
from bot.rehearsal.botapi.texts import MAX_CAPTION

from .albums import media_of
from .sending import asked_text


def edit_ephemeral_message_text(call: Call) -> bool:
    """Change a text. The server measures it as a caption (tdlib/telegram-bot-api#881)."""
    words, preview = asked_text(call)
    message, keyboard = _target(call)
    if words.length > MAX_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    return _changed(call, message, replace(message.body, words=words, preview=preview), keyboard)


def edit_ephemeral_message_caption(call: Call) -> bool:
    """Change a caption."""
    words = call.words()
    message, keyboard = _target(call)
    if message.body.kind not in WITH_CAPTION:
        raise bad_request("There is no caption in the message to edit")
    if words.length > MAX_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    above = call.params.flag("show_caption_above_media")
    return _changed(call, message, replace(message.body, words=words, above=above), keyboard)


def edit_ephemeral_message_media(call: Call) -> bool:
    """Put other media in place of the message's own."""
    body = media_of(call)
    message, keyboard = _target(call)
    return _changed(call, message, body, keyboard)


def edit_ephemeral_message_reply_markup(call: Call) -> bool:
    """Change or remove the keyboard."""
    message, keyboard = _target(call)
    return _changed(call, message, message.body, keyboard)


def delete_ephemeral_message(call: Call) -> bool:
    """Take an ephemeral message away from the one who sees it."""
    message, _ = _target(call)
    remove(call.state, message, call.bot)
    return True


def _target(call: Call) -> tuple[Message, Keyboard | None]:
    """The message and the keyboard that it is to have. How the server refuses is not known."""
    markup = read_markup(call.params.string("reply_markup"))
    number = call.params.user_id("receiver_user_id")
    chat = call.chat(Access.WRITE)
    message = chat.messages.get(-call.params.message_id("ephemeral_message_id"))
    mine = message is not None and message.is_ephemeral and message.sender is call.bot
    if message is None or not mine or message.draft.receiver is not call.user(number):
        raise bad_request("MESSAGE_ID_INVALID")
    return message, markup.for_edit(private=False)


def _changed(call: Call, message: Message, body: Body, keyboard: Keyboard | None) -> bool:
    amend(call.state, message, body, keyboard)
    return True


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "editEphemeralMessageText": edit_ephemeral_message_text,
    "editEphemeralMessageCaption": edit_ephemeral_message_caption,
    "editEphemeralMessageMedia": edit_ephemeral_message_media,
    "editEphemeralMessageReplyMarkup": edit_ephemeral_message_reply_markup,
    "deleteEphemeralMessage": delete_ephemeral_message,
}
