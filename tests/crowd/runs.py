"""Many lives of a crowd from one seed, and a failing one made short."""

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bot.dialogue.library import Library
from tests.crowd.durable import durable_crowd
from tests.crowd.http import http_crowd

#: How lives begin, and in what mood; one after the other.
BEGINNINGS = (
    ("warm", "calm"),
    ("listening", "calm"),
    ("paired", "calm"),
    ("warm", "busy"),
    ("listening", "busy"),
    ("warm, basic group", "busy"),
    ("nothing", "rough"),
    ("added", "rough"),
    ("paired", "rough"),
    ("paired, no right to remove", "busy"),
)
#: Steps of one life, and how often a failing one is played again to make it shorter.
STEPS, REPLAYS_MAX = 60, 150


@dataclass
class Failure:
    """What went wrong in a life: its number, the steps that bring it about, what people did."""

    life: int
    steps: list[int]
    wrong: list[str]
    happened: list[str]

    def __str__(self) -> str:
        given, mood = beginning(self.life)
        lines = [f"life {self.life} ({given}; {mood}), steps {self.steps}:"]
        lines += [f"    {line}" for line in self.happened]
        lines += [f"  WRONG: {line}" for line in self.wrong[:5]]
        return "\n".join(lines)


@dataclass
class Tally:
    """What a run has come to."""

    lives: int = 0
    updates: int = 0
    done: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, played: Any, updates: int) -> None:
        """Count one life."""
        self.lives += 1
        self.updates += updates
        self.done += played.crowd.done
        self.seen += played.seen
        self.refused.update(played.eyes.refused)
        self.calls += len(played.crowd.world.ledger.calls())


def beginning(life: int) -> tuple[str, str]:
    """How a life begins, and its mood."""
    return BEGINNINGS[life % len(BEGINNINGS)]


def seeds(seed: int, life: int) -> list[int]:
    """The steps of a life."""
    chance = Random(f"{seed}/{life}")
    return [chance.getrandbits(32) for _ in range(STEPS)]


@asynccontextmanager
async def _crowd(library: Library, life: int, *, http: bool) -> AsyncIterator[Any]:
    given, mood = beginning(life)
    if http:
        async with http_crowd(given, mood) as played:
            yield played
    else:
        with tempfile.TemporaryDirectory(prefix="crowd-") as folder:
            async with durable_crowd(library, Path(folder), given, mood) as played:
                yield played


async def live(
    library: Library, life: int, steps: Sequence[int], tally: Tally, *, http: bool
) -> Failure | None:
    """One life, up to the first thing that goes wrong."""
    async with _crowd(library, life, http=http) as played:
        heard: list[object] = []
        played.crowd.world.listen_updates(heard.append)
        wrong: list[str] = []
        number = 0
        while number < len(steps) and not wrong:
            wrong = await played.step(steps[number])
            number += 1
        wrong = wrong or await played.end()
        tally.add(played, len(heard))
        if not wrong:
            return None
        return Failure(life, list(steps[:number]), wrong, played.crowd.happened)


async def run(library: Library, seed: int, count: int, *, http: bool, first: int = 0) -> Tally:
    """Lives until there were so many updates. A failing one is made shorter."""
    tally, life = Tally(), first
    while tally.updates < count:
        failure = await live(library, life, seeds(seed, life), tally, http=http)
        if failure is not None:
            tally.failures.append(await shorter(library, failure, http=http))
        life += 1
    return tally


async def shorter(library: Library, failure: Failure, *, http: bool) -> Failure:
    """The same failure with fewer steps: leave out what can be left out."""
    best, size, replays = failure, max(len(failure.steps) // 2, 1), 0
    kind = _kind(failure)
    while size and replays < REPLAYS_MAX:
        at, shrunk = 0, False
        while at < len(best.steps) and replays < REPLAYS_MAX:
            fewer = best.steps[:at] + best.steps[at + size :]
            replays += 1
            again = await live(library, failure.life, fewer, Tally(), http=http) if fewer else None
            if again is not None and _kind(again) == kind:
                best, shrunk = again, True
            else:
                at += size
        size = size if shrunk and size > 1 else size // 2
    return best


def _kind(failure: Failure) -> str:
    return failure.wrong[0].partition(":")[0]
