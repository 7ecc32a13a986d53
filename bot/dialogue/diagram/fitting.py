"""A card, a frame's label or an ending with its lines in place."""

from collections.abc import Sequence

from msgspec import Struct

from bot.dialogue.diagram.cards import Card
from bot.dialogue.diagram.letters import width, wrap
from bot.dialogue.diagram.shapes import Box, Look, Text

TITLE, HEAD, SAID, NOTE, NAME = 24.0, 13.0, 12.5, 11.0, 9.5
LEADING = {TITLE: 30.0, HEAD: 17.0, SAID: 16.0, NOTE: 14.5, NAME: 12.0}
PAD = 10.0
#: Room for the sign before a head.
MARK = 19.0
#: A text that is longer goes on in the file.
SAID_LINES_MAX = 6


class Paper(Struct):
    """Lines one below the other, from `y` downwards, between `x` and `x` + `room`."""

    x: float
    y: float
    room: float
    texts: list[Text]

    def write(
        self,
        words: str,
        size: float,
        *,
        bold: bool = False,
        quiet: bool = False,
        room: float | None = None,
        indent: float = 0.0,
        most: int = 0,
    ) -> None:
        """A paragraph, wrapped."""
        space = (self.room if room is None else room) - indent
        for line in wrap(words, space, size, bold=bold, most=most):
            self.y += LEADING[size]
            place = self.x + indent, self.y - LEADING[size] * 0.24
            self.texts.append(Text(*place, line, size, bold=bold, quiet=quiet))


def fitted(card: Card, step: str, place: tuple[float, float, float], look: Look) -> Box:
    """The box of a card at `place`: x, y, width. Its height is what its lines need."""
    x, y, across = place
    paper = Paper(x + PAD, y + PAD - 2, across - 2 * PAD, [])
    indent = MARK if card.mark else 0.0
    time = f"{card.minutes} min" if card.minutes else ""
    for_time = width(time, NOTE) + 8 if time else 0.0
    paper.write(card.head, HEAD, bold=True, room=paper.room - for_time, indent=indent)
    if time:
        first = paper.texts[0]
        end = x + across - PAD
        paper.texts.append(Text(end, first.y, time, NOTE, quiet=True, ends=True))
    if card.said:
        paper.y += 2
        paper.write(card.said, SAID, most=SAID_LINES_MAX)
    for note in card.notes:
        paper.y += 1
        paper.write(note, NOTE, quiet=True)
    _named(paper, step)
    height = paper.y + PAD - 2 - y
    return Box(x, y, across, height, look, card.private, card.mark, tuple(paper.texts), step)


def _named(paper: Paper, step: str) -> None:
    """The step's id, at the end of the last line if there is room."""
    last = paper.texts[-1]
    taken = width(last.words, last.size, bold=last.bold) + (last.x - paper.x)
    if last.ends or taken + width(step, NAME) + 12 > paper.room:
        paper.y += LEADING[NAME]
    end = paper.x + paper.room
    paper.texts.append(Text(end, paper.y - 3, step, NAME, quiet=True, ends=True))


def ending(sentences: Sequence[tuple[str, str]], place: tuple[float, float, float]) -> Box:
    """Where a way of doing it comes to its end: what is said then, each with when."""
    x, y, across = place
    paper = Paper(x + 16, y + PAD - 2, across - 32, [])
    paper.write("The end", HEAD, bold=True)
    for when, said in sentences:
        paper.y += 1
        paper.write(f"{when}{said}", NOTE, quiet=True)
    height = paper.y + PAD - 2 - y
    return Box(x, y, across, height, "end", private=False, mark="", texts=tuple(paper.texts))
