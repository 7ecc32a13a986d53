"""`heard rotate-key`: another master key, at rest and at work, and broken off anywhere."""

import asyncio
import os
import shutil
import sqlite3
import sys
import warnings
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import closing
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.adapters.sqlite import rotation
from bot.adapters.sqlite.backup import look_through
from bot.adapters.sqlite.journal import FILE, SqliteJournal
from bot.adapters.sqlite.keys import Keyring, KeyTrouble, candidates, following, master
from bot.adapters.sqlite.migrations import newest
from bot.adapters.sqlite.rotation import finish, fitting, rotate
from bot.facilitator.ids import Mailbox
from bot.rehearsal.stage import stage
from bot.rehearsal.transcripts.given import GIVEN, START
from bot.rehearsal.transcripts.script import read
from bot.service.ports import StorageTrouble
from tests.adapters.made import KEY, NOW, Clock, commit, parcel
from tests.adapters.schemas.played import load
from tests.stage.http import HttpRig
from tests.test_operate import TRANSCRIPTS, run

#: So many mailboxes, and wrapped keys, are in the stored evening at least.
MAILBOXES, KEYS_MIN = 3, 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A couple's evening in `data`, and its key."""
    key = tmp_path / "key" / "master.key"
    for made in (key.parent, tmp_path / "data"):
        made.mkdir()
    load(tmp_path / "data", newest())
    key.write_bytes(urlsafe_b64encode(KEY))
    key.chmod(0o600)
    return tmp_path


def key_of(folder: Path) -> Path:
    return folder / "key" / "master.key"


def column(folder: Path, query: str) -> list[bytes]:
    with closing(sqlite3.connect(folder / "data" / FILE)) as db:
        return [row[0] for row in db.execute(query)]


def opened_by(folder: Path, key: bytes) -> int:
    """How many keys of the database, or places, this master key opens."""
    keys, found = Keyring(key), 0
    with closing(sqlite3.connect(folder / "data" / FILE)) as db:
        for scope, wrapped in db.execute("SELECT scope, wrapped FROM keys").fetchall():
            found += _opens(lambda s=scope, w=wrapped: keys.unwrap(s, w))
        for table in ("roster", "former"):
            query = f"SELECT place, hash FROM {table}"  # noqa: S608 -- ours
            for place, hashed in db.execute(query).fetchall():
                found += _opens(lambda p=place, h=hashed: keys.open_place(p, h))
    return found


def _opens(what: Any) -> bool:
    try:
        what()
    except KeyTrouble:
        return False
    return True


# --- at rest -------------------------------------------------------------------------------------


def test_after_it_the_old_key_opens_nothing(folder: Path) -> None:
    before = [
        *column(folder, "SELECT wrapped FROM keys"),
        *column(folder, "SELECT place FROM roster"),
        *column(folder, "SELECT hash FROM roster"),
        *column(folder, "SELECT hash FROM former"),
        *column(folder, "SELECT place FROM former"),
    ]
    everything = opened_by(folder, KEY)
    assert everything > KEYS_MIN
    assert look_through(folder / "data" / FILE, KEY, NOW).mailboxes == MAILBOXES
    code, told = run(folder, "rotate-key")
    assert (code, "is a new key" in told, "destroy those copies" in told) == (0, True, True), told
    new = master(key_of(folder), make=False)
    assert new != KEY
    assert key_of(folder).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key_of(folder).parent.iterdir()] == ["master.key"]
    assert opened_by(folder, KEY) == 0
    assert opened_by(folder, new) == everything
    assert look_through(folder / "data" / FILE, new, NOW).mailboxes == MAILBOXES
    bytes_ = b"".join(path.read_bytes() for path in (folder / "data").iterdir())
    assert not [one for one in before if one in bytes_]


@pytest.mark.asyncio
async def test_chats_are_found_by_all_their_names(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "data" / FILE)) as db:
        rows = db.execute("SELECT place, hash FROM former").fetchall()
        (earlier,) = (Keyring(KEY).open_place(*row) for row in rows)

    async def found(key: bytes) -> list[Mailbox | None]:
        journal = SqliteJournal(folder / "data", Keyring(key), Clock())
        await journal.open()
        places = [await journal.place_of(Mailbox(one)) for one in ("r1", "p2", "p3")]
        mailboxes = [await journal.mailbox_of(place or "") for place in (*places, earlier)]
        await journal.close()
        return mailboxes

    before = await found(KEY)
    rotate(folder / "data", key_of(folder))
    assert await found(master(key_of(folder), make=False)) == before == ["r1", "p2", "p3", "r1"]


def test_what_is_refused(folder: Path) -> None:
    code, told = run(folder / "data", "rotate-key")
    assert code == 2
    key_of(folder).write_bytes(urlsafe_b64encode(bytes(32)))
    code, told = run(folder, "rotate-key")
    assert (code, "HEARD_KEY_FILE is not the key" in told) == (2, True), told
    assert not following(key_of(folder)).exists()
    assert opened_by(folder, KEY) > KEYS_MIN
    assert urlsafe_b64decode(key_of(folder).read_bytes()) == bytes(32)


def test_two_at_once(folder: Path) -> None:
    with (
        rotation._alone(folder / "data"),
        pytest.raises(StorageTrouble, match="is being changed just now"),
    ):
        rotate(folder / "data", key_of(folder))


# --- at work -------------------------------------------------------------------------------------


