"""One play of a dialogue, from its beginning to its end, in virtual time."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from msgspec import Struct

from bot.dialogue.library import Library
from bot.dialogue.model import Dialogue
from bot.facilitator.ids import SEATS, Seat
from bot.facilitator.progress import Waiting
from bot.rehearsal.plays.people import OFTEN_TIRED, Act, Ask, Player, asks
from bot.rehearsal.plays.table import Table
from bot.rehearsal.transcripts.given import START

#: No exercise has so many things to do in it, and none lasts so long, breaks included.
ACTS_MAX: Final = 2000
LENGTH_MAX: Final = timedelta(days=4)
#: How somebody ends who simply does not go on by themselves.
LEFT: Final = "left"
#: Nobody was there any more: the silence before that is theirs, not the dialogue's.
_QUIETLY = frozenset({"quiet", "put_away"})


class Silence(Struct, frozen=True, order=True):
    """How long nobody was asked anything, and in which step."""

    length: timedelta = timedelta()
    step: str = ""


class Played(Struct, frozen=True):
    """`ending`: how; empty if it did not end. `trouble`: what was raised, or why it did not end.
    `step`: where it was then. `floor`: how long each seat had the floor. `posts`: the most in one
    minute, and where that was.
    """

    seed: str
    ending: str
    trouble: str
    step: str
    entered: frozenset[str]
    floor: dict[Seat, timedelta]
    silence: Silence
    posts: int
    busiest: str


def play(library: Library, dialogue: Dialogue, branch: str, seed: str) -> Played:
    """Once, from this seed."""
    table = Table(library, dialogue, seed)
    watch = _Watch(table)
    trouble = ""
    try:
        table.begin(branch)
        watch.look()
        tired = Random(f"{seed}/evening").random() < OFTEN_TIRED  # noqa: S311 -- play, not secrets
        two = [Player(seat, branch, _luck(seed, seat), tired=tired) for seat in SEATS]
        trouble = _play(table, watch, two)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is a finding
        trouble = f"{type(error).__name__}: {error}".strip(": ")
    return Played(
        seed=seed,
        ending="" if trouble else table.ending,
        trouble=trouble,
        step=watch.step,
        entered=frozenset(table.entered),
        floor=watch.floor,
        silence=watch.silence,
        posts=watch.posts,
        busiest=watch.busiest,
    )


def _luck(seed: str, seat: Seat) -> Random:
    return Random(f"{seed}/{seat}")  # noqa: S311 -- play, not secrets


def _play(table: Table, watch: "_Watch", players: list[Player]) -> str:
    """To the end; what was wrong, if anything."""
    for _ in range(ACTS_MAX):
        if not table.running:
            return ""
        asked = asks(table)
        acts = [(act, one) for one in players if (act := one.means(table, asked[one.seat]))]
        act, player = min(acts, key=lambda pair: pair[0].at, default=(None, None))
        at = _next(table, act)
        if at is None:
            return _stuck(table)
        if at - START > LENGTH_MAX:
            break
        watch.until(at, asked)
        table.now = at
        if act is not None and player is not None and act.at == at:
            player.does(table, act)
        else:
            table.pass_time()
        watch.look()
    return "it does not end"


def _stuck(table: Table) -> str:
    """Nothing is due, and nobody does anything. Who is by themselves may go whenever they like."""
    if table.room.session is not None:
        return "nobody is asked anything, and nothing is due"
    table.ending = LEFT
    return ""


def _next(table: Table, act: Act | None) -> datetime | None:
    due = table.due()
    if act is None or (due is not None and due < act.at):
        return max(due, table.now) if due is not None else None
    return max(act.at, table.now)


class _Watch:
    """What is measured while it is played."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.floor: dict[Seat, timedelta] = dict.fromkeys(SEATS, timedelta())
        self.silence = Silence()
        self.posts, self.busiest, self.step = 0, "", ""
        self._counted = 0
        self._asked = self._shown = table.now
        self._open = Silence()

    def until(self, at: datetime, asked: dict[Seat, tuple[Ask, ...]]) -> None:
        """Time goes on to this instant, and until then these questions stand."""
        table = self._table
        session = table.room.session
        if session is None or table.room.pause is not None:
            self._asked = at
            return
        if session.floor is not None:
            self.floor[session.floor.holder] += at - table.now
        rung = isinstance(session.step, Waiting) and session.step.over  # whoever stays now, talks
        if rung or any(not ask.silent for every in asked.values() for ask in every):
            self._asked = at
        else:
            self._open = Silence(at - max(self._asked, table.shown), self.step)

    def look(self) -> None:
        """Something has happened."""
        table = self._table
        if table.shown != self._shown:
            self._shown = table.shown
            if table.ending not in _QUIETLY:
                self.silence = max(self.silence, self._open)
            self._open = Silence()
        here = table.step
        self.step = here.id if here is not None and table.running else self.step
        if len(table.posts) > self._counted:
            self._counted = len(table.posts)
            since = table.now - timedelta(minutes=1)
            number = sum(1 for post in table.posts[-_RECENT:] if post > since)
            if number > self.posts:
                self.posts, self.busiest = number, self.step


#: More posts than this in one minute need not be told apart.
_RECENT = 200
