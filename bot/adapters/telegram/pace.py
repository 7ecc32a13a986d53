"""Telegram's limits for posts, kept by ourselves: waiting before is better than a refusal.

Only posts are counted. Changes, removals and answers pass; what Telegram says of one
chat never slows another.
"""

import asyncio
from collections import deque
from datetime import datetime, timedelta

from bot.service.ports import Clock

#: Posts in a group in any minute; Telegram's FAQ says 20, and clocks differ a little.
GROUP_PER_MINUTE = 19
#: Posts in any chat in as many seconds: the FAQ says one a second, in bursts.
BURST = 5
#: Posts over all chats in any second.
ALL_PER_SECOND = 30

_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)


class Window:
    """At most `most` in any `span`."""

    __slots__ = ("most", "span", "taken")

    def __init__(self, most: int, span: timedelta) -> None:
        self.most = most
        self.span = span
        self.taken: deque[datetime] = deque()

    def free_at(self, now: datetime) -> datetime:
        """When the next one may go."""
        while self.taken and not self.taken[0] <= now < self.taken[0] + self.span:
            self.taken.popleft()  # long ago, or the clock was set back
        return now if len(self.taken) < self.most else self.taken[-self.most] + self.span


class Pace:
    """Windows per chat, and one for all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chats: dict[str, tuple[Window, ...]] = {}
        self._all = Window(ALL_PER_SECOND, _SECOND)
        self._turn: dict[str, asyncio.Lock] = {}

    async def post(self, place: str) -> None:
        """Return when a post to this chat is within the limits; it counts from now on."""
        lock = self._turn.setdefault(place, asyncio.Lock())
        async with lock:
            windows = (*self._chats.setdefault(place, _windows(place)), self._all)
            while True:
                now = self._clock.now()
                free = max(window.free_at(now) for window in windows)
                if free <= now:
                    break
                await self._clock.sleep_until(free)
            for window in windows:
                window.taken.append(now)
        if len(self._chats) > 1000:
            self._prune(now)

    def _prune(self, now: datetime) -> None:
        for place, windows in list(self._chats.items()):
            idle = all(window.free_at(now) <= now and not window.taken for window in windows)
            if idle and not self._turn[place].locked():
                del self._chats[place], self._turn[place]


def _windows(place: str) -> tuple[Window, ...]:
    burst = Window(BURST, _SECOND * BURST)
    return (burst, Window(GROUP_PER_MINUTE, _MINUTE)) if place.startswith("-") else (burst,)
