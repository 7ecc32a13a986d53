"""A text as the sensing reads it: folded, in tokens, in sentences."""

import re
import unicodedata

_PLAIN = {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"',
          "»": '"', "ё": "е", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ı": "i"}  # fmt: skip


def _unaccented() -> dict[int, str]:
    """Letters of Latin scripts without their accents, since people who text leave them out."""
    plain = dict(_PLAIN)
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and chr(code) not in plain:
            plain[chr(code)] = base.lower()
    return str.maketrans(plain)


_FOLD = _unaccented()
_LONG = re.compile(r"(\w)\1{2,}")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]+|[^\w\s]")
_LINK = re.compile(r"https?://\S+|@\w+")
_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def both_ends(text: str, chars: int) -> str:
    """The text, or the two ends of a longer one, `chars` in all: people put what matters first or
    last.
    """
    if len(text) <= chars:
        return text
    half = chars // 2
    return f"{text[:half]}\n{text[-half:]}"


def fold(text: str) -> str:
    """Lower case, plain apostrophes, no accents on Latin letters, no letter more than twice in a
    row, no links and names of accounts.
    """
    folded = text.casefold().translate(_FOLD)
    if "://" in folded or "@" in folded:
        folded = _LINK.sub(" ", folded)
    return _LONG.sub(r"\1\1", folded)


def tokens(folded: str) -> list[str]:
    """Words (with an apostrophe inside), runs of ! and ?, and single other signs."""
    return _TOKEN.findall(folded)


def sentences(text: str) -> list[str]:
    """The sentences of a text, as its author ended them."""
    return [part for part in _END.split(text) if part.strip()]
