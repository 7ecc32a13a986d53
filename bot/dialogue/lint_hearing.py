"""Who was understood when something is planned: nothing is solved before both were."""

import re
from collections.abc import Iterator

from bot.dialogue.diagnostics import Row
from bot.dialogue.limits import GATED_LEVEL
from bot.dialogue.model import (
    Choose,
    Dialogue,
    Fill,
    Gather,
    HandOff,
    Reveal,
    Step,
    Turn,
    When,
    children,
    texts_of,
)

#: What is solving, in what is asked. A closed list: what sounds like it is found by reading aloud.
_SOLVING = re.compile(
    r"\b(plans?|planning|planned|solve[sd]?|solving|solutions?|compromises?|brainstorm\w*|"
    r"fix(?:es|ed|ing)?|do differently|done differently|(?:small|next) step|"
    r"could (?:you )?(?:try|do about))\b",
    re.IGNORECASE,
)
#: Whoever says that nothing is solved now, solves nothing; and the day's plans are no problem.
_NOT = re.compile(
    r"\b(no|not|nothing|nobody|never|without|instead of|before)\b|n['’]t\b", re.IGNORECASE
)
_STEP = re.compile(r"(plan|solve|solution)")


def understood(dialogue: Dialogue) -> Iterator[Row]:
    """From level 2 on, something is planned or solved only inside a `when` with `validated: both`.
    That somebody was asked what makes sense is not enough: they may have passed. With the phones
    down nobody but the two can tell: a scale that both `reached` stands for it.
    """
    if dialogue.level < GATED_LEVEL or not dialogue.listed:
        return
    what = "something is planned or solved, and not both were understood yet"
    for branch in (dialogue.steps, dialogue.short):
        for step in _too_early(branch, ("validated",)):
            yield step.id, "C06", what, "Put it into a when with if: {validated: both}"
    for step in _too_early(dialogue.together, ("validated", "reached")):
        remedy = "Ask both in private how well they were understood, with a scale and reach, before"
        yield step.id, "C06", what, remedy


def _too_early(steps: tuple[Step, ...], guards: tuple[str, ...]) -> Iterator[Step]:
    """What is planned or solved outside of every block that waits for both with one of `guards`."""
    for step in steps:
        if _solves(step):
            yield step
        condition = step.condition if isinstance(step, When) else None
        guarded = any(getattr(condition, one, None) is not None for one in guards)
        for name, inner in children(step):
            if not (guarded and name == "if"):
                yield from _too_early(inner, guards)


def _solves(step: Step) -> bool:
    """Whether a step asks for a plan or a solution, by its id or by a sentence of its texts."""
    if not isinstance(step, Turn | Fill | Gather | Choose | Reveal | HandOff):
        return False
    if _STEP.match(step.id):
        return True
    sentences = (one for _, text in texts_of(step) for one in re.split(r"[.!?;:]", text))
    return any(_SOLVING.search(one) and not _NOT.search(one) for one in sentences)


CHECKS = (understood,)
