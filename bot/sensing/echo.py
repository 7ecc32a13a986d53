"""Somebody uses the other's words: to say them back, or to mock."""

import re
from collections.abc import Sequence

from bot.sensing.phrases import words_of
from bot.sensing.tokens import fold

#: So many words in a row are an echo.
_ROW_MIN = 3
#: In quotation marks, that part of the words has to be the other's, and so many at least.
_MOCKED_PART, _MOCKED_MIN = 0.6, 2
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{4,200})[\"“”„«»]")
#: AlTeRnAtInG capitals.
_ALTERNATING = re.compile(r"\b(?:[^\W\d_](?:[a-zà-ÿ][A-ZÀ-Þ]){2,}|(?:[A-ZÀ-Þ][a-zà-ÿ]){3,})")


def mask(
    words: Sequence[str], heard: Sequence[frozenset[str]], small: frozenset[str]
) -> list[tuple[int, int]]:
    """The places of what the other has said, as (start, end): words in a row, and single ones that
    are not `small`. Words that everybody uses, such as *you never*, are nobody's.
    """
    theirs = frozenset[str]().union(*heard)
    found: list[tuple[int, int]] = []
    start = 0
    for place in range(len(words) + 1):
        if place < len(words) and words[place] in theirs:
            continue
        if place - start >= _ROW_MIN:
            found.append((start, place))
        start = place + 1
    own = (place for place, word in enumerate(words) if word in theirs and word not in small)
    return found + [(place, place + 1) for place in own]


def mocks(text: str, heard: Sequence[frozenset[str]]) -> bool:
    """Whether the other's latest words are quoted at them, or somebody is aped."""
    if _ALTERNATING.search(text):
        return True
    if not heard:
        return False
    for quoted in _QUOTED.findall(text):
        words = words_of(fold(quoted))
        shared = sum(word in heard[0] for word in words)
        if shared >= _MOCKED_MIN and shared >= _MOCKED_PART * len(words):
            return True
    return False
