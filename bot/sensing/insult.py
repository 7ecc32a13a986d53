"""Insults that are aimed at the other: a first, simple recogniser.

What is found is not put to the listener to say back; its author is asked to say it once more. So a
false alarm costs one sentence, and what is missed is what it was before: the listener may pass.
"""

import re
from functools import cache

from bot.sensing.crisis import folded
from bot.sensing.epithets import INSULTS
from bot.sensing.patterns import found, searchers

#: As much of what stands before an attack is looked at. In characters.
_BEFORE_CHARS = 48


@cache
def _patterns(
    language: str,
) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...], re.Pattern[str]]:
    lexicon = INSULTS[language]
    harmless, before = (re.compile("|".join(part)) for part in (lexicon.harmless, lexicon.before))
    return harmless, searchers(lexicon.attacks), before


def insult(text: str, language: str) -> bool:
    """Whether something in it is meant to hurt the other. False in a language without a lexicon."""
    return insult_in(folded(text), language)


def insult_in(said: str, language: str) -> bool:
    """The same of a text that is folded; what is harmless is cut out where anything is found."""
    if language not in INSULTS:
        return False
    harmless, attacks, before = _patterns(language)
    if not any(found(attacks, said)):
        return False
    said = harmless.sub(" _ ", said)
    return any(
        not before.search(said, max(0, one.start() - _BEFORE_CHARS), one.start())
        for one in found(attacks, said)
    )
