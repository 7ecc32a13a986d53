"""Reactions: the bot's own, and taking away those of others."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.messages import Message
from bot.rehearsal.botapi.reactions import known_reaction
from bot.rehearsal.botapi.wire import FieldError, Fields, fields_of


def set_message_reaction(call: Call) -> bool:
    """Put the bot's one reaction under a message, or take it back."""
    emojis = _reactions(call)
    chat = call.chat(Access.READ)
    message = call.message(chat, call.params.message_id(), "message to react")
    if not all(emojis):
        raise bad_request("Invalid reaction type specified")
    if message.body.is_service:
        raise bad_request("MESSAGE_ID_INVALID")
    if len(emojis) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not all(known_reaction(emoji) for emoji in emojis):
        raise bad_request("REACTION_INVALID")
    if "can_react_to_messages" not in chat.allowed(call.bot, call.state.now()):
        raise bad_request("REACTION_INVALID")
    call.check_reachable(chat)
    message.reactions[call.bot.id] = tuple(known_reaction(emoji) for emoji in emojis)
    call.state.changed(chat, "reacted", message.id)
    return True


def delete_message_reaction(call: Call) -> bool:
    """Take somebody's reaction away from a message."""
    actor = _actor(call)
    chat = call.chat(Access.WRITE)
    message = call.message(chat, call.params.message_id(), "message to delete reactions")
    _check(call, chat)
    _take(call, message, actor)
    return True


def delete_all_message_reactions(call: Call) -> bool:
    """Take all of somebody's recent reactions away."""
    actor = _actor(call)
    chat = call.chat(Access.WRITE)
    _check(call, chat)
    for message in chat.messages.values():
        _take(call, message, actor)
    return True


def _actor(call: Call) -> int:
    """The id of the user or chat whose reactions are meant. Raises `ApiError`."""
    if call.params.string("user_id"):
        number = call.params.user_id()
        if call.user(number) is None:
            raise bad_request("Reaction sender not found")
        return number
    raw = call.params.string("actor_chat_id")
    if not raw:
        raise bad_request("sender_chat_id is empty")
    if not raw.removeprefix("-").isdigit():
        raise bad_request("sender_chat_id is not a valid Integer")
    return int(raw)


def _check(call: Call, chat: Chat) -> None:
    """Raise `ApiError` if the bot may not. The server's own words for it are not known."""
    if chat.is_private or not chat.member(call.bot, call.state.now()).holds("can_delete_messages"):
        raise bad_request("CHAT_ADMIN_REQUIRED")


def _take(call: Call, message: Message, actor: int) -> None:
    if message.reactions.pop(actor, ()):
        call.state.changed(message.chat, "reacted", message.id)


def _reactions(call: Call) -> list[str]:
    """The emojis asked for; a custom one is written as its number behind a #, as in TDLib."""
    if not call.params.string("reaction"):
        return []
    asked = call.params.json("reaction", "Can't parse reaction types JSON object")
    if not isinstance(asked, list):
        raise bad_request("Expected an Array of ReactionType")
    try:
        return [_reaction(fields_of(item, "expected an Object")) for item in asked]
    except FieldError as error:
        raise bad_request(f"Can't parse ReactionType: {error}") from error


def _reaction(fields: Fields) -> str:
    match fields.required_string("type"):
        case "emoji":
            emoji = fields.required_string("emoji")
            return "" if emoji.startswith("#") else emoji
        case "custom_emoji":
            return f"#{fields.required_integer('custom_emoji_id')}"
    raise FieldError("invalid reaction type specified")


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "setMessageReaction": set_message_reaction,
    "deleteMessageReaction": delete_message_reaction,
    "deleteAllMessageReactions": delete_all_message_reactions,
}
