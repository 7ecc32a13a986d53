"""Chats as a whole: looking, leaving, pinning, reacting, what members may do."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.groups import leave
from bot.rehearsal.botapi.posting import announce
from bot.rehearsal.botapi.reactions import known_reaction
from bot.rehearsal.botapi.rights import asked_permissions
from bot.rehearsal.botapi.wire import FieldError, Fields, JsonObject, fields_of


def get_chat(call: Call) -> JsonObject:
    """Answer with everything about a chat."""
    chat = call.chat(Access.READ)
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    return chat.full_json(pinned.json(call.bot, with_reply=False) if pinned else None)


def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = call.chat(Access.READ)
    if chat.is_private:
        raise bad_request("Can't leave private chats")
    if chat.member(call.bot, call.state.now()).inside:
        leave(call.state, chat, call.bot, by=call.bot)
    return True


def pin_chat_message(call: Call) -> bool:
    """Pin a message; everybody gets a service message about it."""
    chat = call.chat(Access.WRITE)
    message = call.message(chat, call.params.message_id(), "message to pin")
    _check_pinning(call, chat)
    if message.body.is_service:
        raise bad_request("Service messages can't be pinned")
    call.check_reachable(chat)
    if message.id in chat.pinned:
        return True
    chat.pinned.append(message.id)
    pinned = message.json(call.bot, with_reply=False)
    announce(call.state, chat, call.bot, {"pinned_message": pinned})
    call.state.changed(chat, "pinned", message.id)
    return True


def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, or the one pinned last."""
    chat = call.chat(Access.WRITE)
    number = call.params.message_id()
    if number:
        call.message(chat, number, "message to unpin")
    elif not chat.pinned:
        raise bad_request("message to unpin not found")
    _check_pinning(call, chat)
    number = number or chat.pinned[-1]
    if number in chat.pinned:
        chat.pinned.remove(number)
        call.state.changed(chat, "pinned", number)
    return True


def set_message_reaction(call: Call) -> bool:
    """Put the bot's one reaction under a message, or take it back."""
    emojis = _reactions(call)
    chat = call.chat(Access.READ)
    message = call.message(chat, call.params.message_id(), "message to react")
    if message.body.is_service:
        raise bad_request("MESSAGE_ID_INVALID")
    if len(emojis) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not all(known_reaction(emoji) for emoji in emojis):
        raise bad_request("REACTION_INVALID")
    call.check_reachable(chat)
    message.reactions[call.bot.id] = tuple(known_reaction(emoji) for emoji in emojis)
    call.state.changed(chat, "reacted", message.id)
    return True


def set_chat_permissions(call: Call) -> bool:
    """Set what plain members may do; owner and administrators are never bound by it."""
    granted = permissions(call)
    chat = call.chat(Access.WRITE)
    if chat.is_private:
        raise bad_request("Can't change private chat permissions")
    if not chat.member(call.bot, call.state.now()).holds("can_restrict_members"):
        raise bad_request("Not enough rights to change chat permissions")
    if chat.permissions != granted:
        chat.permissions = granted
        call.state.changed(chat, "chat")
    return True


def permissions(call: Call) -> frozenset[str]:
    """The `permissions` parameter; nothing is granted when it is missing. Raises `ApiError`."""
    fields = call.params.fields(
        "permissions", "Can't parse permissions JSON object", "Object expected as permissions"
    )
    independent = call.params.flag("use_independent_chat_permissions")
    try:
        return asked_permissions(fields, independent=independent)
    except FieldError as error:
        raise bad_request(f"Can't parse chat permissions: {error}") from error


def _check_pinning(call: Call, chat: Chat) -> None:
    member = chat.member(call.bot, call.state.now())
    if chat.kind == "group":
        may = member.leads
    elif chat.is_supergroup:
        by_right = member.holds("can_pin_messages")
        may = by_right or (not member.leads and "can_pin_messages" in chat.permissions)
    else:
        may = True
    if not may:
        raise bad_request("Not enough rights to manage pinned messages in the chat")


def _reactions(call: Call) -> list[str]:
    """The emojis asked for; other kinds of reaction are written as an empty string."""
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
            return fields.required_string("emoji")
        case "custom_emoji":
            fields.required_integer("custom_emoji_id")
            return ""
    raise FieldError("invalid reaction type specified")


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "setMessageReaction": set_message_reaction,
    "setChatPermissions": set_chat_permissions,
}
