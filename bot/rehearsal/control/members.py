"""Requests that change who is what in a group."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from bot.rehearsal.botapi.wire import JsonObject

from .request import Request, Where, Who

if TYPE_CHECKING:
    from .control import Control

_SEE = "`members` shows who is what in a chat"
_BY = f"Name somebody in `by` who may, such as the owner: {_SEE}"


class Join(Request, frozen=True):
    """Come into a group by oneself."""

    remedy: ClassVar[str] = f"Somebody who may can `add_member`: {_SEE}"
    chat: Where
    user: Who

    async def _do(self, control: "Control") -> JsonObject:
        return control.member(self.chat, self.user, control.world.add_member)


class Leave(Request, frozen=True):
    """Go out of a group by oneself."""

    remedy: ClassVar[str] = f"Only who is inside can leave: {_SEE}"
    chat: Where
    user: Who

    async def _do(self, control: "Control") -> JsonObject:
        user = control.names.human(self.user)
        return control.member(self.chat, self.user, control.world.remove_member, by=user)


class JoinByLink(Request, frozen=True):
    """Follow a link into a group, or ask to be let in where the link wants that."""

    remedy: ClassVar[str] = "`invite_link` makes a link; who was removed must be let in by somebody"
    user: Who
    link: str
    bio: str = ""

    async def _do(self, control: "Control") -> JsonObject:
        user = control.names.human(self.user)
        return control.world.join_by_link(user, self.link, bio=self.bio).json()


class AddMember(Request, frozen=True):
    """Let somebody, or a bot, into a group."""

    remedy: ClassVar[str] = _BY
    chat: Where
    user: Who
    by: Who

    async def _do(self, control: "Control") -> JsonObject:
        by = control.names.human(self.by, "by")
        return control.member(self.chat, self.user, control.world.add_member, by=by)


class RemoveMember(Request, frozen=True):
    """Remove somebody, or a bot, from a group for good."""

    remedy: ClassVar[str] = _BY
    chat: Where
    user: Who
    by: Who

    async def _do(self, control: "Control") -> JsonObject:
        by = control.names.human(self.by, "by")
        return control.member(self.chat, self.user, control.world.remove_member, by=by)


class Promote(Request, frozen=True):
    """Make somebody, or a bot, an administrator with these rights and no others."""

    remedy: ClassVar[str] = _BY
    chat: Where
    user: Who
    by: Who
    rights: tuple[str, ...] = ()

    async def _do(self, control: "Control") -> JsonObject:
        by = control.names.human(self.by, "by")
        return control.member(
            self.chat, self.user, control.world.promote, rights=self.rights, by=by
        )


class Demote(Request, frozen=True):
    """Make an administrator a plain member."""

    remedy: ClassVar[str] = _BY
    chat: Where
    user: Who
    by: Who

    async def _do(self, control: "Control") -> JsonObject:
        by = control.names.human(self.by, "by")
        return control.member(self.chat, self.user, control.world.demote, by=by)


class Restrict(Request, frozen=True):
    """Leave a member of a supergroup only these permissions, until a time or for ever."""

    remedy: ClassVar[str] = _BY
    chat: Where
    user: Who
    by: Who
    permissions: tuple[str, ...] = ()
    until: datetime | None = None

    async def _do(self, control: "Control") -> JsonObject:
        by = control.names.human(self.by, "by")
        return control.member(
            self.chat,
            self.user,
            control.world.restrict,
            permissions=self.permissions,
            until=self.until,
            by=by,
        )


class RemainAnonymous(Request, frozen=True):
    """Let somebody who leads a supergroup write as the group itself, or no longer."""

    remedy: ClassVar[str] = f"`promote` somebody first: {_SEE}"
    chat: Where
    user: Who
    anonymous: bool = True

    async def _do(self, control: "Control") -> JsonObject:
        return control.member(
            self.chat, self.user, control.world.remain_anonymous, anonymous=self.anonymous
        )


class Transfer(Request, frozen=True):
    """Give a group to another member, by its owner."""

    remedy: ClassVar[str] = f"Name the owner in `by`, and another member: {_SEE}"
    chat: Where
    user: Who
    by: Who

    async def _do(self, control: "Control") -> JsonObject:
        by = control.names.human(self.by, "by")
        return control.member(self.chat, self.user, control.world.transfer, by=by)


MEMBERS: tuple[type[Request], ...] = (
    Join,
    Leave,
    JoinByLink,
    AddMember,
    RemoveMember,
    Promote,
    Demote,
    Restrict,
    RemainAnonymous,
    Transfer,
)
