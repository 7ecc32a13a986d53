"""From the weights of the linear models to the small table of whole numbers that ships."""

from dataclasses import dataclass

import numpy as np
from space import PIECE_LENGTHS, POWER, Space, pieces

from bot.sensing.model import STEPS_MAX, Kind, Line, WeightFile, Weights

Array = np.ndarray
#: Weights are whole numbers. This share of them is within so many steps. The few heavier ones,
#: which matter most, take more, up to the limit that the model's sums have room for.
STEPS_REACH = 0.999
HEAT_STEPS, KINDS_STEPS = 127, 15


@dataclass(frozen=True)
class Fitted:
    """Linear models in a space: weights, features x models, then a row of biases."""

    space: Space
    point: Array


@dataclass(frozen=True)
class Sizes:
    """How many of each are kept: those that matter most."""

    words: int
    longer: int
    pieces: int


class Folded:
    """The models of one space, as weights by name: an array with one of each model."""

    def __init__(self, fitted: Fitted, words: list[str], sizes: Sizes, steps: int) -> None:
        space = fitted.space
        of_gram, of_word, of_piece = space.folded(fitted.point[:-1], words)
        by_gram = dict(zip(space.grams, of_gram, strict=True))
        self.biases: list[float] = fitted.point[-1].tolist()
        self.none = np.zeros(len(self.biases))
        self.pieces = _largest(list(space.pieces), of_piece, space.piece_texts, sizes.pieces)
        self.words = {
            word: by_gram.get(word, self.none) + rest
            for word, rest in zip(words, of_word, strict=True)
        }
        longer = [gram for gram in by_gram if " " in gram]
        values = np.array([by_gram[gram] for gram in longer])
        seen = np.array([space.gram_texts[space.grams[gram]] for gram in longer])
        self.longer = _largest(longer, values, seen, sizes.longer)
        of_seen = [value for word, value in self.words.items() if word in space.word_texts]
        every = np.abs([*self.pieces.values(), *self.longer.values(), *of_seen])
        #: One step of the whole numbers.
        self.step = float(f"{np.quantile(every, STEPS_REACH) / steps:.6g}")

    def steps(self, weights: list[Array]) -> list[list[int]]:
        """Weights in whole steps, by model."""
        found = np.clip(np.rint(np.array(weights) / self.step), -STEPS_MAX, STEPS_MAX)
        return found.astype(int).T.tolist()

    def missed(self, word: str) -> float:
        """How far off the pieces are about a word, in steps."""
        by_pieces = sum((self.pieces.get(piece, self.none) for piece in pieces(word)), self.none)
        return float(np.abs(self.words[word] - by_pieces).max()) / self.step


def _largest(names: list[str], values: Array, seen: Array, count: int) -> dict[str, Array]:
    """Those that move most texts most; ties by name."""
    moves = np.abs(values).max(1) * seen**0.5
    ranked = sorted(range(len(names)), key=lambda place: (-moves[place], names[place]))
    return {names[place]: values[place] for place in ranked[:count] if moves[place]}


@dataclass(frozen=True)
class About:
    """What a file says of itself. `kinds`: each with whether it attacks."""

    language: str
    licence: str
    made_from: tuple[str, ...]
    kinds: tuple[tuple[str, bool], ...]


def weight_file(
    about: About, heat: Fitted, kinds: Fitted, sizes: Sizes, more_words: list[str]
) -> WeightFile:
    """The file of one language, not yet calibrated: its lines give the models' own logits.
    `more_words`: words that only the vectors know.
    """
    seen = heat.space.word_texts | kinds.space.word_texts  # the larger of both, as counters have it
    words = sorted(seen.keys() | set(more_words))
    both = Folded(heat, words, sizes, HEAT_STEPS), Folded(kinds, words, sizes, KINDS_STEPS)
    matters = {
        word: max(model.missed(word) for model in both) * (seen.get(word, 0) + 0.5) ** 0.5
        for word in words
    }
    kept = sorted(words, key=lambda word: (-matters[word], word))[: sizes.words]
    tables = [{word: model.words[word] for word in kept} | model.longer for model in both]
    of_heat, of_kinds = both
    named = zip(about.kinds, of_kinds.biases, strict=True)
    return WeightFile(
        about.language, about.licence, about.made_from, Line(of_heat.biases[0], of_heat.step),
        tuple(Kind(name, attacks, _short(bias)) for (name, attacks), bias in named),
        of_kinds.step, Line(0.0, 1.0), POWER, PIECE_LENGTHS,
        _weights(tables, both, set(kept)), _weights([m.pieces for m in both], both, set()),
    )  # fmt: skip


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def _weights(
    tables: list[dict[str, Array]], models: tuple[Folded, Folded], always: set[str]
) -> Weights:
    """In steps, by name; `always`: kept even if all are none, since a word that is missing would
    be weighed by its pieces.
    """
    names = sorted(tables[0].keys() | tables[1].keys())
    steps = [
        column
        for table, model in zip(tables, models, strict=True)
        for column in model.steps([table.get(name, model.none) for name in names])
    ]
    kept = [i for i, name in enumerate(names) if name in always or any(c[i] for c in steps)]
    columns = tuple(tuple(column[i] for i in kept) for column in steps)
    return Weights("\n".join(names[i] for i in kept), columns)
