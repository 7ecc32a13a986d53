"""The figure of a trained model: the area under the curve, with its bootstrap interval."""

import numpy as np
from scipy.stats import rankdata

Array = np.ndarray
DRAWS = 500


def auc(positive: Array, scores: Array) -> float:
    """The chance that a positive text has a higher score than another."""
    ranks = rankdata(scores)
    n = int(positive.sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))


def interval(positive: Array, scores: Array) -> tuple[float, float]:
    """Its 95 % interval, by drawing the texts again and again."""
    draw = np.random.default_rng(0)
    found = []
    for _ in range(DRAWS):
        at = draw.integers(0, len(positive), len(positive))
        if 0 < positive[at].sum() < len(at):
            found.append(auc(positive[at], scores[at]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def row(name: str, positive: Array, scores: Array) -> str:
    low, high = interval(positive, scores)
    value = auc(positive, scores)
    return f"| {name} | {len(positive):,} | {value:.3f} | {low:.3f} to {high:.3f} |"
