"""Phrases, and the finding of them in the words of a sentence.

A machine that is made while it runs: each of its states is a set of places in phrases. What it
keeps of words are those of its list, never somebody's own. See `phrases` for how a list is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

#: Words that `__` stands for at most.
GAP_MAX = 3
#: States that are kept; a list of a thousand phrases has some four thousand on many thousand lines.
STATES_MAX = 20_000

#: What a word that is not to be seen is replaced by: no phrase has it.
GONE = "\0"
#: Pieces that are no words: any word, up to three, the beginning and the end of a sentence.
NAMED = {"_": "any", "__": "gap", "^": "start", "$": "end"}


class Found(NamedTuple):
    """A mark, the first of its words, and the one after its last."""

    mark: str
    start: int
    end: int


class OneOf:
    """A piece of a phrase that is one of several sequences: single words and single beginnings of
    words, which are looked up all at once, and others.
    """

    __slots__ = ("others", "singles", "stems")

    def __init__(self, sequences: Iterable[tuple["Piece", ...]]) -> None:
        singles, stems, others = set[str](), set[str](), list[tuple[Piece, ...]]()
        for one in sequences:
            only = one[0] if len(one) == 1 else None
            if not isinstance(only, str) or only in NAMED:
                others.append(one)
            elif only.endswith("*"):
                stems.add(only[:-1])
            else:
                singles.add(only)
        self.singles, self.stems, self.others = frozenset(singles), frozenset(stems), tuple(others)


Piece = str | OneOf


class Phrases:
    """Phrases, ready to be found."""

    def __init__(self) -> None:
        self.marks: set[str] = set()
        self._root = _Place()
        self._known: set[str] = set()
        self._learnt: set[OneOf] = set()
        self._stems: set[str] = set()
        self._lengths: tuple[int, ...] = ()
        self._states: dict[frozenset[_Item], _State] = {}
        self._first, self._start = _State((), ""), _State((), "")

    def add(self, mark: str, phrase: Sequence[Piece]) -> None:
        """One more phrase of a mark. `ready` comes after the last."""
        self.marks.add(mark)
        while phrase and phrase[0] in ("_", "__"):
            phrase = phrase[1:]  # whatever stands before it may stand there anyway
        place = self._root
        for piece in phrase:
            place = place.then(piece)
            self._learn(piece)
        place.marks |= {mark}

    def ready(self) -> None:
        """All phrases are there."""
        self._lengths = tuple(sorted({len(one) for one in self._stems}))
        self._start = self._state(_closure([(self._root, 0)], at_start=False))
        self._first = self._state(_closure([(self._root, 0)], at_start=True))

    def _learn(self, piece: Piece) -> None:
        """The words and beginnings of a piece."""
        if isinstance(piece, OneOf):
            if piece in self._learnt:
                return
            self._learnt.add(piece)
            self._known |= piece.singles
            self._stems |= piece.stems
            for one in (one for sequence in piece.others for one in sequence):
                self._learn(one)
        elif piece.endswith("*"):
            self._stems.add(piece[:-1])
        elif piece not in NAMED:
            self._known.add(piece)

    def find(self, words: Sequence[str]) -> set[Found]:
        """All that is found in the words of one sentence."""
        found: set[Found] = set()
        kinds = [self._kind(word) for word in words]
        end = len(kinds)
        for start in range(end):
            state: _State | None = self._start if start else self._first
            at = start
            while state is not None and at < end:
                state = self._next(state, kinds[at])
                at += 1
                if state is None:
                    break
                if state.marks:
                    found.update(Found(mark, start, at) for mark in state.marks)
                if at == end and state.at_end:
                    found.update(Found(mark, start, at) for mark in state.at_end)
        return found

    def _kind(self, word: str) -> str:
        """The word, if the list has it; else which of the list's beginnings it has, or none."""
        if word in self._known:
            return word
        stems = [word[:length] for length in self._lengths if word[:length] in self._stems]
        return f"*{'*'.join(stems)}" if stems else GONE if word is GONE else ""

    def _next(self, state: "_State", kind: str) -> "_State | None":
        try:
            return state.after[kind]
        except KeyError:
            items = _closure(_stepped(state.items, kind), at_start=False)
            after = self._state(items) if items else None
            state.after[kind] = after
            return after

    def _state(self, items: frozenset["_Item"]) -> "_State":
        if len(self._states) > STATES_MAX:
            self._states.clear()
            self._start.after.clear()
            self._first.after.clear()
        if items not in self._states:
            marks = frozenset[str]().union(*(place.marks for place, _ in items))
            at_end = frozenset[str]().union(*(place.marks for place in _ended(items)))
            self._states[items] = _State(items, marks, at_end - marks)
        return self._states[items]


