"""What the shape of a file cannot say: every check of the stages shape, names and conduct.

Each check takes a dialogue and gives rows. A shared block is checked as a dialogue that has only
steps, everything else in `lint_items`; what concerns several files is in `lint_library`.
"""

from collections.abc import Callable, Iterator

from bot.dialogue import (
    lint_conduct,
    lint_floors,
    lint_hearing,
    lint_items,
    lint_names,
    lint_shape,
    lint_texts,
    lint_voice,
)
from bot.dialogue.diagnostics import Row
from bot.dialogue.kinds import Item, Shared, sentences
from bot.dialogue.limits import SENTENCES_MAX
from bot.dialogue.model import Dialogue

#: Of steps, wherever they stand.
STEPS: tuple[Callable[[Dialogue], Iterator[Row]], ...] = (
    *lint_shape.CHECKS,
    *lint_names.CHECKS,
    *lint_texts.CHECKS,
    *lint_voice.CHECKS,
)
#: Of whole dialogues.
WHOLE: tuple[Callable[[Dialogue], Iterator[Row]], ...] = (
    *lint_conduct.CHECKS,
    *lint_floors.CHECKS,
    *lint_hearing.CHECKS,
)


def lint(item: Item) -> Iterator[Row]:
    """Every finding of every check; of a file with far too many sentences only that."""
    if (count := sum(1 for _ in sentences(item))) > SENTENCES_MAX:
        yield "", "S03", f"{count} sentences", f"At most {SENTENCES_MAX}; make several files of it"
        return
    match item:
        case Dialogue():
            for check in (*STEPS, *WHOLE):
                yield from check(item)
        case Shared():
            alone = _alone(item)
            for check in STEPS:
                yield from check(alone)
        case _:
            yield from lint_items.lint(item)


def _alone(block: Shared) -> Dialogue:
    """A dialogue that is nothing but this block."""
    return Dialogue(
        dialogue=block.block,
        edition=block.edition,
        title=block.block,
        purpose=block.purpose,
        lineage=(),
        rows=(),
        level=1,
        need="close",
        minutes=1,
        roles=block.roles,
        steps=block.steps,
        listed=False,
    )
