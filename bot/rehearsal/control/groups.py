"""Requests that change a group itself: its title, links, topics, what members may do."""

from typing import TYPE_CHECKING, ClassVar

from bot.rehearsal.botapi.wire import JsonObject

from .request import Request, Where, Who

if TYPE_CHECKING:
    from .control import Control

_SEE = "`members` shows who is what in a chat"
_BY = f"Name somebody in `by` who may, such as the owner: {_SEE}"


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


class Rename(Request, frozen=True):
    """Give a group another title."""

    remedy: ClassVar[str] = _BY
    chat: Where
    by: Who
    title: str

    async def _do(self, control: "Control") -> JsonObject:
        control.names.check_name(self.title)
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        control.world.rename(chat, self.title, by=by)
        return chat.json()


class InviteLink(Request, frozen=True):
    """Make a link into a group; with `by_request`, who follows it must ask."""

    remedy: ClassVar[str] = _BY
    chat: Where
    by: Who
    by_request: bool = False

    async def _do(self, control: "Control") -> JsonObject:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        link = control.world.invite_link(chat, by=by, by_request=self.by_request)
        return {"link": link}


class EnableTopics(Request, frozen=True):
    """Turn a group into one with topics, by its owner; a basic group grows. Gives the group."""

    remedy: ClassVar[str] = f"Name the owner in `by`: {_SEE}"
    chat: Where
    by: Who

    async def _do(self, control: "Control") -> JsonObject:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        return control.world.enable_topics(chat, by=by).json()


class OpenTopic(Request, frozen=True):
    """Begin a topic."""

    remedy: ClassVar[str] = "`enable_topics` first, and let somebody do it who may"
    chat: Where
    by: Who
    name: str

    async def _do(self, control: "Control") -> JsonObject:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        return control.world.open_topic(chat, self.name, by=by).json()


class CloseTopic(Request, frozen=True):
    """Close a topic, or open it again."""

    remedy: ClassVar[str] = (
        "`open_topic` gives the number; its creator closes it, or who leads topics"
    )
    chat: Where
    by: Who
    topic: int
    closed: bool = True

    async def _do(self, control: "Control") -> None:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        control.world.close_topic(chat, self.topic, by=by, closed=self.closed)


class Migrate(Request, frozen=True):
    """Let a basic group grow into a supergroup; gives the supergroup."""

    remedy: ClassVar[str] = "Name a basic group that has not grown yet, and its owner in `by`"
    chat: Where
    by: Who

    async def _do(self, control: "Control") -> JsonObject:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        return control.world.migrate(chat, by=by).json()


GROUPS: tuple[type[Request], ...] = (
    Permit,
    Rename,
    InviteLink,
    EnableTopics,
    OpenTopic,
    CloseTopic,
    Migrate,
)
