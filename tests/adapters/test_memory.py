"""The journal in memory loses what had not reached its disk, and nothing else."""

import asyncio

import pytest

from bot.adapters.memory.disk import Disk
from bot.adapters.memory.journal import MemoryJournal
from bot.facilitator.ids import EffectId, MessageId
from bot.service.ports import Delivered, Sending, StorageTrouble
from tests.adapters.made import NOW, ROOM, Clock, commit, parcel


class Slow:
    """A disk that takes as long as it is told to."""

    def __init__(self) -> None:
        self.lets = asyncio.Event()
        self.full = False

    async def sync(self) -> None:
        await self.lets.wait()
        if self.full:
            raise StorageTrouble("database or disk is full")


@pytest.mark.asyncio
async def test_what_was_not_synced_never_happened() -> None:
    disk, slow = Disk(), Slow()
    before = MemoryJournal(disk, Clock(), slow.sync)
    committing = asyncio.create_task(before.commit(commit(1)))
    await asyncio.sleep(0.01)
    committing.cancel()  # the process is gone
    after = MemoryJournal(disk, Clock())
    assert await after.load(ROOM) is None
    await after.commit(commit(1))
    assert await after.load(ROOM) == b"s1"


@pytest.mark.asyncio
async def test_a_full_disk_is_trouble_and_nothing_happened() -> None:
    disk, slow = Disk(), Slow()
    slow.lets.set()
    journal = MemoryJournal(disk, Clock(), slow.sync)
    await journal.commit(commit(1))
    slow.full = True
    with pytest.raises(StorageTrouble, match="disk is full"):
        await journal.commit(commit(2))
    slow.full = False
    assert await journal.load(ROOM) == b"s1"
    await journal.commit(commit(2))


@pytest.mark.asyncio
async def test_a_mark_that_was_refused_is_tried_again() -> None:
    disk, slow = Disk(), Slow()
    slow.lets.set()
    journal = MemoryJournal(disk, Clock(), slow.sync)
    sending = Sending(EffectId("r1/1/0"), ROOM, "en", b"{}")
    await journal.commit(commit(1, outbox=(sending,)))
    slow.full = True
    await journal.delivered(Delivered(sending.id, ROOM, MessageId(7)))
    with pytest.raises(StorageTrouble):
        await journal.commit(commit(2))
    slow.full = False
    await journal.close()
    assert not await journal.unsent()
    assert await journal.message_of(sending.id) == 7


@pytest.mark.asyncio
async def test_transactions_that_wait_are_synced_together() -> None:
    disk, syncs = Disk(), []

    async def sync() -> None:
        syncs.append(1)
        await asyncio.sleep(0.01)

    journal = MemoryJournal(disk, Clock(), sync)
    await asyncio.gather(*(journal.receive([parcel(number)], NOW) for number in range(20)))
    assert len(syncs) == 1
    assert len(await journal.waiting()) == 20
