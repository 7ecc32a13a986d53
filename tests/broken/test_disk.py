"""The disk is full, read-only, damaged: what the operator reads, and what the couple sees."""

import asyncio
import errno
import json
import random
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapters.sqlite.journal import FILE
from bot.rehearsal.stage import Stage, stage
from bot.rehearsal.transcripts.given import GIVEN, START
from tests.power.rig import built_shim, shimmed
from tests.process import TOKEN, end_of, heard, line_with
from tests.stage.http import HttpRig

pytestmark = [
    pytest.mark.skipif(
        shutil.which("cc") is None,
        reason="there is no C compiler; scripts/test gets one where it can",
    ),
    pytest.mark.asyncio,
]
PATIENCE_S = 20.0
EXCUSE = (
    "Heard: I can't write anything down just now, so turns and pauses wait. "
    "Nothing you write is removed or lost. A break works without me, too."
)
TOAST = "(toast for Ana: I can't write anything down just now. I'll get to this as soon as I can.)"


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_shim(tmp_path_factory.mktemp("shim"))


class Table:
    """A couple in the middle of an exercise, and a disk that can fail."""

    def __init__(self, built: Stage) -> None:
        self.stage, self.rig = built, HttpRig(built)
        self._before = self.rig.cast.look()

    @contextmanager
    def failing(self, number: int) -> Iterator[None]:
        """Meanwhile whatever the product writes fails with this error."""
        fault = self.stage.folder / "fault"
        fault.write_text(str(number))
        try:
            yield
        finally:
            fault.unlink()

    def act(self, does: str) -> None:
        self.rig.cast.act(does)

    def look(self) -> None:
        """What is there now has been seen."""
        self._before = self.rig.cast.look()

    async def see(self, *wanted: str) -> list[str]:
        """What has changed since it was last looked at, once these are among it."""
        found: list[str] = []
        async with asyncio.timeout(PATIENCE_S):
            while not all(any(part in one for one in found) for part in wanted):
                await asyncio.sleep(0.02)
                found += self.rig.cast.difference(self._before)
                self.look()
        return found

    def read(self, event: str) -> list[dict[str, object]]:
        """What the operator reads of this kind."""
        whole = (line for line in self.stage.log().splitlines(keepends=True) if line.endswith("\n"))
        lines = (json.loads(line) for line in whole)
        return [line for line in lines if line["event"] == event]


@pytest_asyncio.fixture
async def table(shim: Path) -> AsyncIterator[Table]:
    """It is Ana's turn in three good minutes."""
    async with stage(START) as built:
        data, log, fault = built.folder / "data", built.folder / "log", built.folder / "fault"
        with shimmed(shim, data, log, fault):
            await built.start()
            made = Table(built)
            for does in GIVEN["warm"]:
                await made.rig.play(does)
            made.look()
            yield made


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOSPC, "database or disk is full (SQLITE_FULL). Make room on the disk"),
        (errno.EROFS, "disk I/O error (SQLITE_IOERR_WRITE). Look at the disk"),
        (errno.EIO, "disk I/O error (SQLITE_IOERR_WRITE). Look at the disk"),
    ],
)
async def test_while_nothing_can_be_written_nothing_is_removed_and_whoever_asks_is_told(
    table: Table, number: int, why: str
) -> None:
    with table.failing(number):
        table.act("Ben: I was tired!")
        table.act("Ana taps Pause")
        table.act("Ana: /pause")
        assert sorted(await table.see(TOAST, EXCUSE)) == [TOAST, EXCUSE]
        table.act("Ben, private: /held")
        assert (await table.see("Heard to Ben"))[0].startswith(
            "Heard to Ben: I can't write anything"
        )
        refusals = table.read("storage.refused")
        assert all(str(refusal["why"]).startswith(why) for refusal in refusals)
    seen = await table.see("Kept.", "Pause.")
    assert "gone: Ben: I was tired!" in seen, "it waited at Telegram, and is kept now"
    assert "Heard: Pause. Nobody needs the last word. Back at 18:32, in 30 min." in seen
    assert (await table.stage.rest()).due is not None


