"""Coming into a group by a link, at once or after asking."""

import base64
import hashlib
from dataclasses import replace

from .chats import Chat
from .delivery import deliver_request
from .errors import ImpossibleError
from .groups import set_member
from .invites import LINK, InviteLink, JoinRequest
from .members import Member, Status
from .people import User
from .posting import announce
from .state import State


def invite_link(
    state: State, chat: Chat, *, by: User, limit: int = 0, by_request: bool = False
) -> str:
    """Make a link for others to follow; `by_request` means that they have to ask."""
    if not chat.may(by, "can_invite_users", state.now()) or chat.is_private:
        raise ImpossibleError(f"{by.name} may not make links")
    return add_link(chat, InviteLink("", by, limit=limit, by_request=by_request)).address


def add_link(chat: Chat, wanted: InviteLink) -> InviteLink:
    """Give a link an address, without asking. A primary one takes the place of an older one."""
    if wanted.primary:
        for old in tuple(chat.links.values()):
            if old.primary and old.creator is wanted.creator:
                chat.links[old.address] = replace(old, revoked=True)
    digest = hashlib.sha256(f"{chat.id} {len(chat.links)}".encode()).digest()
    made = replace(wanted, address=LINK + base64.urlsafe_b64encode(digest[:12]).decode())
    chat.links[made.address] = made
    return made


def primary_link(chat: Chat, creator: User) -> InviteLink | None:
    """Somebody's primary link that is not revoked."""
    for link in chat.links.values():
        if link.primary and link.creator is creator and not link.revoked:
            return link
    return None


def join_by_link(state: State, user: User, address: str, *, bio: str = "") -> Chat:
    """Follow a link into a group, or where it asks for that, request to be let in."""
    for chat in state.chats.values():
        if link := chat.links.get(address):
            break
    else:
        raise ImpossibleError("there is no such link")
    old = chat.member(user, state.now())
    if old.inside or old.status is Status.KICKED:
        raise ImpossibleError(f"{user.name} cannot join by this link")
    if not link.opens(state.now()):
        raise ImpossibleError("the link has expired")
    if not link.by_request:
        chat.links[address] = link = replace(link, joined=link.joined + 1)
        _enter(state, chat, user, old, user, link)
    elif user.id not in chat.requests:
        request = JoinRequest(user, address, state.now(), bio)
        chat.requests[user.id] = request
        chat.links[address] = link = replace(link, asking=link.asking + 1)
        deliver_request(state, chat, request, link)
    return chat


def settle_request(state: State, chat: Chat, user: User, *, by: User, let_in: bool) -> bool:
    """Let somebody in who has asked, or not; without asking who decides. False if nobody asks."""
    request = chat.requests.pop(user.id, None)
    if request is None:
        return False
    link = chat.links[request.link]
    link = replace(link, asking=link.asking - 1, joined=link.joined + let_in)
    chat.links[request.link] = link
    if let_in:
        old = chat.member(user, state.now())
        _enter(state, chat, user, old, by, link, asked=True)
    return True


def _enter(
    state: State,
    chat: Chat,
    user: User,
    old: Member,
    actor: User,
    link: InviteLink,
    *,
    asked: bool = False,
) -> None:
    back = old.status is Status.RESTRICTED
    new = replace(old, present=True) if back else Member(user, Status.MEMBER, title=old.title)
    set_member(state, chat, actor, new, link=link, asked=asked)
    announce(state, chat, user, {"new_chat_members": [user.json()]})
