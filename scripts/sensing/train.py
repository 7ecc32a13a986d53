"""Training one language: its material, its two models, the file that ships."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import corpora as of
import fit
import msgspec
import numpy as np
from fold import About, Fitted, Sizes, weight_file
from space import Space, Vectors

from bot.sensing.model import Line, Model, WeightFile, decode, score

Array = np.ndarray
#: The word vectors that the shipped English weights were made with.
VECTORS_SHA256 = "ee21d840774c8cdc31ac46695f51fd5052432c1605baa965c8077712b8d75068"
#: Words that only the vectors know: the most frequent of them.
VECTOR_WORDS = 30_000
SIZES = {"en": Sizes(16_000, 10_000, 5_000)}
OTHER_SIZES = Sizes(6_500, 5_500, 3_500)
#: Costs of the regressions, and how large pieces are in each.
HEAT_COST, HEAT_PIECES = 0.007, 1.0
TWEETS_COST, TWEETS_PIECES = 0.02, 0.5
LINES_COST = 0.05
KINDS_COST, KINDS_PIECES = 0.3, 0.25
#: How much a calm text of the general corpus weighs beside a couples' line, among the kinds; and a
#: calm comment that was put into the language.
AROUND_WEIGHT, CALM_WEIGHT = 0.03, 0.15
#: How much a couples' line weighs, in heat, beside a text of GoEmotions, or beside a tweet.
LINE_WEIGHT, LINE_WEIGHT_TWEETS = 0.02, 0.06

#: The kinds of message that are told apart, each of several labels of the couples' lines. Attacks
#: first.
KINDS = (
    ("criticism", "defence"), ("demand", "withdraw"), ("contempt", "insult"),
    ("warm", "repair"), ("joke", "swear"), ("third",), ("feeling", "complaint"),
    ("logistics", "flat"),
)  # fmt: skip
ATTACK_KINDS = [of.ATTACKS.issuperset(labels) for labels in KINDS]

LINES = "lines of couples' chat written for Heard, MIT"
CALM = "GoEmotions (Demszky and others 2020), Apache-2.0: calm comments, put into the language"
ABOUT = {
    "en": ("Apache-2.0 AND MIT", ("GoEmotions (Demszky and others 2020), Apache-2.0", LINES)),
    "de": ("CC-BY-4.0 AND Apache-2.0 AND MIT",
           ("GermEval 2018 (Wiegand, Siegel, Ruppenhofer), CC BY 4.0", CALM, LINES)),
    "pt": ("CC-BY-SA-4.0 AND Apache-2.0 AND MIT",
           ("ToLD-Br (Leite and others 2020), CC BY-SA 4.0", CALM, LINES)),
}  # fmt: skip
OTHERS = "Apache-2.0 AND MIT", (CALM, LINES)
GLOVE = "GloVe word vectors, 100 dimensions (Pennington, Socher, Manning 2014), PDDL"


@dataclass(frozen=True)
class Material:
    """What one language is trained on, in its spaces."""

    language: str
    lines: of.Labelled
    general: of.Labelled | None
    general_heat: Array
    calm: list[of.Tokens]
    vectors: Vectors | None

    @property
    def attack(self) -> Array:
        """Which lines attack the partner."""
        return np.array(self.lines.any_of(of.ATTACKS))

    @property
    def kinds(self) -> Array:
        """Of which kind each line is: lines x kinds."""
        return np.array([self.lines.any_of(frozenset(labels)) for labels in KINDS]).T

    @property
    def heated(self) -> Array:
        """Which lines have heat, at whomever."""
        return np.array(self.lines.any_of(of.HEATED))

    @property
    def sure(self) -> Array:
        """Which lines are clearly one or the other, as to heat."""
        return ~np.array(self.lines.any_of(of.UNSURE))


def material(corpora: Path, language: str, vectors: Vectors | None) -> Material:
    found = of.general(corpora, language)
    general, heat = found or (None, [])
    own = vectors if language == "en" else None
    return Material(language, of.couples(language), general, np.array(heat), of.calm(language), own)


def spelled(given: Material, kept: Array) -> tuple[list[of.Tokens], list[int]]:
    """The marked lines, each in all of its spellings, and the place of each one's line."""
    lines, places = [], []
    for place in np.flatnonzero(kept).tolist():
        text = given.lines.texts[place]
        every = [text, *of.spellings(text, given.language)]
        lines += every
        places += [place] * len(every)
    return lines, places


