"""How likely people take which button of a card. What is not named here counts like anything else,
so a step of a new kind needs nothing of its own.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

#: What everybody can do at any time.
SELDOM: Final = 0.02
#: How likely an answer is, against 1 for any that is not named here. The first on a card counts
#: FIRST: it is what most people want.
WEIGHTS: Final = {
    "pass": 0.4, "no": 0.2, "up_no": 0.1, "example": 0.3, "done": 2.0, "resume": 0.5, "here": 6.0,
    "later": 0.3, "film": 0.2, "ground": 0.2, "not_yet": 0.5,
    "answer_none": 0.2, "answer_anew": 0.3, "answer_send": 3.0, "another": 0.7, "let_go": 0.5,
    "else": 0.1, "with_you": 0.5, "say_more": 0.3, "back": 1.0, "not_here": 0.3, "tender": 1.0,
    "enough": 0.3,
    "pause": SELDOM, "too_much": SELDOM, "stop": SELDOM, "breathe": SELDOM, "meta": SELDOM,
    "support": SELDOM,
}  # fmt: skip
FIRST: Final = 3.0
#: What is at least so likely answers what is asked; the rest is beside the point.
ANSWERS: Final = 1.0
#: Of numbers the high ones are likelier: most people are calm, and well.
_A_FEW: Final = 8
_NUMBER: Final = re.compile(r".+_(\d+)")


def likely(action: str, among: Sequence[str], doubts: Callable[[], bool] = lambda: False) -> float:
    """How likely this one of a card's actions is taken. `doubts` is asked about the first alone:
    whoever has them does not prefer it.
    """
    if action in WEIGHTS:
        return WEIGHTS[action]
    if (number := number_of(action, among)) is not None:
        return 1.0 + number**3 / 8
    return FIRST if action == among[0] and not doubts() else 1.0


def number_of(action: str, among: Sequence[str]) -> int | None:
    """The number on a long scale that an action stands for."""
    found = _NUMBER.fullmatch(action) if len(among) > _A_FEW else None
    return int(found[1]) if found else None


def own(
    actions: Sequence[str], may: frozenset[str], theirs: frozenset[str], *, holds: bool
) -> tuple[str, ...]:
    """The actions of a card that are this one's to take: what the step says, and, of what it names
    for nobody (a word of a long list), everything for who has the floor.
    """
    return tuple(one for one in actions if one in may or (holds and one not in theirs))
