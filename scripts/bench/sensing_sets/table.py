"""Figures with what they rest on, as one table; intervals."""

import math
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

#: Of every interval, and how often a set is drawn again for one.
SURE, DRAWS = 0.95, 300
_Z = 1.959964

Item = TypeVar("Item")


class Row(NamedTuple):
    """`figure`, from `low` to `high`, of `of` (messages, or what else it says); VADER's figure."""

    set: str
    measure: str
    figure: float
    low: float
    high: float
    of: str
    vader: float | None = None


def wilson(found: int, of: int) -> tuple[float, float, float]:
    """A part of a whole, and its interval by Wilson."""
    if not of:
        return math.nan, math.nan, math.nan
    part = found / of
    middle = (part + _Z * _Z / (2 * of)) / (1 + _Z * _Z / of)
    wide = _Z * math.sqrt(part * (1 - part) / of + _Z * _Z / (4 * of * of)) / (1 + _Z * _Z / of)
    return part, max(middle - wide, 0), min(middle + wide, 1)


def bootstrap(
    items: Sequence[Item], figure: Callable[[Sequence[Item]], float]
) -> tuple[float, float, float]:
    """A figure of a set, and its interval: the set is drawn again and again, with repeats."""
    luck = random.Random(1)  # noqa: S311 -- the same draws at every run
    drawn = sorted(
        value
        for _ in range(DRAWS)
        if not math.isnan(value := figure(luck.choices(items, k=len(items))))
    )
    if not drawn:
        return figure(items), math.nan, math.nan
    edge = int(len(drawn) * (1 - SURE) / 2)
    return figure(items), drawn[edge], drawn[-1 - edge]


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """How often one that is scores higher than one that is not; ties are halves."""
    order = sorted(scored)
    ranks, place, total = 0.0, 0, sum(is_it for _, is_it in order)
    if not 0 < total < len(order):
        return math.nan
    while place < len(order):
        end = place
        while end < len(order) and order[end][0] == order[place][0]:
            end += 1
        ranks += sum(is_it for _, is_it in order[place:end]) * (place + end + 1) / 2
        place = end
    return (ranks - total * (total + 1) / 2) / (total * (len(order) - total))


def best_f1(scored: Sequence[tuple[float, bool]]) -> float:
    """F1 at the threshold where it is highest, on these very texts."""
    total = sum(is_it for _, is_it in scored)
    best, hits = 0.0, 0
    for place, (_, is_it) in enumerate(sorted(scored, reverse=True), 1):
        hits += is_it
        best = max(best, 2 * hits / (place + total))
    return best


def text(rows: Sequence[Row]) -> str:
    """As Markdown."""
    lines = ["| set | measure | figure | 95 % | of | VADER |", "|---|---|---|---|---|---|"]
    for row in rows:
        vader = "" if row.vader is None else f"{row.vader:.3f}"
        lines.append(
            f"| {row.set} | {row.measure} | {row.figure:.3f} | {row.low:.3f} to {row.high:.3f} "
            f"| {row.of} | {vader} |"
        )
    return "\n".join(lines)
