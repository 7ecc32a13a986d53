"""Insults that are aimed at the other: a first, simple recogniser.

What is found is not put to the listener to say back; its author is asked to say it once more. So a
false alarm costs one sentence, and what is missed is what it was before: the listener may pass.
"""

import re
from functools import cache

from bot.sensing.crisis import folded
from bot.sensing.epithets import INSULTS

#: As much of what stands before an attack is looked at. In characters.
_BEFORE_CHARS = 48


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    lexicon = INSULTS[language]
    parts = lexicon.harmless, lexicon.attacks, lexicon.before
    harmless, attacks, before = (re.compile("|".join(part)) for part in parts)
    return harmless, attacks, before


def insult(text: str, language: str) -> bool:
    """Whether something in it is meant to hurt the other. False in a language without a lexicon."""
    if language not in INSULTS:
        return False
    harmless, attacks, before = _patterns(language)
    said = harmless.sub(" _ ", folded(text))
    return any(
        not before.search(said, max(0, found.start() - _BEFORE_CHARS), found.start())
        for found in attacks.finditer(said)
    )
