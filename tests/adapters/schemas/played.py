"""The evening that every stored file holds: played with a fixed key, and killed in the middle.

Ana and Ben have played an exercise in a group that became a supergroup then, and Ana has said how
heard she felt. In the next one Ben's words came out of turn and are kept; those that came last are
in the database, but not with Ben's mailbox yet. Then Ana asks for a pause, and the process dies
right after that was committed, before anybody heard of it. Ben's `/held` came in, and nobody has
looked at it yet.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

from msgspec.structs import replace

from bot.adapters.sqlite.journal import FILE
from bot.dialogue.library import Library
from bot.facilitator.room import Pace, Room
from bot.rehearsal.transcripts.cast import TOKEN
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Script
from tests.stage.durable import DurableRig, Life

FOLDER = Path(__file__).parent
#: Ben's kept words, what Ana and Ben have gathered, and how heard Ana felt before.
KEPT, ALSO_KEPT, GATHERED, FELT = "You never listen!", "Not ever!", "the dishes", "mostly"
_BEGIN = (
    "Ana: /begin speaker-listener",
    "Ben taps Apart",
    "Ana taps I'm up for it, private",
    "Ben taps I'm up for it, private",
    f"Ana: {GATHERED}",
    "Ben taps All right",
    "+10 s",
)
LINES = (
    "Ana adds Heard as member",
    *GIVEN["paired"][1:],
    *_BEGIN,
    "Ana: I do them every evening.",
    "Ben: You do them every evening.",
    "Ana taps That's it",
    "Ana taps Pass",
    "Ben: I feel watched.",
    "Ana: You feel watched.",
    "Ben taps That's it",
    "Ben taps Pass",
    *("Ana taps For me alone, private", f"Ana taps {FELT}, private"),
    "Ana migrates",
    *_BEGIN,
    f"Ben: {KEPT}",
)
#: Told to another mailbox, that has not heard of it; decided, and not done; received, and not
#: looked at.
TOLD, DECIDED, RECEIVED = f"Ben: {ALSO_KEPT}", "Ana: /pause", "Ben, private: /held"
#: Between the numbers of what was before and of what comes then: a later program may have needed
#: more or fewer posts for the same evening.
APART = 1000


def rig(library: Library, folder: Path) -> DurableRig:
    """The couple, on this folder."""
    return DurableRig(library, folder, Script(["# group: basic"], []), kill=False)


async def write(library: Library, folder: Path) -> None:
    """The evening into a database in this folder."""
    async with rig(library, folder) as played:
        await _evening(played)
        life = played.life
        assert life is not None
        for mailbox in life.conductor.states.mailboxes:  # who is in memory is told along
            life.conductor.states.drop(mailbox)
        played.at_once = False
        played.cast.act(TOLD)
        await played._feed(life)
        with _deaf(life):
            await life.rest(played.time.now())
        played.kill = True
        played.cast.act(DECIDED)
        await played._feed(life)
        await life.rest(played.time.now())
        assert life.killed.is_set()
        await life.end()
        played.cast.act(RECEIVED)
        played.life = last = Life(played)
        await last.journal.open()
        with _deaf(last):
            await played._feed(last)


@contextmanager
def _deaf(life: Life) -> Iterator[None]:
    """Rows are stored, and no mailbox hears of them."""
    with patch.object(life.conductor, "put"):
        yield


async def _evening(played: DurableRig) -> None:
    """As it was when the first file was stored, before there were gates: nobody is asked the
    private questions, and one exercise may be begun twice in an evening.
    """
    for does in LINES:
        if does == _BEGIN[0]:
            await _open_gates(played)
        await played.play(does)


async def _open_gates(played: DurableRig) -> None:
    life = played.life
    assert life is not None
    states = life.conductor.states
    for mailbox in states.mailboxes:
        state = await states.load(mailbox)
        if isinstance(state, Room):
            states.keep(mailbox, replace(state, pace=Pace()))
        else:
            rooms = {room: replace(one, gate="open") for room, one in state.rooms.items()}
            states.keep(mailbox, replace(state, rooms=rooms))


async def stand_in(played: DurableRig) -> None:
    """Everybody is where the evening has left them, and has seen what was said; the bot that said
    it is gone, with all that it knew.
    """
    await _evening(played)
    assert played.life is not None
    await played.life.end()
    played.life = None
    for path in played.folder.glob(f"{FILE}*"):
        path.unlink()
    played.posted.clear()
    cast = played.cast
    for does in (TOLD, DECIDED, RECEIVED):
        cast.act(does)
    cast.world.call(TOKEN, "getUpdates", {"offset": cast.bot.updates.newest + 1})
    cast.bot.updates._next_id += APART
    for chat in (cast.group, *(cast._chat(who, private=True) for who in cast.people.values())):
        chat.sequence.last += APART


def dump(folder: Path) -> str:
    """The database in this folder, as SQL."""
    with closing(sqlite3.connect(folder / FILE)) as db:
        (number,) = db.execute("PRAGMA user_version").fetchone()
        return "\n".join([*db.iterdump(), f"PRAGMA user_version = {number};", ""])


def load(folder: Path, number: int) -> Path:
    """The stored file of this schema, as a database in this folder."""
    file = folder / FILE
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.executescript((FOLDER / f"{number:04}.sql").read_text("utf-8"))
    file.chmod(0o600)
    return file
