"""Where one character of a reader's ends: a flag, a family, a letter with its accent are one each.

An approximation of the Unicode rules that errs towards keeping together: enough never to cut what
people see as one sign.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

_JOINER: Final = "\u200d"
#: Signs of numbers and verses, which stand before what they are of.
_PREPENDED: Final = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2"
#: The class of what joins two consonants into one sign.
_VIRAMA: Final = 9
_MARKS: Final = frozenset({"Mn", "Me", "Mc"})


def graphemes(text: str) -> Iterator[str]:
    """The text in pieces that belong together."""
    start, flags = 0, 0
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        flags = flags + 1 if _is_flag(before) else 0
        if _together(before, after) or (flags % 2 and _is_flag(after)):
            continue
        yield text[start:place]
        start = place
    if text:
        yield text[start:]


def _together(before: str, after: str) -> bool:
    if before in "\r\n":
        return before == "\r" and after == "\n"
    if before == _JOINER or before in _PREPENDED or _extends(after):
        return after not in "\r\n"
    joined = unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo"
    return joined or _is_hangul(before, after)


def _extends(char: str) -> bool:
    """A joiner, an accent, a skin tone, a letter of a regional flag: part of what it follows."""
    if char < "\u0300":
        return False
    tone, tag = "\U0001f3fb" <= char <= "\U0001f3ff", "\U000e0020" <= char <= "\U000e007f"
    return char in ("\u200c", _JOINER) or tone or tag or unicodedata.category(char) in _MARKS


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_hangul(before: str, after: str) -> bool:
    """A syllable that is written as its letters."""
    letter, vowel = "\u1100" <= before <= "\u11a7", "\u1160" <= after <= "\u11ff"
    whole = "\uac00" <= after <= "\ud7a3"
    starts = "\u1100" <= before <= "\u115f" and ("\u1100" <= after <= "\u115f" or whole)
    ends = "\u11a8" <= before <= "\u11ff" and "\u11a8" <= after <= "\u11ff"
    syllable = "\uac00" <= before <= "\ud7a3" and "\u1160" <= after <= "\u11ff"
    return (letter and vowel) or starts or ends or syllable
