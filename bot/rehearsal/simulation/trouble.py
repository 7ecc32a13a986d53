"""What can go wrong, how often, and how a line of a run says so."""

import re
from random import Random
from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict, fields

Kind = Literal[
    # one call, or a few: the line to Telegram
    "never sent", "calls lost", "answers lost", "errors", "too many requests", "slow answers",
    # for a while
    "unreachable", "slow telegram", "refusing posts", "second poller",
    # updates
    "updates twice", "updates reversed", "updates late",
    # the process
    "crash", "crash before a commit", "crash after a commit", "crash after a send",
    "crash while starting", "restart",
    # the machine
    "disk full", "disk slow", "clock forward", "clock back",
]  # fmt: skip

_LINE = re.compile(
    r"^! (?P<kind>[a-z ]+?)(?:, (?P<times>\d{1,6}) times)?(?:, (?P<seconds>\d{1,6}) s)?$"
)


class Trouble(Struct, frozen=True):
    """One thing that goes wrong: for so many `times`, or for so many `seconds`, whichever the kind
    has. `never sent`: the connection is refused. `calls lost`: they vanish. `answers lost`: the
    call took effect, and nobody hears of it. `errors`: 502. `too many requests`: 429, with so many
    seconds to wait. `slow telegram`: everything takes effect at once and is answered many seconds
    later. `refusing posts`: 429 for every post, however often. `updates late`: they come
    so much later. `crash`: the process is gone, and starts again after so many seconds; with a
    place, at the next such moment. `restart`: it is stopped in order. `clock forward`, `clock
    back`: the machine's own clock is set by so many seconds.
    """

    kind: Kind
    times: int = 0
    seconds: int = 0

    def __str__(self) -> str:
        times = f", {self.times} times" if self.times else ""
        return f"! {self.kind}{times}{f', {self.seconds} s' if self.seconds else ''}"


def trouble(line: str) -> Trouble | None:
    """The trouble that a line tells of, if it does."""
    found = _LINE.match(line)
    if found is None or found["kind"] not in _SHAPES:
        return None
    return Trouble(
        kind=found["kind"],
        times=int(found["times"] or 0),
        seconds=int(found["seconds"] or 0),
    )


class Faults(Struct, frozen=True):
    """How often each kind of trouble begins: the chance per minute of virtual time."""

    never_sent: float = 0.25
    calls_lost: float = 0.2
    answers_lost: float = 0.3
    errors: float = 0.2
    too_many_requests: float = 0.3
    slow_answers: float = 0.2
    unreachable: float = 0.06
    slow_telegram: float = 0.04
    refusing_posts: float = 0.03
    second_poller: float = 0.05
    updates_twice: float = 0.3
    updates_reversed: float = 0.2
    updates_late: float = 0.15
    crash: float = 0.08
    crash_before_a_commit: float = 0.1
    crash_after_a_commit: float = 0.1
    crash_after_a_send: float = 0.1
    crash_while_starting: float = 0.04
    restart: float = 0.05
    disk_full: float = 0.06
    disk_slow: float = 0.08
    clock_forward: float = 0.02
    clock_back: float = 0.02

    def some(self, chance: Random) -> "Faults":
        """Only some of them, some more often: a run in which everything happens shows less than one
        in which a few things happen together.
        """
        return Faults(
            **{name: rate * chance.choice((0, 0, 0.5, 1, 3)) for name, rate in asdict(self).items()}
        )

    def begin(self, chance: Random, seconds: float) -> list[Trouble]:
        """What begins within so many seconds."""
        rates = {kind: getattr(self, kind.replace(" ", "_")) for kind in _SHAPES}
        return [
            Trouble(kind, chance.choice(times), chance.choice(lengths))
            for kind, (times, lengths) in _SHAPES.items()
            if chance.random() < rates[kind] * seconds / 60
        ]


#: No trouble at all.
CALM = Faults(**dict.fromkeys((field.name for field in fields(Faults)), 0.0))

#: How many times, and how many seconds, a kind has.
_SHAPES: dict[Kind, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "never sent": ((1, 1, 2, 5), (0,)),
    "calls lost": ((1, 1, 2), (0,)),
    "answers lost": ((1, 1, 2, 4), (0,)),
    "errors": ((1, 2, 5), (0,)),
    "too many requests": ((1, 2, 4), (1, 3, 10, 30)),
    "slow answers": ((1, 3), (2, 8, 20)),
    "unreachable": ((0,), (5, 30, 120, 600)),
    "slow telegram": ((0,), (60, 600)),
    "refusing posts": ((0,), (60, 300)),
    "second poller": ((0,), (5, 30)),
    "updates twice": ((1, 3, 10), (0,)),
    "updates reversed": ((1, 2, 3), (0,)),
    "updates late": ((1, 2), (2, 10, 60)),
    "crash": ((0,), (1, 3, 20, 90)),
    "crash before a commit": ((0,), (1, 5)),
    "crash after a commit": ((0,), (1, 5)),
    "crash after a send": ((0,), (1, 5)),
    "crash while starting": ((0,), (1, 5)),
    "restart": ((0,), (1, 10)),
    "disk full": ((0,), (5, 30, 120)),
    "disk slow": ((0,), (30, 120)),
    "clock forward": ((0,), (30, 300, 3600)),
    "clock back": ((0,), (30, 300, 3600)),
}
