"""Numbers in their ranges, and something to play: what `limits` says of steps."""

from collections.abc import Iterator

from bot.dialogue.diagnostics import Row
from bot.dialogue.limits import BREATHE_MINUTES, LABELS, OPTIONS, POSTS_MAX, RANGES, SLOTS
from bot.dialogue.measure import plays
from bot.dialogue.model import (
    Breathe,
    Choose,
    Dialogue,
    Fill,
    Rate,
    Repeat,
    Reveal,
    Rounds,
    Say,
    Step,
    When,
    children,
    steps_of,
)


def ranges(dialogue: Dialogue) -> Iterator[Row]:
    """Every number that has a range is in it."""
    for step in (dialogue, *steps_of(dialogue)):
        name = step.id if not isinstance(step, Dialogue) else ""
        for field, whole in RANGES.items():
            holders = (step, getattr(step, "messages", None))
            slots = step.slots.values() if isinstance(step, Fill) else ()
            for holder in (*holders, *slots):
                value = getattr(holder, field, None)
                low, high = BREATHE_MINUTES if isinstance(step, Breathe) else whole
                if isinstance(value, int) and not low <= value <= high:
                    place = name or f"@{field}"
                    yield place, "S03", f"{field} is {value}", f"Choose {low} to {high}"


def how_many(dialogue: Dialogue) -> Iterator[Row]:
    """As many options, labels and slots as a couple can see at once."""
    for step in steps_of(dialogue):
        match step:
            case Choose(options=options):
                yield from counted(step.id, "options", len(options), OPTIONS)
            case Reveal(options=some) if some:
                yield from counted(step.id, "options", len(some), OPTIONS)
            case Rate(labels=labels):
                yield from counted(step.id, "labels", len(labels), LABELS)
            case Fill(slots=slots):
                yield from counted(step.id, "slots", len(slots), SLOTS)
            case _:
                pass


def counted(place: str, what: str, count: int, limits: tuple[int, int]) -> Iterator[Row]:
    """Neither too few of something nor too many."""
    if not limits[0] <= count <= limits[1]:
        yield place, "S03", f"{count} {what}", f"Give {limits[0]} to {limits[1]}"


def playable(dialogue: Dialogue) -> Iterator[Row]:
    """Blocks have steps, and the couple is waited for."""
    if not dialogue.steps:
        yield "", "S05", "there are no steps", "Write at least one"
    for step in steps_of(dialogue):
        empty = isinstance(step, Rounds | Repeat | When) and not step.steps
        if empty and not (isinstance(step, When) and step.otherwise):
            yield step.id, "S05", "there are no steps in it", "Write at least one"
    posts = max(_posts(branch) for branch in dialogue.branches)
    if posts > POSTS_MAX:
        yield "", "S05", f"{posts} posts that wait for nobody", f"At most {POSTS_MAX}"


def _posts(steps: tuple[Step, ...]) -> int:
    count = 0
    for step in steps:
        count += isinstance(step, Say | Rate)
        count += plays(step) * sum(_posts(inner) for _, inner in children(step))
    return count


def twice(dialogue: Dialogue) -> Iterator[Row]:
    """A list of wordings has something to choose from, and no button stands there twice."""
    for step in steps_of(dialogue):
        for field in ("text", "again", "ask", "validate"):
            wording = getattr(step, field, None)
            if isinstance(wording, tuple):
                if len(wording) < 2:
                    what = f"{field} is a list of {len(wording)}"
                    yield step.id, "S06", what, "Write one sentence, or two and more in a list"
                yield from _doubled(step, field, wording)
        match step:
            case Choose(options=options):
                yield from _doubled(step, "options", [one.label for one in options.values()])
            case Reveal(options=labels):
                yield from _doubled(step, "options", labels)
            case Rate(labels=labels):
                yield from _doubled(step, "labels", labels)
            case _:
                pass


def _doubled(step: Step, field: str, texts: tuple[str, ...] | list[str]) -> Iterator[Row]:
    seen: set[str] = set()
    for text in texts:
        if (plain := " ".join(text.casefold().split())) in seen:
            yield step.id, "S06", f"“{text}” stands twice in {field}", "Leave one of them out"
        seen.add(plain)


CHECKS = (ranges, how_many, playable, twice)
