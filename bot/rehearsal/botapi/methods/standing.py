"""Changing what somebody is in a supergroup, with what the server asks about it in its order."""

from dataclasses import replace

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.groups import appoint, leave, set_member
from bot.rehearsal.botapi.members import Member, Status
from bot.rehearsal.botapi.posting import announce

# How long somebody is banned who is made to leave: there is no other way to that.
_MADE_TO_LEAVE = 60


def set_standing(call: Call, chat: Chat, old: Member, new: Member) -> None:
    """Make somebody something else, as the bot. Raises `ApiError`.

    As set_channel_participant_status_impl: where nothing changes, nothing is asked.
    """
    if _same(call, old, new) and old.status is not Status.CREATOR:
        return
    if old.status is Status.CREATOR:
        raise bad_request("Can't remove chat owner")
    demoted = old.status is Status.ADMINISTRATOR and new.status is Status.MEMBER
    if new.status is Status.ADMINISTRATOR or demoted:
        _promote(call, chat, old, new)
    elif old.status is Status.LEFT and new.status is Status.MEMBER:
        raise bad_request("Bots can't add new chat members")
    elif old.user is call.bot:
        _leave(call, chat, new)
    else:
        _restrict(call, chat, old, new)


def check_restricting(call: Call, chat: Chat) -> None:
    """Raise `ApiError` if the bot may not mute or remove anybody."""
    if not chat.member(call.bot, call.state.now()).holds("can_restrict_members"):
        raise bad_request("Not enough rights to restrict/unrestrict chat member")


def _same(call: Call, old: Member, new: Member) -> bool:
    """Whether nothing would change; somebody else's administrator would become the bot's."""
    if old.status is Status.ADMINISTRATOR and old.by != call.bot.id:
        return False
    return replace(new, title=old.title, by=old.by) == old


def _promote(call: Call, chat: Chat, old: Member, new: Member) -> None:
    """Appoint or demote. The last three refusals are the main server's, from memory."""
    own, appointed = chat.member(call.bot, call.state.now()), new.status is Status.ADMINISTRATOR
    if old.user is call.bot:
        if appointed:
            raise bad_request("Can't promote self")
        set_member(call.state, chat, call.bot, new)
        return
    if not own.holds("can_promote_members"):
        raise bad_request("Not enough rights")
    if old.status is Status.ADMINISTRATOR and old.by != call.bot.id:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    if not all(own.holds(right) for right in new.rights):
        raise bad_request("RIGHT_FORBIDDEN")
    if not old.inside:
        raise bad_request("USER_NOT_PARTICIPANT")
    if appointed:
        appoint(call.state, chat, call.bot, new)
    else:
        set_member(call.state, chat, call.bot, new)


def _leave(call: Call, chat: Chat, new: Member) -> None:
    if new.status in {Status.RESTRICTED, Status.KICKED}:
        raise bad_request("Can't restrict self")
    if new.inside:
        raise bad_request("Can't unrestrict self")
    leave(call.state, chat, call.bot, by=call.bot)


def _restrict(call: Call, chat: Chat, old: Member, new: Member) -> None:
    check_restricting(call, chat)
    if old.status is Status.ADMINISTRATOR:
        raise bad_request("user is an administrator of the chat")
    comes = new.status is Status.MEMBER and not old.inside
    if comes:
        new = new.turned(Status.LEFT)
    elif old.inside and new.status is Status.LEFT:
        until = call.state.now() + _MADE_TO_LEAVE
        _put(call, chat, old, replace(old.turned(Status.KICKED), until=until))
    _put(call, chat, old, new)
    if comes:  # What kept them out is lifted, but coming in is for themselves.
        raise bad_request("Bots can't add new chat members")


def _put(call: Call, chat: Chat, old: Member, new: Member) -> None:
    set_member(call.state, chat, call.bot, new)
    if old.inside and new.status is Status.KICKED:
        announce(call.state, chat, call.bot, {"left_chat_member": old.user.json()})
