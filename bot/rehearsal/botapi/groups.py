"""The life of a group: founding, joining, leaving, leading, growing into a supergroup."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .chats import Chat, Kind
from .delivery import deliver_member
from .errors import ImpossibleError
from .invites import InviteLink
from .members import Member, Status
from .messages import SERVICE, Body, Draft
from .people import Bot, User
from .posting import announce, publish
from .rights import (
    ALL_PERMISSIONS,
    BASIC_GROUP_RIGHTS,
    RIGHTS,
    known_permissions,
    known_rights,
)
from .state import State


def add_group(state: State, title: str, *, owner: User, kind: Kind = "supergroup") -> Chat:
    """Found a *supergroup* or a basic *group* with only its owner inside."""
    if kind not in {"group", "supergroup"}:
        raise ValueError(f"a group is a 'group' or a 'supergroup', not {kind!r}")
    chat = state.new_chat(kind, title)
    chat.owner = owner
    chat.members[owner.id] = Member(owner, Status.CREATOR)
    created = "supergroup_chat_created" if chat.is_supergroup else "group_chat_created"
    announce(state, chat, owner, {created: True})
    return chat


def add_member(state: State, chat: Chat, user: User, *, by: User | None = None) -> None:
    """Let a human or a bot into a group: added `by` somebody, or joining by a link."""
    _open(chat)
    actor = by or user
    old = chat.member(user, state.now())
    if old.inside:
        raise ImpossibleError(f"{user.name} is in the group already")
    inviter = chat.member(actor, state.now())
    if old.status is Status.KICKED and not inviter.holds("can_restrict_members"):
        raise ImpossibleError(f"{user.name} was removed from the group")
    if isinstance(user, Bot) and chat.is_supergroup and not inviter.holds("can_invite_users"):
        raise ImpossibleError("only administrators add bots to a supergroup")
    if actor is not user and "can_invite_users" not in chat.allowed(actor, state.now()):
        raise ImpossibleError(f"{actor.name} may not add people")
    if user is chat.owner:
        new = Member(user, Status.CREATOR)
    elif old.status is Status.RESTRICTED:
        new = replace(old, present=True)  # Leaving and coming back lifts nothing.
    else:
        new = Member(user, Status.MEMBER)
    set_member(state, chat, actor, new)
    announce(state, chat, actor, {"new_chat_members": [user.json()]})


def remove_member(state: State, chat: Chat, user: User, *, by: User) -> None:
    """Let somebody go: by themselves they leave, by another they are removed for good."""
    _open(chat)
    old = chat.member(user, state.now())
    if not old.inside:
        raise ImpossibleError(f"{user.name} is not in the group")
    if by is not user:
        if not chat.member(by, state.now()).holds("can_restrict_members"):
            raise ImpossibleError(f"{by.name} may not remove people")
        if old.status is Status.CREATOR:
            raise ImpossibleError("nobody can remove the owner")
    leave(state, chat, user, by=by)


def leave(state: State, chat: Chat, user: User, *, by: User) -> None:
    """End somebody's part in a group, without asking whether they may."""
    old = chat.member(user, state.now())
    if by is not user:
        new = old.turned(Status.KICKED)
    elif old.status is Status.RESTRICTED:
        new = replace(old, present=False)
    else:
        new = old.turned(Status.LEFT)
    set_member(state, chat, by, new)
    # Of what happens in a supergroup, a bot that was removed hears no more, not even this
    # (yagop/node-telegram-bot-api#579).
    hears = by is user or not chat.is_supergroup
    gone = (user,) if hears and isinstance(user, Bot) else ()
    announce(state, chat, by, {"left_chat_member": user.json()}, also=gone)


