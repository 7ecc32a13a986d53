"""Members: who is what, muting, removing and letting back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.groups import leave
from bot.rehearsal.botapi.members import Member, Status
from bot.rehearsal.botapi.people import Bot
from bot.rehearsal.botapi.rights import ALL_PERMISSIONS, FLAGS, LEFT_ALONE, once_asked_permissions
from bot.rehearsal.botapi.wire import JsonObject

from .chats import permissions
from .standing import check_restricting, set_standing

_SHORTEST = 30
_LONGEST = 366 * 24 * 60 * 60


def get_chat_member(call: Call) -> JsonObject:
    """Answer with what somebody is in a chat."""
    number = call.params.user_id()
    chat = call.chat(Access.READ if number == call.bot.id else Access.MEMBERS)
    return member_of(call, chat, number).json(chat.kind, call.bot.id)


def get_chat_member_count(call: Call) -> int:
    """Answer with how many take part, bots included."""
    chat = call.chat(Access.MEMBERS)
    return 2 if chat.is_private else sum(1 for _ in chat.inside(call.state.now()))


def get_chat_administrators(call: Call) -> list[JsonObject]:
    """Answer with owner and administrators; of bots, only with the one that asks."""
    chat = call.chat(Access.MEMBERS)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    all_bots = call.params.flag("return_bots")
    return [
        member.json(chat.kind, call.bot.id)
        for member in chat.inside(call.state.now())
        if member.leads
        and (all_bots or member.user is call.bot or not isinstance(member.user, Bot))
    ]


def restrict_chat_member(call: Call) -> bool:
    """Mute a plain member of a supergroup, or give rights back."""
    number = call.params.user_id()
    until = call.params.integer("until_date", low=-(2**31))
    granted = permissions(call)
    by_flags = "permissions" not in call.params and any(flag in call.params for flag in FLAGS)
    if by_flags:
        granted = _by_flags(call)
    chat = call.chat(Access.WRITE)
    if not chat.is_supergroup:
        raise bad_request("method is available only for supergroups")
    old = member_of(call, chat, number)
    if by_flags and old.status is Status.RESTRICTED and granted != ALL_PERMISSIONS:
        granted |= old.permissions & LEFT_ALONE
    set_standing(call, chat, old, _restricted(old, granted, _fixed(until, call.state.now())))
    return True


def ban_chat_member(call: Call) -> bool:
    """Remove somebody; from a supergroup, for a while or for good."""
    number = call.params.user_id()
    until = call.params.integer("until_date", low=-(2**31))
    chat = call.chat(Access.WRITE)
    if chat.is_private:
        raise bad_request("Can't ban members in private chats")
    if not chat.is_supergroup:
        return _remove_from_basic_group(call, chat, number)
    old = member_of(call, chat, number)
    kicked = replace(old.turned(Status.KICKED), until=_fixed(until, call.state.now()))
    set_standing(call, chat, old, kicked)
    return True


def unban_chat_member(call: Call) -> bool:
    """Let somebody come back by themselves; who is inside is removed, unless `only_if_banned`."""
    number = call.params.user_id()
    chat = call.chat(Access.WRITE)
    if not chat.is_supergroup:
        raise bad_request("method is available for supergroup and channel chats only")
    old = member_of(call, chat, number)
    if old.status is Status.KICKED or not call.params.flag("only_if_banned"):
        set_standing(call, chat, old, old.turned(Status.LEFT))
    return True


def ban_chat_sender_chat(call: Call) -> bool:
    """Let nobody write as a channel any more."""
    chat, number = _sender_chat(call)
    if chat.is_private:
        raise bad_request("Can't ban members in private chats")
    if not chat.is_supergroup:
        raise bad_request("Can't ban chats in basic groups")
    check_restricting(call, chat)
    if number not in call.state.chats:
        raise bad_request("Member not found")
    chat.barred.add(number)
    return True


def unban_chat_sender_chat(call: Call) -> bool:
    """Let people write as a channel again."""
    chat, number = _sender_chat(call)
    if chat.is_private:
        raise bad_request("Chat member status can't be changed in private chats")
    if chat.is_supergroup:
        check_restricting(call, chat)
        chat.barred.discard(number)
    return True


def _sender_chat(call: Call) -> tuple[Chat, int]:
    chat = call.chat(Access.WRITE)
    raw = call.params.string("sender_chat_id")
    if not raw:
        raise bad_request("sender_chat_id is empty")
    if not raw.removeprefix("-").isdigit():
        raise bad_request("sender_chat_id is not a valid Integer")
    return chat, int(raw)


def _remove_from_basic_group(call: Call, chat: Chat, number: int) -> bool:
    """Remove somebody from a basic group, which keeps no list of the banned.

    The refusals are the main server's, of which only the names are known.
    """
    user, now = call.user(number), call.state.now()
    if user is None:
        raise bad_request("USER_ID_INVALID")
    if user is call.bot:
        leave(call.state, chat, user, by=user)
        return True
    if not chat.member(call.bot, now).leads:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    old = chat.member(user, now)
    if old.leads:
        raise bad_request("user is an administrator of the chat")
    if not old.inside:
        raise bad_request("USER_NOT_PARTICIPANT")
    leave(call.state, chat, user, by=call.bot)
    return True


def _by_flags(call: Call) -> frozenset[str]:
    """What is asked for by the flags of the time before `permissions`."""
    told = {flag for flag in FLAGS if call.params.flag(flag)}
    independent = call.params.flag("use_independent_chat_permissions")
    return once_asked_permissions(told, independent=independent)


def _restricted(old: Member, granted: frozenset[str], until: int) -> Member:
    if granted == ALL_PERMISSIONS:
        status = Status.MEMBER if old.inside else Status.LEFT
        return Member(old.user, status, title=old.title)
    return Member(
        old.user,
        Status.RESTRICTED,
        permissions=granted,
        until=until,
        present=old.inside,
        title=old.title,
    )


def _fixed(until: int, now: int) -> int:
    """A restriction that ends within half a minute or after a year never ends."""
    return until if now + _SHORTEST <= until <= now + _LONGEST else 0


def member_of(call: Call, chat: Chat, number: int) -> Member:
    """What the account with this id is in a chat. Raises `ApiError`."""
    user = call.user(number)
    if user is None or (chat.is_private and number not in (chat.id, call.bot.id)):
        raise bad_request("Member not found")
    if chat.is_private:
        return Member(user, Status.MEMBER)
    return chat.member(user, call.state.now())


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "restrictChatMember": restrict_chat_member,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "banChatSenderChat": ban_chat_sender_chat,
    "unbanChatSenderChat": unban_chat_sender_chat,
}
