"""The operator's duties: a copy made while couples talk is whole, and can be put back."""

import asyncio
import json
import os
import re
import sqlite3
import sys
from base64 import urlsafe_b64encode
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import Keyring, master
from bot.adapters.sqlite.migrations import migrate, newest
from bot.cli import main
from bot.rehearsal.stage import Stage, stage
from bot.rehearsal.transcripts.given import GIVEN, START
from bot.rehearsal.transcripts.script import Script, read
from tests.adapters.made import KEY
from tests.adapters.schemas.played import load
from tests.stage.http import HttpRig
from tests.test_running import TOKEN, end_of, heard, line_with, telegram

TRANSCRIPTS = Path(__file__).parent / "transcripts"
assert telegram  # a fixture


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    clean = {name: None for name in os.environ if name.startswith("HEARD_")}
    given = {**clean, "HEARD_DATA": str(folder / "data")}
    given["HEARD_KEY_FILE"] = str(folder / "key" / "master.key")
    result = CliRunner().invoke(main, arguments, env=given)
    return result.exit_code, result.output


async def talked(built: Stage, script: Script) -> HttpRig:
    """A couple who has come to the beginning of this transcript."""
    await built.start()
    rig = HttpRig(built, script)
    for does in GIVEN[script.given]:
        await rig.play(does)
    return rig


@pytest.mark.http
@pytest.mark.asyncio
async def test_an_evening_goes_on_from_a_copy(tmp_path: Path) -> None:
    """A copy is made while Heard runs; then the data are lost, and the copy is put back."""
    script = read(TRANSCRIPTS / "notes" / "after-a-break.txt")
    async with stage(START) as built:
        rig = await talked(built, script)
        half = len(script.lines) // 2
        for line in script.lines[:half]:
            assert await rig.play(line.does) == line.seen
        code, said = await asyncio.to_thread(run, built.folder, "backup", str(tmp_path))
        assert code == 0, said
        assert "3 mailboxes, all open" in said
        (copy,) = tmp_path.iterdir()
        assert copy.stat().st_mode & 0o777 == 0o600
        code, said = await asyncio.to_thread(run, built.folder, "restore", str(copy))
        assert (code, "in use by another heard" in said) == (2, True)
        await built.stop(kill=True)
        for path in (built.folder / "data").glob(f"{FILE}*"):
            path.unlink()
        code, said = await asyncio.to_thread(run, built.folder, "restore", str(copy))
        assert code == 0, said
        await built.start()
        for line in script.lines[half:]:
            assert await rig.play(line.does) == line.seen


@pytest.mark.http
@pytest.mark.asyncio
async def test_copies_of_a_busy_database_are_each_whole(tmp_path: Path) -> None:
    script = Script(["# given: warm"], [])
    async with stage(START) as built:
        rig = await talked(built, script)
        world, cast = built.world, rig.cast

        async def write() -> None:
            for number in range(200):
                world.post(cast.people["Ben"], cast.group, f"wait {number}")
                await asyncio.sleep(0.005)

        writing = asyncio.create_task(write())
        for number in range(6):
            target = tmp_path / f"{number}.db"
            code, said = await asyncio.to_thread(run, built.folder, "backup", str(target))
            assert (code, "all open" in said) == (0, True), said
        await writing
        await built.rest()
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 6


@pytest.mark.http
@pytest.mark.asyncio
async def test_what_was_there_is_moved_aside(tmp_path: Path) -> None:
    async with stage(START) as built:
        await talked(built, Script(["# given: paired"], []))
        assert run(built.folder, "backup", str(tmp_path / "a.db"))[0] == 0
        await built.stop()
        before = (built.folder / "data" / FILE).read_bytes()
        code, said = run(built.folder, "restore", str(tmp_path / "a.db"))
        assert (code, "Delete it when you are sure" in said) == (0, True)
        (aside,) = (built.folder / "data").glob(f"{FILE}.before-*")
        assert aside.read_bytes() == before
        await built.start()
        await built.rest()


