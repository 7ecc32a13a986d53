"""The word model: how much a window of tokens speaks of anger, and how much it attacks the one it
is said to. Additive, so that it is fast and its answer can be taken apart.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

#: The ends of a word, so that its beginning and its end are pieces of their own.
WORD_START, WORD_END = "<", ">"

#: Two sums are kept in one whole number, so that a gram is looked up once: anger in the upper
#: bits, attack in the lower ones, where 2,000 characters of grams of 1,000 steps have room.
_BITS = 24
_HALF, _MASK = 1 << (_BITS - 1), (1 << _BITS) - 1


class Score(NamedTuple):
    """Two logits: `heat`, that there is anger, contempt or disgust in it at all, at whatever;
    `attack`, that it attacks the one it is said to. 0 is even odds, in any language.
    """

    heat: float
    attack: float


class Line(Struct, frozen=True):
    """From a sum of steps to a logit: `bias` + `slope` * sum / tokens ** power."""

    bias: float
    slope: float


class Weights(Struct, frozen=True):
    """Grams with a space or a line end between, and the steps of each in their order."""

    grams: str
    heat: tuple[int, ...]
    attack: tuple[int, ...]


class About(Struct, frozen=True):
    """What is known of one language beside its weights. `made_from`: the corpora, each with its
    licence; `licence`: that of the weights; `piece_lengths`: in characters, of the pieces that
    weigh a word which is no gram.
    """

    language: str
    licence: str
    made_from: tuple[str, ...]
    heat: Line
    attack: Line
    power: float
    piece_lengths: tuple[int, ...]


class Model(About, frozen=True):
    """`grams`, of one to three tokens with a space between, and `pieces`, of words that are no
    gram, carry both sums in one number.
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
    or ValueError if a gram lacks its steps.
    """
    file = _decoder.decode(content)
    about: dict[str, Any] = {name: getattr(file, name) for name in About.__struct_fields__}
    return Model(**about, grams=_packed(file.grams), pieces=_packed(file.pieces))


def _packed(weights: Weights) -> dict[str, int]:
    names = weights.grams.split("\n") if weights.grams else []
    return {
        name: (heat << _BITS) + attack
        for name, heat, attack in zip(names, weights.heat, weights.attack, strict=True)
    }


def score(model: Model, tokens: list[str]) -> Score:
    """What one window of folded tokens weighs. No tokens: what is known before reading."""
    if not tokens:
        return Score(model.heat.bias, model.attack.bias)
    gram = model.grams.get
    total = 0
    for token, weight in zip(tokens, map(gram, tokens), strict=True):
        total += _by_pieces(model, token) if weight is None else weight
    pairs = list(map(" ".join, pairwise(tokens)))
    total += _sum(map(gram, pairs))
    total += _sum(map(gram, map(" ".join, zip(pairs, tokens[2:], strict=False))))
    attack = ((total + _HALF) & _MASK) - _HALF
    heat = (total - attack) >> _BITS
    share = float(len(tokens) ** -model.power)
    return Score(
        model.heat.bias + model.heat.slope * heat * share,
        model.attack.bias + model.attack.slope * attack * share,
    )


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
