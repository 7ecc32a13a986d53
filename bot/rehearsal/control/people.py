"""Requests that make people, bots and chats."""

from typing import TYPE_CHECKING, ClassVar, Literal

from bot.rehearsal.botapi.wire import JsonObject

from .request import Request, Who

if TYPE_CHECKING:
    from .control import Control


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
    """Make a bot, as @BotFather does: privacy mode on, inline mode off. `feedback`: it is told
    what people choose in inline mode.
    """

    remedy: ClassVar[str] = "Give a token of its own, such as 1234567:secret"
    token: str
    username: str
    name: str
    privacy: bool = True
    inline: bool = False
    feedback: bool = False

    async def _do(self, control: "Control") -> JsonObject:
        control.names.check_name(self.name)
        control.names.check_username(self.username)
        bot = control.world.add_bot(
            self.token,
            username=self.username,
            name=self.name,
            privacy=self.privacy,
            inline=self.inline,
            feedback=self.feedback,
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


PEOPLE: tuple[type[Request], ...] = (
    AddUser,
    AddBot,
    AddGroup,
    AddChannel,
)