def promote(state: State, chat: Chat, user: User, rights: Iterable[str] = (), *, by: User) -> None:
    """Make somebody an administrator, or change one's rights (by their Bot API names).

    Whoever is not in the group joins it thereby. A basic group has one set of rights for all its
    administrators and ignores `rights`.
    """
    _open(chat)
    granted = known_rights(rights)
    old = _led_by(state, chat, user, by)
    joins = not old.inside
    anonymous = "is_anonymous" in granted
    kept = granted - {"is_anonymous"} if chat.is_supergroup else BASIC_GROUP_RIGHTS
    appoint(state, chat, by, Member(user, Status.ADMINISTRATOR, kept, anonymous=anonymous))
    if joins:
        announce(state, chat, by, {"new_chat_members": [user.json()]})


def appoint(state: State, chat: Chat, actor: User, new: Member) -> None:
    """Make somebody an administrator, without asking; an older title stays."""
    title = chat.member(new.user, state.now()).title
    set_member(state, chat, actor, replace(new, title=title, by=actor.id))


def transfer(state: State, chat: Chat, to: User, *, by: User) -> None:
    """Let the owner of a group give it to another member, and stay as an administrator."""
    _open(chat)
    if by is not chat.owner or not chat.member(by, state.now()).inside or by is to:
        raise ImpossibleError("only the owner can give a group away")
    if to.is_bot or not chat.member(to, state.now()).inside:
        raise ImpossibleError(f"{to.name} cannot own this group")
    rights = frozenset(RIGHTS) - {"is_anonymous"} if chat.is_supergroup else BASIC_GROUP_RIGHTS
    chat.owner = to
    set_member(state, chat, by, Member(to, Status.CREATOR))
    set_member(state, chat, by, Member(by, Status.ADMINISTRATOR, rights))
    announce(state, chat, by, {"chat_owner_changed": {"new_owner": to.json()}})


def inherit(state: State, chat: Chat, to: User) -> None:
    """Give a group whose owner has left for good to one of those who stayed, as Telegram does."""
    _open(chat)
    owner, now = chat.owner, state.now()
    if owner is not None and chat.member(owner, now).inside:
        raise ImpossibleError("the owner is still here")
    if to.is_bot or not chat.member(to, now).inside:
        raise ImpossibleError(f"{to.name} cannot own this group")
    chat.owner = to
    set_member(state, chat, to, Member(to, Status.CREATOR))
    announce(state, chat, to, {"chat_owner_changed": {"new_owner": to.json()}})


def rename(state: State, chat: Chat, title: str, *, by: User) -> None:
    """Give a group another title."""
    _open(chat)
    if not title or not chat.may(by, "can_change_info", state.now()):
        raise ImpossibleError(f"{by.name} cannot rename this group")
    retitle(state, chat, by, title)


def retitle(state: State, chat: Chat, actor: User, title: str) -> None:
    """Give a group another title, without asking."""
    chat.title = title
    announce(state, chat, actor, {"new_chat_title": title})
    state.changed(chat, "chat")


def demote(state: State, chat: Chat, user: User, *, by: User) -> None:
    """Make an administrator a plain member."""
    _open(chat)
    old = _led_by(state, chat, user, by)
    if old.status is not Status.ADMINISTRATOR:
        raise ImpossibleError(f"{user.name} is not an administrator")
    set_member(state, chat, by, old.turned(Status.MEMBER))


def restrict(
    state: State,
    chat: Chat,
    user: User,
    permissions: Iterable[str] = (),
    *,
    until: datetime | None = None,
    by: User,
) -> None:
    """Leave a plain member of a supergroup only these permissions, until a time or for ever.

    All permissions give back everything.
    """
    _open(chat)
    granted = known_permissions(permissions)
    old = chat.member(user, state.now())
    if not chat.is_supergroup:
        raise ImpossibleError("only the members of a supergroup can be restricted")
    if not chat.member(by, state.now()).holds("can_restrict_members"):
        raise ImpossibleError(f"{by.name} may not restrict people")
    if old.leads:
        raise ImpossibleError(f"{user.name} leads the group and cannot be restricted")
    if granted == ALL_PERMISSIONS:
        new = Member(user, Status.MEMBER if old.inside else Status.LEFT)
    else:
        end = int(until.timestamp()) if until else 0
        new = Member(user, Status.RESTRICTED, permissions=granted, until=end, present=old.inside)
    set_member(state, chat, by, new)


