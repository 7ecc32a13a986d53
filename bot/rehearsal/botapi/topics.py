"""Topics of a supergroup. The general one has no thread id where messages are shown."""

from dataclasses import dataclass

from .people import User
from .wire import JsonObject

GENERAL = 1
MAX_NAME = 128
# What clients offer; a bot may take others, the server then refuses.
ICONS = "📰💡⚡🎙🔝🗣🆒❗📝📆📁🔎"
COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; replaced, never changed. `id` is the number of the message that founded it."""

    id: int
    name: str
    creator: User
    color: int = COLORS[0]
    emoji: str = ""
    closed: bool = False
    hidden: bool = False

    def json(self) -> JsonObject:
        """The `ForumTopic` object."""
        return {"message_thread_id": self.id, **self.founding()}

    def founding(self) -> JsonObject:
        """The `ForumTopicCreated` object."""
        shown: JsonObject = {"name": self.name, "icon_color": self.color}
        return shown | {"icon_custom_emoji_id": self.emoji} if self.emoji else shown
