"""What a couple reads and taps: texts that Telegram takes and that have all that they name by then.

What may be named grows from step to step. What came inside a block that may not be played is known
only there; a private answer only where it is known that it may be shown.
"""

import re
from collections.abc import Iterator, Mapping

from bot.dialogue import render
from bot.dialogue.diagnostics import Row
from bot.dialogue.limits import LABEL_CHARS_MAX, TEXT_CHARS_MAX
from bot.dialogue.model import (
    Choose,
    Condition,
    Dialogue,
    Draw,
    Fill,
    Gather,
    Pick,
    Rate,
    Reveal,
    Step,
    When,
    children,
    steps_of,
    texts,
    texts_of,
)

Names = Mapping[str, frozenset[str]]
PLAIN: frozenset[str] = frozenset()

#: The marks that Telegram knows and that a sentence may need.
_TAGS = frozenset({"b", "i", "u", "s"})
_MARK = re.compile(r"<(?P<end>/?)(?P<tag>[a-z]*)(?P<close>>?)")


def named(dialogue: Dialogue) -> Iterator[Row]:
    """Each text uses only what exists by then."""
    roles: Names = dict.fromkeys(dialogue.roles, render.PERSON)
    private = _private(dialogue)
    for branch in dialogue.branches:
        yield from _block(branch, dict(roles), dialogue, private)
    for key, text in texts(dialogue):
        if key in ("title", "purpose"):
            yield from _problems(f"@{key}", text, {}, PLAIN)
        elif key.startswith("closings/"):
            yield from _problems(f"@{key}", text, roles, private)


def _block(
    steps: tuple[Step, ...], known: dict[str, frozenset[str]], dialogue: Dialogue,
    private: frozenset[str],
) -> Iterator[Row]:  # fmt: skip
    """The steps of one block, in order; `known` grows with what they bring."""
    for step in steps:
        for _, text in texts_of(step):
            names = {**known, **_named_here(step)}
            if isinstance(step, Rate):  # told when the exercise, and its words, are over
                names = dict.fromkeys(dialogue.roles, render.PERSON)
            yield from _problems(step.id, text, names, private)
        if isinstance(step, Fill):
            yield from _unnamed(step)
        for name, inner in children(step):
            here = known if not isinstance(step, When | Choose) else dict(known)
            if isinstance(step, When) and name == "if":
                here |= _answers(step.condition, dialogue)
            yield from _block(inner, here, dialogue, private)
        if isinstance(step, Gather | Draw | Pick):
            known[step.id] = PLAIN


def _private(dialogue: Dialogue) -> frozenset[str]:
    """The steps whose answers are private until they are shown or sent."""
    return frozenset(step.id for step in steps_of(dialogue) if isinstance(step, Reveal | Fill))


def _answers(condition: Condition, dialogue: Dialogue) -> dict[str, frozenset[str]]:
    """What may be named where this condition holds."""
    steps = {step.id: step for step in steps_of(dialogue)}
    shown, sent = steps.get(condition.shown or ""), steps.get(condition.sent or "")
    found: dict[str, frozenset[str]] = {}
    if isinstance(shown, Reveal):
        found[shown.id] = frozenset(dialogue.roles)
    if isinstance(sent, Fill):
        found[sent.id] = frozenset(sent.slots)
    return found


def _named_here(step: Step) -> dict[str, frozenset[str]]:
    """What only this step's own texts may name."""
    match step:
        case Draw():
            return {"card": PLAIN}
        case Fill(slots=slots):
            return dict.fromkeys(slots, PLAIN)
        case _:
            return {}


def _unnamed(form: Fill) -> Iterator[Row]:
    if not any(render.problems(form.text, dict.fromkeys(render.variables(form.text), PLAIN))):
        for slot in sorted(form.slots.keys() - render.variables(form.text)):
            what = f"the form asks for “{slot}”, and its text leaves it out"
            yield form.id, "N04", what, f"Write {{{{ {slot} }}}} in its text"


def _problems(place: str, text: str, names: Names, private: frozenset[str]) -> Iterator[Row]:
    hidden = (render.variables(text) & private) - names.keys()
    for name in sorted(hidden):
        what = f"“{name}” is a private answer, and here nobody knows whether it may be shown"
        remedy = f"Name it inside a when of shown: {name}, or of sent: {name}"
        yield place, "N10", what, remedy
    declared = ", ".join(names) or "nothing"
    for problem in render.problems(text, {**names, **dict.fromkeys(hidden, render.ANY)}):
        yield place, "N04", problem, f"Here a text may name: {declared}"


def written(dialogue: Dialogue) -> Iterator[Row]:
    """Each text says something, is not too long, and is marked up as Telegram can show it."""
    for step in steps_of(dialogue):
        labels = _labels(step)
        for key, text in texts_of(step):
            most = LABEL_CHARS_MAX if key in labels else TEXT_CHARS_MAX
            yield from sentence(step.id, key, text, most)
    for key, text in texts(dialogue):
        if key in ("title", "purpose") or key.startswith("closings/"):
            most = LABEL_CHARS_MAX if key == "title" else TEXT_CHARS_MAX
            yield from sentence(f"@{key}", key, text, most)


def _labels(step: Step) -> set[str]:
    """The keys of what stands on a button."""
    match step:
        case Choose(options=options):
            return {f"{step.id}/{name}" for name in options}
        case Rate(labels=labels) | Reveal(options=labels):
            return {f"{step.id}/{place}" for place in range(len(labels))}
        case _:
            return set()


def sentence(place: str, key: str, text: str, most: int) -> Iterator[Row]:
    """One text: not empty, at most so many characters, marks that Telegram knows."""
    if not text.strip():
        yield place, "S04", f"“{key}” is empty", "Write a sentence"
    elif len(text) > most:
        yield place, "S04", f"“{key}” has {len(text)} characters", f"At most {most}"
    elif (problem := marks(text)) is not None:
        yield place, "N04", problem, "Write &lt; for <, or one of <b>, <i>, <u>, <s> and its end"


def plain(place: str, text: str) -> Iterator[Row]:
    """A text that names nothing, such as a card."""
    yield from _problems(place, text, {}, PLAIN)


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


CHECKS = (named, written)
