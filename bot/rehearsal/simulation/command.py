"""`heard simulate`."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from bot.adapters.library import library
from bot.rehearsal.simulation.plan import Plan, plan
from bot.rehearsal.simulation.report import plan_of, table, transcript
from bot.rehearsal.simulation.runs import Run, play, shorter
from bot.rehearsal.simulation.trouble import CALM
from bot.rehearsal.transcripts.script import read


class Wishes(Struct, frozen=True, kw_only=True):
    """What to play: runs by their numbers, or the transcripts in `files`."""

    numbers: range = range(0)
    calm: bool = False
    files: tuple[Path, ...] = ()

    def plans(self) -> Iterable[Plan]:
        """One plan after the other. `ValueError` for a file that is none."""
        if self.files:
            return [plan_of(read(file)) for file in self.files]
        return (plan(number, CALM if self.calm else None) for number in self.numbers)


def simulate(wishes: Wishes, say: Callable[[str], object]) -> bool:
    """Play until one fails; whether one has. `ValueError`, `LibraryTrouble`."""
    texts, began = library(zone="UTC"), time.monotonic()
    played: list[Run] = []
    for one in wishes.plans():
        run = play(texts, one)
        played.append(run)
        if run.wrong:
            say(transcript(shorter(texts, run)))
            break
    say(table(played, time.monotonic() - began))
    return bool(played and played[-1].wrong)
