"""Those who watch: each is woken when something has changed, and not more often than it helps."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

#: The least time between two looks of one watcher, and the most, in seconds. The most is for the
#: clock: a page that has drifted or slept is right again after it.
BETWEEN_S, STILL_S = 0.03, 15.0


class Audience:
    """Watchers of one rehearsal."""

    def __init__(self) -> None:
        self._news: set[asyncio.Event] = set()
        self._over = False

    def changed(self) -> None:
        """There is something new to see."""
        for news in self._news:
            news.set()

    def close(self) -> None:
        """Let everybody go."""
        self._over = True
        self.changed()

    @contextmanager
    def watching(self) -> Iterator[asyncio.Event]:
        """An event that is set at each change, as long as one watches."""
        news = asyncio.Event()
        self._news.add(news)
        try:
            yield news
        finally:
            self._news.discard(news)

    async def moments(self) -> AsyncIterator[None]:
        """When to look: at once, and then at each change.

        Whatever changes while one looks and rests is one change.
        """
        with self.watching() as news:
            while not self._over:
                news.clear()
                yield
                await asyncio.sleep(BETWEEN_S)
                with suppress(TimeoutError):
                    async with asyncio.timeout(STILL_S):
                        await news.wait()
