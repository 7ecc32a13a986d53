"""Power cuts: the rig makes what a disk could hold then, and finds a product that does not sync."""

import asyncio
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.power.cut import SECTOR, Disk, File, Record, records, torn
from tests.power.rig import PowerCuts, built_shim, shimmed
from tests.stage.campaign import campaign

TRANSCRIPTS = sorted((Path(__file__).parents[1] / "transcripts").rglob("*.txt"))
pytestmark = pytest.mark.skipif(
    shutil.which("cc") is None, reason="there is no C compiler; scripts/test gets one where it can"
)


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_shim(tmp_path_factory.mktemp("shim"))


def write(offset: int, data: bytes) -> Record:
    return Record("W", "f", offset, data)


def test_what_was_synced_is_there_and_of_the_rest_anything_may_be() -> None:
    found = set()
    for seed in range(60):
        file = File(pending=[write(0, b"aaaa")])
        file.sync()
        file.pending = [write(2, b"bb"), write(4, b"cc")]
        found.add(file.cut(random.Random(seed)))
    assert found == {b"aaaa", b"aabb", b"aaaacc", b"aabbcc"}


def test_a_torn_write_ends_at_a_sector() -> None:
    record = write(0, bytes(range(256)) * 16)
    lengths = {len(torn(record, random.Random(seed)).data) for seed in range(200)}
    assert all(length % SECTOR == 0 for length in lengths)
    assert {0, 4096} <= lengths
    assert len(lengths) > 5


def test_the_shim_writes_down_what_is_done(shim: Path, tmp_path: Path) -> None:
    data, log, fault = tmp_path / "data", tmp_path / "log", tmp_path / "fault"
    data.mkdir()
    code = (
        "import os, sys\n"
        "path = sys.argv[1] + '/f'\n"
        "fd = os.open(path, os.O_RDWR | os.O_CREAT)\n"
        "os.write(fd, b'hello'); os.pwrite(fd, b'J', 0); os.fsync(fd); os.ftruncate(fd, 2)\n"
        "os.rename(path, path + '2'); os.unlink(path + '2')\n"
        "open('/dev/null', 'w').write('not ours')\n"
    )
    with shimmed(shim, data, log, fault):
        subprocess.run([sys.executable, "-c", code, str(data.resolve())], check=True)
    written = [(one.op, Path(one.path).name, one.offset, one.data[-5:]) for one in records(log)]
    assert written == [
        ("W", "f", 0, b"hello"), ("W", "f", 0, b"J"), ("S", "f", 0, b""), ("T", "f", 2, b""),
        ("R", "f", 0, b"ta/f2"), ("U", "f2", 0, b""),
    ]  # fmt: skip


def test_writes_fail_while_they_shall(shim: Path, tmp_path: Path) -> None:
    data, fault = tmp_path / "data", tmp_path / "fault"
    data.mkdir()
    fault.write_text(str(28))  # ENOSPC
    code = (
        "import os, sys\n"
        "os.write(os.open(sys.argv[1] + '/f', os.O_WRONLY | os.O_CREAT), b'hello')\n"
    )
    with shimmed(shim, data, tmp_path / "log", fault):
        ended = subprocess.run(
            [sys.executable, "-c", code, str(data.resolve())], capture_output=True, check=False
        )
    assert b"No space left on device" in ended.stderr


@pytest.mark.parametrize("synchronous", ["FULL", "OFF"])
def test_sqlite_keeps_what_it_promised_and_only_that(
    shim: Path, tmp_path: Path, synchronous: str
) -> None:
    """With FULL every committed row is there after each cut; without, some are not."""
    data, log = (tmp_path / "data").resolve(), tmp_path / "log"
    data.mkdir()
    code = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1] + '/db', isolation_level=None)\n"
        "db.execute('PRAGMA journal_mode = WAL')\n"
        "db.execute('PRAGMA synchronous = ' + sys.argv[2])\n"
        "db.execute('CREATE TABLE IF NOT EXISTS t (n INTEGER)')\n"
        "for n in range(int(sys.argv[3]), int(sys.argv[3]) + 20):\n"
        "    db.execute('INSERT INTO t VALUES (?)', (n,))\n"
        "os._exit(9)\n"
    )
    disk, kept = Disk(data, log), True
    for cut in range(12):
        with shimmed(shim, data, log, tmp_path / "fault"):
            command = [sys.executable, "-c", code, str(data), synchronous, str(cut * 20)]
            subprocess.run(command, check=False)
        disk.cut(random.Random(cut))
        # Read from a copy: what reads could write too, and behind the shim's back.
        read = shutil.copytree(data, tmp_path / f"read{cut}")
        try:
            with closing(sqlite3.connect(read / "db")) as db:
                found = [n for (n,) in db.execute("SELECT n FROM t ORDER BY n")]
        except sqlite3.Error:
            found = []
        kept = kept and found == list(range((cut + 1) * 20))
    assert kept == (synchronous == "FULL")


@pytest.mark.http
@pytest.mark.asyncio
async def test_nothing_that_was_promised_is_lost(shim: Path) -> None:
    power = PowerCuts(shim)
    async with asyncio.timeout(300):
        report = await campaign(TRANSCRIPTS, 12, 1, power, power.around)
    assert not report.bad, f"{report}\n" + "\n".join(report.wrong)
    assert report.unsynced > 0


@pytest.mark.http
@pytest.mark.asyncio
async def test_a_product_that_does_not_sync_is_found(
    shim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if every sync had been left out: what was committed is lost, and that is noticed."""
    heed = Disk._heed

    def forgetful(disk: Disk, record: Record) -> None:
        if record.op != "S":
            heed(disk, record)

    monkeypatch.setattr(Disk, "_heed", forgetful)
    power = PowerCuts(shim)
    try:
        async with asyncio.timeout(120):
            report = await campaign(TRANSCRIPTS, 10, 1, power, power.around)
    except (AssertionError, OSError, sqlite3.Error, TimeoutError):
        return  # it did not even start again
    assert report.bad, str(report)


def test_the_shims_own_settings_are_put_back(shim: Path, tmp_path: Path) -> None:
    before = dict(os.environ)
    with shimmed(shim, tmp_path, tmp_path / "log", tmp_path / "fault"):
        assert os.environ["LD_PRELOAD"] == str(shim)
    assert dict(os.environ) == before
