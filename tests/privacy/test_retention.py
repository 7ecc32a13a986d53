"""The table of docs/privacy.md is what is so: of the schema, of the limits in the code, of the keys
that things are sealed with, and of what is left when the time is over.
"""

import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from msgspec import Struct

from bot.adapters.library import FORMER_S
from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.sqlite.migrations import migrate
from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator.limits import (
    CALM_AFTER_CRISIS,
    CHECK_OPEN,
    DELIVERY,
    LOCK_LONGEST,
    NOTE,
    RATINGS_MAX,
    SHARE,
    TAKEAWAY,
    TENDER,
    WORDS_MAX,
)
from bot.facilitator.person import Person
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import parse, read
from bot.sensing.heat import ANOTHER
from bot.sensing.latest import ECHO
from bot.service.ports import Parcel
from bot.service.retention import EVERY, HISTORY, SENT, TRANSIT, TRANSIT_KEY
from tests.stage.durable import KEY, DurableRig

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "privacy.md").read_text("utf-8")
TRANSCRIPTS = ROOT / "tests" / "transcripts"
NONE = "none: numbers and names of ours"
A_MOMENT = timedelta(minutes=1)

#: The limits that a row names, in the order in which it names them.
LIMITS: dict[str, tuple[timedelta, ...]] = {
    "Kept messages": (NOTE, WORDS_MAX, DELIVERY),
    "Kept messages, nobody knows whose: written as the group or as a channel": (
        NOTE,
        DELIVERY,
    ),
    "Gathered words: a topic, a form, an answer in words": (WORDS_MAX, DELIVERY),
    "Takeaways: words that both, each asked alone, chose to keep": (TAKEAWAY,),
    "What is written for an exercise and not sent: a form, an answer, a draft": (DELIVERY,),
    "Updates just received": (TRANSIT_KEY,),
    "That something came": (TRANSIT,),
    "Events without words, and which rules spoke": (HISTORY,),
    "When something happened": (HISTORY,),
    "Answers to the private questions, while they are asked": (CHECK_OPEN,),
    "A rating that both chose to share, until it is told": (SHARE,),
    "What makes exercises gentler for a while": (TENDER,),
    "Message ids of posts": (SENT,),
    "How fast it is getting, in exercises and where both want that: for each two averages, and the "
    "names of the signs that the latest three messages had": (ANOTHER,),
    "Where both have chosen that who is out of turn cannot write: whether each is a plain member "
    "of the group, and who cannot write until when": (LOCK_LONGEST,),
    "The words of the latest messages there, out of order, for what is said back": (ECHO, EVERY),
    "The keys themselves": (TRANSIT_KEY,),
    "Dialogues as they were read": (timedelta(seconds=FORMER_S),),
}
#: The scopes of keys, as the table says them; for what is sealed with keys of the table `keys`.
SCOPES = {
    "the author's in that room": r"p\d+@r\d+",
    "the hour's": r"transit/[\dT-]+",
    "the receiver's": r"[pr]\d+",
    "the mailbox's": r"[pr]\d+",
    "the room's": r"r\d+",
    "the person's": r"p\d+",
}


class Kept(Struct, frozen=True):
    """A row of the table."""

    kind: str
    where: tuple[str, ...]
    who: str
    long: str
    key: str


def table() -> list[Kept]:
    section = PAGE.split("\n## What is kept")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [
        Kept(kind, tuple(re.findall(r"`(\w+\.(?!db`)\w+)`", where)), who, long, key)
        for kind, where, who, long, key in cells
    ]


