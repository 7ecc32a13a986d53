"""What is wrong, and what to do: each thing that can be wrong is made so, and is found."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from bot.adapters.sqlite.journal import FILE
from bot.cli import main
from bot.doctor import _clock_off
from bot.rehearsal.stage import SECRET, TOKEN, Stage, stage
from bot.rehearsal.transcripts.script import Script
from tests.stage.http import HttpRig
from tests.test_operate import talked

pytestmark = [pytest.mark.http, pytest.mark.asyncio]


async def doctor(built: Stage, **more: str) -> tuple[int, str]:
    clean = {name: None for name in os.environ if name.startswith("HEARD_")}
    given = {
        **clean,
        "HEARD_TOKEN": TOKEN,
        "HEARD_API_URL": built.line.url,
        "HEARD_DATA": str(built.folder / "data"),
        "HEARD_KEY_FILE": str(built.folder / "key" / "master.key"),
        **more,
    }
    result = await asyncio.to_thread(CliRunner().invoke, main, ["doctor"], env=given)
    return result.exit_code, result.output


@pytest_asyncio.fixture
async def couple() -> AsyncIterator[tuple[Stage, HttpRig]]:
    """A couple who is in, on a running product."""
    async with stage(datetime.now(UTC)) as built:
        yield built, await talked(built, Script(["# given: paired"], []))


async def test_all_is_well(couple: tuple[Stage, HttpRig]) -> None:
    built, _ = couple
    await asyncio.sleep(0.1)
    code, said = await doctor(built)
    assert code == 0, said
    assert "WRONG" not in said
    for line in (
        "a heard runs; Telegram was polled",
        "is sound and opens; 1 couple",
        "no things to be done",
        "the token is @heard_bot's",
        "privacy mode is on",
        "s off Telegram's",
    ):
        assert line in said, line
    await built.stop()
    assert "no heard runs on this folder" in (await doctor(built))[1]


async def test_a_group_where_nothing_can_be_removed(couple: tuple[Stage, HttpRig]) -> None:
    built, rig = couple
    await rig.play("Ana takes rights")
    code, said = await doctor(built)
    assert code == 1
    assert "WRONG  in 1 group messages cannot be removed" in said
    await rig.play("Ana removes Heard")
    code, said = await doctor(built)
    assert code == 0
    assert "1 couple without the bot in their group" in said


async def test_a_webhook_and_no_privacy(couple: tuple[Stage, HttpRig]) -> None:
    built, _ = couple
    await built.stop()
    built.bot.privacy = False
    built.world.call(TOKEN, "setWebhook", {"url": "http://127.0.0.1:9/"})
    code, said = await doctor(built)
    assert code == 1
    assert "WRONG  a webhook is set" in said
    assert "WRONG  privacy mode is off" in said


HOOK = {"HEARD_WEBHOOK_SECRET": SECRET, "HEARD_PORT": "9"}


async def test_by_webhook() -> None:
    async with stage(datetime.now(UTC), by="webhook") as built:
        await talked(built, Script(["# given: paired"], []))
        own = {**HOOK, "HEARD_WEBHOOK_URL": f"http://127.0.0.1:{built.port}/heard"}
        code, said = await doctor(built, **own)
        assert code == 0, said
        assert "ok     the webhook is set; no updates pending" in said
        code, said = await doctor(built)
        assert code == 1
        assert "WRONG  a webhook is set, and while it is nothing can be polled; no updates" in said
        code, said = await doctor(built, **{**own, "HEARD_WEBHOOK_URL": "https://example.org/x"})
        assert code == 1
        assert "WRONG  the webhook leads elsewhere than HEARD_WEBHOOK_URL" in said
        await built.stop()
        ana = built.world.add_user("Cara")
        built.world.start(ana, built.bot)
        async with asyncio.timeout(10):
            while built.bot.webhook is None or not built.bot.webhook.error:
                await asyncio.sleep(0.01)
        built.bot.webhook.error_at = int(datetime.now(UTC).timestamp())
        code, said = await doctor(built, **own)
        assert code == 1
        assert "WRONG  the webhook is set; 1 update pending; Telegram could not bring them" in said
        assert "UTC: Connection refused. Look at your proxy, and at HEARD_PORT" in said
        built.world.call(TOKEN, "deleteWebhook", {})
        code, said = await doctor(built, **own)
        assert code == 1
        assert "WRONG  the webhook is not set; 1 update pending. The start of this" in said
        code, said = await doctor(built)
        assert code == 0, said
        assert "ok     updates are polled; 1 update pending" in said


async def test_a_folder_that_others_can_look_into(couple: tuple[Stage, HttpRig]) -> None:
    built, _ = couple
    (built.folder / "data").chmod(0o755)
    code, said = await doctor(built)
    assert code == 1
    assert f"WRONG  {built.folder / 'data'} can be looked into by others. Run: chmod 700" in said


async def test_a_backlog(couple: tuple[Stage, HttpRig]) -> None:
    built, _ = couple
    await built.stop()
    with closing(sqlite3.connect(built.folder / "data" / FILE)) as db:
        old = int((datetime.now(UTC) - timedelta(minutes=20)).timestamp() * 1_000_000)
        db.execute(
            "INSERT INTO outbox (effect, mailbox, language, key, payload, at) "
            "VALUES ('r1/99/0', 'r1', 'en', 1, x'00', ?)",
            (old,),
        )
        db.commit()
    code, said = await doctor(built)
    assert code == 1
    assert "WRONG  1 thing to be done, the oldest for 20 min" in said


async def test_a_damaged_database_and_another_key(couple: tuple[Stage, HttpRig]) -> None:
    built, _ = couple
    await built.stop()
    path = built.folder / "data" / FILE
    content = bytearray(path.read_bytes())
    other = built.folder / "other.key"
    other.write_bytes(b"A" * 43 + b"=\n")
    other.chmod(0o600)
    code, said = await doctor(built, HEARD_KEY_FILE=str(other))
    assert code == 1
    assert "does not open with this key" in said
    content[4096 * 3 : 4096 * 3 + 2000] = os.urandom(2000)
    path.write_bytes(content)
    code, said = await doctor(built)
    assert code == 1
    assert "Restore a copy" in said


async def test_a_token_that_is_refused(couple: tuple[Stage, HttpRig]) -> None:
    code, said = await doctor(couple[0], HEARD_TOKEN="123456:nobody")
    assert code == 1
    assert "HEARD_TOKEN is refused" in said
    code, said = await doctor(couple[0], HEARD_API_URL="http://127.0.0.1:9")
    assert "WRONG  http://127.0.0.1:9 cannot be reached" in said


async def test_a_data_folder_is_made_for_nobody_else(tmp_path: Path) -> None:
    given = {"HEARD_TOKEN": TOKEN, "HEARD_DATA": str(tmp_path / "new")}
    await asyncio.to_thread(CliRunner().invoke, main, ["doctor", "--polled", "1"], env=given)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


async def test_it_names_a_clock_that_is_off() -> None:
    async def late(_: web.Request) -> web.Response:
        at = datetime.now(UTC) - timedelta(hours=1)
        return web.Response(headers={"Date": format_datetime(at, usegmt=True)})

    app = web.Application()
    app.add_routes([web.get("/", late)])
    async with TestServer(app) as server:
        off = await _clock_off(str(server.make_url("/")))
    assert off is not None
    assert abs(off - 3600) < 5
