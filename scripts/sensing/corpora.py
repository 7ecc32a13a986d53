"""The corpora: what trains (licences allow it) and what only measures."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from bot.sensing.tokens import fold, tokens

LANGUAGES = ("en", "de", "es", "fr", "pt", "ru")
#: Labels of the couples' lines that are an attack on the partner.
ATTACKS = frozenset({"criticism", "contempt", "defence", "demand", "withdraw", "insult"})
#: Emotions of GoEmotions that are heat.
HOT = frozenset({"anger", "annoyance", "disgust"})

#: Annoyance and disgust beside anger, as a target of heat.
MILDER = 0.6

LINES = Path(__file__).parent / "lines"
_MASK = re.compile(r"\[(?:NAME|RELIGION)\]|&#39;|&amp;|\bRT\b|\|LBR\|", re.IGNORECASE)
#: DailyDialog sets spaces around every sign.
_BEFORE_SIGN = re.compile(r"\s+([?.!,;:])")
_AROUND_APOSTROPHE = re.compile(r"\s*['’]\s*")

#: Short spellings that people text, and what they stand for: the lines are mostly in the short
#: ones, and must teach the long ones too.
WRITTEN_OUT = {
    "en": {"u": "you", "ur": "your", "r": "are", "im": "i'm", "ive": "i've", "dont": "don't",
           "cant": "can't", "wont": "won't", "didnt": "didn't", "doesnt": "doesn't",
           "isnt": "isn't", "wasnt": "wasn't", "youre": "you're", "youve": "you've",
           "thats": "that's", "whats": "what's", "theres": "there's", "pls": "please",
           "bc": "because", "cuz": "because"},
    "de": {"hab": "habe", "grad": "gerade", "ne": "eine", "nen": "einen", "is": "ist",
           "nich": "nicht", "net": "nicht", "ned": "nicht", "ma": "mal", "vllt": "vielleicht"},
    "es": {"q": "que", "k": "que", "xq": "porque", "pq": "porque", "x": "por", "tb": "tambien",
           "tmb": "tambien", "d": "de", "toy": "estoy", "ta": "esta", "pa": "para"},
    "fr": {"g": "j'ai", "t": "t'es", "c": "c'est", "pk": "pourquoi", "pq": "pourquoi",
           "jai": "j'ai", "cest": "c'est", "bcp": "beaucoup", "tt": "tout", "pr": "pour"},
    "pt": {"vc": "voce", "ce": "voce", "vcs": "voces", "q": "que", "pq": "porque", "tb": "tambem",
           "tbm": "tambem", "n": "nao", "mt": "muito", "mto": "muito", "to": "estou",
           "ta": "esta", "ngm": "ninguem", "hj": "hoje", "pra": "para", "td": "tudo"},
    "ru": {"щас": "сейчас", "ща": "сейчас", "че": "что", "чо": "что", "тя": "тебя",
           "ваще": "вообще", "норм": "нормально", "спс": "спасибо", "пж": "пожалуйста"},
}  # fmt: skip

csv.field_size_limit(sys.maxsize)

Tokens = list[str]
Row = TypeVar("Row")
#: Of tweets every row whose number this divides is not trained on.
HELD_OUT = 5


@dataclass(frozen=True)
class Labelled:
    """Texts in tokens, each with its labels."""

    texts: list[Tokens]
    labels: list[frozenset[str]]

    def any_of(self, names: frozenset[str]) -> list[bool]:
        """Which of the texts have one of the labels."""
        return [bool(names & labels) for labels in self.labels]


@dataclass(frozen=True)
class Dialogue:
    """The utterances of one dialogue in tokens, and which of them are angry or disgusted."""

    texts: list[Tokens]
    angry: list[bool]

    @property
    def kind(self) -> str:
        """`hot`: three angry utterances or more, two of them within three turns; `calm`: none."""
        at = [i for i, angry in enumerate(self.angry) if angry]
        if not at:
            return "calm"
        near = any(later - earlier <= 3 for earlier, later in pairwise(at))
        return "hot" if len(at) >= 3 and near else "between"


def read(text: str) -> Tokens:
    """A text in tokens, as the product reads it, without what a corpus put in place of names."""
    return tokens(fold(_MASK.sub(" ", text)))


def spellings(text: Tokens, language: str) -> Iterator[Tokens]:
    """Other ways to write a text: short forms written out, apostrophes left out."""
    known = WRITTEN_OUT[language]
    written_out = [known.get(token, token) for token in text]
    if written_out != text:
        yield written_out
    without = [token.replace("'", "") or token for token in text]
    if without != text:
        yield without


def couples(language: str) -> Labelled:
    """The lines written for this project."""
    texts, labels, label = [], [], ""
    for line in (LINES / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            label = line[2:].strip()
        elif line.strip():
            texts.append(read(line))
            labels.append(frozenset({label}))
    return Labelled(texts, labels)


def raw_couples(language: str) -> tuple[list[str], list[str]]:
    """The lines as they were written, and the label of each."""
    texts, labels, label = [], [], ""
    for line in (LINES / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            label = line[2:].strip()
        elif line.strip():
            texts.append(line)
            labels.append(label)
    return texts, labels


def raw_calm(corpora: Path) -> list[str]:
    """Comments as they were written in which nobody found anger of any kind, nor disapproval."""
    folder = corpora / "goemotions"
    names = (folder / "labels.txt").read_text(encoding="utf-8").split()
    rows = (row.split("\t") for row in (folder / "train.tsv").read_text("utf-8").splitlines())
    hot = HOT | {"disapproval"}
    return [text for text, ids, *_ in rows if not hot & {names[int(one)] for one in ids.split(",")}]


def goemotions(corpora: Path, part: str) -> Labelled:
    folder = corpora / "goemotions"
    names = (folder / "labels.txt").read_text(encoding="utf-8").split()
    texts, labels = [], []
    for row in (folder / f"{part}.tsv").read_text(encoding="utf-8").splitlines():
        text, ids, *_ = row.split("\t")
        texts.append(read(text))
        labels.append(frozenset(names[int(number)] for number in ids.split(",")))
    return Labelled(texts, labels)


def _trained_on(rows: list[Row]) -> list[Row]:
    """Every fifth row is left for `scripts/bench/sensing.py`."""
    return [row for place, row in enumerate(rows) if place % HELD_OUT]


def germeval(corpora: Path) -> Labelled:
    """German tweets, some labelled `offence`."""
    texts, labels = [], []
    content = (corpora / "germeval2018" / "training.txt").read_text(encoding="utf-8")
    for row in _trained_on(content.splitlines()):
        text, coarse, _ = row.split("\t")
        texts.append(read(text))
        labels.append(frozenset({"offence"} if coarse == "OFFENSE" else ()))
    return Labelled(texts, labels)


def told_br(corpora: Path) -> Labelled:
    """Brazilian tweets; `toxic` if any of the three annotators named any class."""
    texts, labels = [], []
    with (corpora / "told_br" / "ToLD-BR.csv").open(encoding="utf-8", newline="") as file:
        for row in _trained_on(list(csv.DictReader(file))):
            texts.append(read(row.pop("text")))
            toxic = any(float(votes) for votes in row.values())
            labels.append(frozenset({"toxic"} if toxic else ()))
    return Labelled(texts, labels)


def dailydialog(corpora: Path) -> Iterator[Dialogue]:
    """Measured, never trained on."""
    for part in ("train", "valid"):
        path = corpora / "dailydialog" / f"dailydialog_{part}.json"
        for (turns,) in json.loads(path.read_text(encoding="utf-8")).values():
            texts = [read(_joined(turn["utterance"])) for turn in turns]
            yield Dialogue(texts, [turn["emotion"] in ("anger", "disgust") for turn in turns])


def _joined(text: str) -> str:
    return _BEFORE_SIGN.sub(r"\1", _AROUND_APOSTROPHE.sub("'", text))


def meld(corpora: Path) -> Iterator[Dialogue]:
    """Measured, never trained on."""
    for part in ("train", "dev"):
        dialogues: dict[str, Dialogue] = {}
        path = corpora / "meld" / f"{part}_sent_emo.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                dialogue = dialogues.setdefault(row["Dialogue_ID"], Dialogue([], []))
                dialogue.texts.append(read(row["Utterance"]))
                dialogue.angry.append(row["Emotion"] in ("anger", "disgust"))
        yield from dialogues.values()


#: Labels of the couples' lines that have heat in them, at whomever; UNSURE are neither.
HEATED = ATTACKS | {"third"}
UNSURE = frozenset({"complaint", "feeling"})


def general(corpora: Path, language: str) -> tuple[Labelled, list[float]] | None:
    """What there is of heat in a language beside the couples' lines, and the heat of each text
    from 0 to 1.
    """
    if language == "en":
        found = goemotions(corpora, "train")
        anger, hot = found.any_of(frozenset({"anger"})), found.any_of(HOT)
        return found, [1.0 if a else MILDER * h for a, h in zip(anger, hot, strict=True)]
    if language == "de":
        found = germeval(corpora)
        return found, [float(offends) for offends in found.any_of(frozenset({"offence"}))]
    if language == "pt":
        found = told_br(corpora)
        return found, [float(toxic) for toxic in found.any_of(frozenset({"toxic"}))]
    return None
