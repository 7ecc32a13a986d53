"""Nothing is slept through, whatever is set while the sleeper asks."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.facilitator.ids import Mailbox
from bot.service import alarms as module
from bot.service.alarms import Alarms
from bot.service.ports import StorageTrouble

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
A, B = Mailbox("r1"), Mailbox("r2")
SOON, LATE = NOW + timedelta(seconds=5), NOW + timedelta(hours=9)


class Clock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.value = NOW
        self.moved = asyncio.Event()

    def now(self) -> datetime:
        return self.value

    async def sleep_until(self, instant: datetime) -> None:
        while self.value < instant:
            await self.moved.wait()

    def move(self, to: datetime) -> None:
        self.value = to
        self.moved.set()
        self.moved = asyncio.Event()


class Deadlines:
    """As much of a journal as the sleeper needs. `asked`: called while an answer is on its way."""

    def __init__(self) -> None:
        self.due: dict[Mailbox, datetime] = {}
        self.asked: Callable[[], None] = lambda: None
        self.troubles = 0

    async def next_deadline(self, skip: Sequence[Mailbox]) -> tuple[Mailbox, datetime] | None:
        if self.troubles:
            self.troubles -= 1
            raise StorageTrouble("locked")
        found = sorted((at, box) for box, at in self.due.items() if box not in skip)
        asked, self.asked = self.asked, lambda: None
        asked()
        await asyncio.sleep(0)
        return (found[0][1], found[0][0]) if found else None


async def rest() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_a_deadline_that_is_set_while_the_sleeper_asks_is_kept() -> None:
    clock, deadlines, woken = Clock(), Deadlines(), list[Mailbox]()
    alarms = Alarms(deadlines, clock)  # type: ignore[arg-type]
    deadlines.due = {A: NOW, B: LATE}

    def settled(mailbox: Mailbox) -> None:
        woken.append(mailbox)
        if mailbox == A and len(woken) == 1:  # its commit lands while the next question is out

            def late() -> None:
                deadlines.due[A] = SOON
                alarms.set(A, SOON)

            deadlines.asked = late

    task = asyncio.create_task(alarms.run(settled))
    await rest()
    assert woken == [A]
    clock.move(SOON)
    await rest()
    assert woken == [A, A]
    task.cancel()


@pytest.mark.asyncio
async def test_two_that_are_due_together_and_one_that_ends() -> None:
    clock, deadlines, woken = Clock(), Deadlines(), list[Mailbox]()
    alarms = Alarms(deadlines, clock)  # type: ignore[arg-type]
    deadlines.due = {A: NOW, B: NOW}
    task = asyncio.create_task(alarms.run(woken.append))
    await rest()
    assert woken == [A, B]
    deadlines.due = {A: SOON}
    alarms.set(A, SOON)
    alarms.set(B, None)
    await rest()
    clock.move(SOON)
    await rest()
    assert woken == [A, B, A]
    task.cancel()


@pytest.mark.asyncio
async def test_a_disk_that_refuses_for_a_moment_ends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "STORAGE_RETRY_S", 0)
    clock, deadlines, woken = Clock(), Deadlines(), list[Mailbox]()
    deadlines.due, deadlines.troubles = {A: NOW}, 3
    alarms = Alarms(deadlines, clock)  # type: ignore[arg-type]
    task = asyncio.create_task(alarms.run(woken.append))
    await rest()
    assert woken == [A]
    assert not task.done()
    task.cancel()


@pytest.mark.asyncio
async def test_what_is_due_waits_while_nobody_is_heard_and_is_asked_for_again() -> None:
    clock, deadlines, woken = Clock(), Deadlines(), list[Mailbox]()
    alarms = Alarms(deadlines, clock)  # type: ignore[arg-type]
    deadlines.due = {A: SOON, B: SOON}
    alarms.hold()
    task = asyncio.create_task(alarms.run(woken.append))
    clock.move(LATE)
    await rest()
    assert woken == []
    deadlines.due = {A: LATE + timedelta(hours=1), B: SOON}  # somebody did something meanwhile
    alarms.go_on()
    await rest()
    assert woken == [B]
    task.cancel()
