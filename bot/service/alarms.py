"""Deadlines are state; this only sleeps until the nearest one.

Nothing is overdue for people whom we could not hear: while Telegram is out of reach no deadline is
acted on, and afterwards what they did meanwhile comes first.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog

from bot.facilitator.ids import Mailbox
from bot.service.ports import STORAGE_RETRY_S, Clock, Journal, StorageTrouble

log = structlog.get_logger(__name__)


class Alarms:
    """One sleeper for all mailboxes. What is due is asked of the journal, so a restart costs
    nothing and nothing is kept here per mailbox.
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._changed = asyncio.Event()
        self._nearest: datetime | None = None
        self._woken: dict[Mailbox, datetime] = {}
        self._hearing = asyncio.Event()
        self._hearing.set()

    @property
    def held(self) -> bool:
        """Whether what is due waits."""
        return not self._hearing.is_set()

    def hold(self) -> None:
        """We do not hear what people do: let what is due wait."""
        self._hearing.clear()

    def go_on(self) -> None:
        """We have heard everything."""
        self._hearing.set()

    def set(self, mailbox: Mailbox, due: datetime | None) -> None:
        """A mailbox's next deadline was committed."""
        woken = self._woken.pop(mailbox, None) is not None
        if due is not None and (woken or self._nearest is None or due < self._nearest):
            self._changed.set()

    async def run(self, wake: Callable[[Mailbox], None]) -> None:
        """Wake mailboxes whose deadline is due, until cancelled."""
        while True:
            self._changed.clear()
            self._nearest = None  # until the answer is here, whatever is set may be nearer
            try:
                found = await self._journal.next_deadline(skip=tuple(self._woken))
            except StorageTrouble as trouble:
                log.error("storage.refused", why=str(trouble))
                await asyncio.sleep(STORAGE_RETRY_S)
                continue
            self._nearest = found[1] if found else None
            if found is not None and found[1] <= self._clock.now():
                if self.held:
                    await self._hearing.wait()
                    continue  # what was heard since may have moved it
                self._woken[found[0]] = found[1]
                wake(found[0])
                continue
            await self._sleep(self._nearest)

    async def _sleep(self, until: datetime | None) -> None:
        """Until that instant, or until something nearer was set."""
        waits: set[asyncio.Task[Any]] = {asyncio.create_task(self._changed.wait())}
        if until is not None:
            waits.add(asyncio.create_task(self._clock.sleep_until(until)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
