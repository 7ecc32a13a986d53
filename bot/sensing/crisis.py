"""Threats and calls for help: a first, simple recogniser.

It is a backstop. The support button is the main road, and the bot says so. A word that is missed
is treated like any other; a word that is found is never removed and opens the floor.
"""

import re
from functools import cache

from bot.sensing.lexicon import CRISIS, Crisis
from bot.sensing.patterns import found, searchers
from bot.sensing.tokens import both_ends

#: Longer texts are read at both ends: people put what matters first or last. In characters.
WINDOW_CHARS = 2_000

_FOLD = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
#: A negation inside a threat, or as the word right before it, turns it round ("I'll never hurt
#: you", "not gonna hurt you"); one of an earlier clause does not.
_NEGATED = re.compile(r"\b(?:never|not|don'?t)\b")
_NEGATED_BEFORE = re.compile(r"(?:\b(?:never|not)|n'?t) $")
_WORD_CHARS = 12


@cache
def _patterns(
    language: str,
) -> tuple[re.Pattern[str], dict[Crisis, tuple[re.Pattern[str], ...]]]:
    lexicon = CRISIS[language]
    kinds = {kind: searchers(all_of) for kind, all_of in lexicon.phrases.items()}
    return re.compile("|".join(lexicon.harmless)), kinds


def folded(text: str) -> str:
    """A text as the lexicons read it: lower case, plain apostrophes, single spaces, both ends."""
    return " ".join(both_ends(text, WINDOW_CHARS).casefold().translate(_FOLD).split())


def crisis(text: str, language: str) -> Crisis | None:
    """The first kind found, harm to oneself before threats before calls for help; else None.

    A language without a lexicon gives None, and the couple is told so (`privacy.card`).
    """
    return crisis_in(folded(text), language)


def crisis_in(said: str, language: str) -> Crisis | None:
    """The same of a text that is folded. What is harmless is cut out only where anything is found:
    it takes a third of the time.
    """
    if language not in CRISIS:
        return None
    harmless, kinds = _patterns(language)
    if _first(kinds, said) is None:
        return None
    return _first(kinds, harmless.sub(" ", said))


def _first(kinds: dict[Crisis, tuple[re.Pattern[str], ...]], said: str) -> Crisis | None:
    for kind, patterns in kinds.items():
        for one in found(patterns, said):
            before = said[max(0, one.start() - _WORD_CHARS) : one.start()]
            negated = _NEGATED.search(one.group()) or _NEGATED_BEFORE.search(before)
            if kind != "threat" or not negated:
                return kind
    return None
