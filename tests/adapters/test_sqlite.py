"""The journal on SQLite: sealed, and honest about its disk."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.sqlite import rows
from bot.adapters.sqlite.journal import FILE, SqliteJournal
from bot.adapters.sqlite.keys import Keyring, KeyTrouble, master
from bot.adapters.sqlite.ledger import Database
from bot.adapters.sqlite.migrations import migrate, steps
from bot.facilitator.ids import EffectId, Mailbox, WordRef
from bot.service.ports import (
    Sending,
    StorageTrouble,
    Stored,
    Words,
)
from bot.service.retention import TRANSIT, TRANSIT_KEY
from tests.adapters.made import CANARY, KEY, ME, NOW, ROOM, Clock, commit, parcel


def new(folder: Path, key: bytes = KEY) -> SqliteJournal:
    return SqliteJournal(folder, Keyring(key), Clock())


# --- words -----------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_nothing_readable_reaches_the_disk(tmp_path: Path) -> None:
    journal = new(tmp_path)
    await journal.open()
    secret = CANARY.encode()
    (row,) = await journal.receive([parcel(1, secret, place="-1007077")], NOW)
    stored = Stored(WordRef("w1"), ME, ROOM, NOW + timedelta(hours=2), Words(CANARY))
    sending = Sending(EffectId("r1/1/0"), ROOM, "en", secret)
    full = commit(
        1, row.id, snapshot=secret, event=secret, words=(stored,), outbox=(sending,),
        tells=((ME, secret),),
    )  # fmt: skip
    await journal.commit(full)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    await journal.close()
    files += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret not in files
    assert b"1007077" not in files
    assert len(files) > 10_000  # the log and the file were really read


@pytest.mark.asyncio
async def test_another_key_opens_nothing(tmp_path: Path) -> None:
    journal = new(tmp_path)
    await journal.open()
    await journal.commit(commit(1))
    await journal.close()
    with pytest.raises(KeyTrouble, match="HEARD_KEY_FILE is not the key"):
        await new(tmp_path, os.urandom(32)).open()


@pytest.mark.asyncio
async def test_a_row_moved_to_another_place_does_not_open(tmp_path: Path) -> None:
    """Table, column, row and key are bound into what is sealed."""
    journal = new(tmp_path)
    await journal.open()
    await journal.commit(commit(1))
    await journal.commit(commit(1, mailbox=Mailbox("r2")))
    await journal.close()
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute(
            "UPDATE mailboxes SET (key, snapshot) = "
            "(SELECT key, snapshot FROM mailboxes WHERE mailbox = 'r2') WHERE mailbox = 'r1'"
        )
    again = new(tmp_path)
    await again.open()
    with pytest.raises(KeyTrouble):
        await again.load(ROOM)
    await again.close()


# --- forgetting ------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_the_key_of_an_hour_is_destroyed(tmp_path: Path) -> None:
    journal = new(tmp_path)
    await journal.open()
    await journal.receive([parcel(1)], NOW)
    assert (await journal.sweep(NOW + TRANSIT))["keys"] == 0
    assert (await journal.sweep(NOW + TRANSIT_KEY))["keys"] == 1
    await journal.close()


@pytest.mark.asyncio
async def test_what_was_deleted_is_not_in_the_log_either(tmp_path: Path) -> None:
    journal = new(tmp_path)
    await journal.open()
    await journal.receive([parcel(1)], NOW)
    assert (tmp_path / f"{FILE}-wal").stat().st_size > 0
    await journal.sweep(NOW)
    assert (tmp_path / f"{FILE}-wal").stat().st_size == 0
    await journal.close()


@pytest.mark.asyncio
async def test_a_chat_id_moved_to_another_row_does_not_open(tmp_path: Path) -> None:
    journal = new(tmp_path)
    await journal.open()
    await journal.receive([parcel(1)], NOW)
    await journal.people(["77"])
    await journal.close()
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("UPDATE roster SET place = (SELECT place FROM roster WHERE number = 2)")
    again = new(tmp_path)
    await again.open()
    with pytest.raises(KeyTrouble):
        await again.place_of(ROOM)
    await again.close()


@pytest.mark.asyncio
async def test_one_damaged_row_does_not_block_the_start(tmp_path: Path) -> None:
    journal = new(tmp_path)
    await journal.open()
    first, second = await journal.receive([parcel(1), parcel(2)], NOW)
    await journal.close()
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("UPDATE inbox SET payload = zeroblob(40) WHERE id = ?", (first.id,))
    again = new(tmp_path)
    await again.open()
    assert [row.id for row in await again.waiting()] == [second.id]
    await again.close()


# --- the disk --------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_full_disk_is_trouble_and_nothing_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = new(tmp_path)
    await journal.open()
    await journal.commit(commit(1))
    with monkeypatch.context() as patch:
        patch.setattr(rows, "_snapshot", full)
        with pytest.raises(StorageTrouble, match="disk is full"):
            await journal.commit(commit(2))
    assert await journal.load(ROOM) == b"s1"
    await journal.commit(commit(2))
    assert await journal.load(ROOM) == b"s2"
    await journal.close()


def full(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.asyncio
async def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    journal = new(tmp_path)
    await journal.open()
    await journal.close()
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StorageTrouble, match="newer than this program"):
        await new(tmp_path).open()


@pytest.mark.asyncio
async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(StorageTrouble):
        await new(tmp_path).open()


def test_migrations_are_numbered_and_apply_once() -> None:
    numbers = [number for number, _ in steps()]
    assert numbers == list(range(1, len(numbers) + 1))
    with closing(sqlite3.connect(":memory:")) as db:
        assert migrate(db) == numbers[-1]
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        assert migrate(db) == numbers[-1]
        assert db.execute("SELECT count(*) FROM sqlite_master").fetchone() == tables


@pytest.mark.asyncio
async def test_durability_is_as_promised(tmp_path: Path) -> None:
    database = Database(tmp_path / FILE, lambda: None)
    await database.open(lambda _db: None)

    def pragmas(db: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await database.run(pragmas) == ["wal", 2, 1, 1]
    await database.close()


# --- the key file ----------------------------------------------------------------------------


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    key = master(path, make=True)
    assert master(path, make=True) == master(path, make=False) == key
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (b"short", 0o600, "holds no key of ours"),
        (b"\xff\xfe nonsense", 0o600, "holds no key of ours"),
        (b"", 0o600, "holds no key of ours"),
        (b"x", 0o644, "chmod 600"),
    ],
)
def test_a_wrong_key_file_says_what_to_do(
    tmp_path: Path, content: bytes, mode: int, says: str
) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(KeyTrouble, match=says):
        master(path, make=True)


def test_a_key_is_never_made_beside_what_another_has_sealed(tmp_path: Path) -> None:
    with pytest.raises(KeyTrouble, match="is missing"):
        master(tmp_path / "mastre.key", make=False)
    with pytest.raises(KeyTrouble, match="is no file"):
        master(tmp_path, make=True)
    assert not list(tmp_path.iterdir())
