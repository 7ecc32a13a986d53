"""Lists of phrases, by mark, and the finding of them in a text.

A list is plain text, for people who know a language and no program:

    # what somebody wants to say about it
    [words]
    youare = you're|youre|you are|ur
    [criticism]
    <youare> (so|such a|) (selfish|lazy)
    you never __ $

`[mark]` begins the phrases of a mark, one a line. In a phrase: a word; `stem*`, a word that begins
so; `(this|or that|)`, one of several, with an empty one for *or nothing*; `<name>`, the same from
`[words]`; `_`, any word, and `__`, up to three words, but not first; `^` and `$`, the beginning and
the end of a sentence. Signs of punctuation are not seen, emoji are words. Both sides are folded as
in `tokens`.
"""

import re

from bot.sensing.finding import NAMED, OneOf, Phrases, Piece
from bot.sensing.tokens import fold, tokens

#: Phrases in a list, and signs in a phrase: more is a mistake, and a list is read at every start.
PHRASES_MAX, PHRASE_CHARS_MAX = 5_000, 500
#: What stands below this mark are single words, for `words_in`, and no phrases.
SMALL = "language"

_PIECE = re.compile(r"\([^()]*\)|<[^<>]*>|[^\s()<>]+|[()<>]")
_NAME = re.compile(r"[a-z][a-z-]*")
_WORD = re.compile(r"[^\W_]")
_PLAIN = re.compile(r"(?:([a-z])(?!\1\1))+\*?")
_SECTION = re.compile(r"\[([a-z][a-z-]*)\]")
_SIGNS = frozenset(".,;:!?()[]{}\"'-–—/\\|+=*&%$#<>^~_…¿¡§°€£`")


class ListTrouble(ValueError):
    """A list of phrases cannot be read: the line, what is wrong, what to do."""


def words_of(folded: str) -> list[str]:
    """The words and emoji of a folded sentence."""
    return [one for one in tokens(folded) if one[0] not in _SIGNS]


# --- reading a list ------------------------------------------------------------------------------


def compiled(text: str, name: str) -> Phrases:
    """The phrases of a list. `name`: what the list is called in a `ListTrouble`."""
    phrases, known, mark, count = Phrases(), dict[str, Piece](), "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#", 1)[0].strip()
        try:
            if (section := _SECTION.fullmatch(line)) is not None:
                mark = section[1]
            elif line and mark == "words":
                key, value = _named(line)
                known[key] = _one_of(value, known)
            elif line and mark != SMALL:
                count += 1
                _check(line, mark, count)
                phrases.add(mark, _pieces(line, known))
        except ListTrouble as trouble:
            raise ListTrouble(f"{name}:{number}: {trouble}") from None
    phrases.ready()
    return phrases


def words_in(text: str, mark: str) -> frozenset[str]:
    """The single words of one mark of a list, as they are, without its other phrases."""
    found, here = set[str](), ""
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        if (section := _SECTION.fullmatch(line)) is not None:
            here = section[1]
        elif line and here == mark:
            found.update(word for part in line.split() for word in tokens(fold(part)))
    return frozenset(found)


def _named(line: str) -> tuple[str, str]:
    key, sign, value = line.partition("=")
    if not sign or not _NAME.fullmatch(key.strip()):
        raise ListTrouble("a line of [words] is `name = this|or that`")
    return key.strip(), value


def _check(line: str, mark: str, count: int) -> None:
    if not mark:
        raise ListTrouble("a phrase before the first [mark]. Put it below one")
    if len(line) > PHRASE_CHARS_MAX:
        raise ListTrouble(f"longer than {PHRASE_CHARS_MAX} characters. Make two of it")
    if count > PHRASES_MAX:
        raise ListTrouble(f"more than {PHRASES_MAX} phrases. Leave some out")


def _one_of(text: str, known: dict[str, Piece]) -> OneOf:
    return OneOf(_pieces(part, known) for part in text.split("|"))


def _pieces(phrase: str, known: dict[str, Piece]) -> tuple[Piece, ...]:
    found: list[Piece] = []  # the same choice is the same thing wherever it stands: it is shared
    for piece in _PIECE.findall(phrase):
        if piece.startswith("(") and piece.endswith(")"):
            if piece not in known:
                known[piece] = _one_of(piece[1:-1], known)
            found.append(known[piece])
        elif piece.startswith("<") and piece.endswith(">"):
            if piece[1:-1] not in known:
                raise ListTrouble(f"no [words] are called {piece}. Say what it stands for above")
            found.append(known[piece[1:-1]])
        else:
            found += _words(piece)
    return tuple(found)


def _words(piece: str) -> tuple[str, ...]:
    if piece in NAMED or _PLAIN.fullmatch(piece):  # most are, and need no folding
        return (piece,)
    if any(sign in piece for sign in "()<>|"):
        raise ListTrouble(f"{piece}: a bracket without its other half, or | without brackets")
    stem = piece.endswith("*")
    found = words_of(fold(piece.removesuffix("*")))
    if not found or (stem and not _WORD.search(found[-1])):
        raise ListTrouble(f"{piece} is no word")
    return (*found[:-1], found[-1] + "*") if stem else tuple(found)
