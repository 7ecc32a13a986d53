"""What goes wrong just now, and what has: on the line, on the disk, with the clock."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from random import Random

from bot.rehearsal.simulation.trouble import Kind, Trouble

#: What befalls single calls; the first of these that is due does.
_CALLS: tuple[Kind, ...] = (
    "never sent", "calls lost", "errors", "too many requests", "slow answers", "answers lost",
)  # fmt: skip
_UPDATES: tuple[Kind, ...] = ("updates twice", "updates reversed", "updates late")
_LASTING: tuple[Kind, ...] = (
    "unreachable", "slow telegram", "refusing posts", "second poller", "disk full", "disk slow",
)  # fmt: skip
#: Points in the process's work at which it is killed.
POINTS: tuple[Kind, ...] = (
    "crash before a commit", "crash after a commit", "crash after a send", "crash while starting",
)  # fmt: skip
#: How long a way to Telegram takes, in seconds: from, to; the same when it is slow; how long the
#: disk takes, and a slow one.
WAY_S, SLOW_WAY_S = (0.02, 0.12), (4.0, 25.0)
SYNC_S, SLOW_SYNC_S = 0.005, (0.5, 4.0)
#: Whoever was refused tries again at most so much later, in seconds.
AGAIN_S = 6.0
#: What befalls single calls befalls them within so many seconds, or nobody.
SINGLE_S = 60.0


class Weather:
    """Trouble that has begun and is not over. `now` gives seconds of virtual time; `skewed` is
    called when the machine's clock was set.
    """

    def __init__(self, seed: int, now: Callable[[], float]) -> None:
        self._seed, self._now = seed, now
        self._single: dict[Kind, deque[tuple[int, float]]] = {}
        self._since: dict[Kind, float] = {}
        self._until: dict[Kind, float] = {}
        self.skew = self.farthest = timedelta()
        self.skewed: Callable[[], None] = lambda: None
        self.begun: Counter[Kind] = Counter()
        #: When something was wrong, from and to; for who asks why something took long.
        self.spells: list[tuple[float, float]] = []

    def begin(self, trouble: Trouble) -> None:
        """Let it begin. What happens to the process itself is not the weather's."""
        self.begun[trouble.kind] += 1
        if trouble.kind in _LASTING:
            until = self._now() + trouble.seconds
            if not self.lasts(trouble.kind):
                self._since[trouble.kind] = self._now()
            self._until[trouble.kind] = max(until, self._until.get(trouble.kind, 0.0))
            self.spell(until + AGAIN_S)
        elif trouble.kind in ("clock forward", "clock back"):
            by = timedelta(seconds=trouble.seconds)
            self.set_clock(self.skew + (by if trouble.kind == "clock forward" else -by))
        else:
            waiting = self._single.setdefault(trouble.kind, deque())
            until = self._now() + SINGLE_S
            waiting.extend([(trouble.seconds, until)] * max(trouble.times, 1))

    def set_clock(self, skew: timedelta) -> None:
        """The machine's clock shows so much more than the true time."""
        self.skew = skew
        self.farthest = max(self.farthest, skew)
        self.skewed()

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self._single.clear()
        self._until.clear()
        self.set_clock(timedelta())

    def spell(self, until: float) -> None:
        """From now until then, something is wrong."""
        self.spells.append((self._now(), until))

    def wrong_within(
        self, since: float, until: float, also: Iterable[tuple[float, float]] = ()
    ) -> float:
        """For how many of these seconds something was wrong, these times `also` included."""
        total, at = 0.0, since
        for begin, end in sorted((*self.spells, *also)):
            first, last = max(begin, at), min(end, until)
            if last > first:
                total += last - first
                at = last
        return total

    # --- what is wrong now -----------------------------------------------------------------------

    def lasts(self, kind: Kind) -> bool:
        """Whether this goes on now."""
        return self._now() < self._until.get(kind, 0.0)

    def lasted(self, kind: Kind) -> float:
        """For how many seconds this has gone on; 0 if it does not."""
        return self._now() - self._since[kind] if self.lasts(kind) else 0.0

    def left(self, kind: Kind) -> float:
        """For how many seconds this still goes on."""
        return max(self._until.get(kind, 0.0) - self._now(), 0.0)

    def call(self) -> Trouble | None:
        """What befalls this call."""
        return self._take(_CALLS)

    def update(self) -> Trouble | None:
        """What befalls this answer with updates."""
        return self._take(_UPDATES)

    def point(self, kind: Kind) -> Trouble | None:
        """Whether the process dies at this point of its work."""
        return self._take((kind,))

    def coin(self, what: str) -> bool:
        """One or the other, each time the same for the same `what`."""
        return self._chance(what).random() < 0.5

    def way(self, what: str) -> float:
        """How long it takes to get to Telegram, or back, with this, in seconds."""
        return self._chance(what).uniform(*WAY_S)

    def way_back(self, what: str) -> float:
        """How long an answer takes from there, in seconds."""
        return self._chance(what).uniform(*(SLOW_WAY_S if self.lasts("slow telegram") else WAY_S))

    def sync(self) -> float:
        """How long the disk takes, in seconds."""
        if not self.lasts("disk slow"):
            return SYNC_S
        return self._chance(f"disk at {self._now():.0f}").uniform(*SLOW_SYNC_S)

    def _chance(self, what: str) -> Random:
        """The chance of one thing: what else happens does not change it."""
        return Random(f"{self._seed}/{what}")  # noqa: S311 -- play, not secrets

    def _take(self, kinds: tuple[Kind, ...]) -> Trouble | None:
        for kind in kinds:
            waiting = self._single.get(kind, deque())
            while waiting:
                seconds, until = waiting.popleft()
                if self._now() < until:
                    return Trouble(kind, 1, seconds)
        return None
