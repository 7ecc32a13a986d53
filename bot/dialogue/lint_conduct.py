"""Conduct: consent first, hearing before solving, an end in sight, nobody misled.

What holds by construction has no check, for no file can break it: a wait always ends (each has its
minutes); every reflection can be passed, and so can every turn; a private answer is shown only as
its verb says before it is asked; stop, pause and support stand above every dialogue.
"""

import re
from collections.abc import Iterator

from bot.dialogue.diagnostics import Row
from bot.dialogue.limits import (
    GATED_LEVEL,
    REPETITIONS_MAX,
    ROWS_MAX,
    SITTING_MINUTES_FREE,
    SITTING_MINUTES_MAX,
    SITTING_TIMES,
)
from bot.dialogue.measure import minutes, plays
from bot.dialogue.model import (
    BRANCHES,
    Choose,
    Consent,
    Dialogue,
    Rate,
    Repeat,
    Say,
    Step,
    Wait,
    children,
    steps_of,
    walk,
)


def header(dialogue: Dialogue) -> Iterator[Row]:
    """It says where it comes from, and from level 2 on whom it is not for."""
    yield from sources(dialogue.lineage, dialogue.rows)
    if dialogue.level >= GATED_LEVEL and not dialogue.not_for:
        what = "nobody reads whom this is not for"
        yield "@level", "C08", what, "Write not_for: [after a fight today, ...]"


def sources(lineage: tuple[str, ...], rows: tuple[str, ...]) -> Iterator[Row]:
    """Where something comes from, and rows of the clinical reference that exist."""
    if not any(one.strip() for one in lineage):
        yield "@lineage", "C08", "nobody reads where this comes from", "Name it, or write: [ours]"
    if not rows:
        yield (
            "@rows",
            "C08",
            "there are no rows",
            "Name rows of the clinical reference, such as P46",
        )
    for row in rows:
        number = re.fullmatch(r"P([1-9]\d{0,2})", row)
        if number is None or int(number[1]) > ROWS_MAX:
            yield "@rows", "C08", f"there is no row “{row}”", f"Name P1 to P{ROWS_MAX}"


def consent(dialogue: Dialogue) -> Iterator[Row]:
    """From level 2 on every way to do it begins with a private consent."""
    if dialogue.level < GATED_LEVEL:
        return
    for branch in (dialogue.steps, dialogue.together, dialogue.short):
        first = branch[0] if branch else None
        if first and not (isinstance(first, Consent) and first.private):
            what = "level 2 and up begins with both partners' separate consent"
            yield first.id, "C01", what, "Let the first step be a consent with private: true"
    if "not_now" in dialogue.closings:
        what = "from level 2 on “not today” has the same words for every reason"
        yield "@closings/not_now", "C03", what, "Leave out closings: not_now"


def debrief(dialogue: Dialogue) -> Iterator[Row]:
    """From level 2 on each is asked in the end how it was."""
    if dialogue.level < GATED_LEVEL or not dialogue.steps:
        return
    if not any(isinstance(step, Rate) for step in walk(dialogue.steps)):
        what = "nobody is asked how it was"
        yield "@steps", "C09", what, "End with a rate, or with include: debrief"


def alone(dialogue: Dialogue) -> Iterator[Row]:
    """Who is alone reads and has time; nothing is asked, kept or passed on."""
    for step in walk(dialogue.alone):
        if not isinstance(step, Say | Wait):
            what = "somebody alone only reads and has time"
            yield step.id, "C07", what, "Use say and wait under alone"


def sitting(dialogue: Dialogue) -> Iterator[Row]:
    """How long it may take is in proportion to how long it says that it takes."""
    most = max(SITTING_MINUTES_FREE, SITTING_TIMES * dialogue.minutes)
    most = min(most, SITTING_MINUTES_MAX)
    for name in BRANCHES:
        longest = minutes(dialogue.branch(name))
        if longest > most:
            place = "@steps" if name == "apart" else f"@{name}"
            what = f"if every wait lasts, this takes {longest} minutes"
            yield place, "C04", what, f"At most {most}, for minutes: {dialogue.minutes}"


def way_out(dialogue: Dialogue) -> Iterator[Row]:
    """A block that waits for a choice asks for it, and nothing comes back for ever."""
    for step in steps_of(dialogue):
        if isinstance(step, Repeat) and step.until:
            inside = {one.id for one in walk(step.steps) if isinstance(one, Choose)}
            for choice in step.until:
                if choice not in inside:
                    what = f"the choice “{choice}” is not asked in this block"
                    yield step.id, "C05", what, "Put the choose step into the block"
    for branch in dialogue.branches:
        for step, times in _times(branch, 1):
            if times > REPETITIONS_MAX and not any(children(step)):
                what = f"“{step.id}” may come {times} times"
                yield step.id, "C05", what, f"At most {REPETITIONS_MAX}; lower times or at_most"


def _times(steps: tuple[Step, ...], times: int) -> Iterator[tuple[Step, int]]:
    for step in steps:
        yield step, times
        for _, inner in children(step):
            yield from _times(inner, times * plays(step))


CHECKS = (header, consent, debrief, alone, sitting, way_out)
