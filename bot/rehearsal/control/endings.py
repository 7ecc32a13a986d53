"""How things end: topics, and an account."""

from typing import TYPE_CHECKING, ClassVar

from .request import Request, Where, Who

if TYPE_CHECKING:
    from .control import Control


class DeleteTopic(Request, frozen=True):
    """Delete a topic with all that is in it."""

    remedy: ClassVar[str] = "`open_topic` gives the number; its creator deletes it, or who leads"
    chat: Where
    by: Who
    topic: int

    async def _do(self, control: "Control") -> None:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        control.world.delete_topic(chat, self.topic, by=by)


class DisableTopics(Request, frozen=True):
    """Make a group with topics one conversation again."""

    remedy: ClassVar[str] = "Name a group with topics, and its owner in `by`"
    chat: Where
    by: Who

    async def _do(self, control: "Control") -> None:
        chat, by = control.names.group(self.chat), control.names.human(self.by, "by")
        control.world.disable_topics(chat, by=by)


class DeleteAccount(Request, frozen=True):
    """Let a human delete their account."""

    remedy: ClassVar[str] = "`people` lists everybody"
    user: Who

    async def _do(self, control: "Control") -> None:
        control.world.delete_account(control.names.human(self.user))


ENDINGS: tuple[type[Request], ...] = (DeleteTopic, DisableTopics, DeleteAccount)
