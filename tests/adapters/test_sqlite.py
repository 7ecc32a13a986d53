"""The journal: whole transactions, sealed, once, and honest about its disk."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapters.sqlite import rows
from bot.adapters.sqlite.journal import FILE, HISTORY, SENT, TRANSIT, SqliteJournal
from bot.adapters.sqlite.keys import Keyring, KeyTrouble, master
from bot.adapters.sqlite.ledger import Database
from bot.adapters.sqlite.migrations import migrate, steps
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, WordRef
from bot.service.ports import (
    AlreadySettled,
    Commit,
    Delivered,
    Parcel,
    Sending,
    StaleSeq,
    StorageTrouble,
    Stored,
    Words,
)

KEY = bytes(range(32))
NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
ROOM, ME = Mailbox("r1"), PersonId(Mailbox("p2"))
CANARY = "the marmalade is behind the piano"


class Clock:
    def now(self) -> datetime:
        return NOW

    async def sleep_until(self, instant: datetime) -> None:
        raise AssertionError


def new(folder: Path, key: bytes = KEY) -> SqliteJournal:
    return SqliteJournal(folder, Keyring(key), Clock())


@pytest_asyncio.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    journal = new(tmp_path)
    await journal.open()
    yield journal
    await journal.close()


def parcel(source: int, payload: bytes = b"{}", place: str = "-100") -> Parcel:
    return Parcel(source, 0, place, not place.startswith("-"), payload)


def commit(seq: int, row: int | None = None, **more: object) -> Commit:
    values = {"mailbox": ROOM, "snapshot": b"s%d" % seq, "event": b"{}", "at": NOW, **more}
    return Commit(seq=seq, row=row, **values)  # type: ignore[arg-type]


# --- once ------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_update_is_stored_once_and_waits_until_it_is_settled(
    journal: SqliteJournal,
) -> None:
    first = await journal.receive([parcel(1), parcel(2)], NOW)
    again = await journal.receive([parcel(2), parcel(3)], NOW)
    # Given again: whoever asked before may not have heard the answer.
    assert [row.id for row in again] == [first[1].id, again[1].id]
    assert [row.id for row in await journal.waiting()] == [first[0].id, *(row.id for row in again)]
    await journal.commit(commit(1, first[0].id))
    await journal.settle(first[1].id, failed=True)
    assert [row.id for row in await journal.waiting()] == [again[1].id]
    assert not await journal.receive([parcel(1)], NOW)


@pytest.mark.asyncio
async def test_an_outcome_is_committed_once(journal: SqliteJournal) -> None:
    (row,) = await journal.receive([parcel(1)], NOW)
    await journal.commit(commit(1, row.id))
    with pytest.raises(AlreadySettled):
        await journal.commit(commit(2, row.id))
    with pytest.raises(StaleSeq):
        await journal.commit(commit(1))
    with pytest.raises(StaleSeq):
        await journal.commit(commit(3))
    assert await journal.load(ROOM) == b"s1"


@pytest.mark.asyncio
async def test_a_stale_outcome_leaves_nothing_behind(journal: SqliteJournal) -> None:
    """Neither its outbox, nor its tells, nor its words, nor a key that nothing was sealed with."""
    await journal.commit(commit(1))
    stored = Stored(WordRef("w1"), ME, ROOM, NOW + timedelta(days=1), Words(CANARY))
    sending = Sending(EffectId("r1/9/0"), ROOM, "en", b"{}")
    stale = commit(9, outbox=(sending,), tells=((ME, b"{}"),), words=(stored,))
    with pytest.raises(StaleSeq):
        await journal.commit(stale)
    assert not await journal.unsent()
    assert not await journal.waiting()
    assert not await journal.words([WordRef("w1")], NOW)
    await journal.commit(commit(2, words=(stored,)))  # the key is made anew, and opens
    assert (await journal.words([WordRef("w1")], NOW))[WordRef("w1")].text == CANARY


@pytest.mark.asyncio
async def test_many_at_once_are_each_whole(journal: SqliteJournal) -> None:
    async def one(number: int) -> None:
        mailbox = Mailbox(f"r{number}")
        for seq in range(1, 6):
            await journal.commit(commit(seq, mailbox=mailbox, deadline=NOW))

    await asyncio.gather(*(one(number) for number in range(10, 40)))
    found = await journal.next_deadline(tuple(Mailbox(f"r{n}") for n in range(10, 39)))
    assert found == (Mailbox("r39"), NOW)


# --- words -----------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_words_come_back_until_they_expire(journal: SqliteJournal) -> None:
    ref = WordRef("w1")
    stored = Stored(ref, ME, ROOM, NOW + timedelta(hours=2), Words(CANARY, "voice", "file"))
    await journal.commit(commit(1, words=(stored,)))
    assert (await journal.words([ref], NOW))[ref] == stored.words
    longer = Stored(ref, ME, ROOM, NOW + timedelta(hours=3), None)
    await journal.commit(commit(2, words=(longer,)))
    assert await journal.words([ref], NOW + timedelta(hours=2, minutes=30))
    await journal.commit(commit(3, released=((ref, NOW + timedelta(minutes=10)),)))
    assert await journal.words([ref], NOW)
    assert not await journal.words([ref], NOW + timedelta(minutes=10))
    assert (await journal.sweep(NOW + timedelta(minutes=10)))["words"] == 1


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
async def test_what_is_done_is_forgotten_on_time(journal: SqliteJournal) -> None:
    (row,) = await journal.receive([parcel(1)], NOW)
    sending = Sending(EffectId("r1/1/0"), ROOM, "en", b"{}")
    await journal.commit(commit(1, row.id, outbox=(sending,)))
    await journal.delivered(Delivered(sending.id, ROOM, MessageId(7)))
    assert await journal.message_of(sending.id) == 7
    assert not any((await journal.sweep(NOW)).values())
    swept = await journal.sweep(NOW + TRANSIT + timedelta(days=1))
    assert (swept["inbox"], swept["keys"]) == (1, 1)
    assert (await journal.sweep(NOW + SENT))["outbox"] == 1
    assert (await journal.sweep(NOW + HISTORY))["journal"] == 1


@pytest.mark.asyncio
async def test_words_that_a_post_waits_for_stay_until_it_is_out(journal: SqliteJournal) -> None:
    """However long Telegram cannot be reached, nothing that was decided is posted without words."""
    ref = WordRef("w1")
    stored = Stored(ref, PersonId("p1"), ROOM, NOW + timedelta(hours=72), Words("hello"))
    await journal.commit(commit(1, words=(stored,)))
    sending = Sending(EffectId("r1/2/0"), ROOM, "en", b"{}", (ref,))
    gone = NOW + timedelta(minutes=10)
    await journal.commit(commit(2, outbox=(sending,), released=((ref, gone),)))
    later = NOW + timedelta(hours=1)
    await journal.sweep(later)
    assert await journal.words([ref], later) == {ref: Words("hello")}
    await journal.delivered(Delivered(sending.id, ROOM, MessageId(7)))
    assert await journal.message_of(sending.id) == 7
    assert not await journal.words([ref], later)
    assert (await journal.sweep(later))["words"] == 1


@pytest.mark.asyncio
async def test_words_do_not_wait_for_a_post_for_ever(journal: SqliteJournal) -> None:
    ref = WordRef("w1")
    stored = Stored(ref, PersonId("p1"), ROOM, NOW + timedelta(hours=1), Words("hello"))
    sending = Sending(EffectId("r1/1/0"), ROOM, "en", b"{}", (ref,))
    await journal.commit(commit(1, words=(stored,), outbox=(sending,)))
    assert (await journal.sweep(NOW + TRANSIT))["words"] == 0
    assert (await journal.sweep(NOW + TRANSIT + timedelta(hours=1)))["words"] == 1


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


@pytest.mark.asyncio
async def test_an_update_whose_key_is_gone_fails_instead_of_looping(
    journal: SqliteJournal,
) -> None:
    await journal.receive([parcel(1)], NOW)
    await journal.sweep(NOW + TRANSIT + timedelta(days=1, hours=1))
    assert await journal.waiting() == []
    assert await journal.waiting() == []


# --- the outbox ------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_marks_ride_with_the_next_transaction(journal: SqliteJournal) -> None:
    effects = tuple(Sending(EffectId(f"r1/1/{n}"), ROOM, "en", b"{}") for n in range(3))
    await journal.commit(commit(1, outbox=effects))
    assert [row.id for row in await journal.unsent()] == [one.id for one in effects]
    assert await journal.delivered(Delivered(effects[0].id, ROOM, MessageId(7))) == []
    told = await journal.delivered(Delivered(effects[1].id, ROOM, event=b"{}"))
    assert [(row.mailbox, row.kind) for row in told] == [(ROOM, "told")]
    assert [row.id for row in await journal.unsent()] == [effects[2].id]


# --- chats -----------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_chat_that_moved_keeps_its_mailbox_by_both_names(journal: SqliteJournal) -> None:
    (row,) = await journal.receive([parcel(1, place="-5")], NOW)
    for _ in range(2):  # told twice
        await journal.move("-5", "-1005")
    rows_ = await journal.receive([parcel(2, place="-1005"), parcel(3, place="-5")], NOW)
    assert {one.mailbox for one in rows_} == {row.mailbox}
    assert await journal.place_of(row.mailbox) == "-1005"


@pytest.mark.asyncio
async def test_the_new_chat_may_speak_before_the_move_is_told(journal: SqliteJournal) -> None:
    (old,) = await journal.receive([parcel(1, place="-5")], NOW)
    await journal.receive([parcel(2, place="-1005")], NOW)
    await journal.move("-5", "-1005")
    (new_row,) = await journal.receive([parcel(3, place="-1005")], NOW)
    assert new_row.mailbox == old.mailbox


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
    await database.open()

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