class _State:
    """Where the machine is: `items`, the marks found here, and at the end of a sentence; `after`:
    where it goes, by the kind of the next word.
    """

    __slots__ = ("after", "at_end", "items", "marks")

    def __init__(
        self, items: Iterable["_Item"], marks: Iterable[str], at_end: Iterable[str] = ()
    ) -> None:
        self.items = tuple(items)
        self.marks = tuple(marks)
        self.at_end = tuple(at_end)
        self.after: dict[str, _State | None] = {}


class _Place:
    """A place in phrases, and what may come next: this very word, a word with this beginning, one
    of many, any, up to three, an end; `also`: where it goes on without a word.
    """

    __slots__ = ("also", "any", "end", "exact", "gap", "joins", "many", "marks", "start", "stems")

    def __init__(self) -> None:
        """Most of the many have one of these: each is made when it is needed."""
        self.exact: dict[str, _Place] = _NO_WORDS
        self.stems: dict[str, _Place] = _NO_WORDS
        self.many: tuple[tuple[OneOf, _Place], ...] = ()
        self.joins: dict[OneOf, _Place] = _NO_PIECES
        self.also: tuple[_Place, ...] = ()
        self.any: _Place | None = None
        self.gap: _Place | None = None
        self.start: _Place | None = None
        self.end: _Place | None = None
        self.marks: frozenset[str] = frozenset()

    def then(self, piece: Piece) -> "_Place":
        """Where it goes on after this piece."""
        if isinstance(piece, OneOf):
            return self.joins.get(piece) or self._joined(piece)
        if (named := NAMED.get(piece)) is not None:
            place: _Place = getattr(self, named) or _Place()
            setattr(self, named, place)
            return place
        if piece.endswith("*"):
            self.stems = self.stems or {}
            return self.stems.setdefault(piece[:-1], _Place())
        self.exact = self.exact or {}
        return self.exact.get(piece) or self.exact.setdefault(piece, _Place())

    def _joined(self, piece: OneOf) -> "_Place":
        self.joins = self.joins or {}
        join = self.joins[piece] = _Place()
        if piece.singles or piece.stems:
            self.many = (*self.many, (piece, join))
        for sequence in piece.others:
            place = self
            for one in sequence:
                place = place.then(one)
            place.also = (*place.also, join)
        return join


_NO_WORDS: dict[str, _Place] = {}
_NO_PIECES: dict[OneOf, _Place] = {}

#: A place, and how many words may still be passed over before it.
_Item = tuple[_Place, int]


def _closure(items: Iterable[_Item], *, at_start: bool) -> frozenset[_Item]:
    """These, and where they go on without a word."""
    found: set[_Item] = set()
    ways = list(items)
    while ways:
        place, skips = ways.pop()
        if (place, skips) in found:
            continue
        found.add((place, skips))
        ways += [(join, 0) for join in place.also]
        if place.gap is not None:
            ways.append((place.gap, GAP_MAX))
        if at_start and place.start is not None:
            ways.append((place.start, 0))
    return frozenset(found)


def _ended(items: Iterable[_Item]) -> set[_Place]:
    """Where they go at the end of a sentence."""
    ended: set[_Place] = set()
    ways = [place.end for place, _ in items if place.end is not None]
    while ways:
        new = {place for place, _ in _closure([(one, 0) for one in ways], at_start=False)} - ended
        ended |= new
        ways = [place.end for place in new if place.end is not None]
    return ended


def _stepped(items: Iterable[_Item], kind: str) -> Iterator[_Item]:
    """Where they go with a word of this kind (see `Phrases._kind`)."""
    word = "" if kind.startswith("*") or kind is GONE else kind
    stems = kind[1:].split("*") if kind.startswith("*") else [
        word[:length] for length in range(1, len(word) + 1)
    ]  # fmt: skip
    for place, skips in items:
        if skips:
            yield place, skips - 1
        if kind is GONE:
            continue
        if place.any is not None:
            yield place.any, 0
        if (then := place.exact.get(word)) is not None:
            yield then, 0
        yield from ((place.stems[one], 0) for one in stems if one in place.stems)
        for piece, join in place.many:
            if word in piece.singles or not piece.stems.isdisjoint(stems):
                yield join, 0
