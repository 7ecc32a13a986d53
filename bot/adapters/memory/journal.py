"""One process's connection to a `Disk`: transactions wait in its queue, and what has not reached
the disk when the process ends never happened.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from bot.adapters.memory.disk import Disk
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, WordRef
from bot.service.ports import Clock, Commit, Delivered, Parcel, Row, Sending, StorageTrouble, Words

Result = TypeVar("Result")
#: A transaction: what it does with the disk, and gives.
Work = Callable[[Disk], Any]

#: Marks that need no answer wait at most this long for a transaction to ride with, in seconds.
RIDE_S = 0.1


@dataclass(slots=True)
class _Job:
    work: Work
    writes: bool
    done: asyncio.Future[Any] | None = None


async def _at_once() -> None:
    """A disk that is never slow and never full."""


class MemoryJournal:
    """Durable memory on a `Disk`. See `Journal` for what each method promises. `sync` is what it
    takes until what was written is safe: it may wait, and raise `StorageTrouble`.
    """

    def __init__(
        self, disk: Disk, clock: Clock, sync: Callable[[], Awaitable[None]] = _at_once
    ) -> None:
        self._disk, self._clock, self._sync = disk, clock, sync
        self._waiting: deque[_Job] = deque()
        self._drain: asyncio.Task[None] | None = None
        self._riding: asyncio.TimerHandle | None = None

    async def close(self) -> None:
        """Everything that waits is written first."""
        self._begin()
        if self._drain is not None:
            await self._drain

    async def receive(self, parcels: Sequence[Parcel], now: datetime) -> list[Row]:
        """See `Journal`."""
        return await self._run(lambda disk: disk.receive(parcels, now))

    async def waiting(self) -> list[Row]:
        """See `Journal`."""
        return await self._run(Disk.waiting)

    async def load(self, mailbox: Mailbox) -> bytes | None:
        """See `Journal`."""
        kept = await self._read(lambda disk: disk.mailboxes.get(mailbox))
        return kept.snapshot if kept else None

    async def commit(self, *commits: Commit) -> list[Row]:
        """See `Journal`."""
        return await self._run(lambda disk: disk.commit(*commits))

    async def settle(self, row: int, *, failed: bool) -> None:
        """See `Journal`."""
        await self._run(lambda disk: disk.settle(row, "failed" if failed else "done"))

    async def next_deadline(self, skip: Sequence[Mailbox]) -> tuple[Mailbox, datetime] | None:
        """See `Journal`."""
        return await self._read(lambda disk: disk.next_deadline(skip))

    async def unsent(self) -> list[Sending]:
        """See `Journal`."""
        return await self._read(Disk.unsent)

    async def delivered(self, mark: Delivered) -> list[Row]:
        """See `Journal`."""
        event, now = mark.event, self._clock.now()
        if event is None:
            self._ride(lambda disk: disk.sent(mark.id, mark.message, mark.also))
            return []

        def work(disk: Disk) -> list[Row]:
            disk.sent(mark.id, mark.message, mark.also)
            if mark.mailbox in disk.forgotten:
                return []
            return [disk.arrive(mark.mailbox, "told", event, now)]

        return await self._run(work)

    async def message_of(self, effect: EffectId) -> MessageId | None:
        """See `Journal`."""
        line = await self._read(lambda disk: disk.outbox.get(effect))
        return line.message if line else None

    async def posts_of(self, mailbox: Mailbox, after: datetime, until: datetime) -> list[MessageId]:
        """See `Journal`."""
        return await self._read(lambda disk: disk.posts_of(mailbox, after, until))

    async def words(self, refs: Iterable[WordRef], now: datetime) -> dict[WordRef, Words]:
        """See `Journal`."""
        wanted = list(refs)
        return await self._read(lambda disk: disk.find(wanted, now))

    async def place_of(self, mailbox: Mailbox) -> str | None:
        """See `Journal`."""
        return await self._read(lambda disk: disk.places.get(mailbox))

    async def mailbox_of(self, place: str) -> Mailbox | None:
        """See `Journal`."""
        return await self._read(lambda disk: disk.by_place.get(place))

    async def people(self, places: Iterable[str]) -> Mapping[str, PersonId]:
        """See `Journal`."""
        wanted = list(places)
        if not wanted:
            return {}
        return await self._run(
            lambda disk: {place: PersonId(disk.mailbox_of(place, "p")) for place in wanted}
        )

    async def move(self, old: str, new: str) -> None:
        """See `Journal`."""
        await self._run(lambda disk: disk.move(old, new))

    async def sweep(self, now: datetime) -> Mapping[str, int]:
        """See `Journal`."""
        return await self._run(lambda disk: disk.sweep(now))

    # --- the queue -------------------------------------------------------------------------------

    async def _read(self, work: Callable[[Disk], Result]) -> Result:
        return await self._run(work, writes=False)

    async def _run(self, work: Callable[[Disk], Result], *, writes: bool = True) -> Result:
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, writes, done))
        self._begin()
        return await done

    def _ride(self, work: Work) -> None:
        """Do this with the next transaction, or soon; nobody waits for it."""
        self._waiting.append(_Job(work, writes=True))
        if self._riding is None and self._drain is None:
            self._riding = asyncio.get_running_loop().call_later(RIDE_S, self._begin)

    def _begin(self) -> None:
        if self._riding is not None:
            self._riding.cancel()
            self._riding = None
        if self._drain is None:
            self._drain = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
                await self._batch(batch)
        finally:
            self._drain = None

    async def _batch(self, batch: list[_Job]) -> None:
        """What waits goes together: all of it is safe at once, or none of it happened."""
        try:
            if any(job.writes for job in batch):
                await self._sync()
        except StorageTrouble as trouble:
            for job in batch:
                if job.done is not None and not job.done.done():
                    job.done.set_exception(StorageTrouble(str(trouble)))
            self._waiting.extendleft(job for job in reversed(batch) if job.done is None)
            await asyncio.sleep(RIDE_S)
            return
        for job in batch:
            self._one(job)
        self._written()

    def _written(self) -> None:
        """For who wants to look at the disk after each batch."""

    def _one(self, job: _Job) -> None:
        try:
            result = job.work(self._disk)
        except Exception as error:  # noqa: BLE001 -- carried to the one who waits for it
            if job.done is not None and not job.done.done():
                job.done.set_exception(error)
        else:
            if job.done is not None and not job.done.done():
                job.done.set_result(result)
