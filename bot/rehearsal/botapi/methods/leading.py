"""Administrators: appointing them, and the titles of people."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.groups import set_member
from bot.rehearsal.botapi.members import Member, Status
from bot.rehearsal.botapi.rights import RIGHTS
from bot.rehearsal.botapi.wire import FieldError, JsonObject

from .members import member_of
from .standing import set_standing

MAX_TITLE = 16  # characters
_FIRST_EMOJI = 0x2190
_FOR_CHANNELS = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")


def promote_chat_member(call: Call) -> bool:
    """Make somebody an administrator of a supergroup, change their rights, or with none demote."""
    number = call.params.user_id()
    granted = frozenset(right for right in RIGHTS if call.params.flag(right))
    if call.params.flag("can_manage_voice_chats"):
        granted |= {"can_manage_video_chats"}
    chat = call.chat(Access.WRITE)
    if not chat.is_supergroup:
        raise bad_request("method is available for supergroup and channel chats only")
    old = member_of(call, chat, number)
    new = old.turned(Status.MEMBER)
    if granted:
        anonymous = "is_anonymous" in granted
        rights = granted - {"is_anonymous"} | {"can_manage_chat"}
        new = Member(old.user, Status.ADMINISTRATOR, rights, anonymous=anonymous)
    set_standing(call, chat, old, new)
    return True


def set_chat_administrator_custom_title(call: Call) -> bool:
    """Give an administrator whom the bot has appointed a title."""
    number = call.params.user_id()
    chat = _group(call)
    old = member_of(call, chat, number)
    if old.status is Status.CREATOR:
        raise bad_request("only the owner can edit their custom title")
    if old.status is not Status.ADMINISTRATOR:
        raise bad_request("user is not an administrator")
    if old.by != call.bot.id:
        raise bad_request("not enough rights to change custom title of the user")
    title = _title(call.params.string("custom_title"), "CUSTOM_TITLE")
    set_member(call.state, chat, call.bot, replace(old, title=title))
    return True


def set_chat_member_tag(call: Call) -> bool:
    """Give a plain member a tag, or take it away."""
    number = call.params.user_id()
    chat = _group(call)
    old = member_of(call, chat, number)
    title = _title(call.params.string("tag"), "TAG")
    may = chat.member(call.bot, call.state.now()).holds("can_manage_tags")
    if not may or old.leads or not old.inside:
        raise bad_request("TAG_CHANGE_FORBIDDEN")
    if title != old.title:
        set_member(call.state, chat, call.bot, replace(old, title=title))
    return True


def set_my_default_administrator_rights(call: Call) -> bool:
    """Set the rights that clients suggest when somebody makes the bot an administrator."""
    fields = call.params.fields(
        "rights",
        "Can't parse ChatAdministratorRights JSON object",
        "Can't parse ChatAdministratorRights: ChatAdministratorRights must be an Object",
    )
    try:
        granted = frozenset(right for right in _rights_of(call) if fields.flag(right))
    except FieldError as error:
        raise bad_request(f"Can't parse ChatAdministratorRights: {error}") from error
    if _kind(call) == "channels":
        granted -= {"is_anonymous"}  # Nobody writes under their own name there anyway.
    if granted:
        granted |= {"can_manage_chat"}  # which any other right implies (AdministratorRights)
    call.bot.default_rights[_kind(call)] = granted
    return True


def get_my_default_administrator_rights(call: Call) -> JsonObject:
    """Answer with the rights that clients suggest."""
    granted = call.bot.default_rights.get(_kind(call), frozenset())
    return {right: right in granted for right in _rights_of(call)}


def _group(call: Call) -> Chat:
    chat = call.chat(Access.WRITE)
    if chat.is_private:
        raise bad_request("method is available only for groups and supergroups")
    return chat


def _title(text: str, what: str) -> str:
    if any(ord(char) >= _FIRST_EMOJI and not char.isalpha() for char in text):
        raise bad_request(f"{what}_EMOJI_NOT_ALLOWED")
    if len(text) > MAX_TITLE:
        raise bad_request(f"{what}_INVALID")
    return text


def _kind(call: Call) -> str:
    return "channels" if call.params.flag("for_channels") else "groups"


def _rights_of(call: Call) -> tuple[str, ...]:
    if _kind(call) == "groups":
        return RIGHTS
    only_groups = {"can_pin_messages", "can_manage_topics", "can_manage_tags"}
    return tuple(right for right in RIGHTS if right not in only_groups) + _FOR_CHANNELS


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "promoteChatMember": promote_chat_member,
    "setChatAdministratorCustomTitle": set_chat_administrator_custom_title,
    "setChatMemberTag": set_chat_member_tag,
    "setMyDefaultAdministratorRights": set_my_default_administrator_rights,
    "getMyDefaultAdministratorRights": get_my_default_administrator_rights,
}
