"""The figures of a trained model: areas under the curve and F1, with bootstrap intervals."""

from collections.abc import Callable

import numpy as np
from scipy.stats import rankdata

Array = np.ndarray
DRAWS = 500
#: A dialogue's heat at a message: a moving average, with this share of the new message.
NEW_SHARE = 0.3


def auc(positive: Array, scores: Array) -> float:
    """The chance that a positive text has a higher score than another."""
    ranks = rankdata(scores)
    n = int(positive.sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))


def best_f1(positive: Array, scores: Array) -> float:
    """F1 at its best threshold: a point chosen on the same texts."""
    hits = np.cumsum(positive[np.argsort(-scores, kind="stable")])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + positive.sum())).max())


def interval(
    measure: Callable[[Array, Array], float], positive: Array, scores: Array
) -> tuple[float, float]:
    """The 95 % interval of a measure, by drawing the texts again and again."""
    draw = np.random.default_rng(0)
    found = []
    for _ in range(DRAWS):
        at = draw.integers(0, len(positive), len(positive))
        if 0 < positive[at].sum() < len(at):
            found.append(measure(positive[at], scores[at]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def peak(scores: list[float], start: float) -> float:
    """The highest heat that a dialogue reaches from `start`, what calm messages score."""
    heat, highest = start, start
    for value in scores:
        heat += NEW_SHARE * (value - heat)
        highest = max(highest, heat)
    return highest


def row(name: str, measure: Callable[[Array, Array], float], positive: Array, scores: Array) -> str:
    low, high = interval(measure, positive, scores)
    value = measure(positive, scores)
    return f"| {name} | {len(positive):,} | {value:.3f} | {low:.3f} to {high:.3f} |"
