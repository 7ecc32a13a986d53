"""What a trained language scores on the couples' lines: rows of a table. What the whole scores on
public sets says `scripts/bench/sensing.py`.
"""

from collections.abc import Iterator

import figures
import numpy as np
from train import Material

Array = np.ndarray
HEAD = "| set | texts | figure | 95 % interval |\n|---|---|---|---|"


def lines(given: Material, held_out: Array) -> Iterator[str]:
    """The couples' lines, each scored by a model that did not see it."""
    name = f"{given.language}: couples' lines held out"
    yield figures.row(f"{name}, attack AUC", given.attack, held_out[:, 1])
    sure = given.sure
    yield figures.row(f"{name}, heat AUC", given.heated[sure], held_out[sure, 0])
    labels = np.array([next(iter(found)) for found in given.lines.labels])
    shares = [
        f"{label} {(held_out[labels == label, 1] > 0).mean():.0%}"
        for label in dict.fromkeys(labels)
    ]
    name = f"{given.language}: attack likelier than not, as the lines are spread"
    yield f"| {name} | | {', '.join(shares)} | |"
