"""How the parts of the sensing are weighed: the word model's two numbers, the marks of the lists.

Fitted on the couples' lines of all languages together, since a mark means the same in each, and on
calm comments, where nobody attacks the one they talk to. The word model's numbers are those of a
model that has not seen the line; the comments it has seen. Whoever wrote the lists had seen the
first lines, so marks look better here than they are, and are held back (`MARKS_COST`). No attack
may lower, nothing gentle may raise.
"""

import json
from pathlib import Path

import corpora as of
import numpy as np
from scipy.optimize import minimize

from bot.adapters.senses import LANGUAGES, tongue
from bot.sensing.marks import GENTLE, HOT, STYLE, WEAK, marked, style
from bot.sensing.model import score
from bot.sensing.tokens import fold, tokens

Array = np.ndarray
#: What squared weights cost, of the word model and of marks.
WORDS_COST, MARKS_COST = 0.5, 60.0
#: So many calm comments are enough.
CALM_MAX = 8_000
#: What nobody can learn from single lines, in logits: aping the other, saying the same once more.
MOCKERY, REPEATED = 1.5, 0.5
#: Chosen by `tune.py` on chats, the odd half of the specification among them, and calm public
#: dialogues, where lines follow one another: what anger and attack weigh; what marks of attack and
#: others weigh more than here; and what each language begins with, in logits, beside what the lines
#: give, half of which are attacks.
HEAT, ATTACK, SURE = 0.04, 0.6, 1.04
SHARPER, GENTLER = 1.53, 0.48
SHIFT = {"de": -0.41, "en": -0.62, "es": 0.01, "fr": -0.35, "pt": -0.39, "ru": -0.1}
NAMES = (*sorted(HOT - {"words"}), *GENTLE, *WEAK, *STYLE)
BOUNDS = dict.fromkeys(HOT, (0.0, 3.0)) | dict.fromkeys((*GENTLE, "shrink"), (-3.0, 0.0))


def rows(language: str, texts: list[str], scores: Array) -> Array:
    """heat, attack, then each mark: texts x (2 + marks)."""
    phrases = tongue(language).phrases
    found = []
    for text, (heat, attack) in zip(texts, scores, strict=True):
        marks = style(text).union(*(one.marks for one in marked(fold(text), [phrases])))
        found.append([heat, attack, *(float(name in marks) for name in NAMES)])
    return np.array(found)


def material(corpora: Path, held_out: dict[str, Array]) -> dict[str, tuple[Array, Array]]:
    """Each language's rows, and which of them are attacks."""
    found = {}
    for language in LANGUAGES:
        texts, labels = of.raw_couples(language)
        attack = np.array([label in of.ATTACKS for label in labels])
        found[language] = rows(language, texts, held_out[language]), attack
    calm = of.raw_calm(corpora)[:CALM_MAX]
    model = tongue("en").model
    scores = np.array([score(model, tokens(fold(text))) for text in calm])
    lines, attack = found["en"]
    both = np.vstack([lines, rows("en", calm, scores)])
    return {**found, "en": (both, np.r_[attack, np.zeros(len(calm), bool)])}


def fit(by_language: dict[str, tuple[Array, Array]]) -> dict[str, object]:
    """The head."""
    names = list(by_language)
    x = np.vstack([found for found, _ in by_language.values()])
    y = np.concatenate([attack for _, attack in by_language.values()]).astype(float)
    which = np.repeat(np.arange(len(names)), [len(attack) for _, attack in by_language.values()])
    weight = np.concatenate([_balanced(attack) for _, attack in by_language.values()])
    width = x.shape[1]
    cost = np.array([WORDS_COST] * 2 + [MARKS_COST] * len(NAMES))

    def loss(point: Array) -> tuple[float, Array]:
        logit = x @ point[:width] + point[width:][which]
        error = weight * (1 / (1 + np.exp(-logit)) - y)
        value = (weight * (np.logaddexp(0, logit) - y * logit)).sum()
        value += (cost * point[:width] ** 2).sum() / 2
        by_base = np.bincount(which, error, len(names))
        return value, np.concatenate([x.T @ error + cost * point[:width], by_base])

    bounds = [(0.0, None)] * 2 + [BOUNDS.get(name, (None, None)) for name in NAMES]
    bounds += [(None, None)] * len(names)
    start = np.zeros(width + len(names))
    point = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return _named(point, names, width)


def _balanced(attack: Array) -> Array:
    """Weights by which half are attacks, and every language counts alike."""
    return np.where(attack, 1 / attack.sum(), 1 / (~attack).sum()) * 1_000


def _named(point: Array, names: list[str], width: int) -> dict[str, object]:
    base = {
        name: round(float(one) + SHIFT[name], 3)
        for name, one in zip(names, point[width:], strict=True)
    }
    marks = {
        name: round(float(one) * (SHARPER if name in HOT else GENTLER), 3)
        for name, one in zip(NAMES, point[2:width], strict=True)
    }
    return {
        "heat": HEAT,
        "attack": ATTACK,
        "marks": marks | {"mockery": MOCKERY, "repeated": REPEATED},
        "bias": round(float(np.mean(list(base.values()))), 3),
        "base": base,
        "sure": SURE,
    }


def write(head: dict[str, object], folder: Path) -> None:
    """As people read it."""
    (folder / "head.json").write_text(json.dumps(head, indent=1) + "\n", "utf-8")
