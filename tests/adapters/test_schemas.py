"""Schemas go forward from every one that there ever was, with what people left in it."""

import asyncio
import sqlite3
import subprocess
import sys
from base64 import urlsafe_b64encode
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from bot.adapters.sqlite import migrations
from bot.adapters.sqlite.backup import back_up, put_back
from bot.adapters.sqlite.journal import FILE, SqliteJournal
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.sqlite.migrations import newest, steps, version
from bot.adapters.sqlite.survey import survey
from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.ids import Mailbox
from bot.facilitator.room import Break
from bot.rehearsal.transcripts.given import PACE
from bot.service.ports import StorageTrouble, Words
from tests.adapters.made import KEY, Clock
from tests.adapters.schemas.played import (
    ALSO_KEPT,
    FOLDER,
    GATHERED,
    KEPT,
    load,
    rig,
    stand_in,
)
from tests.process import TOKEN, end_of, heard

NEWEST = newest()
NUMBERS = range(1, NEWEST + 1)
ROOM, ANA, BEN = Mailbox("r1"), Mailbox("p2"), Mailbox("p3")
#: In the stored evening: when it died, when the pause is over.
DIED = datetime(2026, 1, 10, 18, 4, 5, tzinfo=UTC)
BACK = datetime(2026, 1, 10, 18, 34, 5, tzinfo=UTC)

every = pytest.mark.parametrize("number", NUMBERS)


def opened(folder: Path) -> SqliteJournal:
    return SqliteJournal(folder, Keyring(KEY), Clock())


