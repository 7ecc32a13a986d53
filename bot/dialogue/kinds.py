"""What a library has beside dialogues: shared blocks, decks, word lists, patterns, lessons,
programmes. Data of the same kind: a header that says what it is and where it comes from, texts.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from bot.dialogue import render
from bot.dialogue.model import Dialogue, Need, Step, texts, texts_of, walk


class Header(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What everything has. `rows` names practices of the clinical reference."""

    edition: int
    title: str
    purpose: str
    lineage: tuple[str, ...]
    rows: tuple[str, ...]


class Shared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Steps that several dialogues share, under `include`."""

    block: str
    edition: int
    purpose: str
    roles: tuple[str, str]
    steps: tuple[Step, ...]


class Deck(Header, frozen=True, kw_only=True):
    """Cards to draw, each by its id."""

    deck: str
    level: int
    need: Need
    cards: dict[str, str]


class Family(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that belong together, each by its id."""

    label: str
    words: dict[str, str]


class WordList(Header, frozen=True, kw_only=True):
    """Words or lines to pick from, in families."""

    words: str
    families: dict[str, Family]


class Pattern(Header, frozen=True, kw_only=True):
    """A way to calm down, with the breath or without. `holds`: the breath is held in it, so it
    comes with a caution; `usual`: the one that is shown first; `minutes`: how long it takes.
    """

    pattern: str
    way: Literal["breath", "ground"]
    text: str
    holds: bool = False
    usual: bool = False
    minutes: int = 2
    caution: str | None = None


class Lesson(Header, frozen=True, kw_only=True):
    """A short read. `before`: the dialogues that it belongs to."""

    lesson: str
    text: str
    before: tuple[str, ...] = ()


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing of a programme: exactly one of these."""

    dialogue: str | None = None
    deck: str | None = None
    lesson: str | None = None


class Programme(Header, frozen=True, kw_only=True):
    """Several things in an order, at the couple's own pace."""

    programme: str
    level: int
    need: Need
    parts: tuple[Part, ...]


class Overlay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The texts of something in another language, by their keys. `of`: its kind and its name, such
    as `dialogue/three-good-minutes`; `edition`: which one was translated.
    """

    of: str
    edition: int
    texts: dict[str, str]


Item = Dialogue | Shared | Deck | WordList | Pattern | Lesson | Programme
#: By the key that a file of this kind begins with, which is also the field of its name.
KINDS: dict[str, type[Item]] = {
    "dialogue": Dialogue,
    "block": Shared,
    "deck": Deck,
    "words": WordList,
    "pattern": Pattern,
    "lesson": Lesson,
    "programme": Programme,
}


def kind(item: Item) -> str:
    """The key that a file of this kind begins with."""
    return next(key for key, struct in KINDS.items() if type(item) is struct)


def name(item: Item) -> str:
    """What it is called in files and commands."""
    return str(getattr(item, kind(item)))


def sentences(item: Item) -> Iterator[tuple[str, str]]:
    """Every sentence with its key: for what is no dialogue `cards/id`, `family`, `family/id`,
    `text`, `caution`; for everything that says where it comes from `lineage/0` and so on.
    """
    if isinstance(item, Dialogue):
        yield from texts(item)
        yield from _lineage(item.lineage)
        return
    if isinstance(item, Shared):
        for step in walk(item.steps):
            yield from texts_of(step)
        return
    yield "title", item.title
    yield "purpose", item.purpose
    yield from _lineage(item.lineage)
    match item:
        case Deck():
            yield from ((f"cards/{key}", text) for key, text in item.cards.items())
        case WordList():
            for key, family in item.families.items():
                yield key, family.label
                yield from ((f"{key}/{word}", text) for word, text in family.words.items())
        case Pattern():
            yield "text", item.text
            if item.caution is not None:
                yield "caution", item.caution
        case Lesson():
            yield "text", item.text
        case Programme():
            pass


def _lineage(lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Where something comes from. Names of people and works, so whatever is in it is meant as it
    stands there.
    """
    for number, line in enumerate(lines):
        yield f"lineage/{number}", render.plain(line)