def fit_heat(given: Material, kept: Array) -> Fitted:
    """Heat, from the general corpus and those of the couples' lines that `kept` marks."""
    lines, places = spelled(given, kept & given.sure)
    tweets, heat = given.general.texts if given.general else [], given.general_heat
    large = given.language == "en"
    space = Space(tweets + lines, given.vectors, HEAT_PIECES if large else TWEETS_PIECES)
    of_line = LINE_WEIGHT if large else LINE_WEIGHT_TWEETS if tweets else 1.0
    weight = np.r_[np.ones(len(tweets)), np.full(len(lines), of_line)]
    cost = (HEAT_COST if large else TWEETS_COST) if tweets else LINES_COST
    target = np.r_[heat, given.heated[places].astype(float)]
    return Fitted(space, fit.logistic(space.lay(tweets + lines), target, cost, weight)[:, None])


def fit_kinds(given: Material, kept: Array) -> Fitted:
    """Of which kind a message is, from the couples' lines that `kept` marks; and from what is calm
    in the general corpus and in comments, where nobody attacks the one they talk to, whatever its
    kind: else whoever says *you* does.
    """
    lines, places = spelled(given, kept)
    tweets: list[of.Tokens] = []
    if given.general is not None:
        tweets = list(compress(given.general.texts, given.general_heat == 0))
    texts = lines + tweets + given.calm
    space = Space(texts, None, KINDS_PIECES)
    may_be = np.tile(~np.array(ATTACK_KINDS), (len(texts), 1))
    may_be[: len(lines)] = given.kinds[places]
    weights = (1.0, len(lines)), (AROUND_WEIGHT, len(tweets)), (CALM_WEIGHT, len(given.calm))
    weight = np.concatenate([np.full(count, one) for one, count in weights])
    return Fitted(space, fit.kinds(space.lay(texts), may_be, KINDS_COST, weight))


def model_of(given: Material, kept: Array) -> WeightFile:
    """The file of one language, not yet calibrated, from the marked part of its material."""
    licence, made_from = ABOUT.get(given.language, OTHERS)
    more: list[str] = []
    if given.vectors is not None:
        made_from += (GLOVE,)
        frequent = list(given.vectors.index)[:VECTOR_WORDS]
        more = [word for word in frequent if of.read(word) == [word]]
    names = (" ".join(labels) for labels in KINDS)
    about = About(given.language, licence, made_from, tuple(zip(names, ATTACK_KINDS, strict=True)))
    sizes = SIZES.get(given.language, OTHER_SIZES)
    return weight_file(about, fit_heat(given, kept), fit_kinds(given, kept), sizes, more)


def scores(model: Model, texts: list[of.Tokens]) -> Array:
    """Heat and attack of each text: texts x 2."""
    return np.array([score(model, text) for text in texts])


def out_of_fold(given: Material) -> Array:
    """The scores of each couples' line by a model that did not see it, whole as it would ship."""
    fold = fit.folds(len(given.lines.texts))
    found = np.zeros((len(fold), 2))
    for number in range(fit.FOLDS):
        model = read(model_of(given, fold != number))
        there = np.flatnonzero(fold == number)
        found[there] = scores(model, [given.lines.texts[i] for i in there])
    return found


def read(file: WeightFile) -> Model:
    return decode(msgspec.json.encode(file))


def calibrated(file: WeightFile, given: Material, held_out: Array) -> WeightFile:
    """0 becomes even odds on couples' lines of this language, of which half are heated (half are
    attacks).
    """
    pairs = (
        (file.heat, held_out[given.sure, 0], given.heated[given.sure]),
        (file.attack, held_out[:, 1], given.attack),
    )
    lines = []
    for line, found, positive in pairs:
        bias, slope = fit.even_odds(found, positive)
        lines.append(Line(_short(bias + slope * line.bias), _short(slope * line.slope)))
    return msgspec.structs.replace(file, heat=lines[0], attack=lines[1])


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def write(file: WeightFile, folder: Path) -> int:
    """Writes the file, the same bytes for the same weights; their number."""
    content = gzip.compress(msgspec.json.encode(file), 9, mtime=0)
    (folder / f"{file.language}.json.gz").write_bytes(content)
    return len(content)


def read_vectors(path: Path) -> Vectors:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != VECTORS_SHA256:
        raise SystemExit(f"{path}: not the word vectors that the weights were made with")
    found = json.loads(content)["vectors"]
    rows = np.array([vector[:100] for vector in found.values()])
    rows /= np.linalg.norm(rows, axis=1).mean()
    return Vectors({word: i for i, word in enumerate(found)}, rows)
