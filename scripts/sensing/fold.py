"""From the weights of two linear models to the small table of whole numbers that ships."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from space import PIECE_LENGTHS, POWER, Space, pieces

from bot.sensing.model import Line, WeightFile, Weights

Array = np.ndarray
#: Weights are whole numbers. This share of them is within so many steps. The few heavier ones,
#: which matter most, take more, up to a limit that the model's two sums have room for.
STEPS, STEPS_REACH, STEPS_MAX = 127, 0.999, 1_000


@dataclass(frozen=True)
class Fitted:
    """A linear model in a space: weights, then bias."""

    space: Space
    point: Array


@dataclass(frozen=True)
class Sizes:
    """How many of each are kept: those that matter most."""

    words: int
    longer: int
    pieces: int


class Folded:
    """One model, as weights by name."""

    def __init__(self, fitted: Fitted, words: list[str], sizes: Sizes) -> None:
        space = fitted.space
        of_gram, of_word, of_piece = space.folded(fitted.point[:-1], words)
        by_gram = dict(zip(space.grams, of_gram.tolist(), strict=True))
        self.bias = float(fitted.point[-1])
        self.pieces = _largest(space.pieces, of_piece, space.piece_texts, sizes.pieces)
        self.words = {
            word: by_gram.get(word, 0.0) + rest
            for word, rest in zip(words, of_word.tolist(), strict=True)
        }
        longer = [gram for gram in by_gram if " " in gram]
        values = np.array([by_gram[gram] for gram in longer])
        seen = np.array([space.gram_texts[space.grams[gram]] for gram in longer])
        self.longer = _largest(longer, values, seen, sizes.longer)
        of_seen = [value for word, value in self.words.items() if word in space.word_texts]
        every = np.abs([*self.pieces.values(), *self.longer.values(), *of_seen])
        #: One step of the whole numbers.
        self.step = float(f"{np.quantile(every, STEPS_REACH) / STEPS:.6g}")

    def steps(self, weight: float) -> int:
        """A weight in whole steps."""
        return max(-STEPS_MAX, min(STEPS_MAX, round(weight / self.step)))

    def missed(self, word: str) -> float:
        """How far off the pieces are about a word."""
        return abs(self.words[word] - sum(self.pieces.get(piece, 0.0) for piece in pieces(word)))


def _largest(names: Iterable[str], values: Array, seen: Array, count: int) -> dict[str, float]:
    """Those that move most texts most; ties by name."""
    ranked = sorted(
        zip(names, values, seen, strict=True),
        key=lambda row: (-abs(row[1]) * row[2] ** 0.5, row[0]),
    )
    return {name: float(value) for name, value, _ in ranked[:count] if value}


def weight_file(
    about: tuple[str, str, tuple[str, ...]],
    heat: Fitted,
    attack: Fitted,
    sizes: Sizes,
    more_words: list[str],
) -> WeightFile:
    """The file of one language, not yet calibrated: its lines give the models' own logits.
    `about`: language, licence, made_from. `more_words`: words that only the vectors know.
    """
    seen = heat.space.word_texts | attack.space.word_texts
    words = sorted(seen.keys() | set(more_words))
    both = Folded(heat, words, sizes), Folded(attack, words, sizes)
    matters = {
        word: max(model.missed(word) / model.step for model in both)
        * (seen.get(word, 0) + 0.5) ** 0.5
        for word in words
    }
    kept = sorted(words, key=lambda word: (-matters[word], word))[: sizes.words]
    tables = [{word: model.words[word] for word in kept} | model.longer for model in both]
    language, licence, made_from = about
    return WeightFile(
        language, licence, made_from, *(Line(m.bias, m.step) for m in both), POWER, PIECE_LENGTHS,
        _weights(tables, both, set(kept)), _weights([m.pieces for m in both], both, set()),
    )  # fmt: skip


def _weights(
    tables: list[dict[str, float]], models: tuple[Folded, Folded], always: set[str]
) -> Weights:
    """In steps, by name; `always`: kept even if both are none, since a word that is missing would
    be weighed by its pieces.
    """
    names = sorted(tables[0].keys() | tables[1].keys())
    steps = [
        [model.steps(table.get(name, 0.0)) for name in names]
        for table, model in zip(tables, models, strict=True)
    ]
    kept = [i for i, name in enumerate(names) if name in always or steps[0][i] or steps[1][i]]
    heat, attack = (tuple(column[i] for i in kept) for column in steps)
    return Weights("\n".join(names[i] for i in kept), heat, attack)
