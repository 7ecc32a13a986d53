"""What a couple reads and taps: texts that Telegram takes and that have all that they name, names
that are not the bot's own, and steps that wait for somebody.

Each check takes a dialogue and gives `(step id, code, message, remedy)`, as those of `lint`.
"""

import re
from collections.abc import Iterator

from bot.dialogue import render
from bot.dialogue.model import (
    Choose,
    Dialogue,
    Draw,
    Fill,
    Gather,
    Pick,
    Rate,
    Reflect,
    Repeat,
    Reveal,
    Rounds,
    Say,
    Step,
    Turn,
    children,
    steps_of,
    texts,
    walk,
)

Row = tuple[str, str, str, str]

#: Characters in one sentence. A post takes 4,096; nobody reads that in the middle of a talk.
TEXT_CHARS_MAX = 600
#: Characters in a name. A button carries 64 bytes: its card, the action and this.
NAME_CHARS_MAX = 40
#: Labels in a scale: at least two to choose from, at most two rows of a phone.
SCALE = (2, 8)
#: Steps that nobody is waited for in, all rounds counted.
POSTS_MAX = 50
#: Actions of the bot's own buttons, which an option would never see, and the key of a step's text.
RESERVED = frozenset(
    {"text", "again", "pause", "film", "ground", "im_in", "skip", "help", "privacy", "sources"}
)
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
#: The marks that Telegram knows and that a sentence may need.
_TAGS = frozenset({"b", "i", "u", "s"})
_MARK = re.compile(r"<(?P<end>/?)(?P<tag>[a-z]*)(?P<close>>?)")


def named(dialogue: Dialogue) -> Iterator[Row]:
    """Each text uses only what exists by then: roles always, gathered words once gathered."""
    roles = dict.fromkeys(dialogue.roles, render.PERSON)
    known = dict(roles)
    for branch in dialogue.branches:
        known = dict(roles)
        for step in walk(branch):
            own = {key: text for key, text in texts(dialogue) if key.startswith(f"{step.id}/")}
            for text in own.values():
                yield from _problems(step.id, text, known | _named_here(step))
            known |= _brings(step, dialogue)
    for key, text in texts(dialogue):
        if key in ("title", "purpose"):
            yield from _problems("", text, {})
        elif key.startswith("closings/"):
            yield from _problems("", text, roles)


def _brings(step: Step, dialogue: Dialogue) -> dict[str, frozenset[str]]:
    """What later texts may name because of this step."""
    match step:
        case Gather() | Draw() | Pick():
            return {step.id: frozenset()}
        case Reveal():
            return {step.id: frozenset(dialogue.roles)}
        case Fill(slots=slots):
            return {step.id: frozenset(slots)}
        case _:
            return {}


def _named_here(step: Step) -> dict[str, frozenset[str]]:
    """What only this step's own texts may name."""
    match step:
        case Draw():
            return {"card": frozenset()}
        case Fill(slots=slots):
            return dict.fromkeys(slots, frozenset())
        case _:
            return {}


def _problems(step: str, text: str, names: dict[str, frozenset[str]]) -> Iterator[Row]:
    declared = ", ".join(names) or "nothing"
    for problem in render.problems(text, names):
        yield step, "N04", problem, f"Here a text may name: {declared}"


def written(dialogue: Dialogue) -> Iterator[Row]:
    """Each text says something, is not too long, and is marked up as Telegram can show it."""
    for key, text in texts(dialogue):
        step = key.split("/")[0] if "/" in key and not key.startswith("closings/") else ""
        if not text.strip():
            yield step, "S04", f"“{key}” is empty", "Write a sentence"
        elif len(text) > TEXT_CHARS_MAX:
            what = f"“{key}” has {len(text)} characters"
            yield step, "S04", what, f"At most {TEXT_CHARS_MAX}"
        elif (problem := marks(text)) is not None:
            remedy = "Write &lt; for <, or one of <b>, <i>, <u>, <s> and its end"
            yield step, "N04", problem, remedy


def marks(text: str) -> str | None:
    """What is wrong with the marks of a text; None if nothing is."""
    opened: list[str] = []
    for mark in _MARK.finditer(text):
        end, tag = mark["end"], mark["tag"]
        if tag not in _TAGS or not mark["close"]:
            return f"“{mark.group()}” is no mark that a text may have"
        if not end:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            return f"“{mark.group()}” ends nothing"
    return f"“<{opened[-1]}>” has no end" if opened else None


def own_names(dialogue: Dialogue) -> Iterator[Row]:
    """Names fit into a button and are not the bot's own."""
    names = [("", dialogue.dialogue)]
    for step in steps_of(dialogue):
        names.append((step.id, step.id))
        if isinstance(step, Choose):
            names += [(step.id, option) for option in step.options]
    for step_id, name in names:
        if not _NAME.fullmatch(name) or len(name) > NAME_CHARS_MAX:
            remedy = f"Small letters, digits, - and _, at most {NAME_CHARS_MAX}"
            yield step_id, "N05", f"“{name}” can't be a name", remedy
        elif name in RESERVED:
            yield step_id, "N05", f"“{name}” is a name of the bot's own", "Choose another"


def playable(dialogue: Dialogue) -> Iterator[Row]:
    """Blocks have steps, somebody else reflects, a scale can be answered, and the couple is waited
    for.
    """
    if not dialogue.steps:
        yield "", "S05", "there are no steps", "Write at least one"
    for step in steps_of(dialogue):
        if isinstance(step, Rounds | Repeat) and not step.steps:
            yield step.id, "S05", "there are no steps in it", "Write at least one"
        if isinstance(step, Rate) and not SCALE[0] <= len(step.labels) <= SCALE[1]:
            yield (
                step.id,
                "S03",
                f"a scale of {len(step.labels)}",
                f"Choose {SCALE[0]} to {SCALE[1]}",
            )
        if isinstance(step, Rounds) and step.swap and step.swap[0] == step.swap[1]:
            yield step.id, "N02", "a role changes places with itself", "Name both roles in swap"
    floors = {step.id: step.floor for step in steps_of(dialogue) if isinstance(step, Turn)}
    for step in steps_of(dialogue):
        if isinstance(step, Reflect) and floors.get(step.of) == step.by:
            what = f"“{step.by}” would say back their own words"
            yield step.id, "N02", what, "Let the other role reflect"
    posts = max(_posts(branch) for branch in dialogue.branches)
    if posts > POSTS_MAX:
        yield "", "S05", f"{posts} posts that wait for nobody", f"At most {POSTS_MAX}"


def _posts(steps: tuple[Step, ...]) -> int:
    count = 0
    for step in steps:
        count += isinstance(step, Say | Rate)
        times = getattr(step, "times", getattr(step, "at_most", 1))
        count += times * sum(_posts(inner) for _, inner in children(step))
    return count


CHECKS = (named, written, own_names, playable)
