"""Time that passes at once, and the same way each time."""

import asyncio
import time

import pytest

from bot.rehearsal.simulation import virtual
from bot.rehearsal.simulation.virtual import OWNER, Stuck, Task, VirtualLoop


def test_days_pass_at_once() -> None:
    async def sleep() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await asyncio.Event().wait()
        await asyncio.sleep(86_400)
        return asyncio.get_running_loop().time()

    began = time.monotonic()
    assert virtual.run(sleep()) == 90_000
    assert time.monotonic() - began < 5


def test_what_is_due_earlier_comes_first() -> None:
    order: list[int] = []

    async def later(seconds: int) -> None:
        await asyncio.sleep(seconds)
        order.append(seconds)

    async def all_of_them() -> None:
        await asyncio.gather(*(later(seconds) for seconds in (5, 3, 9, 1)))

    virtual.run(all_of_them())
    assert order == [1, 3, 5, 9]


def test_everybody_who_waits_for_nothing_is_noticed() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(Stuck):
        virtual.run(wait())


def test_time_can_be_skipped() -> None:
    async def skip() -> float:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        sleeping = asyncio.create_task(asyncio.sleep(10))
        await asyncio.sleep(0)
        loop.skip_to(5000.0)
        loop.skip_to(4000.0)
        await sleeping
        return loop.time()

    assert virtual.run(skip()) == 5000


def test_tasks_have_owners_and_an_order() -> None:
    async def own() -> list[int]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)

        async def wait() -> None:
            await asyncio.sleep(1)

        async def mine() -> None:
            OWNER.set("me")
            await asyncio.gather(wait(), wait())

        owner = asyncio.create_task(mine())
        other = asyncio.create_task(wait())
        await asyncio.sleep(0.5)
        assert all(isinstance(one, Task) for one in (owner, other))
        assert other not in loop.tasks("me")
        numbers = [one.number for one in loop.tasks("me")]
        await asyncio.gather(owner, other)
        return numbers

    numbers = virtual.run(own())
    assert len(numbers) == 2
    assert numbers == sorted(numbers)
