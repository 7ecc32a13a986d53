"""The same picture in words, for who hears it read: one line for each step, blocks indented."""

from collections.abc import Iterator

from bot.dialogue.diagram.blocks import WAYS, condition, repeated
from bot.dialogue.diagram.cards import card
from bot.dialogue.diagram.plain import plain
from bot.dialogue.model import BRANCHES, Choose, Dialogue, Repeat, Rounds, Step, When


def outline(dialogue: Dialogue) -> str:
    """Lines of plain text."""
    lines = [plain(dialogue.purpose, dialogue.roles)]
    for way in BRANCHES:
        if steps := dialogue.branch(way):
            lines.append(f"{WAYS[way]}:")
            lines += _lines(steps, dialogue, 1)
    return "\n".join(lines)


def _lines(steps: tuple[Step, ...], dialogue: Dialogue, level: int) -> Iterator[str]:
    margin = "  " * level
    for step in steps:
        match step:
            case Rounds() | Repeat():
                yield f"{margin}{repeated(step, dialogue)}:"
                yield from _lines(step.steps, dialogue, level + 1)
            case When():
                yield f"{margin}{condition(step.condition, dialogue)}:"
                yield from _lines(step.steps, dialogue, level + 1)
                if step.otherwise:
                    yield f"{margin}Otherwise:"
                    yield from _lines(step.otherwise, dialogue, level + 1)
            case _:
                shown = card(step, dialogue)
                time = f" ({shown.minutes} min)" if shown.minutes else ""
                words = "; ".join(part for part in (shown.said, *shown.notes) if part)
                yield f"{margin}{shown.head}{time}. {words}".rstrip()
                for option in step.options.values() if isinstance(step, Choose) else ():
                    if option.steps:
                        yield f"{margin}  If “{plain(option.label, dialogue.roles)}”:"
                        yield from _lines(option.steps, dialogue, level + 2)
