"""getUpdates, with one promise: what is acknowledged is on our disk.

An update is acknowledged by the next poll, and that comes only after the inbox was committed, or
what follows from the update. A kill at any moment therefore loses nothing; what comes twice is
known by its number.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

import msgspec
import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.adapters.telegram import inbound, wire
from bot.adapters.telegram.errors import seconds
from bot.adapters.telegram.reader import seal
from bot.service.meter import NOBODY, Meter, Unheard
from bot.service.ports import STORAGE_RETRY_S, Clock, Journal, Parcel, Row, StorageTrouble

log = structlog.get_logger(__name__)

#: How long Telegram holds a poll that has nothing to give, and how much longer we wait, in seconds.
POLL_S, SLACK_S = 25, 10
#: What a request that polls must wait for an answer, in seconds.
POLL_READ_S = POLL_S + SLACK_S
LIMIT = 100
#: Between attempts, in seconds; the longer ones come after the shorter. Somebody waits for each.
RETRY_FIRST_S, RETRY_LONGEST_S = 0.5, 5.0
#: So many refusals of the token in a row are believed.
REFUSED_MAX = 8
#: A second poller ends when its process does; until then, ask seldom.
CONFLICT_S = 5.0
#: After so many refusals of the disk in a row, whoever waits for an answer is told.
REFUSALS_UNTOLD = 2
#: Before asking again, if nothing that came can be acknowledged, in seconds.
UNNUMBERED_S = 1.0
#: After this much silence the offset is forgotten.
SILENCE = timedelta(days=3)


class TokenRefused(Exception):
    """Telegram does not know this token."""


class Listener(Protocol):
    """Who hears of what a poller does."""

    async def take(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        """Settle these at once if that is possible. Returns when that is on the disk, and gives
        those that have to go through the inbox. `StorageTrouble`: ask again for all of them.
        """

    def put(self, row: Row) -> None:
        """This row was committed."""

    def reached(self, *, behind: bool) -> None:
        """Telegram was reached just now; `behind`: it may have more that people did already."""

    def lost(self) -> None:
        """We do not hear any more what people do."""

    async def refused(self, updates: Sequence[wire.Update]) -> None:
        """The disk refuses, more than once, to store these; Telegram keeps them meanwhile."""


class Poller:
    """Asks for updates for ever, by a `request` of its own."""

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
        self._meter = meter
        self._listener = listener
        self._refusals = 0
        self._url = f"{bot.base_url}/getUpdates"
        self._request = request
        self._journal = journal
        self._clock = clock
        self.offset: int | None = None
        self._trouble = ""
        self._begun = self._behind = self._unnumbered = False
        self._heard = clock.now()
        self.ignored: dict[str, int] = {}

    async def run(self) -> None:
        """Until cancelled. `TokenRefused` ends it."""
        wait, refused = RETRY_FIRST_S, 0
        await self._request.initialize()
        try:
            while True:
                try:
                    await self._once()
                except InvalidToken as error:
                    # A 404 is also what a proxy or a server that starts again answers for a moment.
                    refused += 1
                    if "unauthorized" in str(error).lower() or refused >= REFUSED_MAX:
                        raise TokenRefused from None
                    wait = await self._again(error, wait)
                except (TelegramError, StorageTrouble, TimeoutError, msgspec.DecodeError) as error:
                    wait = await self._again(error, wait)
                else:
                    wait, refused = RETRY_FIRST_S, 0
                    self._well()
        finally:
            await self._request.shutdown()

    async def _once(self) -> None:
        # The watchdog: whatever the connection does, a poll has an end. What came with it is stored
        # without one: a commit must not be left half heard of.
        async with asyncio.timeout(POLL_S + 2 * SLACK_S):
            payload = await self._request.retrieve(self._query())
        updates = [bytes(raw) for raw in wire.answer(payload).result]
        self._behind = len(updates) >= LIMIT
        last = self._after(updates)
        try:
            await self._store(updates)
        except StorageTrouble:
            await self._refused(updates)
            raise
        self._refusals = 0
        self.offset = None if self._silent(heard=bool(updates)) else last or self.offset
        if updates and last is None:
            await asyncio.sleep(UNNUMBERED_S)

    def _after(self, updates: list[bytes]) -> int | None:
        """What acknowledges these: the offset after the highest number; None if there is none. An
        update without a number goes with any that comes later, and until then it comes again.
        """
        numbers = [number for data in updates if (number := wire.number(data)) is not None]
        if len(numbers) < len(updates) and not self._unnumbered:
            self._unnumbered = True
            log.warning("update.unnumbered", count=len(updates) - len(numbers))
        return max(numbers) + 1 if numbers else None

    async def _store(self, updates: list[bytes]) -> None:
        parcels: list[Parcel] = []
        for data in updates:
            parcels.extend(await self._parcels(data))
        if parcels:
            waiting = await self._listener.take(parcels)
            rows = await self._journal.receive(waiting, self._clock.now()) if waiting else ()
            self._meter.accepted()
            for row in rows:
                self._listener.put(row)
        if updates:
            self._meter.came(len(parcels), used=True)

    async def _refused(self, updates: list[bytes]) -> None:
        """Telegram keeps these for us. Whoever waits for an answer hears that it will take time."""
        self._meter.refused()
        self._refusals += 1
        if self._refusals < REFUSALS_UNTOLD:
            return
        understood = []
        for data in updates:
            with suppress(msgspec.DecodeError):
                understood.append(wire.update(data))
        await self._listener.refused(understood)

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
        hold = POLL_S if self._trouble == "" and self._begun else 0  # the first answer at once
        query = f"timeout={hold}&limit={LIMIT}&allowed_updates=%5B{allowed}%5D"
        return f"{self._url}?{query}" + (f"&offset={self.offset}" if self.offset else "")

    async def _parcels(self, data: bytes) -> list[Parcel]:
        try:
            update = wire.update(data)
        except msgspec.DecodeError:
            self._ignore("unreadable")
            return []
        if (moved := inbound.moves(update)) is not None:
            await self._journal.move(*moved)
        addresses = inbound.addresses(update)
        if not addresses:
            self._ignore("not used")
        number = update.update_id
        return [
            Parcel(number, one.part, one.place, one.private, seal(one.part, data))
            for one in addresses
        ]

    def _ignore(self, kind: str) -> None:
        """Counted, never an error: Telegram adds kinds as it likes."""
        self.ignored[kind] = self.ignored.get(kind, 0) + 1
        self._meter.came(1, used=False)
        log.info("update.ignored", kind=kind, count=self.ignored[kind])

    def _well(self) -> None:
        self._begun = True
        if self._trouble:
            log.info("telegram.back")
            self._trouble = ""
        self._listener.reached(behind=self._behind)

    async def _again(self, error: Exception, wait: float) -> float:
        """Say what is wrong once, wait, and use fresh connections."""
        self._listener.lost()
        what, pause = type(error).__name__, wait
        if isinstance(error, StorageTrouble):
            log.error("storage.refused", why=str(error))
            await asyncio.sleep(pause)
            return min(wait * 2, STORAGE_RETRY_S)
        why: Unheard = "other"
        if isinstance(error, Conflict):
            why = "conflict"
            what, pause = "another process polls with this token; stop one of the two", CONFLICT_S
        elif isinstance(error, RetryAfter):
            why, pause = "limited", seconds(error)
        self._meter.unheard(why)
        if what != self._trouble:
            log.warning("telegram.trouble", what=what, at=round(time.time()))
            self._trouble = what
        await asyncio.sleep(pause)
        await self._request.shutdown()
        await self._request.initialize()
        return min(wait * 2, RETRY_LONGEST_S)
