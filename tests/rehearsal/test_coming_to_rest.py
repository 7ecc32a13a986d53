"""When the product tells the stage that it has nothing left to do."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.rehearsal.product import AtRest, Teller
from bot.rehearsal.standing import Standing

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
DUE = NOW - timedelta(minutes=5)


async def rest(*, out_of_reach: bool) -> AtRest | None:
    """As it stands right after a start, with something overdue: what is due waits for the poll."""

    async def next_deadline(_skip: tuple[str, ...]) -> tuple[str, datetime]:
        return "r1", DUE

    product: Any = SimpleNamespace(
        busy=lambda: False,
        journal=SimpleNamespace(next_deadline=next_deadline),
        ears=SimpleNamespace(offset=None, heard=0),
        alarms=SimpleNamespace(held=True),
        out_of_reach=out_of_reach,
    )
    clock: Any = SimpleNamespace(now=lambda: NOW, setting=SimpleNamespace(version=1))

    async def more() -> Standing:
        return Standing()

    return await Teller(product, clock, more).at_rest()


@pytest.mark.asyncio
async def test_not_before_what_was_overdue_at_the_start_is_done() -> None:
    assert await rest(out_of_reach=False) is None


@pytest.mark.asyncio
async def test_where_telegram_is_out_of_reach_what_is_due_may_wait() -> None:
    assert await rest(out_of_reach=True) == AtRest(1, 0, DUE)