@pytest.mark.parametrize("way", ["systemd", "bare"])
@pytest.mark.asyncio
async def test_the_drill_of_the_runbook(telegram, tmp_path: Path, way: str) -> None:
    """The commands as they stand there, while Heard runs on a couple's database."""
    root = Path(__file__).parents[1]
    runbook = (root / "docs" / "operations.md").read_text("utf-8")
    drill = runbook.split("\n### The drill\n")[1].split("```sh\n")[1].split("```")[0]
    program = re.split(rf"^# {way}.*\n", runbook, flags=re.MULTILINE)[1]
    program = re.split(r"^(?:# |```)", program, flags=re.MULTILINE)[0]
    data, env = tmp_path / "data", tmp_path / "heard.env"
    data.mkdir(mode=0o700)
    load(data, newest())
    key = data / "master.key"
    key.write_bytes(urlsafe_b64encode(KEY))
    key.chmod(0o600)
    settings = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": telegram[1]}
    env.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    for there, here in (
        ("/opt/heard/bin/heard", f"{sys.executable} -m bot"),
        ("venv/bin/heard", f"{sys.executable} -m bot"),
        ("/etc/heard.env", str(env)),
        ("/var/lib/heard", str(data)),
    ):
        program = program.replace(there, here)
    process = await heard("run", folder=data, **settings)
    assert process.stderr is not None
    await line_with(process.stderr, "heard.serving")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    given = {} if way == "systemd" else settings
    drilling = await asyncio.create_subprocess_exec(
        "bash", "-euc", program + drill, cwd=tmp_path,
        env={**clean, **given, "HEARD_DATA": str(data), "PYTHONPATH": str(root)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = (await drilling.communicate())[0].decode()
    assert drilling.returncode == 0, said
    assert "drill/heard.db is sound and opens; 1 couple" in said
    assert "the key in drill/master.key" in said
    assert "no heard runs on this folder" in said
    assert "WRONG" not in said
    assert not (tmp_path / "drill").exists()
    assert not list(data.glob(f"{FILE}.before-*"))
    process.terminate()
    assert (await end_of(process))[0] == 0


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A folder with a key and an empty database of ours."""
    key, data = tmp_path / "key" / "master.key", tmp_path / "data"
    data.mkdir()
    master(key, make=True)
    with closing(sqlite3.connect(data / FILE, isolation_level=None)) as db:
        db.execute("BEGIN")
        migrate(db)
        Keyring(master(key, make=False)).prove(db, datetime.now(UTC))
        db.execute("COMMIT")
    return tmp_path


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:8192] = os.urandom(4096)  # the page of the keys
    path.write_bytes(content)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


def cut_short(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE keys SET wrapped = x''")
        db.commit()


def of_another(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE keys SET wrapped = zeroblob(60)")
        db.commit()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.write_bytes(b"no database " * 500), "is no copy of ours"),
        (lambda path: path.unlink(), "is no file"),
        (newer, "has schema 99"),
        (of_another, "is not the key"),
        (cut_short, "is not the key"),
    ],
    ids=["no database", "no file", "newer", "another key", "a key cut short"],
)
def test_a_copy_that_will_not_do_changes_nothing(stored: Path, spoil, says: str) -> None:
    copy = stored / "copy.db"
    assert run(stored, "backup", str(copy))[0] == 0
    before = (stored / "data" / FILE).read_bytes()
    spoil(copy)
    code, said = run(stored, "restore", str(copy))
    assert (code, says in said) == (2, True), said
    assert len(said.splitlines()) == 1
    assert (stored / "data" / FILE).read_bytes() == before
    assert not list((stored / "data").glob("*.part*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_puts_back_belongs_to_whom_the_folder_belongs_to(stored: Path) -> None:
    """A service has a user of its own, who could not open what root has made."""
    data, copy = stored / "data", stored / "copy.db"
    assert run(stored, "backup", str(copy))[0] == 0
    for path in data.iterdir():
        path.unlink()
    os.chown(data, 10001, 10002)
    assert run(stored, "restore", str(copy))[0] == 0
    owners = {path.name: (path.stat().st_uid, path.stat().st_gid) for path in data.iterdir()}
    assert owners == {FILE: (10001, 10002), "lock": (10001, 10002)}


def test_a_copy_is_never_written_over_another(stored: Path) -> None:
    copy = stored / "copy.db"
    assert run(stored, "backup", str(copy))[0] == 0
    before = copy.read_bytes()
    code, said = run(stored, "backup", str(copy))
    assert (code, "is there already" in said) == (2, True)
    assert copy.read_bytes() == before


def test_where_nothing_is_stored_there_is_nothing_to_copy(tmp_path: Path) -> None:
    master(tmp_path / "key" / "master.key", make=True)
    code, said = run(tmp_path, "backup", str(tmp_path / "copy.db"))
    assert (code, "nothing was ever stored" in said) == (2, True)


def test_a_damaged_database_makes_no_copy(stored: Path) -> None:
    damaged(stored / "data" / FILE)
    code, said = run(stored, "backup", str(stored / "copy.db"))
    assert code == 2
    assert "damaged" in said or "malformed" in said
    assert not list(stored.glob("copy.db*"))


# --- how it is, for an operator's tools ----------------------------------------------------------


@pytest.mark.asyncio
async def test_health_and_metrics_of_the_whole_program(telegram, tmp_path: Path) -> None:
    world, url = telegram
    settings = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": url, "HEARD_STATUS_PORT": "0"}
    process = await heard("run", folder=tmp_path, **settings)
    assert process.stderr is not None
    port = json.loads(await line_with(process.stderr, "heard.status"))["port"]
    ana = world.add_user("Ana")
    world.start(ana, world.bots[TOKEN])
    async with aiohttp.ClientSession() as session:
        async with asyncio.timeout(20):
            text = ""
            while 'heard_calls_total{outcome="done",what="post"} 1.0' not in text:
                async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                    text = await answer.text()
                await asyncio.sleep(0.05)
        assert 'heard_rows_total{how="done"} 1.0' in text
        assert 'heard_updates_total{used="yes"} 1.0' in text
        assert "Ana" not in text
        assert str(ana.id) not in text
        async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
            assert (await answer.json())["well"] is True
    process.terminate()
    assert (await end_of(process))[0] == 0


@pytest.mark.asyncio
async def test_a_status_port_that_is_taken_is_one_line(telegram, tmp_path: Path) -> None:
    taken = telegram[1].rsplit(":", 1)[1]
    settings = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": telegram[1], "HEARD_STATUS_PORT": taken}
    code, error = await end_of(await heard("run", folder=tmp_path, **settings))
    assert code == 2
    assert error.splitlines()[-1].startswith("heard: HEARD_STATUS_PORT")
