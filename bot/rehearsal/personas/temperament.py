"""What personas are like."""

from typing import Final

from msgspec import Struct


class Temperament(Struct, frozen=True):
    """`waits`: the least and the most time between having read and doing, in seconds. `speaks`:
    whether it writes when it is asked to. `interrupts`: how likely it writes in the other's turn,
    and how often in one. `doubts`: how likely it takes the second answer instead of the first.
    `stays`: so many messages, then it has had enough; None: to the end. `mood`: which of the
    sentences are its own.
    """

    waits: tuple[float, float] = (1.5, 4.0)
    speaks: bool = True
    interrupts: tuple[float, int] = (0.0, 0)
    doubts: float = 0.0
    stays: int | None = None
    mood: str = "calm"


#: By the names on the stage manager's bar.
TEMPERAMENTS: Final[dict[str, Temperament]] = {
    "eager": Temperament(waits=(0.6, 1.8)),
    "silent": Temperament(waits=(5.0, 11.0), speaks=False),
    "interrupter": Temperament(interrupts=(0.85, 1)),
    "hot-headed": Temperament(waits=(0.5, 1.5), interrupts=(0.9, 3), doubts=0.5, mood="hot"),
    "walk-away": Temperament(waits=(2.0, 5.0), stays=2),
}

#: How fast people read and type, in characters a second.
READS, TYPES = 28.0, 9.0
#: Nobody reads or types one message for longer than this, in seconds.
LONGEST_S = 9.0
