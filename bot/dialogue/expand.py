"""Shared blocks are put in where a dialogue includes them."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from bot.dialogue.kinds import Shared
from bot.dialogue.model import Choose, Dialogue, Include, Repeat, Rounds, Step, When, walk


def expand(dialogue: Dialogue, shared: Mapping[str, Shared]) -> Dialogue:
    """The dialogue without `include`. `KeyError`: there is no such block."""
    blocks = {step.id: name for name in _included(dialogue) for step in walk(shared[name].steps)}
    return replace(
        dialogue,
        steps=_steps(dialogue.steps, shared),
        together=_steps(dialogue.together, shared),
        short=_steps(dialogue.short, shared),
        alone=_steps(dialogue.alone, shared),
        blocks=blocks,
    )


def _included(dialogue: Dialogue) -> Iterator[str]:
    for branch in dialogue.branches:
        for step in walk(branch):
            if isinstance(step, Include):
                yield step.id


def _steps(steps: tuple[Step, ...], shared: Mapping[str, Shared]) -> tuple[Step, ...]:
    out: list[Step] = []
    for step in steps:
        match step:
            case Include():
                out += shared[step.id].steps
            case Rounds() | Repeat():
                out.append(replace(step, steps=_steps(step.steps, shared)))
            case When():
                inner, other = _steps(step.steps, shared), _steps(step.otherwise, shared)
                out.append(replace(step, steps=inner, otherwise=other))
            case Choose():
                options = {
                    name: replace(option, steps=_steps(option.steps, shared))
                    for name, option in step.options.items()
                }
                out.append(replace(step, options=options))
            case _:
                out.append(step)
    return tuple(out)