def look(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute(query).fetchall()


def schema(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    query = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    return db.execute(query).fetchall()


def content(file: Path) -> list[str]:
    """Everything in a file, with the number of its schema."""
    with closing(sqlite3.connect(file)) as db:
        return [*db.iterdump(), f"schema {version(db)}"]


# --- the stored files ----------------------------------------------------------------------------


def test_of_every_schema_a_file_is_stored() -> None:
    stored = sorted(int(path.stem) for path in FOLDER.glob("*.sql"))
    assert stored == list(NUMBERS), "after a new schema, run scripts/store-schema"


@every
def test_a_stored_file_is_what_its_migrations_make(number: int, tmp_path: Path) -> None:
    """A file of the schema that was released is never changed afterwards."""
    with (
        closing(sqlite3.connect(load(tmp_path, number))) as stored,
        closing(sqlite3.connect(":memory:")) as made,
    ):
        for _, sql in steps()[:number]:
            made.executescript(sql)
        assert version(stored) == number
        assert schema(stored) == schema(made)


# --- forward -------------------------------------------------------------------------------------


@every
@pytest.mark.asyncio
async def test_everything_is_found_again(number: int, tmp_path: Path) -> None:
    file = load(tmp_path, number)
    journal = opened(tmp_path)
    await journal.open()
    room = codec.room(await journal.load(ROOM) or b"")
    assert [room.seats[seat].name for seat in "ab"] == ["Ana", "Ben"]
    assert isinstance(room.pause, Break)
    assert room.session is not None
    assert room.session.dialogue == "speaker-listener"
    assert room.session.floor is not None
    assert room.session.floor.holder == "a"
    ana, ben = [codec.person(await journal.load(one) or b"") for one in (ANA, BEN)]
    assert [ana.name, ben.name] == ["Ana", "Ben"]
    assert ana.consent is not None
    assert len(ana.ratings) == 1
    assert list(ben.rooms) == [ROOM]

    (note,), (topic,) = ben.notes, room.session.answers.values()
    (first, second) = await journal.waiting()
    assert (first.kind, first.mailbox, second.kind, second.mailbox) == ("told", BEN, "update", BEN)
    kept = codec.event(first.payload)
    assert isinstance(kept, told.Kept)
    assert b"/held" in second.payload
    found = await journal.words([note.words, topic, kept.words], DIED)
    assert found == {
        note.words: Words(KEPT), topic: Words(GATHERED), kept.words: Words(ALSO_KEPT),
    }  # fmt: skip

    assert await journal.next_deadline(()) == (ROOM, min(room.deadlines.values()))
    back = BACK if number == 1 else BACK + PACE  # one more tap since answers can be shared
    assert room.deadlines["pause.back"] == room.pause.back == back
    unsent = await journal.unsent()
    effects = [codec.effect(sending.effect) for sending in unsent]
    assert any(isinstance(one, do.Say) and one.text.key == "pause.card" for one in effects)
    place = await journal.place_of(ROOM)
    assert place is not None
    assert place.startswith("-100")
    assert look(file, "SELECT count(*) FROM former") == [(1,)]
    assert isinstance(await journal.message_of(room.cards["turn"].say), int)
    events = await journal._db.run(_events)
    if number == 1:  # its events named people
        assert not events
    else:
        assert len(events) > 30
        assert isinstance(events[-1], told.Asked)
    await journal.close()
    with closing(sqlite3.connect(file)) as db:
        assert version(db) == NEWEST
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def _events(db: sqlite3.Connection) -> list[object]:
    keys = Keyring(KEY)
    rows = db.execute("SELECT mailbox, seq, key, event FROM journal ORDER BY at, seq").fetchall()
    sealed = [(key, event, f"journal|event|{mailbox}/{seq}") for mailbox, seq, key, event in rows]
    return [codec.event(keys.open(db, *one) or b"") for one in sealed]


@every
@pytest.mark.asyncio
async def test_the_evening_goes_on(number: int, tmp_path: Path, library: Library) -> None:
    """What was decided is done, what came in is heard, and the exercise goes on where it was."""
    async with rig(library, tmp_path) as played:
        await stand_in(played)
        load(tmp_path, number)
        before = played.cast.look()
        await played._live_again()
        await played._settle()
        seen = played.cast.difference(before)
        for wanted in (
            "Heard: Pause. Nobody needs the last word. Back at 18:34, in 30 min.",
            f"Heard to Ben: You wrote: {KEPT}",
        ):
            assert wanted in seen, wanted
        assert "Heard to Ben: There's one more." in await played.play("Ben taps Let it go, private")
        seen = await played.play("Ben taps Show it, private")
        assert any(f"You wrote: {ALSO_KEPT}" in one for one in seen), seen
        assert "Heard: We said 18:34. Now, or later?" in await played.play("+30 min")
        await played.play("Ana taps Now")
        seen = await played.play("Ben taps Now")
        assert any(f"Heard: Ana, “{GATHERED}”: how is it for you?" in one for one in seen), seen
        seen = await played.play("Ana: I do them every evening.")
        assert "Heard: Ben, say back what you heard. You needn't agree." in seen
        await played.play("Ben: You do them every evening.")
        await played.play("Ana taps That's it")
        seen = await played.play("Ana taps Pass")
        assert any("there's a note of yours" in one for one in seen)


@every
def test_the_operator_can_look_copy_and_put_back_before_it_has_gone_forward(
    number: int, tmp_path: Path
) -> None:
    file = load(tmp_path, number)
    found = survey(file, KEY, DIED)
    assert (found.couples, found.ahead) == (1, 0 if number == NEWEST else NEWEST)
    copy = back_up(tmp_path, KEY, tmp_path / "copy.db", DIED)
    assert (copy.mailboxes, copy.waiting) == (3, 2)
    before = content(file)
    file.unlink()
    put_back(tmp_path, KEY, copy.path, DIED)
    assert content(file) == before


# --- the machinery, with schemas that are not there yet ------------------------------------------

#: A table made anew, to which another refers; and a view that stands in the way of a new table.
ANEW = """
CREATE TABLE roster_anew (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox TEXT UNIQUE,
    hash    BLOB NOT NULL UNIQUE,
    place   BLOB NOT NULL,
    since   INTEGER NOT NULL DEFAULT 0  -- not in the first; a comment with a ; in it
) STRICT;
INSERT INTO roster_anew SELECT number, mailbox, hash, place, number * 10 FROM roster;
DROP TABLE roster;
ALTER TABLE roster_anew RENAME TO roster;
"""
THEN = "UPDATE roster SET since = since + 1;\nCREATE TABLE seen (mailbox TEXT) STRICT;\n"
AHEAD = [(NEWEST + 1, ANEW), (NEWEST + 2, THEN)]
COUNTS = "SELECT (SELECT count(*) FROM former), group_concat(since) FROM roster"


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """There are two more schemas."""
    all_steps = [*steps(), *AHEAD]
    monkeypatch.setattr(migrations, "steps", lambda: all_steps)
    return all_steps


@pytest.mark.asyncio
async def test_what_is_missing_is_applied_once_in_order_with_what_is_there(
    ahead: list[tuple[int, str]], tmp_path: Path
) -> None:
    file = load(tmp_path, NEWEST)
    for _ in range(2):
        journal = opened(tmp_path)
        await journal.open()
        assert await journal.load(ROOM) is not None
        assert await journal.place_of(ROOM) is not None
        (enforced,) = await journal._db.run(lambda db: db.execute("PRAGMA foreign_keys").fetchone())
        assert enforced == 1
        await journal.close()
        assert look(file, COUNTS) == [(1, "11,21,31")], "a table made anew takes nothing along"
        assert look(file, "PRAGMA user_version") == [(NEWEST + 2,)]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("INSERT INTO roster (hash, place) SELECT hash, place FROM roster;", "does not fit schema"),
        ("DELETE FROM roster;", "a row of former refers to nothing"),
        ("UPDATE absent SET x = 1;", "no such table"),
    ],
)
@pytest.mark.asyncio
async def test_a_migration_that_fails_changes_nothing(
    ahead: list[tuple[int, str]], tmp_path: Path, sql: str, says: str
) -> None:
    ahead[-1] = (NEWEST + 2, sql)
    before = content(load(tmp_path, NEWEST))
    with pytest.raises(StorageTrouble, match=says):
        await opened(tmp_path).open()
    assert content(tmp_path / FILE) == before