def columns() -> dict[str, str]:
    """Every column of the newest schema, with its type."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")
                 if not name.startswith("sqlite_")]  # fmt: skip
        return {
            f"{name}.{column}": kind
            for name in names
            for _, column, kind, *_ in db.execute(f"PRAGMA table_info({name})")
        }


def test_every_column_has_its_row() -> None:
    listed = [column for row in table() for column in row.where]
    others = re.findall(r"`(\w+\.\w+)`", PAGE.split("The other columns are")[1].split("\n")[0])
    assert {*listed, *others} == set(columns())
    assert not set(listed) & set(others)
    sealed = {one for row in table() for one in row.where if not row.key.startswith("none")}
    assert {name for name, kind in columns().items() if kind == "BLOB"} == sealed


def test_the_times_are_those_of_the_code() -> None:
    units = {"min": "minutes", "h": "hours", "days": "days"}
    for row in table():
        found = tuple(
            timedelta(**{units[unit]: int(count)})
            for count, unit in re.findall(r"(\d+) (min|h|days)\b", row.long)
        )
        assert found == LIMITS.get(row.kind, ()), row.kind
    assert f"the latest {RATINGS_MAX}" in PAGE
    assert CALM_AFTER_CRISIS == TENDER, "one row says both"


# --- keys ----------------------------------------------------------------------------------------


class Scopes(Keyring):
    """Remembers what was sealed under which scope."""

    seen: ClassVar[dict[str, set[str]]] = {}

    def seal(
        self, db: sqlite3.Connection, scope: str, what: bytes, where: str, now: datetime
    ) -> tuple[int, bytes]:
        """See `Keyring`."""
        table_name, column, _ = where.split("|", 2)
        self.seen.setdefault(f"{table_name}.{column}", set()).add(scope)
        return super().seal(db, scope, what, where, now)


@asynccontextmanager
async def evening(library: Library, folder: Path, given: str) -> AsyncIterator[DurableRig]:
    script = parse(f"# given: {given}\n")
    async with DurableRig(library, folder, script, kill=False) as rig:
        rig.keyring = Scopes
        for does in GIVEN[given]:
            await rig.play(does)
        yield rig


@pytest.mark.asyncio
async def test_everything_is_sealed_with_the_key_that_the_table_says(
    library: Library, tmp_path: Path
) -> None:
    Scopes.seen = {}
    played = ("dialogues/one-speaks-one-listens", "turns/an-interruption", "turns/both-anonymous")
    for number, name in enumerate(played):
        script = read(TRANSCRIPTS / f"{name}.txt")
        folder = tmp_path / str(number)
        folder.mkdir()
        async with evening(library, folder, script.given) as rig:
            rig.at_once = number == 0
            for line in script.lines:
                await rig.play(line.does)
    for column in columns():
        allowed = [
            SCOPES[key]
            for row in table()
            if column in row.where
            for key in row.key.split(", ")
            if key in SCOPES
        ]
        scopes = Scopes.seen.get(column, set())
        assert bool(allowed) == bool(scopes), column
        for scope in scopes:
            assert any(re.fullmatch(one, scope) for one in allowed), (column, scope)
        for pattern in allowed:
            assert any(re.fullmatch(pattern, scope) for scope in scopes), (column, pattern)


# --- time ----------------------------------------------------------------------------------------


def rows(rig: DurableRig, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(rig.folder / FILE)) as db:
        return db.execute(query).fetchall()


def people(rig: DurableRig) -> list[Person]:
    """The states of persons, as they are stored."""
    keys = Keyring(KEY)
    with closing(sqlite3.connect(rig.folder / FILE)) as db:
        found = db.execute("SELECT mailbox, key, snapshot FROM mailboxes").fetchall()
        return [
            codec.person(keys.open(db, key, sealed, f"mailboxes|snapshot|{name}") or b"")
            for name, key, sealed in found
            if name.startswith("p")
        ]


async def swept(rig: DurableRig, after: timedelta) -> None:
    """So much time passes, and what has expired is swept."""
    await rig.play(f"+{after.total_seconds():.0f} s")
    assert rig.life is not None
    await rig.life.journal.sweep(rig.time.now())


async def gone_between(
    rig: DurableRig, limit: timedelta, left: Callable[[], bool], more: timedelta = timedelta()
) -> None:
    """Still there shortly before the limit, and gone soon after."""
    await swept(rig, limit - A_MOMENT)
    assert left(), "gone too early"
    await swept(rig, 2 * A_MOMENT + more)
    assert not left(), "still there"


@pytest.mark.asyncio
async def test_a_kept_message_goes_a_day_after_the_exercise(
    library: Library, tmp_path: Path
) -> None:
    async with evening(library, tmp_path, "warm") as rig:
        await rig.play("Ben: Wait, me first!")
        await rig.play("Ana: /stop")
        await gone_between(rig, NOTE, lambda: bool(rows(rig, "SELECT ref FROM words")), DELIVERY)


@pytest.mark.asyncio
async def test_a_kept_message_goes_after_three_days_whatever_happens(
    library: Library, tmp_path: Path
) -> None:
    async with evening(library, tmp_path, "warm") as rig:
        await rig.play("Ben: Wait, me first!")
        assert rig.life is not None
        journal, began = rig.life.journal, rig.time.now()
        await journal.sweep(began + WORDS_MAX - A_MOMENT)  # nobody hears that time has passed
        assert rows(rig, "SELECT ref FROM words")
        await journal.sweep(began + WORDS_MAX)
        assert not rows(rig, "SELECT ref FROM words")


@pytest.mark.asyncio
async def test_a_topic_goes_with_its_exercise(library: Library, tmp_path: Path) -> None:
    async with evening(library, tmp_path, "listening") as rig:
        await swept(rig, A_MOMENT)
        assert rows(rig, "SELECT ref FROM words")
        await rig.play("Ben: /stop")
        await gone_between(rig, DELIVERY, lambda: bool(rows(rig, "SELECT ref FROM words")))


@pytest.mark.asyncio
async def test_an_update_that_nobody_heard_is_unreadable_in_time(
    library: Library, tmp_path: Path
) -> None:
    async with evening(library, tmp_path, "paired") as rig:
        assert rig.life is not None
        journal = rig.life.journal
        await journal.receive([Parcel(10**6, 0, "-100777", False, b"{}")], rig.time.now())

        async def readable() -> int:
            return len(await journal.waiting())

        await swept(rig, TRANSIT - A_MOMENT)
        assert await readable() == 1
        await swept(rig, TRANSIT_KEY - TRANSIT + 2 * A_MOMENT)
        assert await readable() == 0
        assert not rows(rig, "SELECT id FROM inbox WHERE payload IS NOT NULL")


@pytest.mark.asyncio
async def test_what_was_heard_leaves_its_number_for_two_days(
    library: Library, tmp_path: Path
) -> None:
    async with evening(library, tmp_path, "paired") as rig:
        rig.at_once = False
        await rig.play("Ana: /help")
        assert not rows(rig, "SELECT id FROM inbox WHERE payload IS NOT NULL OR kind = 'told'")
        newest = rows(rig, "SELECT max(id) FROM inbox")[0][0]
        query = f"SELECT id FROM inbox WHERE id = {newest}"  # noqa: S608 -- a number
        await gone_between(rig, TRANSIT, lambda: bool(rows(rig, query)))


@pytest.mark.asyncio
async def test_events_go_after_a_month_and_message_ids_after_a_week(
    library: Library, tmp_path: Path
) -> None:
    async with evening(library, tmp_path, "paired") as rig:
        await rig.play("Ana: /help")
        assert not rows(rig, "SELECT id FROM outbox WHERE payload IS NOT NULL OR words <> ''")
        (sent,) = rows(rig, "SELECT max(id) FROM outbox")[0]
        (seq,) = rows(rig, "SELECT max(seq) FROM journal WHERE mailbox = 'r1'")[0]
        post = f"SELECT id FROM outbox WHERE id = {sent}"  # noqa: S608 -- a number
        event = f"SELECT seq FROM journal WHERE mailbox = 'r1' AND seq = {seq}"  # noqa: S608
        await gone_between(rig, SENT, lambda: bool(rows(rig, post)))
        assert rows(rig, event)
        await gone_between(rig, HISTORY - SENT - A_MOMENT, lambda: bool(rows(rig, event)))
        assert rows(rig, "SELECT mailbox FROM mailboxes"), "states stay"


@pytest.mark.asyncio
async def test_own_ratings_go_when_their_author_says_so(library: Library, tmp_path: Path) -> None:
    script = read(TRANSCRIPTS / "dialogues" / "one-speaks-one-listens.txt")
    async with evening(library, tmp_path, script.given) as rig:
        for line in script.lines:
            await rig.play(line.does)

        def rated() -> int:
            return sum(len(one.ratings) for one in people(rig))

        before = rated()
        assert before > 0
        for name in ("Ana", "Ben"):
            await rig.play(f"{name}, private: /journal")
            try:
                await rig.play(f"{name} taps Delete all, private")
            except ValueError:
                continue  # nothing of theirs
        assert rated() == 0


@pytest.mark.asyncio
async def test_answers_to_the_private_questions_leave_one_word(
    library: Library, tmp_path: Path
) -> None:
    async with evening(library, tmp_path, "paired") as rig:
        for label in ("For me alone", "Yes", "The private questions", "Yes"):
            if label == "For me alone":
                await rig.play("Ana, private: /settings")
            await rig.play(f"Ana taps {label}, private")

        def found() -> bool:
            return any(one.checking is not None and one.checking.found for one in people(rig))

        await gone_between(rig, CHECK_OPEN, found)
        assert not [room.gate for one in people(rig) for room in one.rooms.values() if room.gate]


@pytest.mark.asyncio
async def test_whoever_leaves_leaves_nothing_of_what_was_theirs(
    library: Library, tmp_path: Path
) -> None:
    async with evening(library, tmp_path, "questions answered") as rig:
        gates = [room.gate for one in people(rig) for room in one.rooms.values()]
        assert gates == ["open", "open"]
        for name in ("Ana", "Ben"):
            await rig.play(f"{name}, private: /leave")
            await rig.play(f"{name} taps Leave, private")
        for one in people(rig):
            assert (one.rooms, one.ratings, one.notes, one.consent) == ({}, (), (), None)
