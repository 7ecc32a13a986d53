"""What only several files together can have wrong: names that are not there, or there twice.

`Known` is what there is beside the files that are checked; it is read from their first lines, for a
name needs no more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from bot.dialogue.diagnostics import Row
from bot.dialogue.kinds import KINDS, Item, Lesson, Pattern, Programme, Shared, kind, name
from bot.dialogue.model import Dialogue, Draw, Pick, Remind, Step, steps_of, walk

_FIRST = re.compile(rf"^({'|'.join(KINDS)}):[ \t]*([a-z0-9_-]+)", re.MULTILINE)
_USUAL = re.compile(r"^usual:[ \t]*true\b", re.MULTILINE)


class Known(Struct, frozen=True):
    """Names by their kind, and the pattern that is the usual one."""

    names: Mapping[str, frozenset[str]] = {}
    usual: frozenset[str] = frozenset()

    def having(self, kind: str, name: str) -> bool:
        """Whether there is such a thing."""
        return name in self.names.get(kind, frozenset())


def what(text: str) -> tuple[str, str] | None:
    """The kind and the name that a file says first."""
    found = _FIRST.search(text)
    return (found[1], found[2]) if found else None


def known(texts: Iterable[str]) -> Known:
    """What these files have, unread."""
    names: dict[str, set[str]] = {}
    usual: set[str] = set()
    for text in texts:
        if (first := what(text)) is not None:
            names.setdefault(first[0], set()).add(first[1])
            usual |= {first[1]} if first[0] == "pattern" and _USUAL.search(text) else set()
    return Known({key: frozenset(some) for key, some in names.items()}, frozenset(usual))


def lint(items: Mapping[str, Item], beside: Known) -> Iterator[tuple[str, Row]]:
    """Rows, each with its file. `items`: what was read, by file; `beside`: everything that there
    is, with what could not be read.
    """
    for path, item in items.items():
        yield from ((path, row) for row in _there(item, beside))
    yield from _twice(items)
    yield from _usual(items, beside)


def _there(item: Item, beside: Known) -> Iterator[Row]:
    for place, what, wanted in _wanted(item):
        if not beside.having(what, wanted):
            called = {"words": "word list"}.get(what, what)
            there = ", ".join(sorted(beside.names.get(what, ()))) or "none"
            yield place, "N07", f"there is no {called} “{wanted}”", f"There are: {there}"


def _wanted(item: Item) -> Iterator[tuple[str, str, str]]:
    """The place, the kind and the name of each thing that an item refers to."""
    match item:
        case Dialogue() | Shared():
            steps = steps_of(item) if isinstance(item, Dialogue) else walk(item.steps)
            for step in steps:
                yield from _wanted_by(step)
        case Lesson(before=before):
            yield from ((f"@before/{n}", "dialogue", one) for n, one in enumerate(before))
        case Programme(parts=parts):
            for number, part in enumerate(parts):
                for what in ("dialogue", "deck", "lesson"):
                    if (wanted := getattr(part, what)) is not None:
                        yield f"@parts/{number}", what, wanted
        case _:
            pass


def _wanted_by(step: Step) -> Iterator[tuple[str, str, str]]:
    match step:
        case Draw(deck=deck):
            yield step.id, "deck", deck
        case Pick(words=words):
            yield step.id, "words", words
        case Remind(dialogue=str() as dialogue):
            yield step.id, "dialogue", dialogue
        case _:
            pass


def _twice(items: Mapping[str, Item]) -> Iterator[tuple[str, Row]]:
    """Two editions of a dialogue may be there at once; everything else has its name alone."""
    first: dict[tuple[str, str, int], str] = {}
    for path, item in items.items():
        edition = item.edition if isinstance(item, Dialogue) else 0
        other = first.setdefault((kind(item), name(item), edition), path)
        if other != path:
            what = f"“{name(item)}” is the name of {other}, too"
            yield path, (f"@{kind(item)}", "N08", what, "Give it another name, or a new edition")


def _usual(items: Mapping[str, Item], beside: Known) -> Iterator[tuple[str, Row]]:
    patterns = {path: one for path, one in items.items() if isinstance(one, Pattern)}
    remedy = "Let exactly one pattern have usual: true"
    for path, one in patterns.items():
        others = beside.usual - {one.pattern}
        if one.usual and others:
            what = f"“{', '.join(sorted(others))}” is the usual one, too"
            yield path, ("@usual", "N09", what, remedy)
    if patterns and not beside.usual:
        yield next(iter(patterns)), ("", "N09", "no pattern is the usual one", remedy)
