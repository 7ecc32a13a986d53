"""What a list of phrases and the way of writing say about one sentence or a message, by name."""

import re
from collections.abc import Sequence
from typing import Final

from bot.sensing.finding import GONE, Phrases
from bot.sensing.phrases import words_of
from bot.sensing.tokens import sentences

#: Marks of a list that say that somebody attacks the other. The rest raise or lower a little.
ATTACKS: Final = ("criticism", "contempt", "defence", "demand", "withdraw", "insult")
#: Of these, those that call the other something bad.
ON_CHARACTER: Final = frozenset(("criticism", "contempt", "insult"))
#: Marks that lower: what mends, what is said of oneself, what is warm or in fun, whose target is
#: somebody else.
GENTLE: Final = ("repair", "own", "warm", "joke", "third")
#: The other marks of a list.
WEAK: Final = ("absolute", "you", "hot", "swear", "shrink")
#: How it is written.
STYLE: Final = ("caps", "shouting")
#: Marks of an attack; and two that no list has: aping the other, which `echo` finds, and `words`,
#: since the word model is sure.
HOT: Final = frozenset((*ATTACKS, "mockery", "words"))
#: Marks of an attack that somebody can point at: a line is said only where there is one, since the
#: word model takes some hurt for an attack, and whoever tells of it is not to be told to slow down.
SAID: Final = HOT - {"words"}
#: Marks that are named as why something was called for.
RAISES: Final = HOT | {"absolute", "hot", "swear", "repeated", *STYLE}
#: Marks that are for other uses than heat.
FRAME, STOP, HARMLESS = "frame", "stop", "harmless"

_SHOUTED = re.compile(r"\b[^\W\d_]{3,}\b")
#: So many words in capitals, and that part of all, is shouting.
_CAPS_MIN, _CAPS_PART = 2, 0.25
_MANY = re.compile(r"[!?]{2,}")


class Sentence:
    """One sentence, folded: its words, and what was found in them."""

    __slots__ = ("marks", "text", "words")

    def __init__(
        self, text: str, lists: Sequence[Phrases], gone: Sequence[tuple[int, int]] = ()
    ) -> None:
        self.text = text
        self.words = words_of(text)
        for start, end in gone:
            self.words[start:end] = [GONE] * (end - start)
        self.marks: set[str] = set()
        for phrases in lists:
            self.marks |= _found(phrases, self.words)


def _found(phrases: Phrases, words: list[str]) -> set[str]:
    """The marks of a list in these words; what is harmless hides the words that it is made of."""
    found = phrases.find(words)
    hidden = [one for one in found if one.mark == HARMLESS]
    if not hidden:
        return {one.mark for one in found}
    left = list(words)
    for one in hidden:
        left[one.start : one.end] = [GONE] * (one.end - one.start)
    kept = {one.mark for one in found if one.mark in GENTLE or one.mark == STOP}
    return kept | {one.mark for one in phrases.find(left)}


def style(text: str) -> set[str]:
    """How it is written: `caps`, several words in capitals; `shouting`, signs like !! and ?!."""
    found = set()
    words = _SHOUTED.findall(text)
    shouted = [word for word in words if word.isupper()]
    if len(shouted) >= _CAPS_MIN and len(shouted) >= _CAPS_PART * len(words):
        found.add("caps")
    if _MANY.search(text):
        found.add("shouting")
    return found


def marked(folded: str, lists: Sequence[Phrases]) -> list[Sentence]:
    """The sentences of a folded message, each with its marks."""
    return [Sentence(one, lists) for one in sentences(folded)]
