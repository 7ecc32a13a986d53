"""What a run is made of, all of it from one number: how it begins, who sits where, how often what
goes wrong, and, when it has been played, its lines.
"""

from collections.abc import Sequence
from random import Random

from msgspec import Struct

from bot.rehearsal.simulation.trouble import CALM, Faults

#: How a couple can be found.
BEGINNINGS = (
    "nothing", "added", "paired", "paired", "warm", "warm", "warm", "listening", "listening",
    "listening", "warm, basic group", "paired, no right to remove",
    "questions answered", "questions answered", "questions answered", "questions answered",
)  # fmt: skip
#: Couples who have everything before them begin an exercise, whichever, and mostly go on with it.
FREE = frozenset({"paired", "questions answered"})
PERSONAS = ("eager", "eager", "silent", "interrupter", "hot-headed", "walk-away")
#: How long people act, in seconds, and the mean time between two whims, in seconds.
LENGTHS, PACES = (120, 300, 300, 600, 1200, 3600), (4, 10, 10, 25, 60)
FREE_LENGTHS, FREE_PACES = (300, 600, 1200, 3600), (10, 60, 200, 600)


class Line(Struct, frozen=True):
    """Something that happened. `at`: seconds since the run began; `does` in the words of a
    transcript, or of a trouble.
    """

    at: float
    does: str


class Plan(Struct, frozen=True):
    """One run. `lines`: what is played; None: whatever people and weather make of it."""

    seed: int
    given: str = "warm"
    basic: bool = False
    owner: str = "Ana"
    seats: tuple[str, str] = ("eager", "eager")
    faults: Faults = CALM
    length: float = 300.0
    pace: float = 10.0
    lines: Sequence[Line] | None = None

    def luck(self, purpose: str) -> Random:
        """The chance of one purpose; what another one takes of its own does not change it."""
        return Random(f"{self.seed}/{purpose}")  # noqa: S311 -- play, not secrets


def plan(seed: int, faults: Faults | None = None) -> Plan:
    """The run of this number. `faults`: how often what goes wrong, else some of everything."""
    chance = Random(f"{seed}/plan")  # noqa: S311 -- play, not secrets
    given = chance.choice(BEGINNINGS)
    return Plan(
        seed=seed,
        given=given,
        basic="basic" in given or (given in ("nothing", "added") and chance.random() < 0.3),
        owner=chance.choice(("Ana", "Ana", "Ben")) if given == "nothing" else "Ana",
        seats=(chance.choice(PERSONAS), chance.choice(PERSONAS)),
        faults=Faults().some(chance) if faults is None else faults,
        length=chance.choice(FREE_LENGTHS if given in FREE else LENGTHS),
        pace=chance.choice(FREE_PACES if given in FREE else PACES),
    )
