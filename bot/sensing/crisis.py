"""Threats and calls for help: a first, simple recogniser.

It is a backstop. The support button is the main road, and the bot says so. A word that is missed
is treated like any other; a word that is found is never removed and opens the floor.
"""

import re
from functools import cache

from bot.sensing.lexicon import CRISIS, Crisis

#: Longer texts are read at both ends: people put what matters first or last. In characters.
WINDOW_CHARS = 2_000

_FOLD = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
#: A negation inside a threat, or as the word right before it, turns it round ("I'll never hurt
#: you", "not gonna hurt you"); one of an earlier clause does not.
_NEGATED = re.compile(r"\b(?:never|not|don'?t)\b")
_NEGATED_BEFORE = re.compile(r"(?:\b(?:never|not)|n'?t) $")
_WORD_CHARS = 12


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], dict[Crisis, re.Pattern[str]]]:
    lexicon = CRISIS[language]
    harmless = re.compile("|".join(lexicon.harmless))
    kinds = {kind: re.compile("|".join(all_of)) for kind, all_of in lexicon.phrases.items()}
    return harmless, kinds


def folded(text: str) -> str:
    """A text as the lexicons read it: lower case, plain apostrophes, single spaces, both ends."""
    if len(text) > WINDOW_CHARS:
        half = WINDOW_CHARS // 2
        text = f"{text[:half]}\n{text[-half:]}"
    return " ".join(text.casefold().translate(_FOLD).split())


def crisis(text: str, language: str) -> Crisis | None:
    """The first kind found, harm to oneself before threats before calls for help; else None.

    A language without a lexicon gives None, and the couple is told so (`privacy.card`).
    """
    if language not in CRISIS:
        return None
    harmless, kinds = _patterns(language)
    said = harmless.sub(" ", folded(text))
    for kind, pattern in kinds.items():
        for found in pattern.finditer(said):
            before = said[max(0, found.start() - _WORD_CHARS) : found.start()]
            negated = _NEGATED.search(found.group()) or _NEGATED_BEFORE.search(before)
            if kind != "threat" or not negated:
                return kind
    return None
