"""What `/healthz` and `/metrics` say of trouble, and that they stop saying it."""

from pathlib import Path

import aiohttp
import pytest

from bot.adapters.sqlite.journal import SqliteJournal
from bot.service.ports import Parcel, Row, StorageTrouble
from tests.broken.evening import evening


@pytest.mark.asyncio
async def test_a_disk_that_takes_again_is_well_though_nothing_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses once to store what is not for us, and nobody does anything for the whole night."""
    real, refusals = SqliteJournal.receive, []

    async def once(journal: SqliteJournal, parcels: list[Parcel], now: object) -> list[Row]:
        if not refusals:
            refusals.append(parcels)
            raise StorageTrouble("database or disk is full")
        return await real(journal, parcels, now)

    async with evening(tmp_path) as table, aiohttp.ClientSession() as session:
        monkeypatch.setattr(SqliteJournal, "receive", once)
        table.act("Ana: /help@another_bot")
        await table.until(lambda: refusals)
        await table.heard()
        await table.seen()
        async with session.get(table.health.replace("healthz", "metrics")) as answer:
            said = (await answer.text()).splitlines()
        assert "heard_disk_refusals_total 1.0" in said
        assert any(line.startswith('heard_rows_total{how="not ours"}') for line in said)
        assert "heard_disk_refusing_seconds 0.0" in said
        async with session.get(table.health) as answer:
            assert (await answer.json())["disk_refuses_s"] == 0
