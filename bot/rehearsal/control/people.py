"""Requests that make people, bots and chats, and change who is what in them."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from bot.rehearsal.botapi.wire import JsonObject

from .request import Request, Where, Who

if TYPE_CHECKING:
    from .control import Control

_SEE = "`members` shows who is what in a chat"
_BY = f"Name somebody in `by` who may, such as the owner: {_SEE}"


class AddUser(Request, frozen=True):
    """Make a human. `language` is an IETF tag, such as *de*."""

    remedy: ClassVar[str] = "Choose another name"
    name: str
    last_name: str = ""
    username: str = ""
    language: str = ""

    async def _do(self, control: "Control") -> JsonObject:
        control.names.check_name(self.name)
        if self.username:
            control.names.check_username(self.username)
        user = control.world.add_user(
            self.name, language=self.language, last_name=self.last_name, username=self.username
        )
        return user.json()


class AddBot(Request, frozen=True):
    """Make a bot; with privacy mode on, as @BotFather makes them."""

    remedy: ClassVar[str] = "Give a token of its own, such as 1234567:secret"
    token: str
    username: str
    name: str
    privacy: bool = True

    async def _do(self, control: "Control") -> JsonObject:
        control.names.check_name(self.name)
        control.names.check_username(self.username)
        bot = control.world.add_bot(
            self.token, username=self.username, name=self.name, privacy=self.privacy
        )
        return bot.me()


class AddGroup(Request, frozen=True):
    """Found a group with only its owner inside."""

    remedy: ClassVar[str] = "Give a title and an owner"
    title: str
    owner: Who
    kind: Literal["group", "supergroup"] = "supergroup"

    async def _do(self, control: "Control") -> JsonObject:
        control.names.check_name(self.title)
        owner = control.names.human(self.owner, "owner")
        return control.world.add_group(self.title, owner=owner, kind=self.kind).json()


class AddChannel(Request, frozen=True):
    """Make a channel, for people to write as."""

    remedy: ClassVar[str] = "Give a title"
    title: str
    username: str = ""

    async def _do(self, control: "Control") -> JsonObject:
        control.names.check_name(self.title)
        if self.username:
            control.names.check_username(self.username)
        return control.world.add_channel(self.title, username=self.username).json()


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


class Permit(Request, frozen=True):
    """Set what plain members of a group may do."""

    remedy: ClassVar[str] = _BY
    chat: Where
    by: Who
    permissions: tuple[str, ...]

    async def _do(self, control: "Control") -> JsonObject:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        control.world.permit(chat, self.permissions, by=by)
        return chat.json()


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


class Migrate(Request, frozen=True):
    """Let a basic group grow into a supergroup; gives the supergroup."""

    remedy: ClassVar[str] = "Name a basic group that has not grown yet, and its owner in `by`"
    chat: Where
    by: Who

    async def _do(self, control: "Control") -> JsonObject:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        return control.world.migrate(chat, by=by).json()


PEOPLE: tuple[type[Request], ...] = (
    AddUser,
    AddBot,
    AddGroup,
    AddChannel,
    Join,
    Leave,
    AddMember,
    RemoveMember,
    Promote,
    Demote,
    Restrict,
    Permit,
    RemainAnonymous,
    Migrate,
)