@pytest.mark.parametrize("fresh", [False, True])
async def test_a_full_disk_at_the_start_is_one_line(table: Table, fresh: bool) -> None:
    """Whoever watches over it starts it again; what people did waits at Telegram."""
    await table.stage.stop(kill=True)
    folder, env = table.stage.folder / "data", settings(table)
    if fresh:
        folder, env["HEARD_KEY_FILE"] = folder / "fresh", ""
    table.act("Ana: /pause")
    with table.failing(errno.ENOSPC):
        code, error = await end_of(await heard("run", folder=folder, **env))
    assert code == 2
    line = error.splitlines(keepends=True)[-1]  # before it: the library could not be kept
    assert re.fullmatch(r"heard: .*(No space left on device|room on the disk).*\n", line)
    await table.stage.start()
    assert "Heard: Pause." in " ".join(await table.see("Pause."))


async def test_a_read_only_disk_at_the_start_is_one_line(table: Table) -> None:
    await table.stage.stop(kill=True)
    folder = table.stage.folder / "data"
    with table.failing(errno.EROFS):
        code, error = await end_of(
            await heard("run", folder=folder, HEARD_TOKEN=TOKEN, HEARD_API_URL=table.stage.line.url)
        )
    assert code == 2
    assert error == (
        f"heard: HEARD_DATA: {folder} cannot be written to (Read-only file system). "
        "Choose a folder that can\n"
    )


def damage(file: Path, page: int) -> None:
    """Noise in place of this page, counted from 1, or from the end."""
    content = bytearray(file.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    at = (page - 1) * size if page > 0 else len(content) + page * size
    content[at : at + size] = random.Random(1).randbytes(size)
    file.write_bytes(content)


def settings(table: Table) -> dict[str, str]:
    return {
        "HEARD_TOKEN": TOKEN,
        "HEARD_API_URL": table.stage.line.url,
        "HEARD_KEY_FILE": str(table.stage.folder / "key" / "master.key"),
    }


def page_of(file: Path, table: str) -> int:
    """The first page of a table, counted from 1."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        query = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?"
        (number,) = db.execute(query, (table,)).fetchone()
    return int(number)


async def test_a_damaged_page_is_named_and_a_copy_brings_everything_back(
    table: Table,
) -> None:
    folder, env = table.stage.folder / "data", settings(table)
    copy = table.stage.folder / "copy.db"
    code, error = await end_of(await heard("backup", str(copy), folder=folder, **env))
    assert (code, error) == (0, "")
    await table.stage.stop()
    damage(folder / FILE, page_of(folder / FILE, "keys"))  # one that is read at the start
    code, error = await end_of(await heard("run", folder=folder, **env))
    assert code == 2
    assert error == (
        "heard: database disk image is malformed (SQLITE_CORRUPT). Stop Heard, keep a copy of the "
        "data folder, and run: heard doctor\n"
    )
    process = await heard("doctor", folder=folder, **env)
    assert process.stdout is not None
    said = await line_with(process.stdout, "Restore a copy")
    assert said.startswith("WRONG")
    assert "malformed" in said or "is damaged" in said  # by what the page was of
    await end_of(process)
    code, error = await end_of(await heard("restore", str(copy), folder=folder, **env))
    assert (code, error) == (0, "")
    table.look()
    await table.stage.start()
    assert "Heard: Pause." in " ".join(await table.rig.play("Ana: /pause"))


async def test_damage_where_one_couple_is_kept_leaves_the_others_alone(table: Table) -> None:
    """The couple hears that nothing can be written down; the operator reads why."""
    folder = table.stage.folder / "data"
    await table.stage.stop()
    with closing(sqlite3.connect(folder / FILE)) as db:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'mailboxes'"
        [(page,)] = db.execute(query).fetchall()
    damage(folder / FILE, page)
    await table.stage.start()
    table.act("Ben: I was tired!")
    table.act("Ana: /pause")
    assert await table.see("can't write") == [EXCUSE]
    assert "SQLITE_CORRUPT" in str(table.read("storage.refused")[0]["why"])
    assert table.stage.running
