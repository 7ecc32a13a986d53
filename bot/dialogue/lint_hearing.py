"""Who was understood when something is planned: nothing is solved before both were heard, along
every way that taps and conditions may take.
"""

import re
from collections.abc import Iterator

from bot.dialogue.diagnostics import Row
from bot.dialogue.lint_conduct import GUARDED
from bot.dialogue.lint_shape import plays
from bot.dialogue.model import (
    Choose,
    Dialogue,
    Fill,
    Gather,
    Reflect,
    Repeat,
    Reveal,
    Rounds,
    Step,
    Turn,
    When,
    texts_of,
)

#: What is solving, in what is asked. A closed list: what sounds like it is found by reading aloud.
_SOLVING = re.compile(
    r"\b(plans?|planning|planned|solve[sd]?|solving|solutions?|compromises?|brainstorm\w*|"
    r"fix(?:es|ed|ing)?|do differently|done differently)\b",
    re.IGNORECASE,
)
#: Whoever says that nothing is solved now, solves nothing; and the day's plans are no problem.
_NOT = re.compile(
    r"\b(no|not|nothing|nobody|never|without|instead of|before)\b|n['’]t\b", re.IGNORECASE
)
_STEP = re.compile(r"(plan|solve|solution)")


def understood(dialogue: Dialogue) -> Iterator[Row]:
    """From level 2 on, both have been understood before anything is planned or solved: each had
    one thing of theirs called sensible (`validate`), or `when: heard: both` leads there.
    """
    if dialogue.level < GUARDED or not dialogue.listed:
        return
    too_early: dict[str, None] = {}
    for branch in (dialogue.steps, dialogue.short):
        _Hearing(dialogue.roles, too_early).block(branch, (False, frozenset()))
    for step in too_early:
        what = "something is planned or solved, and not both were understood yet"
        remedy = "Put it after a reflect with validate for each, or into when: heard: both"
        yield step, "C06", what, remedy


#: Whether the roles are swapped, and who has been understood: 0, who began; 1, the other.
State = tuple[bool, frozenset[int]]
BOTH = frozenset({0, 1})


class _Hearing:
    """Follows who was understood, and notes what comes too early. Each step is looked at once for
    each state, however deep it is.
    """

    def __init__(self, roles: tuple[str, str], too_early: dict[str, None]) -> None:
        self._roles, self._too_early = roles, too_early
        self._known: dict[tuple[int, State], State] = {}

    def block(self, steps: tuple[Step, ...], state: State) -> State:
        for step in steps:
            key = (id(step), state)
            if key not in self._known:
                self._known[key] = self._after(step, state)
            state = self._known[key]
        return state

    def _after(self, step: Step, state: State) -> State:
        swapped, done = state
        if _solves(step) and done != BOTH:
            self._too_early[step.id] = None
        match step:
            case Reflect(by=by) if step.validate is not None and by in self._roles:
                first = (by == self._roles[0]) == swapped  # the one who is said back to
                return swapped, done | {int(not first)}
            case Rounds() | Repeat():
                for number in range(plays(step)):
                    if number and isinstance(step, Rounds) and step.swap:
                        state = (not state[0], state[1])
                    state = self.block(step.steps, state)
                return state
            case When(condition=condition):
                inner = (swapped, BOTH) if condition.heard is not None else state
                ways = [self.block(step.steps, inner), self.block(step.otherwise, state)]
            case Choose(options=options):
                ends = {name: self.block(one.steps, state) for name, one in options.items()}
                ways = [ends[name] for name, one in options.items() if one.close is None]
            case _:
                return state
        if not ways:
            return state
        return ways[0][0], frozenset.intersection(*(known for _, known in ways))


def _solves(step: Step) -> bool:
    """Whether a step asks for a plan or a solution, by its id or by a sentence of its texts."""
    if not isinstance(step, Turn | Fill | Gather | Choose | Reveal):
        return False
    if _STEP.match(step.id):
        return True
    sentences = (one for _, text in texts_of(step) for one in re.split(r"[.!?;:]", text))
    return any(_SOLVING.search(one) and not _NOT.search(one) for one in sentences)


CHECKS = (understood,)
