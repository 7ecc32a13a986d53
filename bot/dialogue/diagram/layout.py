"""The whole picture: what the dialogue is, one column for each way to do it, how to read it."""

from bot.dialogue.diagram.cards import CLOSINGS
from bot.dialogue.diagram.column import Column, Parts
from bot.dialogue.diagram.fitting import HEAD, NOTE, PAD, SAID, TITLE, Paper
from bot.dialogue.diagram.letters import width
from bot.dialogue.diagram.outline import outline
from bot.dialogue.diagram.plain import plain
from bot.dialogue.diagram.shapes import Box, Frame, Mark, Picture, Text
from bot.dialogue.model import BRANCHES, Dialogue

MARGIN, BETWEEN, BELOW = 28.0, 30.0, 26.0
#: Narrower and the words at the top would be a tall column themselves.
WIDTH_MIN = 720.0

LEVELS = {1: "warm", 2: "listening", 3: "couple topics", 4: "deep", 5: "with a therapist only"}
NEEDS = {
    "warm": "something warm",
    "listen": "being heard",
    "say": "saying it",
    "stuck": "being stuck",
    "repair": "repair",
    "dream": "dreams",
    "calm": "calm",
    "close": "closeness",
}
WAYS_OUT = (
    "Ways out: either may pause, stop or ask for support at any moment, without a reason. "
    "Who has the floor may pass. What somebody writes out of turn is kept for them alone."
)


def layout(dialogue: Dialogue) -> Picture:
    """Everything in its place."""
    parts = Parts.none()
    stacks = _stacks(dialogue)
    widths = [max(_size(dialogue, way)[0] for way in ways) for ways in stacks]
    taken = sum(widths) + BETWEEN * (len(stacks) - 1)
    across = max(taken, WIDTH_MIN - 2 * MARGIN)
    top = bottom = _head(dialogue, across, parts)
    x = MARGIN
    for ways, wide in zip(stacks, widths, strict=True):
        y = top
        for way in ways:
            y = Column(dialogue, way, x, y, parts).place() + BELOW
        bottom = max(bottom, y - BELOW)
        x += wide + BETWEEN
    bottom = _foot(dialogue, across, bottom + 22, parts)
    return Picture(
        width=across + 2 * MARGIN,
        height=bottom + MARGIN,
        title=plain(dialogue.title, dialogue.roles),
        outline=outline(dialogue),
        lanes=tuple(parts.lanes),
        frames=tuple(parts.frames),
        arrows=tuple(parts.arrows),
        boxes=tuple(parts.boxes),
        texts=tuple(parts.texts),
    )


def _stacks(dialogue: Dialogue) -> list[list[str]]:
    """The ways side by side; short ones stand below each other beside a long one, so that a sheet
    of paper is filled.
    """
    ways = [way for way in BRANCHES if dialogue.branch(way)]
    longest = max(_size(dialogue, way)[1] for way in ways)
    stacks: list[list[str]] = []
    height = longest
    for way in ways:
        more = _size(dialogue, way)[1]
        if height + BELOW + more > longest:
            stacks.append([])
            height = -BELOW
        stacks[-1].append(way)
        height += BELOW + more
    return stacks


def _size(dialogue: Dialogue, way: str) -> tuple[float, float]:
    """How wide and how high the column of a way is."""
    column = Column(dialogue, way, 0, 0, Parts.none())
    return column.width, column.place()


def facts(dialogue: Dialogue) -> str:
    """What one wants to know before one begins, in one line."""
    level = f"level {dialogue.level} of 5 ({LEVELS.get(dialogue.level, '')})"
    return f"About {dialogue.minutes} minutes · {level} · for {NEEDS[dialogue.need]}"


def _head(dialogue: Dialogue, across: float, parts: Parts) -> float:
    paper = Paper(MARGIN, MARGIN - 6, across, [])
    paper.write(plain(dialogue.title, dialogue.roles), TITLE, bold=True)
    paper.y += 2
    paper.write(plain(dialogue.purpose, dialogue.roles), HEAD)
    paper.y += 2
    paper.write(facts(dialogue), SAID, quiet=True)
    if dialogue.not_for:
        paper.write(f"Not for: {', '.join(dialogue.not_for)}", SAID, quiet=True)
    if dialogue.rest:
        words = f"Not within {dialogue.rest} minutes of a pause"
        paper.write(words, SAID, quiet=True)
    parts.texts += paper.texts
    return paper.y + 18


def _foot(dialogue: Dialogue, across: float, y: float, parts: Parts) -> float:
    y = _signs(y, across, parts)
    paper = Paper(MARGIN, y, across, [])
    paper.write(WAYS_OUT, NOTE)
    early = (f"“{CLOSINGS[name]}”" for name in ("not_now", "stopped", "quiet", "company"))
    paper.y += 3
    paper.write(
        f"It may end early, as {', '.join(early)}: each time with one kind sentence, "
        "and nobody is blamed.",
        NOTE,
    )
    paper.y += 3
    words = (
        "min: how long a step is waited for at most. ‹words›: what will be known by then. "
        "Wordings: each session has another one; the first is shown."
    )
    paper.write(words, NOTE)
    paper.y += 8
    lineage = f"After: {', '.join(dialogue.lineage)}. Practices: {', '.join(dialogue.rows)}."
    paper.write(lineage, NOTE, quiet=True)
    paper.write(f"{dialogue.dialogue}, edition {dialogue.edition}", NOTE, quiet=True)
    parts.texts += paper.texts
    return paper.y


def _signs(y: float, across: float, parts: Parts) -> float:
    """A small one of each shape, with what it means."""
    signs = (
        ("group", False, "in the group"),
        ("group", True, "alone, in private (dashed, with a lock)"),
        ("frame", False, "played as often as it says, or only if"),
        ("end", False, "an end"),
    )
    x = MARGIN
    for look, private, words in signs:
        taken = 46 + width(words, NOTE)
        if x + taken > MARGIN + across and x > MARGIN:
            x, y = MARGIN, y + 26
        if look == "frame":
            parts.frames.append(Frame(x, y, 34, 18, ()))
        elif look == "end":
            parts.boxes.append(Box(x, y, 34, 18, "end", private=False, mark="", texts=()))
        else:
            mark: Mark = "lock" if private else ""
            parts.boxes.append(Box(x, y, 34, 18, "group", private, mark, ()))
        parts.texts.append(Text(x + 42, y + 13, words, NOTE))
        x += taken + PAD * 2
    return y + 26
