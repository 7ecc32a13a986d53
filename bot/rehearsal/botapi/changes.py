"""What has changed in the world, for pages that show it and tests that wait for it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

ChangeKind = Literal[
    "posted", "edited", "removed", "reacted", "pinned", "toast", "typing", "member", "chat"
]


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    `version` grows by one with each. `user_id` is the only human who can see it, or the one it
    is about; None for everybody. `bot_id` tells two private chats of one human apart.
    """

    version: int
    chat_id: int
    kind: ChangeKind
    message_id: int | None = None
    user_id: int | None = None
    bot_id: int | None = None


@dataclass(slots=True)
class ChangeLog:
    """The newest changes, oldest first; older ones are forgotten, versions never repeat."""

    version: int = 0
    _kept: deque[Change] = field(default_factory=lambda: deque(maxlen=10_000))
    _listeners: list[Callable[[Change], None]] = field(default_factory=list)

    def add(self, change: Change) -> None:
        """Record a change, numbered anew, and tell the listeners before returning."""
        self._kept.append(change)
        self.version = change.version
        for listener in tuple(self._listeners):
            listener(change)

    def since(self, version: int) -> list[Change]:
        """The changes after a version, as far as they are remembered."""
        return [change for change in self._kept if change.version > version]

    def listen(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call back at each change, synchronously. Returns what ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)
