"""Links into a group, and who asks to be let in."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.invites import InviteLink
from bot.rehearsal.botapi.joining import add_link, primary_link, settle_request
from bot.rehearsal.botapi.wire import JsonObject

MAX_NAME = 32  # characters; the server cuts what is longer
MAX_MEMBERS = 100_000


def export_chat_invite_link(call: Call) -> str:
    """Make a new primary link; the bot's old one opens nothing any more."""
    chat = _chat(call)
    return add_link(chat, InviteLink("", call.bot, primary=True)).address


def create_chat_invite_link(call: Call) -> JsonObject:
    """Make another link."""
    chat = call.chat(Access.WRITE)
    _check_limit(call)
    _check_rights(call, chat)
    return add_link(chat, _asked(call, InviteLink("", call.bot))).json(call.bot)


def edit_chat_invite_link(call: Call) -> JsonObject:
    """Change a link of the bot's that is not the primary one."""
    chat = _chat(call)
    _check_limit(call)
    old = _link(call, chat)
    if old.primary:
        raise bad_request("CHAT_INVITE_PERMANENT")
    new = _asked(call, old)
    chat.links[old.address] = new
    return new.json(call.bot)


def revoke_chat_invite_link(call: Call) -> JsonObject:
    """Let a link open nothing any more; in place of a primary one comes a new one."""
    chat = _chat(call)
    old = _link(call, chat)
    new = replace(old, revoked=True)
    chat.links[old.address] = new
    if old.primary and primary_link(chat, call.bot) is None:
        add_link(chat, InviteLink("", call.bot, primary=True))
    return new.json(call.bot)


def approve_chat_join_request(call: Call) -> bool:
    """Let somebody in who has asked."""
    return _settle(call, let_in=True)


def decline_chat_join_request(call: Call) -> bool:
    """Do not let somebody in who has asked."""
    return _settle(call, let_in=False)


def _settle(call: Call, *, let_in: bool) -> bool:
    number = call.params.user_id()
    chat = call.chat(Access.WRITE)
    if chat.is_private:
        raise bad_request("The chat can't have join requests")
    if not chat.may(call.bot, "can_invite_users", call.state.now()):
        raise bad_request("Not enough rights to manage chat join requests")
    user = call.user(number)
    if user is None:
        raise bad_request("USER_ID_INVALID")  # the main server's; get_input_user lets bots pass
    if chat.member(user, call.state.now()).inside:
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if not settle_request(call.state, chat, user, by=call.bot, let_in=let_in):
        raise bad_request("HIDE_REQUESTER_MISSING")
    return True


def _asked(call: Call, link: InviteLink) -> InviteLink:
    """The link as it is to be. Raises `ApiError`."""
    params = call.params
    expires = params.integer("expire_date", low=0)
    if 0 < expires <= call.state.now():
        raise bad_request("EXPIRE_DATE_INVALID")
    return replace(
        link,
        name=params.string("name")[:MAX_NAME],
        expires=expires,
        limit=_limit(call),
        by_request=params.flag("creates_join_request"),
    )


def _limit(call: Call) -> int:
    return call.params.integer("member_limit", low=0, high=MAX_MEMBERS)


def _check_limit(call: Call) -> None:
    """Raise `ApiError` for what cannot go together."""
    if call.params.flag("creates_join_request") and _limit(call):
        raise bad_request(
            "Member limit can't be specified for links requiring administrator approval"
        )


def _chat(call: Call) -> Chat:
    chat = call.chat(Access.WRITE)
    _check_rights(call, chat)
    return chat


def _check_rights(call: Call, chat: Chat) -> None:
    if chat.is_private:
        raise bad_request("Can't invite members to a private chat")
    if not chat.may(call.bot, "can_invite_users", call.state.now()):
        raise bad_request("Not enough rights to manage chat invite link")


def _link(call: Call, chat: Chat) -> InviteLink:
    address = call.params.string("invite_link")
    if not address:
        raise bad_request("Invite link must be non-empty")
    link = chat.links.get(address)
    if link is None or link.creator is not call.bot:
        raise bad_request("INVITE_HASH_EXPIRED")
    if link.revoked:
        raise bad_request("INVITE_REVOKED_MISSING")
    return link


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "exportChatInviteLink": export_chat_invite_link,
    "createChatInviteLink": create_chat_invite_link,
    "editChatInviteLink": edit_chat_invite_link,
    "revokeChatInviteLink": revoke_chat_invite_link,
    "approveChatJoinRequest": approve_chat_join_request,
    "declineChatJoinRequest": decline_chat_join_request,
}