def permit(state: State, chat: Chat, permissions: Iterable[str], *, by: User) -> None:
    """Set what plain members of a group may do."""
    _open(chat)
    granted = known_permissions(permissions)
    if not chat.member(by, state.now()).holds("can_restrict_members"):
        raise ImpossibleError(f"{by.name} may not change what members may do")
    chat.permissions = granted
    state.changed(chat, "chat")


def set_member(
    state: State,
    chat: Chat,
    actor: User,
    new: Member,
    *,
    link: InviteLink | None = None,
    asked: bool = False,
) -> None:
    """Put somebody's new standing in place of the old and tell the bots, without asking.

    `link` is what they came in by, `asked` that they had to ask.
    """
    old = chat.member(new.user, state.now())
    chat.members[new.user.id] = new
    deliver_member(state, chat, actor, old, new, link=link, asked=asked)
    state.changed(chat, "member", user=new.user)


def remain_anonymous(state: State, chat: Chat, user: User, *, anonymous: bool = True) -> None:
    """Let an owner or administrator of a supergroup write as the group itself."""
    member = chat.member(user, state.now())
    if not chat.is_supergroup or not member.leads:
        raise ImpossibleError("only those who lead a supergroup can be anonymous")
    set_member(state, chat, user, replace(member, anonymous=anonymous))


def migrate(state: State, chat: Chat, *, by: User | None = None, new_first: bool = False) -> Chat:
    """Let a basic group grow into a supergroup, by its owner; returns the supergroup.

    The old chat takes no more messages. In the new one ids begin anew, and nothing of the old
    chat is there. `new_first`: the new chat says so before the old one; Telegram promises no order.
    """
    _open(chat)
    if chat.kind != "group":
        raise ImpossibleError("only a basic group can grow into a supergroup")
    owner = chat.owner
    if owner is None or by not in (None, owner) or not chat.member(owner, state.now()).inside:
        raise ImpossibleError("only the owner can let a group grow into a supergroup")
    grown = state.new_chat("supergroup", chat.title)
    grown.owner, grown.permissions = owner, chat.permissions
    grown.members = {user_id: member for user_id, member in chat.members.items() if member.inside}
    # A bot is told that it has come into the new chat, and never that it has left the old one
    # (tdlib/telegram-bot-api#266); MasterGroosha/my-id-bot waits for what comes after that.
    for bot in state.bots_in(grown):
        standing = grown.member(bot, state.now())
        deliver_member(state, grown, owner, standing.turned(Status.LEFT), standing)
    # Nobody in particular says this: it comes as from the group (InsanusMokrassar/ktgbotapi#514).
    note = Draft(Body(SERVICE, {"migrate_from_chat_id": chat.id}), sender_chat=grown)
    if new_first:
        publish(state, grown, owner, note)
    announce(state, chat, owner, {"migrate_to_chat_id": grown.id})
    chat.migrated_to = grown
    if not new_first:
        publish(state, grown, owner, note)
    state.changed(chat, "chat")
    return grown


def _open(chat: Chat) -> None:
    if chat.kind not in {"group", "supergroup"}:
        raise ImpossibleError("this is not a group")
    if chat.migrated_to:
        raise ImpossibleError("the group has become a supergroup")


def _led_by(state: State, chat: Chat, user: User, by: User) -> Member:
    if not chat.member(by, state.now()).holds("can_promote_members"):
        raise ImpossibleError(f"{by.name} may not appoint administrators")
    old = chat.member(user, state.now())
    if old.status is Status.CREATOR:
        raise ImpossibleError("the owner's rights are nobody's to change")
    return old