@pytest.mark.http
@pytest.mark.asyncio
async def test_an_evening_goes_on_over_it() -> None:
    """Changed twice while Heard runs: the couple notices nothing, strangers are heard, and the next
    start needs the new key.
    """
    script = read(TRANSCRIPTS / "notes" / "after-a-break.txt")
    async with stage(START) as built:
        await built.start()
        rig = HttpRig(built, script)
        for does in GIVEN[script.given]:
            await rig.play(does)
        key, third = key_of(built.folder), len(script.lines) // 3
        first = key.read_bytes()
        for place, line in enumerate(script.lines):
            if place in (third, 2 * third):
                code, told = await asyncio.to_thread(run, built.folder, "rotate-key")
                assert code == 0, told
            if place == third + 1:
                code, told = await asyncio.to_thread(run, built.folder, "backup", str(built.folder))
                assert code == 0, told
            assert await rig.play(line.does) == line.seen
        others = HttpRig(built)  # of whom nothing is known yet
        for does in GIVEN["paired"]:
            await others.play(does)
        assert "storage.refused" not in built.log()
        await built.restart()
        await built.rest()
        assert opened_by(built.folder, urlsafe_b64decode(first)) == 0
        now = key.read_bytes()
        await built.stop()
        key.write_bytes(first)
        assert fitting(key, built.folder / "data" / FILE) == urlsafe_b64decode(first)
        assert run(built.folder, "backup", str(built.folder / "x.db"))[0] == 2
        key.write_bytes(now)
        assert run(built.folder, "backup", str(built.folder / "x.db"))[0] == 0


@pytest.mark.asyncio
async def test_who_runs_finds_the_next_key_while_its_file_is_still_beside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, key = folder / "data", key_of(folder)
    journal = SqliteJournal(data, Keyring(KEY, lambda: candidates(key)), Clock())
    await journal.open()
    place = await journal.place_of(Mailbox("p3")) or ""
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "finish", lambda *_: None)
        rotate(data, key)
    assert following(key).exists()
    assert await journal.mailbox_of(place) == "p3"
    (row,) = await journal.receive([parcel(10**6, b"new", place="-777")], NOW)
    await journal.commit(commit(1, row.id, mailbox=row.mailbox))
    await journal.close()
    new = fitting(key, data / FILE)
    assert new != KEY
    finish(key, new)
    assert master(key, make=False) == new
    assert look_through(data / FILE, new, NOW).mailboxes == MAILBOXES + 1


@pytest.mark.asyncio
async def test_a_key_that_nobody_has_is_the_disks_refusal_until_it_is_there(folder: Path) -> None:
    data, key = folder / "data", key_of(folder)
    journal = SqliteJournal(data, Keyring(KEY, lambda: candidates(key)), Clock())
    await journal.open()
    rotate(data, key)
    away = key.rename(key.with_name("away"))
    with pytest.raises(StorageTrouble, match="HEARD_KEY_FILE is not the key"):
        await journal.load(Mailbox("r1"))
    away.rename(key)
    assert await journal.load(Mailbox("r1"))
    await journal.close()


@pytest.mark.asyncio
async def test_whoever_writes_meanwhile_is_found_again(folder: Path) -> None:
    """Strangers come in without a pause, change after change: each has one mailbox, for ever."""
    data, key = folder / "data", key_of(folder)
    journal = SqliteJournal(data, Keyring(KEY, lambda: candidates(key)), Clock())
    await journal.open()
    known: dict[str, Mailbox] = {}
    done = asyncio.Event()

    async def strangers() -> None:
        for number in count(1000):
            place = f"-{number}"
            (row,) = await journal.receive([parcel(10**6 + number, b"x", place=place)], NOW)
            await journal.commit(commit(1, row.id, mailbox=row.mailbox))
            known[place] = row.mailbox
            if done.is_set():
                return

    coming = asyncio.create_task(strangers())
    rotations = 0
    while not coming.done() and (rotations < 8 or len(known) < 40):
        await asyncio.to_thread(rotate, data, key)
        rotations += 1
    done.set()
    await coming
    await journal.close()
    again = SqliteJournal(data, Keyring(master(key, make=False)), Clock())
    await again.open()
    assert {place: await again.mailbox_of(place) for place in known} == known
    assert [await again.load(one) for one in known.values()] == [b"s1"] * len(known)
    await again.close()


# --- broken off ----------------------------------------------------------------------------------


def killed_at(line: int, data: Path, key: Path) -> bool:
    """Rotate in a process that is gone before so many lines were run; whether it came so far."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # this process has threads that the other does not need
        child = os.fork()
    if child == 0:
        left = line

        def trace(frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal left
            if frame.f_code.co_filename != rotation.__file__:
                return None
            left -= event == "line"
            if left < 0:
                os._exit(9)
            return trace

        try:
            sys.settrace(trace)
            rotate(data, key)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_killed_before_every_line(folder: Path) -> None:
    ways = set()
    for line in count():
        here = folder / "now"
        shutil.rmtree(here, ignore_errors=True)
        for name in ("data", "key"):
            shutil.copytree(folder / name, here / name)
        data, key = here / "data", key_of(here)
        killed = killed_at(line, data, key)
        found = fitting(key, data / FILE)
        with closing(sqlite3.connect(data / FILE)) as db:
            assert Keyring(found).fits(db)
        assert look_through(data / FILE, found, NOW).mailboxes == MAILBOXES
        ways.add((found == KEY, following(key).exists()))
        assert rotate(data, key).keys or found != KEY  # whatever was left is ended, or begun anew
        now = master(key, make=False)
        assert not following(key).exists()
        assert opened_by(here, now) > KEYS_MIN
        assert opened_by(here, KEY) == 0
        if not killed:
            break
    assert line > 50
    # Nothing begun; the next key beside; the next one in use and still beside; ended.
    assert ways == {(True, False), (True, True), (False, True), (False, False)}
