"""getUpdates, with one promise: what is acknowledged is on our disk.

An update is acknowledged by the next poll, and that comes only after it was stored: see `intake`.
"""

import asyncio
from datetime import timedelta

import msgspec
import structlog
from telegram import Bot
from telegram.error import Conflict, TelegramError
from telegram.request import BaseRequest

from bot.adapters.telegram import wire
from bot.adapters.telegram.intake import Intake, Listener
from bot.adapters.telegram.reach import Reach, webhook_is_active
from bot.service.meter import NOBODY, Meter
from bot.service.ports import Clock, Journal, StorageTrouble

log = structlog.get_logger(__name__)

#: How long Telegram holds a poll that has nothing to give, and how much longer we wait, in seconds.
POLL_S, SLACK_S = 25, 10
#: What a request that polls must wait for an answer, in seconds.
POLL_READ_S = POLL_S + SLACK_S
LIMIT = 100
#: Before asking again, if nothing that came can be acknowledged, in seconds.
UNNUMBERED_S = 1.0
#: After this much silence the offset is forgotten.
SILENCE = timedelta(days=3)


class Poller:
    """Asks for updates for ever, by a `request` of its own. A webhook that is set when it begins is
    removed: while there is one, nothing can be asked for.
    """

    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        journal: Journal,
        clock: Clock,
        listener: Listener,
        *,
        meter: Meter = NOBODY,
    ) -> None:
        self._bot = bot
        self._url = f"{bot.base_url}/getUpdates"
        self._request = request
        self._clock = clock
        self._intake = Intake(journal, clock, listener, meter)
        self._reach = Reach(listener, meter)
        self.offset: int | None = None
        self._begun = self._behind = self._freed = self._unnumbered = False
        self._heard = clock.now()

    @property
    def heard(self) -> int:
        """How many updates were stored since the start."""
        return self._intake.heard

    async def run(self) -> None:
        """Until cancelled. `TokenRefused` ends it."""
        await self._request.initialize()
        try:
            while True:
                try:
                    await self._once()
                except StorageTrouble as trouble:
                    await asyncio.sleep(self._reach.lost(trouble))
                except (TelegramError, TimeoutError, msgspec.DecodeError) as error:
                    await asyncio.sleep(self._reach.lost(error))
                    await self._request.shutdown()  # for fresh connections
                    await self._request.initialize()
                else:
                    self._begun = True
                    self._reach.well(behind=self._behind)
        finally:
            await self._request.shutdown()

    async def _once(self) -> None:
        # The watchdog: whatever the connection does, a poll has an end. What came with it is stored
        # without one: a commit must not be left half heard of.
        async with asyncio.timeout(POLL_S + 2 * SLACK_S):
            payload = await self._asked()
        updates = [bytes(raw) for raw in wire.answer(payload).result]
        self._behind = len(updates) >= LIMIT
        last = self._after(updates)
        await self._intake.store(updates)
        self.offset = None if self._silent(heard=bool(updates)) else last or self.offset
        if updates and last is None:
            await asyncio.sleep(UNNUMBERED_S)

    async def _asked(self) -> bytes:
        """What Telegram answers. A webhook from before is removed, once; one that is set later has
        somebody behind it, and two who take it from each other would be worse.
        """
        try:
            return await self._request.retrieve(self._query())
        except Conflict as error:
            if self._begun or self._freed or not webhook_is_active(error):
                raise
        await self._bot.delete_webhook(drop_pending_updates=False)
        self._freed = True
        log.info("webhook.removed")
        return await self._request.retrieve(self._query())

    def _after(self, updates: list[bytes]) -> int | None:
        """What acknowledges these: the offset after the highest number; None if there is none. An
        update without a number goes with any that comes later, and until then it comes again.
        """
        numbers = [number for data in updates if (number := wire.number(data)) is not None]
        if len(numbers) < len(updates) and not self._unnumbered:
            self._unnumbered = True
            log.warning("update.unnumbered", count=len(updates) - len(numbers))
        return max(numbers) + 1 if numbers else None

    def _silent(self, *, heard: bool) -> bool:
        """After a week without updates Telegram begins to count elsewhere, so an old offset would
        be deaf; well before that we ask without one. What comes twice is known by its number.
        """
        now = self._clock.now()
        if heard:
            self._heard = now
        return now - self._heard > SILENCE

    def _query(self) -> str:
        allowed = "%2C".join(f"%22{kind}%22" for kind in wire.ALLOWED_UPDATES)
        hold = POLL_S if self._begun and not self._reach.failed else 0  # the first answer at once
        query = f"timeout={hold}&limit={LIMIT}&allowed_updates=%5B{allowed}%5D"
        return f"{self._url}?{query}" + (f"&offset={self.offset}" if self.offset else "")
