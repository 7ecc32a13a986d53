"""Forgetting on time."""

from datetime import timedelta

import structlog

from bot.service.ports import Clock, Journal, StorageTrouble
from bot.service.senses import Senses

log = structlog.get_logger(__name__)

#: What has come in is unreadable after this, settled or not, since the hour's key is destroyed.
TRANSIT = timedelta(hours=48)
#: A key is made for an hour, and what came in at its end lives as long as what came at its begin.
TRANSIT_KEY = TRANSIT + timedelta(hours=1)
#: Message ids of posts; Telegram lets a bot touch a post for 48 hours.
SENT = timedelta(days=7)
#: Events without words: for finding out what went wrong.
HISTORY = timedelta(days=30)
#: How often what has expired is looked for. Reading never gives what has expired, so this is only
#: about the disk, and about words in memory.
EVERY = timedelta(minutes=10)


class Retention:
    """Sweeps, for ever."""

    def __init__(self, journal: Journal, senses: Senses, clock: Clock) -> None:
        self._journal = journal
        self._senses = senses
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            now = self._clock.now()
            self._senses.forget(now)
            try:
                swept = await self._journal.sweep(now)
            except StorageTrouble as trouble:
                log.error("storage.refused", why=str(trouble))
            else:
                if any(swept.values()):
                    log.info("retention.swept", **swept)
            await self._clock.sleep_until(now + EVERY)
