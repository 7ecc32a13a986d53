"""Decks, word lists, patterns, lessons and programmes: their sizes, their names, their words."""

from collections.abc import Iterator, Mapping

from bot.dialogue import lint_voice
from bot.dialogue.diagnostics import Row
from bot.dialogue.kinds import (
    Deck,
    Family,
    Lesson,
    Pattern,
    Programme,
    WordList,
    kind,
    name,
)
from bot.dialogue.limits import (
    BREATHE_MINUTES,
    BUTTON_CHARS_MAX,
    CARDS,
    FAMILIES,
    FAMILY_WORDS,
    LABEL_CHARS_MAX,
    LESSON_WORDS_MAX,
    LINE_WORDS_MAX,
    PARTS,
    PATTERN_WORDS_MAX,
    RANGES,
    READ_CHARS_MAX,
    TEXT_CHARS_MAX,
)
from bot.dialogue.lint_conduct import sources
from bot.dialogue.lint_names import fits
from bot.dialogue.lint_shape import counted
from bot.dialogue.lint_texts import plain, sentence


def lint(item: Deck | WordList | Pattern | Lesson | Programme) -> Iterator[Row]:
    """Every finding."""
    yield from _header(item)
    match item:
        case Deck():
            yield from _deck(item)
        case WordList():
            yield from _word_list(item)
        case Pattern():
            yield from _pattern(item)
        case Lesson():
            yield from _text("@text", "text", item.text, READ_CHARS_MAX)
            yield from lint_voice.read("@text", item.text, LESSON_WORDS_MAX)
        case Programme():
            yield from _programme(item)


def _header(item: Deck | WordList | Pattern | Lesson | Programme) -> Iterator[Row]:
    yield from fits(f"@{kind(item)}", name(item))
    for field in ("edition", "level"):
        value, (low, high) = getattr(item, field, None), RANGES[field]
        if isinstance(value, int) and not low <= value <= high:
            yield f"@{field}", "S03", f"{field} is {value}", f"Choose {low} to {high}"
    yield from sources(item.lineage, item.rows)
    title_max = BUTTON_CHARS_MAX if isinstance(item, Pattern) else LABEL_CHARS_MAX
    yield from _text("@title", "title", item.title, title_max)
    yield from lint_voice.prompt("@title", item.title)
    yield from _text("@purpose", "purpose", item.purpose, TEXT_CHARS_MAX)
    yield from lint_voice.prompt("@purpose", item.purpose)


def _text(place: str, key: str, text: str, most: int) -> Iterator[Row]:
    yield from sentence(place, key, text, most)
    yield from plain(place, text)


def _twice(places: Mapping[str, str]) -> Iterator[Row]:
    """`places`: each text by its place."""
    seen: set[str] = set()
    for place, text in places.items():
        if (same := " ".join(text.casefold().split())) in seen:
            yield place, "S06", f"“{text}” stands there twice", "Leave one of them out"
        seen.add(same)


def _deck(deck: Deck) -> Iterator[Row]:
    yield from counted("@cards", "cards", len(deck.cards), CARDS)
    yield from _twice({f"@cards/{key}": text for key, text in deck.cards.items()})
    for key, text in deck.cards.items():
        yield from fits(f"@cards/{key}", key)
        yield from _text(f"@cards/{key}", key, text, TEXT_CHARS_MAX)
        yield from lint_voice.prompt(f"@cards/{key}", text)


def _word_list(words: WordList) -> Iterator[Row]:
    yield from counted("@families", "families", len(words.families), FAMILIES)
    everything: dict[str, str] = {}
    for key, family in words.families.items():
        place = f"@families/{key}"
        yield from fits(place, key)
        yield from _text(f"{place}/label", "label", family.label, LABEL_CHARS_MAX)
        yield from counted(f"{place}/words", "words", len(family.words), FAMILY_WORDS)
        everything |= {f"{place}/words/{word}": text for word, text in family.words.items()}
        yield from _family(place, family)
    yield from _twice(everything)


def _family(place: str, family: Family) -> Iterator[Row]:
    for word, text in family.words.items():
        where = f"{place}/words/{word}"
        yield from fits(where, word.partition("~")[0])
        yield from _text(where, word, text, TEXT_CHARS_MAX)
        yield from lint_voice.prompt(where, text, LINE_WORDS_MAX)


def _pattern(pattern: Pattern) -> Iterator[Row]:
    yield from _text("@text", "text", pattern.text, TEXT_CHARS_MAX)
    yield from lint_voice.read("@text", pattern.text, PATTERN_WORDS_MAX)
    low, high = BREATHE_MINUTES
    if not low <= pattern.minutes <= high:
        yield "@minutes", "S03", f"minutes is {pattern.minutes}", f"Choose {low} to {high}"
    if pattern.caution is not None:
        yield from _text("@caution", "caution", pattern.caution, TEXT_CHARS_MAX)
        yield from lint_voice.read("@caution", pattern.caution, PATTERN_WORDS_MAX)
    elif pattern.holds:
        what = "the breath is held, and nobody is told who should not"
        yield "@holds", "C10", what, "Write a caution: who takes another way, and when to stop"


def _programme(programme: Programme) -> Iterator[Row]:
    yield from counted("@parts", "parts", len(programme.parts), PARTS)
    for place, part in enumerate(programme.parts):
        given = [one for one in (part.dialogue, part.deck, part.lesson) if one is not None]
        if len(given) != 1:
            what = f"a part is one thing; this one is {len(given)}"
            yield f"@parts/{place}", "S03", what, "Write one of dialogue:, deck:, lesson:"
