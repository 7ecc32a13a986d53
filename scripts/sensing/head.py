"""How the parts of the sensing are weighed: the word model's two numbers and the marks of the lists.

Fitted on the couples' lines alone, of all languages together, since marks mean the same in each. The
word model's numbers are those of a model that has not seen the line. The lists were written by
people who had seen the lines, so marks look better here than they are: they are held back
(`MARKS_COST`). No attack may lower, nothing gentle may raise.
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from bot.adapters.senses import LANGUAGES, tongue
from bot.sensing.marks import GENTLE, HOT, STYLE, WEAK, parts, style

Array = np.ndarray
#: What squared weights cost, of the word model and of marks.
WORDS_COST, MARKS_COST = 0.5, 12.0
NAMES = (*sorted(HOT), *GENTLE, *WEAK, *STYLE)
BOUNDS = dict.fromkeys(HOT, (0.0, 3.0)) | dict.fromkeys((*GENTLE, "shrink"), (-3.0, 0.0))


def rows(language: str, texts: list[str], held_out: Array) -> Array:
    """heat, attack, then each mark: texts x (2 + marks)."""
    phrases = tongue(language).phrases
    found = []
    for text, (heat, attack) in zip(texts, held_out, strict=True):
        marks = style(text)
        for one in parts(text, [phrases]):
            marks |= one.marks
        found.append([heat, attack, *(float(name in marks) for name in NAMES)])
    return np.array(found)


def fit(by_language: dict[str, tuple[Array, Array]]) -> dict[str, object]:
    """The head, from each language's rows and which of them are attacks."""
    x = np.vstack([found for found, _ in by_language.values()])
    y = np.concatenate([attack for _, attack in by_language.values()]).astype(float)
    names = list(by_language)
    which = np.repeat(np.arange(len(names)), [len(attack) for _, attack in by_language.values()])
    weight = (
        np.concatenate(
            [
                np.where(attack, 0.5 / attack.mean(), 0.5 / (1 - attack.mean())) / len(attack)
                for _, attack in by_language.values()
            ]
        )
        * len(y)
        / len(names)
    )
    cost = np.array([WORDS_COST] * 2 + [MARKS_COST] * len(NAMES))
    width = x.shape[1]

    def loss(point: Array) -> tuple[float, Array]:
        logit = x @ point[:width] + point[width:][which]
        error = weight * (1 / (1 + np.exp(-logit)) - y)
        value = (weight * (np.logaddexp(0, logit) - y * logit)).sum() + (
            cost * point[:width] ** 2
        ).sum() / 2
        by_base = np.bincount(which, error, len(names))
        return value, np.concatenate([x.T @ error + cost * point[:width], by_base])

    bounds = [
        (0.0, None),
        (0.0, None),
        *(BOUNDS.get(name, (None, None)) for name in NAMES),
        *[(None, None)] * len(names),
    ]
    start = np.zeros(width + len(names))
    point = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    base = {name: round(float(value), 3) for name, value in zip(names, point[width:], strict=True)}
    return {
        "heat": round(float(point[0]), 3),
        "attack": round(float(point[1]), 3),
        "marks": {
            name: round(float(value), 3) for name, value in zip(NAMES, point[2:width], strict=True)
        },
        "bias": round(float(np.mean(list(base.values()))), 3),
        "base": base,
    }


def write(head: dict[str, object], folder: Path) -> None:
    """As people read it."""
    (folder / "head.json").write_text(json.dumps(head, indent=1) + "\n", "utf-8")


__all__ = ["LANGUAGES", "fit", "rows", "write"]
