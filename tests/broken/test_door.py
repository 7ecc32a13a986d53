"""By webhook, the way back is broken: the product reaches Telegram, Telegram does not reach it.

Nobody asks for updates, so only the lookout can notice. The operator reads Telegram's own words,
`/healthz` says no, and nothing is due for people who are not heard.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapters.status import server
from bot.adapters.telegram import lookout, reach
from bot.rehearsal.line import Line, line
from tests.broken.evening import PATIENCE_S, TOKEN, Evening, evening
from tests.broken.test_telegram_gone import well

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour in seconds."""
    monkeypatch.setattr(lookout, "LOOK_S", 0.1)
    monkeypatch.setattr(lookout, "LOOK_BEHIND_S", 0.05)
    monkeypatch.setattr(lookout, "STUCK_S", 0.5)
    monkeypatch.setattr(server, "POLLED_S_MAX", 1.8)


@pytest_asyncio.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[tuple[Evening, Line]]:
    """An evening by webhook, and the proxy in front of its door."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with (
        line(f"http://127.0.0.1:{port}") as proxy,
        evening(
            tmp_path, webhook_url=f"{proxy.url}/heard", webhook_secret="A-secret_1", port=port
        ) as table,
    ):
        yield table, proxy


async def unwell(table: Evening) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await well(table):
            await asyncio.sleep(0.05)


@pytest.mark.asyncio
async def test_an_hour_without_the_proxy(proxied: tuple[Evening, Line]) -> None:
    table, proxy = proxied
    await proxy.become("down")
    table.act("Ana: You made tea.")
    await table.until(lambda: table.read("telegram.trouble"))
    await table.pass_(HOUR)
    assert await table.seen() == []
    await unwell(table)

    await proxy.become("fine")
    second = timedelta(seconds=1)  # two webhooks within one are too many
    await table.until(lambda: table.read("telegram.back") or table.clock.move(second))
    await table.heard()
    assert (await table.seen())[:2] == [
        "(Heard, without buttons: Ana, one small thing that Ben di…)",
        "Heard: Ben, say back what you heard. Nothing to add.",
    ]
    assert await well(table)
    said = table.read("telegram.trouble")[0]["what"]
    assert said.startswith("Telegram has updates for us and cannot bring them: Connection refused")


@pytest.mark.asyncio
async def test_an_hour_without_telegram(proxied: tuple[Evening, Line]) -> None:
    table, proxy = proxied
    await table.line.become("down")
    await proxy.become("down")
    await table.until(lambda: table.read("telegram.trouble"))
    table.act("Ana: You made tea.")
    await table.pass_(HOUR)
    assert await table.seen() == []
    await unwell(table)
    await proxy.become("fine")
    await table.line.become("fine")
    await table.until(lambda: table.read("telegram.back"))
    await table.heard()
    assert (await table.seen())[1] == "Heard: Ben, say back what you heard. Nothing to add."
    assert await well(table)


@pytest.mark.asyncio
async def test_a_webhook_that_another_removes_is_set_again_and_said(
    proxied: tuple[Evening, Line],
) -> None:
    table, _ = proxied
    table.clock.move(timedelta(seconds=1))
    table.cast.world.call(TOKEN, "deleteWebhook", {})
    table.act("Ana: You made tea.")
    await table.until(lambda: table.read("telegram.trouble"))
    await table.heard()
    assert (await table.seen())[1] == "Heard: Ben, say back what you heard. Nothing to add."
    assert [one["what"] for one in table.read("telegram.trouble")] == [reach.NOT_OUR_WEBHOOK]
    assert await well(table)
