"""How much a dialogue comes to at most: how often a block is played, how long all waits take."""

from bot.dialogue.limits import RANGES
from bot.dialogue.model import Consent, Repeat, Rounds, Step, children


def plays(step: Step) -> int:
    """How often the blocks in a step are played at most; a number out of its range is found by the
    linter, and costs nothing here.
    """
    match step:
        case Rounds(times=times):
            return min(max(times, 1), RANGES["times"][1])
        case Repeat(at_most=at_most):
            return min(max(at_most, 1), RANGES["at_most"][1])
        case _:
            return 1


def minutes(steps: tuple[Step, ...]) -> int:
    """All waits of these steps, each as long as it may last, on the longest way through them. A
    consent is before the beginning.
    """
    total = 0
    for step in steps:
        own = 0 if isinstance(step, Consent) else int(getattr(step, "minutes", 0))
        inner = (minutes(block) for _, block in children(step))
        total += own + plays(step) * max(inner, default=0)
    return total
