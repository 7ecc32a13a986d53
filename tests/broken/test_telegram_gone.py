"""Telegram cannot be reached for an hour, in every way in which that happens.

The operator reads that there is trouble, once, and that it is over. The couple can talk as they
like: nothing is removed. When it is over, what they did meanwhile is heard first, in its order, and
nobody has lost a turn, a word or a pause.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot import app
from bot.adapters.status import server
from bot.adapters.telegram import poller, transport
from bot.rehearsal import line
from bot.rehearsal.botapi import Fault
from bot.service import outbox
from tests.broken.conftest import Names
from tests.broken.evening import PATIENCE_S, Evening, evening

TURN = "Ana, one small thing that Ben did and that helped. What did it change for you?"
HOUR = timedelta(hours=1)
BreakOff = Callable[[Evening, Names], Awaitable[None]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour in seconds: every wait for an answer is a fiftieth of what it is."""
    monkeypatch.setattr(poller, "POLL_S", 0.5)
    monkeypatch.setattr(poller, "SLACK_S", 0.2)
    monkeypatch.setattr(app, "POLL_READ_S", 0.7)
    monkeypatch.setattr(server, "POLLED_S_MAX", 1.8)
    monkeypatch.setattr(transport, "CONNECT_S", 0.1)
    monkeypatch.setattr(transport, "READY_S", 0.2)
    monkeypatch.setattr(transport.AiohttpRequest.__init__, "__defaults__", (0.2,))


async def well(table: Evening) -> bool:
    """What `/healthz` says."""
    async with aiohttp.ClientSession() as session, session.get(table.health) as answer:
        return bool((await answer.json())["well"]) and answer.status == 200


async def refused(table: Evening, _: Names) -> None:
    await table.line.become("down")


async def nameless(table: Evening, names: Names) -> None:
    names.quality = "fails"
    await _cut(table)


async def names_hang(table: Evening, names: Names) -> None:
    names.quality = "hangs"
    await _cut(table)


async def _cut(table: Evening) -> None:
    """What was connected breaks, and what was looked up is forgotten."""
    await table.line.become("down")
    await table.until(lambda: table.read("telegram.trouble"))
    await table.line.become("fine")


async def half_open(table: Evening, _: Names) -> None:
    await table.line.become("silent")


@pytest.mark.asyncio
@pytest.mark.parametrize("break_off", [refused, nameless, names_hang, half_open])
async def test_an_hour(tmp_path: Path, names: Names, break_off: BreakOff) -> None:
    async with evening(tmp_path) as table:
        await break_off(table, names)
        await table.until(lambda: table.read("telegram.trouble"))
        for does in ("Ana: You made tea.", "Ben: I saw you were tired.", "Ana: /pause"):
            table.act(does)
        await table.pass_(HOUR)
        assert await table.seen() == []
        async with asyncio.timeout(PATIENCE_S):
            while await well(table):
                await asyncio.sleep(0.05)

        names.quality = "well"
        await table.line.become("fine")
        await table.until(lambda: table.read("telegram.back"))
        await table.heard()
        assert await table.seen() == [
            "(Heard, without buttons: Ana, one small thing that Ben di…)",
            "Heard: Ben, say back what you heard. Nothing to add.",
            "Heard: Ana, is that what you meant?",
            "Heard: Pause. Nobody needs the last word. Back at 19:32, in 30 min.",
            "  [Back in 1 h] [Back in 2 h] [Sun 19:00]",
            "  [Earlier] [Support]",
        ]
        assert await well(table)
        assert [entry["event"] for entry in table.logs] == ["telegram.trouble", "telegram.back"]


@pytest.mark.asyncio
async def test_nobody_wrote_in_that_hour(tmp_path: Path, names: Names) -> None:
    """A turn that ran out meanwhile begins again; nobody lost it."""
    async with evening(tmp_path) as table:
        await refused(table, names)
        await table.until(lambda: table.read("telegram.trouble"))
        await table.pass_(HOUR / 2)
        await table.line.become("fine")
        await table.until(lambda: table.read("telegram.back"))
        assert (await table.seen())[:2] == [
            "(Heard, without buttons: Ana, one small thing that Ben di…)",
            f"Heard: {TURN} / I was away. Nothing is lost; take your time.",
        ]


@pytest.mark.asyncio
async def test_what_people_did_while_it_was_down_comes_before_what_was_due(tmp_path: Path) -> None:
    async with evening(tmp_path) as table:
        await table.kill()
        table.act("Ana: You made tea.")
        await table.pass_(HOUR / 2)
        table.start()
        await table.until(lambda: table.read("heard.serving"))
        await table.heard()
        assert (await table.seen())[:2] == [
            "(Heard, without buttons: Ana, one small thing that Ben di…)",
            "Heard: Ben, say back what you heard. Nothing to add.",
        ]


@pytest.mark.asyncio
async def test_slow_is_slow_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "SLOW_S", 0.05)
    async with evening(tmp_path) as table:
        await table.line.become("slow")
        table.act("Ben: I was tired!")
        table.act("Ana: /pause")
        await table.heard()
        assert await table.seen() == [
            "(Heard, without buttons: Ana, one small thing that Ben di…)",
            "Heard: Pause. Nobody needs the last word. Back at 18:32, in 30 min.",
            "  [Back in 1 h] [Back in 2 h] [Sun 18:00]",
            "  [Earlier] [Support]",
            "Heard to Ben: Kept. It's here when it's your turn.",
        ]
        assert table.logs == []


@pytest.mark.asyncio
async def test_slower_than_we_wait_says_things_twice_and_not_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram takes every post at once and answers after we have given up."""
    monkeypatch.setattr(outbox, "DOUBT_PATIENCE_S", 2.0)
    async with evening(tmp_path) as table:
        slow = Fault("slow", times=20, seconds=0.4, method="sendMessage")
        table.cast.world.faults.calls.append(slow)
        table.act("Ana: /pause")
        await table.heard()
        seen = await table.seen(still=1.0)
        assert (
            seen.count("Heard: Pause. Nobody needs the last word. Back at 18:32, in 30 min.") == 2
        )
        assert {entry["event"] for entry in table.logs} == {"outbox.again"}