CRASH = """
    import asyncio, os, sys
    from pathlib import Path
    from bot.adapters.sqlite import migrations
    from tests.adapters.test_schemas import AHEAD, opened
    steps = [*migrations.steps(), *AHEAD]
    migrations.steps = lambda: steps
    each, left = migrations._statements, int(sys.argv[2])
    def dying(sql):
        global left
        for statement in each(sql):
            if left == 0:
                os._exit(9)
            left -= 1
            yield statement
        if left == 0:
            os._exit(9)
    migrations._statements = dying
    asyncio.run(opened(Path(sys.argv[1])).open())
"""


@pytest.mark.parametrize("after", range(7))
@pytest.mark.asyncio
async def test_a_crash_in_the_middle_leaves_the_old_one_and_the_next_start_goes_through(
    ahead: list[tuple[int, str]], tmp_path: Path, after: int
) -> None:
    before = content(load(tmp_path, NEWEST))
    assert survey(tmp_path / FILE, KEY, DIED).ahead == NEWEST + 2
    crash = [sys.executable, "-c", dedent(CRASH), str(tmp_path), str(after)]
    died = await asyncio.to_thread(subprocess.run, crash, capture_output=True, check=False)
    assert died.returncode == 9, died.stderr
    assert content(tmp_path / FILE) == before
    journal = opened(tmp_path)
    await journal.open()
    await journal.close()
    assert look(tmp_path / FILE, COUNTS) == [(1, "11,21,31")]


@pytest.mark.asyncio
async def test_a_file_of_a_newer_schema_is_refused_in_one_line_and_left_alone(
    ahead: list[tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when somebody goes back to the program before."""
    file = load(tmp_path, NEWEST)
    journal = opened(tmp_path)
    await journal.open()
    await journal.close()
    key, before = tmp_path / "master.key", file.read_bytes()
    key.write_bytes(urlsafe_b64encode(KEY))
    key.chmod(0o600)
    nobody = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": "http://127.0.0.1:9"}
    code, error = await end_of(await heard("run", folder=tmp_path, **nobody))
    line = f"heard: the database is of schema {NEWEST + 2}, newer than this program ({NEWEST}). "
    last = error.splitlines()[-1]  # before it, that the library was read
    assert (code, last) == (2, f"{line}Install the newer Heard, or restore a backup")
    assert file.read_bytes() == before
    for command in (["doctor"], ["backup", str(tmp_path / "copy.db")]):
        process = await heard(*command, folder=tmp_path, **nobody)
        assert process.stdout is not None
        said = (await process.stdout.read()).decode()
        code, error = await end_of(process)
        assert code != 0
        assert "newer" in said + error
    assert file.read_bytes() == before
    assert not (tmp_path / "copy.db").exists()
