"""From a message to what is felt in it: how hot, by which named signals, and whether somebody asks
to stop. Pure: word models and lists are handed in, what was said before comes in as context.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from bot.sensing.echo import mask, mocks
from bot.sensing.finding import GONE, Phrases
from bot.sensing.marks import FRAME, GENTLE, HOT, ON_CHARACTER, STOP, Sentence, marked, style
from bot.sensing.model import Model, Score, score
from bot.sensing.tokens import both_ends, fold, tokens

#: What the author is doing: in an exercise, saying back what the other has said.
Role = Literal["", "listener-reflect"]

#: Of longer messages both ends are read, so many characters in all: one of a thousand is rare, and
#: has to be felt before anybody notices that it was.
WINDOW_CHARS: Final = 1_000
#: A message in which nothing is felt, as a logit: about one in twenty such is hot.
CALM: Final = -3.0
#: The same of anger, which is in more.
UNHEATED: Final = -0.6
#: No message says more than this, as a logit: one alone is never everything.
MOST: Final = 4.0
#: So many different words, the same once more, are a repetition.
REPEATED_MIN: Final = 2
#: In a reflection, words of the other that are no echo by themselves: shorter ones, and these.
_LONG, _EVERYBODYS = 4, ("absolute", "you")
#: Another language is mixed in if so many of its small words are there, and that part of those of
#: the likeliest.
MIXED_MIN, MIXED_PART = 2, 0.4
#: Marks of which each further one adds this part of what the one before it did.
_EACH_FURTHER: Final = 0.2
#: What calls somebody bad, with nothing gentle beside it, is at least so much of an attack,
#: whatever the word model says.
_NAMED_LEAST: Final = 1.5

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


class Tongue(NamedTuple):
    """What is known of one language."""

    model: Model | None
    phrases: Phrases | None


class Head(Struct, frozen=True):
    """How the parts of an attack are weighed, in logits: what the word model says of heat and of
    attack, each mark, and what to begin with, by language. `sure`: from there on what the word
    model says of attack is a signal of its own.
    """

    heat: float
    attack: float
    marks: dict[str, float]
    bias: float
    base: dict[str, float]
    sure: float


class Context(Struct, frozen=True):
    """What stands around a message. `heard`: the words of the other's latest messages, the newest
    first; `said`: those of the author's own latest one; `tongue`: in which language that was;
    `room`: the couple's.
    """

    role: Role = ""
    heard: tuple[frozenset[str], ...] = ()
    said: frozenset[str] = frozenset()
    tongue: str = ""
    room: str = "en"


class Felt(Struct, frozen=True):
    """What one message is, in logits from -4 (surely not) to 4. `attack`: that it attacks the
    other, which is what anything follows from; `heat`: that there is anger in it at all; `marks`:
    the signals that it has, by name; `stop`: its author asks to stop or to pause; `words`: how many
    it has; `tongue`: the language that it was read in, empty if there is no list for it.
    """

    attack: float = CALM
    heat: float = UNHEATED
    marks: tuple[str, ...] = ()
    stop: bool = False
    words: int = 0
    tongue: str = ""


class Parts(Struct, frozen=True):
    """What a message is made of, before it is weighed. `words`: what the word model says of it;
    `own`: whether there is anything of its author's in it; the others as in `Felt`.
    """

    tongue: str = ""
    words: Score | None = None
    marks: frozenset[str] = frozenset()
    stop: bool = False
    count: int = 0
    own: bool = False


def weighed(head: Head, parts: Parts) -> Felt:
    """Attack and heat of the whole (the hottest sentence alone says less, as measured); a further
    mark of attack says less than the first.
    """
    if not parts.own:
        return Felt(stop=parts.stop, words=parts.count, tongue=parts.tongue)
    marks = {mark for mark in parts.marks if mark in head.marks}
    attack, heat = head.base.get(parts.tongue, head.bias), UNHEATED
    if parts.words is not None:
        attack += head.heat * parts.words.heat + head.attack * parts.words.attack
        heat = parts.words.heat
        if parts.words.attack >= head.sure:
            marks.add("words")
    attacks = sorted((head.marks.get(one, 0.0) for one in marks & HOT), reverse=True)
    attack += sum(weight * _EACH_FURTHER**place for place, weight in enumerate(attacks))
    attack += sum(head.marks.get(one, 0.0) for one in marks - HOT)
    if not marks.isdisjoint(ON_CHARACTER) and marks.isdisjoint(GENTLE):
        attack = max(attack, _NAMED_LEAST)
    named = tuple(sorted(marks))
    return Felt(_bounded(attack), _bounded(heat), named, parts.stop, parts.count, parts.tongue)


class Sense:
    """All languages, ready to feel. `function`: by language, the small words that it is known by;
    `load`: gives the rest of one, which takes a tenth of a second and 12 to 27 MB, the first time
    it is spoken: most couples speak one or two.
    """

    def __init__(
        self,
        function: Mapping[str, frozenset[str]],
        load: Callable[[str], Tongue],
        head: Head,
    ) -> None:
        self._function = function
        self._load = load
        self._head = head
        self._tongues: dict[str, Tongue] = {}

    def _tongue(self, name: str) -> Tongue:
        if name not in self._tongues:
            self._tongues[name] = self._load(name)
        return self._tongues[name]

    def felt(self, text: str, context: Context = Context()) -> Felt:  # noqa: B008 -- immutable
        """What is felt in a text; longer ones are read at both ends."""
        return weighed(self._head, self.parts(text, context))

    def parts(self, text: str, context: Context) -> Parts:
        """The same, not yet weighed."""
        text = both_ends(text, WINDOW_CHARS)
        folded = fold(text)
        plain = tokens(folded)
        if not plain:
            return Parts()
        tongue, lists = self._read_in(plain, context)
        found = marked(folded, lists)
        stop = any(STOP in one.marks for one in found)
        count = sum(len(one.words) for one in found)
        if context.role == "listener-reflect":
            found = [one for one in found if _attacks_beside(one, lists, context)]
            stop = stop and any(STOP in one.marks for one in found)
            text = " ".join(one.text for one in found)
            plain = tokens(text)
        if not found:
            return Parts(tongue, stop=stop, count=count)
        model = self._tongue(tongue).model if tongue else None
        words = score(model, plain) if model is not None else None
        marks = _marks(text, found, context)
        return Parts(tongue, words, marks, stop, count, own=True)

    # --- the language ----------------------------------------------------------------------------

    def _read_in(self, plain: Sequence[str], context: Context) -> tuple[str, list[Phrases]]:
        """The language that it is in, and the lists of all that may be mixed into it."""
        if any(_CYRILLIC.match(word) for word in plain) and "ru" in self._function:
            hits = {"ru": 1}
        else:
            hits = {
                name: count
                for name, small in self._function.items()
                if (count := sum(word in small for word in plain))
            }
        usual = context.tongue or context.room
        if usual not in self._function:  # theirs is another: it is not one of ours for one word
            least = max(MIXED_MIN, len(plain) * MIXED_PART)
            hits = {name: count for name, count in hits.items() if count >= least}
        likely = max(hits, key=lambda name: (hits[name], name == usual, name), default=usual)
        least = max(MIXED_MIN, hits.get(likely, 0) * MIXED_PART)
        mixed = {likely, usual, *(name for name, count in hits.items() if count >= least)}
        known = (self._tongue(name).phrases for name in self._function if name in mixed)
        lists = [phrases for phrases in known if phrases is not None]
        return likely if likely in self._function else "", lists


def _marks(text: str, found: Sequence[Sentence], context: Context) -> frozenset[str]:
    marks = {mark for one in found for mark in one.marks} | style(text)
    if not context.role and mocks(text, context.heard):
        marks.add("mockery")
    words = {word for one in found for word in one.words if word is not GONE}
    if len(words) >= REPEATED_MIN and words == context.said:
        marks.add("repeated")
    return frozenset(marks)


def _attacks_beside(one: Sentence, lists: Sequence[Phrases], context: Context) -> bool:
    """Whether a sentence of a reflection attacks in words that are its author's own: not those of
    the other, not what it reports.
    """
    if FRAME in one.marks and "insult" not in one.marks:
        return False
    words = (word for word in one.words if len(word) < _LONG or _everybodys(word, lists))
    own = Sentence(one.text, lists, mask(one.words, context.heard, frozenset(words)))
    one.marks = own.marks
    return bool(own.marks & HOT) and any(word is not GONE for word in own.words)


def _everybodys(word: str, lists: Sequence[Phrases]) -> bool:
    """Whether it is one of those that say *you*, *always* or *never*."""
    return any(one.mark in _EVERYBODYS for phrases in lists for one in phrases.find([word]))


def _bounded(logit: float) -> float:
    return max(min(logit, MOST), -MOST)
