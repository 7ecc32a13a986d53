"""How a text reads: its words, its sentences, and the school year that it takes. English only.

The year is the Flesch-Kincaid grade (0.39 words a sentence + 11.8 syllables a word - 15.59), with
two changes for what is shorter than a page. Syllables are counted by groups of vowels, which is
right for nine words of ten. And `USUAL_WORDS` words of everyday English are added to every text:
one long word in a prompt of eight is no university lecture, and three are hard.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

#: Words of everyday talk that are added to every text, with their syllables and their sentences.
USUAL_WORDS, USUAL_SYLLABLES, USUAL_SENTENCES = 20, 26, 2
#: What a twelve-year-old manages: a whole prompt (25 words, two sentences) of school year 7 has 5.5
#: here, a short one less.
GRADE_MAX = 5.6

_VALUE = re.compile(r"{{.*?}}", re.DOTALL)
_TAG = re.compile(r"({%.*?%})", re.DOTALL)
_MARK = re.compile(r"<[^>]*>|{[%#].*?[%#]}|&[a-z#0-9]+;", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SENTENCE = re.compile(r"[.!?:;…]+(?=[\s”\")]|$)|\n\s*\n")
_VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+")


def said(text: str) -> Iterator[str]:
    """The text as people read it, a name for each value: with all that stands in an `if`, and with
    all that stands in its `else`.
    """
    parts = _TAG.split(text)
    for which in ("if", "else") if len(parts) > 1 else ("if",):
        yield _MARK.sub(" ", _VALUE.sub("Robin", _chosen(parts, which))).strip()


def _chosen(parts: list[str], which: str) -> str:
    """What is left of a text of which one side of every `if` is read."""
    inside: list[str] = []
    found = []
    for part in parts:
        word = part.strip("{}%-+ \n").partition(" ")[0] if part.startswith("{%") else None
        if word is None:
            found += [part] if all(side == which for side in inside) else []
        elif word == "if":
            inside.append("if")
        elif inside and word in ("elif", "else"):
            inside[-1] = "else"
        elif inside and word == "endif":
            inside.pop()
    return "".join(found)


def words(text: str) -> list[str]:
    """The words of a text that `said` gave. A number is one."""
    return _WORD.findall(text)


def grade(text: str) -> float:
    """The school year that a text takes, as `said` gave it."""
    found = words(text)
    ends = [0, *(end.end() for end in _SENTENCE.finditer(text)), len(text)]
    sentences = sum(bool(words(text[begin:end])) for begin, end in pairwise(ends))
    count = len(found) + USUAL_WORDS
    beat = sum(map(syllables, found)) + USUAL_SYLLABLES
    return 0.39 * count / (sentences + USUAL_SENTENCES) + 11.8 * beat / count - 15.59


def syllables(word: str) -> int:
    """How many a word has, about: groups of vowels, without an `e` that is not spoken."""
    low = word.casefold()
    count = len(_VOWELS.findall(low))
    silent = low.endswith("e") and not low.endswith(("le", "ee", "ie", "ye"))
    silent = silent or (low.endswith("ed") and not low.endswith(("ted", "ded")))
    silent = silent or (
        low.endswith("es") and not low.endswith(("ses", "zes", "ces", "ges", "les", "hes", "xes"))
    )
    return max(1, count - silent)
