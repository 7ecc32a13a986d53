"""Deleting messages: 48 hours long, one's own everywhere, others' where the bot may."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.errors import ApiError, bad_request
from bot.rehearsal.botapi.messages import Message
from bot.rehearsal.botapi.posting import remove

DELETABLE_FOR = 48 * 60 * 60
_DICE_FOR = 24 * 60 * 60
_FOUNDING = frozenset({"supergroup_chat_created", "migrate_from_chat_id", "forum_topic_created"})


def delete_message(call: Call) -> bool:
    """Delete one message."""
    if not call.params.string("chat_id"):
        raise bad_request("Chat identifier is not specified")
    number = call.params.message_id()
    if not number:
        raise bad_request("Message identifier is not specified")
    chat = call.chat(Access.WRITE)
    message = call.message(chat, number, "message to delete")
    if refusal := _refusal(call, message):
        raise refusal
    remove(call.state, message, call.bot)
    return True


def delete_messages(call: Call) -> bool:
    """Delete up to a hundred messages; those that are gone already are skipped."""
    numbers = call.params.message_ids()
    chat = call.chat(Access.WRITE)
    found = [one for number in dict.fromkeys(numbers) if (one := call.seen(chat, number))]
    for message in found:
        if refusal := _refusal(call, message):
            raise refusal
    for message in found:
        remove(call.state, message, call.bot)
    return True


def _refusal(call: Call, message: Message) -> ApiError | None:
    """Why the bot may not delete a message, if so."""
    chat, body = message.chat, message.body
    age = call.state.now() - message.date
    member = chat.member(call.bot, call.state.now())
    own = message.sender is call.bot and not body.is_service
    if chat.is_supergroup:
        content = body.payload if body.is_service and isinstance(body.payload, dict) else {}
        founding = message.id == 1 or _FOUNDING & set(content)
        may = (own or member.holds("can_delete_messages")) and not founding
        # A supergroup's limit is a second sharper than the others'.
        return None if may and age < DELETABLE_FOR else bad_request("Message can't be deleted")
    fresh_dice = chat.is_private and body.kind == "dice" and age < _DICE_FOR
    may = (chat.is_private or own or member.leads) and not fresh_dice
    if may and age <= DELETABLE_FOR:
        return None
    return bad_request("Message can't be deleted for everyone")


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
