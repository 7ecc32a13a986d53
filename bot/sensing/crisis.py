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
_SPACE = re.compile(r"\s+")
#: A negation right before a phrase turns it round ("I would never hurt you").
_NEGATED = re.compile(r"\b(?:never|not going to|won'?t|wouldn'?t|would not|will not|not gonna)\b")
_NEGATION_CHARS = 24


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], dict[Crisis, re.Pattern[str]]]:
    lexicon = CRISIS[language]
    harmless = re.compile("|".join(lexicon.harmless))
    kinds = {kind: re.compile("|".join(all_of)) for kind, all_of in lexicon.phrases.items()}
    return harmless, kinds


def crisis(text: str, language: str) -> Crisis | None:
    """The first kind found, harm to oneself before threats before calls for help; else None.

    A language without a lexicon gives None: see `understood`.
    """
    if language not in CRISIS:
        return None
    if len(text) > WINDOW_CHARS:
        half = WINDOW_CHARS // 2
        text = f"{text[:half]}\n{text[-half:]}"
    harmless, kinds = _patterns(language)
    folded = harmless.sub(" ", _SPACE.sub(" ", text.casefold().translate(_FOLD)).strip())
    for kind, pattern in kinds.items():
        for found in pattern.finditer(folded):
            before = folded[max(0, found.start() - _NEGATION_CHARS) : found.end()]
            if kind != "threat" or not _NEGATED.search(before):
                return kind
    return None


def understood(language: str) -> bool:
    """Whether threats and calls for help are recognised in this language."""
    return language in CRISIS
