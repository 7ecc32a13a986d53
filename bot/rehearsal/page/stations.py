"""The steps of a dialogue at which one can begin, and what a couple does to come there.

Most of the way, people who want to get on come there by themselves. What has to be otherwise is
`wanted`: the option that leads to the step, a number that is high enough, a turn that is passed.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from bot.dialogue.model import (
    Choose,
    Condition,
    Dialogue,
    Fill,
    Rate,
    Reflect,
    Repeat,
    Rounds,
    Say,
    Step,
    When,
    any_of,
    children,
    steps_of,
    walk,
)

#: The ways that a couple goes together.
WAYS: Final = ("apart", "together", "short")
#: By which of two answers a scale is high enough, or not.
_HIGH, _LOW = "answer_10", "answer_0"
_KEPT, _PASSED = "answer_none", "pass"


class Station(Struct, frozen=True):
    """A step that waits for somebody. `step` is empty for the very beginning, and `way` with it;
    `wanted`: by the name of an earlier step, the action that leads on from there.
    """

    step: str
    verb: str
    way: str = ""
    wanted: dict[str, str] = {}


def stations(dialogue: Dialogue) -> Iterator[Station]:
    """All of them, in the order of the file."""
    if dialogue.together or dialogue.short:
        yield Station("", "")
    known = {step.id: step for step in steps_of(dialogue)}
    for way in WAYS:
        yield from _waiting(dialogue.branch(way), way, {"": way}, known)


def _waiting(
    steps: tuple[Step, ...], way: str, wanted: dict[str, str], known: Mapping[str, Step]
) -> Iterator[Station]:
    for step in steps:
        if not isinstance(step, Say | Rate | Rounds | Repeat | When):
            yield Station(step.id, str(type(step).__struct_config__.tag), way, wanted)
        for name, inner in children(step):
            into = _into(step, name, known)
            yield from _waiting(inner, way, {**wanted, **into}, known)
        wanted = {**wanted, **_past(step)}


# --- what has to be done on the way --------------------------------------------------------------


def _into(step: Step, block: str, known: Mapping[str, Step]) -> dict[str, str]:
    """What leads into this block of a step."""
    if isinstance(step, Choose):
        return {step.id: block}
    if isinstance(step, When):
        return dict(_met(step.condition) if block == "if" else _missed(step.condition, known))
    return {}


def _past(step: Step) -> dict[str, str]:
    """What leads on, behind a step: no option that ends it all."""
    found: dict[str, str] = {}
    for one in walk((step,)):
        if isinstance(one, Choose):
            open_ones = [name for name, option in one.options.items() if option.close is None]
            found[one.id] = (open_ones or list(one.options))[0]
    for one in walk((step,)):
        if isinstance(one, Repeat):
            for choice, options in one.until.items():
                found[choice] = any_of(options)[0]
    return found


def _met(condition: Condition) -> Iterator[tuple[str, str]]:
    """What people who want to get on would not do anyway."""
    yield from (condition.chosen or {}).items()
    if condition.reached is not None:
        yield condition.reached, _HIGH


def _missed(condition: Condition, known: Mapping[str, Step]) -> Iterator[tuple[str, str]]:
    """What has to be done or left, so that it does not hold."""
    for choice, option in (condition.chosen or {}).items():
        step = known[choice]
        options = step.options if isinstance(step, Choose) else {}
        others = [name for name in options if name != option]
        yield choice, next((one for one in others if options[one].close is None), others[0])
    if condition.reached is not None:
        yield condition.reached, _LOW
    for step_id in (condition.shown, condition.sent):
        if step_id is not None:
            yield step_id, _KEPT
    for name in any_of(condition.said or ()):
        yield name, _KEPT if isinstance(known[name], Fill) else _PASSED
    if condition.heard or condition.validated:
        yield from ((one.id, _PASSED) for one in known.values() if isinstance(one, Reflect))
