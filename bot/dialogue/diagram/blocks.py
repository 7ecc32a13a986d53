"""What a block says to a therapist: how often, until when, under which condition."""

from bot.dialogue.diagram.cards import CLOSINGS
from bot.dialogue.diagram.plain import plain
from bot.dialogue.model import (
    Choose,
    Condition,
    Dialogue,
    Repeat,
    Rounds,
    Step,
    Turn,
    any_of,
    children,
    steps_of,
    walk,
)

_TIMES = {1: "Once", 2: "Twice"}

#: How each of the BRANCHES is called, for an author.
WAYS = {
    "apart": "Apart, in writing",
    "together": "In the same room",
    "short": "Short: a minute or two each",
    "alone": "Alone, in one's private chat",
}


def repeated(block: Rounds | Repeat, dialogue: Dialogue) -> str:
    """How often a block is played."""
    if isinstance(block, Rounds):
        times = _TIMES.get(block.times, f"{block.times} times")
        if block.swap is None or block.times == 1:
            return times
        return f"{times}, changing places" if block.times == 2 else f"{times}, in turns"
    times = "Once" if block.at_most == 1 else f"Up to {block.at_most} times"
    if block.until:
        labels = (
            _label(step, name, dialogue)
            for step, names in block.until.items()
            for name in ((names,) if isinstance(names, str) else names)
        )
        wanted = " or ".join(labels)
        ends = f"; if never, it ends: {CLOSINGS[block.or_close]}" if block.or_close else ""
        if block.at_most == 1 and block.or_close:
            return f"Goes on with {wanted}; otherwise it ends: {CLOSINGS[block.or_close]}"
        return f"{times}, until {wanted}{ends}"
    turns = any(isinstance(step, Turn) for step in block.steps)
    return f"{times}, or until the turn is passed" if turns and block.at_most > 1 else times


def condition(wanted: Condition, dialogue: Dialogue) -> str:
    """When a block is played."""
    if wanted.chosen:
        labels = (_label(step, name, dialogue) for step, name in wanted.chosen.items())
        return f"If {' or '.join(labels)} was chosen"
    named = (
        (wanted.shown, "If both sent their answers to"),
        (wanted.reached, "If both are high enough in"),
        (wanted.sent, "If the form was sent:"),
        (wanted.said, "If something was said in"),
    )
    for steps, words in named:
        if steps is not None:
            return f"{words} {' or '.join(f'“{step}”' for step in any_of(steps))}"
    if wanted.validated:
        return "If each also said what makes sense of the other's side"
    if wanted.heard:
        return "If each said “that's it” to what was said back"
    return "If they have been through this before" if wanted.played else "If it is their first time"


def _label(step: str, name: str, dialogue: Dialogue) -> str:
    """The words on a button, in quotes."""
    for one in steps_of(dialogue):
        if isinstance(one, Choose) and one.id == step and name in one.options:
            return f"“{plain(one.options[name].label, dialogue.roles)}”"
    return f"“{name}”"


def depth(steps: tuple[Step, ...]) -> int:
    """How many frames are inside each other."""
    deepest = 0
    for step in steps:
        inner = [block for _, block in children(step) if block]
        if inner:
            deepest = max(deepest, 1 + max(depth(block) for block in inner))
    return deepest


def has(steps: tuple[Step, ...], kind: type[Step]) -> bool:
    """Whether there is a step of this kind."""
    return any(isinstance(step, kind) for step in walk(steps))
