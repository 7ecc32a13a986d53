"""Updates on their way in, however they come: settled at once, or committed to the inbox.

Whoever brings them acknowledges them afterwards, and only then. A kill at any moment therefore
loses nothing; what comes twice is known by its number.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

import msgspec
import structlog

from bot.adapters.telegram import inbound, wire
from bot.adapters.telegram.reader import seal
from bot.service.meter import Meter
from bot.service.ports import Clock, Journal, Parcel, Row, StorageTrouble

log = structlog.get_logger(__name__)

#: After so many refusals of the disk in a row, whoever waits for an answer is told.
REFUSALS_UNTOLD = 2


class Listener(Protocol):
    """Who hears of what comes in."""

    async def take(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        """Settle these at once if that is possible. Returns when that is on the disk, and gives
        those that have to go through the inbox. `StorageTrouble`: ask again for all of them.
        """

    def put(self, row: Row) -> None:
        """This row was committed."""

    async def moved(self, old: str, new: str) -> None:
        """A chat became another. Returns when that is on the disk."""

    def reached(self, *, behind: bool) -> None:
        """Telegram was reached just now; `behind`: it may have more that people did already."""

    def lost(self) -> None:
        """We do not hear any more what people do."""

    async def refused(self, updates: Sequence[wire.Update]) -> None:
        """The disk refuses, more than once, to store these; Telegram keeps them meanwhile."""


class Intake:
    """Stores raw updates, one call at a time. `heard`: how many were, since the start; those that
    came twice count twice. `ignored`: how many were not used, by why.
    """

    def __init__(self, journal: Journal, clock: Clock, listener: Listener, meter: Meter) -> None:
        self._journal = journal
        self._clock = clock
        self._listener = listener
        self._meter = meter
        self._refusals = 0
        self.heard = 0
        self.ignored: dict[str, int] = {}

    async def store(self, updates: Sequence[bytes]) -> None:
        """Returns when all of these, in this order, may be forgotten by Telegram. `StorageTrouble`:
        none may; whoever waits for an answer is told, if that goes on.
        """
        try:
            await self._store(updates)
        except StorageTrouble:
            await self._refused(updates)
            raise
        self._refusals = 0
        self.heard += len(updates)

    async def _store(self, updates: Sequence[bytes]) -> None:
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

    async def _refused(self, updates: Sequence[bytes]) -> None:
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

    async def _parcels(self, data: bytes) -> list[Parcel]:
        try:
            update = wire.update(data)
        except msgspec.DecodeError:
            self.ignore("unreadable")
            return []
        if (moved := inbound.moves(update)) is not None:
            await self._listener.moved(*moved)
        addresses = inbound.addresses(update)
        if not addresses:
            self.ignore("not used")
        number = update.update_id
        return [
            Parcel(number, one.part, one.place, one.private, seal(one.part, data))
            for one in addresses
        ]

    def ignore(self, kind: str) -> None:
        """Counted, never an error: Telegram adds kinds as it likes."""
        self.ignored[kind] = self.ignored.get(kind, 0) + 1
        self._meter.came(1, used=False)
        log.info("update.ignored", kind=kind, count=self.ignored[kind])
