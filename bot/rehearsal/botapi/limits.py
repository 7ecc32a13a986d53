"""Telegram's rate limits, as far as they are known: about one message a second in a chat, with
bursts, 20 a minute in a group, 30 a second over all. Deletions, edits and answers are not counted.

Telegram documents no exact figures; these are those of its FAQ. How long a burst may be is a guess.
"""

import math
from collections import deque
from dataclasses import dataclass, field

# A word in front of what makes a message; sendChatAction makes none.
_MAKES_MESSAGES = ("send", "forward", "copy")
_MAKES_NONE = frozenset({"sendchataction"})
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class RateLimits:
    """How many messages a bot may send. A chat takes `chat_burst` at once, then one more each
    `chat_seconds`; a group no more than `group_minute` in any minute; all chats together no more
    than `overall_second` in any second.
    """

    chat_seconds: float = 1.0
    chat_burst: int = 5
    group_minute: int = 20
    overall_second: int = 30


@dataclass(slots=True)
class Meter:
    """What one bot has sent lately. Times are seconds of the world's clock."""

    _overall: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _ready_at: dict[int, float] = field(default_factory=dict)

    def wait(
        self, limits: RateLimits, chat_id: int, now: float, *, group: bool, count: int = 1
    ) -> int:
        """Seconds to wait before so many messages; with 0 they are taken for sent."""
        room = limits.chat_seconds * (limits.chat_burst - 1)
        ready = max(self._ready_at.get(chat_id, 0.0), now - room)
        if ready > now + _MINUTE:
            ready = now - room  # the clock was set back
        waits = [ready - now, _until(self._overall, limits.overall_second, count, 1.0, now)]
        sent = self._groups.setdefault(chat_id, deque())
        if group:
            waits.append(_until(sent, limits.group_minute, count, _MINUTE, now))
        if (longest := max(waits)) > 0:
            return max(1, math.ceil(longest))
        self._ready_at[chat_id] = ready + count * limits.chat_seconds
        self._overall.extend([now] * count)
        sent.extend([now] * count)
        return 0


def counted(method: str) -> bool:
    """Whether a method (in lower case) makes messages."""
    return method.startswith(_MAKES_MESSAGES) and method not in _MAKES_NONE


def _until(sent: deque[float], most: int, count: int, span: float, now: float) -> float:
    """How long until so many more fit into a span. More than ever fit may go when it is empty."""
    while sent and not now - span < sent[0] <= now:
        sent.popleft()  # long ago, or the clock was set back
    excess = min(len(sent) + count - most, len(sent))
    return sent[excess - 1] + span - now if excess > 0 else 0.0
