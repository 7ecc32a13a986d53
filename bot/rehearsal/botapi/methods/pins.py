"""Pinned messages."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.posting import announce


def pin_chat_message(call: Call) -> bool:
    """Pin a message; everybody gets a service message about it."""
    chat = call.chat(Access.WRITE)
    message = call.message(chat, call.params.message_id(), "message to pin")
    _check(call, chat)
    if message.body.is_service:
        raise bad_request("Service messages can't be pinned")
    call.check_reachable(chat)
    if message.id in chat.pinned:
        return True
    chat.pinned.append(message.id)
    pinned = message.json(call.bot, with_reply=False)
    topic = message.draft.topic
    announce(call.state, chat, call.bot, {"pinned_message": pinned}, topic=topic)
    call.state.changed(chat, "pinned", message.id)
    return True


def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, or the newest of those that are pinned."""
    chat = call.chat(Access.WRITE)
    number = call.params.message_id()
    if number:
        call.message(chat, number, "message to unpin")
    elif not chat.pinned:
        raise bad_request("message to unpin not found")
    _check(call, chat)
    number = number or max(chat.pinned)
    if number in chat.pinned:
        chat.pinned.remove(number)
        call.state.changed(chat, "pinned", number)
    return True


def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything."""
    chat = call.chat(Access.WRITE)
    _check(call, chat)
    unpin(call, chat, list(chat.pinned))
    return True


def unpin(call: Call, chat: Chat, numbers: list[int]) -> None:
    """Unpin these messages, without asking."""
    for number in numbers:
        chat.pinned.remove(number)
        call.state.changed(chat, "pinned", number)


def _check(call: Call, chat: Chat) -> None:
    if not chat.may(call.bot, "can_pin_messages", call.state.now()):
        raise bad_request("Not enough rights to manage pinned messages in the chat")


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
