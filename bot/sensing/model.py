"""The word model: how much a window of tokens speaks of anger, and how much it attacks the one it
is said to. Sums of weights, so that it is fast and its answer can be taken apart.

There is one sum for anger, and one for each kind of message: of attacks (criticism, demands,
contempt) and of what is none (warmth, fun, plans, one's own feelings). A message is an attack as
far as the kinds that attack are likelier, together, than those that do not.
"""

import math
from array import array
from collections.abc import Iterable
from itertools import pairwise
from struct import unpack
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

#: The ends of a word, so that its beginning and its end are pieces of their own; and of a window.
WORD_START, WORD_END = "<", ">"
START, END = "⊢", "⊣"

#: All sums of a gram are kept in one whole number, so that it is looked up once: from the lowest
#: bits on, 1, then each weight in steps, raised by this so that none is below 0. Each has 32 bits,
#: in which 2,000 characters of grams have room.
STEPS_MAX = 1_000
_FIELD_BYTES = 4
_ORDER: Final = "little" if array("I", [1]).tobytes()[0] else "big"


class Score(NamedTuple):
    """Two logits: `heat`, that there is anger, contempt or disgust in it at all, at whatever;
    `attack`, that it attacks the one it is said to. 0 is even odds, in any language.
    """

    heat: float
    attack: float


class Line(Struct, frozen=True):
    """From a number to a logit: `bias` + `slope` * number."""

    bias: float
    slope: float


class Kind(Struct, frozen=True):
    """A kind of message: what speaks for it before reading, in logits; and if it attacks."""

    name: str
    attacks: bool
    bias: float


class Weights(Struct, frozen=True):
    """Grams with a line end between, and for anger, then for each kind, the steps of each gram."""

    grams: str
    steps: tuple[tuple[int, ...], ...]


class About(Struct, frozen=True):
    """What is known of one language beside its weights. `made_from`: the corpora, each with its
    licence; `licence`: that of the weights; `heat`: from its sum to a logit; `step`: of the kinds,
    in logits; `attack`: from the odds that the kinds give to a logit. Sums are divided by the
    number of tokens to this power; `piece_lengths`: in characters, of the pieces that weigh a word
    which is no gram.
    """

    language: str
    licence: str
    made_from: tuple[str, ...]
    heat: Line
    kinds: tuple[Kind, ...]
    step: float
    attack: Line
    power: float
    piece_lengths: tuple[int, ...]


class Model(About, frozen=True):
    """`grams`, of one to three tokens with a space between, and `pieces`, of words that are no
    gram, carry all sums in one number.
    """

    grams: dict[str, int]
    pieces: dict[str, int]


class WeightFile(About, frozen=True):
    """A weight file as `scripts/train-sensing` writes it."""

    grams: Weights
    pieces: Weights


_decoder = msgspec.json.Decoder(WeightFile)


def decode(content: bytes) -> Model:
    """The model in the JSON of a weight file. Raises msgspec.DecodeError (ValidationError is one),
    or ValueError if a gram lacks its steps, a kind its sum, or all kinds attack, or none.
    """
    file = _decoder.decode(content)
    if {kind.attacks for kind in file.kinds} != {True, False}:
        raise ValueError("all kinds attack, or none")
    about: dict[str, Any] = {name: getattr(file, name) for name in About.__struct_fields__}
    sums = 1 + len(file.kinds)
    return Model(**about, grams=_packed(file.grams, sums), pieces=_packed(file.pieces, sums))


def _packed(weights: Weights, sums: int) -> dict[str, int]:
    names = weights.grams.split("\n") if weights.grams else []
    if len(weights.steps) != sums or any(len(column) != len(names) for column in weights.steps):
        raise ValueError("a gram lacks its steps, or a kind its sum")
    fields = array("I", bytes(_FIELD_BYTES * len(names) * (sums + 1)))
    fields[:: sums + 1] = array("I", [1]) * len(names)
    for place, column in enumerate(weights.steps, 1):
        if any(abs(step) > STEPS_MAX for step in column):
            raise ValueError(f"a gram has more than {STEPS_MAX} steps")
        fields[place :: sums + 1] = array("I", [step + STEPS_MAX for step in column])
    content, width = fields.tobytes(), _FIELD_BYTES * (sums + 1)
    rows = range(0, len(content), width)
    packed = (int.from_bytes(content[row : row + width], _ORDER) for row in rows)
    return dict(zip(names, packed, strict=True))


def score(model: Model, tokens: list[str]) -> Score:
    """What one window of folded tokens weighs. No tokens: what is known before reading."""
    if not tokens:
        return _score(model, [0] * (1 + len(model.kinds)), 0.0)
    window = [START, *tokens, END]
    gram = model.grams.get
    total = 0
    for token, weight in zip(window, map(gram, window), strict=True):
        total += _by_pieces(model, token) if weight is None else weight
    pairs = list(map(" ".join, pairwise(window)))
    total += _sum(map(gram, pairs))
    total += _sum(map(gram, map(" ".join, zip(pairs, window[2:], strict=False))))
    return _score(model, _apart(total, 1 + len(model.kinds)), float(len(window) ** -model.power))


def _apart(total: int, sums: int) -> list[int]:
    """The sums in one number, each in steps."""
    content = total.to_bytes(_FIELD_BYTES * (sums + 1), _ORDER)
    count, *raised = unpack(f"={sums + 1}I", content)
    return [one - count * STEPS_MAX for one in raised]


def _score(model: Model, sums: list[int], share: float) -> Score:
    heat, *of_kinds = sums
    odds = [
        kind.bias + model.step * share * steps
        for kind, steps in zip(model.kinds, of_kinds, strict=True)
    ]
    attacks = [one for one, kind in zip(odds, model.kinds, strict=True) if kind.attacks]
    others = [one for one, kind in zip(odds, model.kinds, strict=True) if not kind.attacks]
    likelier = _together(attacks) - _together(others)
    return Score(
        model.heat.bias + model.heat.slope * heat * share,
        model.attack.bias + model.attack.slope * likelier,
    )


def _together(logits: list[float]) -> float:
    """The logarithm of the sum of what these are logarithms of."""
    most = max(logits)
    return most + math.log(sum(math.exp(one - most) for one in logits))


def _sum(weights: Iterable[int | None]) -> int:
    return sum(filter(None, weights))


def _by_pieces(model: Model, token: str) -> int:
    """The weight of a word that the model lacks."""
    word = f"{WORD_START}{token}{WORD_END}"
    last = len(word) + 1
    return _sum(
        map(
            model.pieces.get,
            [
                word[start : start + length]
                for length in model.piece_lengths
                for start in range(last - length)
            ],
        )
    )
