"""Chats as a whole: looking, leaving, title, description, photo, what members may do."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat, photo_info
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.files import Details
from bot.rehearsal.botapi.groups import leave, retitle
from bot.rehearsal.botapi.joining import primary_link
from bot.rehearsal.botapi.posting import announce
from bot.rehearsal.botapi.rights import asked_permissions
from bot.rehearsal.botapi.wire import FieldError, Fields, JsonObject

# In characters; the server cuts what is longer without a word.
MAX_TITLE = 128
MAX_DESCRIPTION = 255


def get_chat(call: Call) -> JsonObject:
    """Answer with everything about a chat."""
    chat = call.chat(Access.READ)
    # Not the one pinned last, but the newest (update_message_is_pinned).
    pinned = chat.messages.get(max(chat.pinned, default=0))
    link = primary_link(chat, call.bot)
    return chat.full_json(
        pinned.json(call.bot, with_reply=False) if pinned else None, link.address if link else ""
    )


def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = call.chat(Access.READ)
    if chat.is_private:
        raise bad_request("Can't leave private chats")
    if chat.migrated_to:
        raise bad_request("Chat is deactivated")
    if chat.member(call.bot, call.state.now()).inside:
        leave(call.state, chat, call.bot, by=call.bot)
    return True


def set_chat_title(call: Call) -> bool:
    """Give a group another title; everybody gets a service message about it."""
    chat = call.chat(Access.WRITE)
    title = " ".join(call.params.string("title").split())[:MAX_TITLE].strip()
    if not title:
        raise bad_request("Title must be non-empty")
    _check(call, chat, "change", "title")
    if chat.title != title:
        retitle(call.state, chat, call.bot, title)
    return True


def set_chat_description(call: Call) -> bool:
    """Give a group another description, or none."""
    chat = call.chat(Access.WRITE)
    description = call.params.string("description").strip()[:MAX_DESCRIPTION]
    _check(call, chat, "set", "description")
    if chat.description == description:
        raise bad_request("chat description is not modified")
    chat.description = description
    call.state.changed(chat, "chat")
    return True


def set_chat_photo(call: Call) -> bool:
    """Give a group a photo; everybody gets a service message about it."""
    given = call.params.file("photo")
    if given is None:
        raise bad_request("There is no photo in the request")
    if isinstance(given, str):
        raise bad_request("Photo must be uploaded as an InputFile")
    chat = call.chat(Access.WRITE)
    _check(call, chat, "change", "photo")
    media = call.state.files.receive("photo", given, Details())
    chat.photo = photo_info(media.payload)
    announce(call.state, chat, call.bot, {"new_chat_photo": media.payload})
    return True


def delete_chat_photo(call: Call) -> bool:
    """Take a group's photo away; everybody gets a service message about it."""
    chat = call.chat(Access.WRITE)
    _check(call, chat, "change", "photo")
    if not chat.photo:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.photo = None
    announce(call.state, chat, call.bot, {"delete_chat_photo": True})
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
    if "permissions" not in call.params:
        return frozenset()
    value = call.params.json("permissions", "Can't parse permissions JSON object")
    if not isinstance(value, dict):
        raise bad_request("Object expected as permissions")
    independent = call.params.flag("use_independent_chat_permissions")
    try:
        return asked_permissions(Fields(value), independent=independent)
    except FieldError as error:
        raise bad_request(f"Can't parse chat permissions: {error}") from error


def _check(call: Call, chat: Chat, act: str, what: str) -> None:
    """Raise `ApiError` if the bot may not change something about the chat itself."""
    if chat.is_private:
        raise bad_request(f"Can't change private chat {what}")
    if not chat.may(call.bot, "can_change_info", call.state.now()):
        raise bad_request(f"Not enough rights to {act} chat {what}")


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "setChatTitle": set_chat_title,
    "setChatDescription": set_chat_description,
    "setChatPhoto": set_chat_photo,
    "deleteChatPhoto": delete_chat_photo,
    "setChatPermissions": set_chat_permissions,
}
