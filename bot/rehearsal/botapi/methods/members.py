"""Members: who is what, and muting."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.groups import set_member
from bot.rehearsal.botapi.members import Member, Status
from bot.rehearsal.botapi.people import Bot, User
from bot.rehearsal.botapi.rights import ALL_PERMISSIONS
from bot.rehearsal.botapi.wire import JsonObject

from .chats import permissions

_SHORTEST = 30
_LONGEST = 366 * 24 * 60 * 60


def get_chat_member(call: Call) -> JsonObject:
    """Answer with what somebody is in a chat."""
    number = call.params.user_id()
    chat = call.chat(Access.READ if number == call.bot.id else Access.MEMBERS)
    return _member(call, chat, number).json(chat.kind)


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
        member.json(chat.kind)
        for member in chat.inside(call.state.now())
        if member.leads
        and (all_bots or member.user is call.bot or not isinstance(member.user, Bot))
    ]


def restrict_chat_member(call: Call) -> bool:
    """Mute a plain member of a supergroup, or give rights back."""
    number = call.params.user_id()
    until = call.params.integer("until_date", low=-(2**31))
    granted = permissions(call)
    chat = call.chat(Access.WRITE)
    if not chat.is_supergroup:
        raise bad_request("method is available only for supergroups")
    old = _member(call, chat, number)
    if old.status is Status.CREATOR:
        raise bad_request("Can't remove chat owner")
    if old.user is call.bot:
        raise bad_request("Can't restrict self")
    if not chat.member(call.bot, call.state.now()).holds("can_restrict_members"):
        raise bad_request("Not enough rights to restrict/unrestrict chat member")
    if old.status is Status.ADMINISTRATOR:
        raise bad_request("user is an administrator of the chat")
    new = _restricted(old, granted, _fixed(until, call.state.now()))
    if new != old:
        set_member(call.state, chat, call.bot, new)
    return True


def _restricted(old: Member, granted: frozenset[str], until: int) -> Member:
    if granted == ALL_PERMISSIONS:
        return Member(old.user, Status.MEMBER if old.inside else Status.LEFT)
    return Member(old.user, Status.RESTRICTED, permissions=granted, until=until, present=old.inside)


def _fixed(until: int, now: int) -> int:
    """A restriction that ends within half a minute or after a year never ends."""
    return until if now + _SHORTEST <= until <= now + _LONGEST else 0


def _member(call: Call, chat: Chat, number: int) -> Member:
    user = call.user(number)
    if chat.is_private and number in (chat.id, call.bot.id) and user:
        return Member(user, Status.MEMBER)
    if chat.kind == "group":
        return chat.member(user or User(number, ""), call.state.now())
    if user is None or chat.is_private:
        raise bad_request("Member not found")
    return chat.member(user, call.state.now())


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "getChatAdministrators": get_chat_administrators,
    "restrictChatMember": restrict_chat_member,
}
