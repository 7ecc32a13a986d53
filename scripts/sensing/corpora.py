"""What trains: public sets whose licences allow it, and the couples' lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.sensing.tokens import fold, tokens
from scripts.bench.sensing_sets import corpora as public

#: Labels of the couples' lines that are an attack on the partner.
ATTACKS = frozenset({"criticism", "contempt", "defence", "demand", "withdraw", "insult"})
#: Those that have heat in them, at whomever; UNSURE are neither.
HEATED = ATTACKS | {"third"}
UNSURE = frozenset({"complaint", "feeling"})
#: Annoyance and disgust beside anger, as a target of heat.
MILDER = 0.6

LINES = Path(__file__).parent / "lines"
CALM = Path(__file__).parent / "calm"
_MASK = re.compile(r"\[(?:NAME|RELIGION)\]|&#39;|&amp;|\bRT\b|\|LBR\|", re.IGNORECASE)

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

Tokens = list[str]


@dataclass(frozen=True)
class Labelled:
    """Texts in tokens, each with its labels."""

    texts: list[Tokens]
    labels: list[frozenset[str]]

    def any_of(self, names: frozenset[str]) -> list[bool]:
        """Which of the texts have one of the labels."""
        return [bool(names & labels) for labels in self.labels]


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
    texts, labels = raw_couples(language)
    return Labelled([read(text) for text in texts], [frozenset({label}) for label in labels])


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


def calm(language: str) -> list[Tokens]:
    """Calm comments that were put into this language, if it has any."""
    file = CALM / f"{language}.txt"
    texts = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [read(text) for text in texts]


def raw_calm(corpora: Path) -> list[str]:
    """Comments as they were written in which nobody found anger of any kind, nor disapproval."""
    hot = public.HEATED | {"disapproval"}
    comments = public.goemotions(corpora / "goemotions", "train")
    return [one.text for one in comments if not hot & one.labels]


def general(corpora: Path, language: str) -> tuple[Labelled, list[float]] | None:
    """What there is of heat in a language beside the couples' lines, and the heat of each text
    from 0 to 1.
    """
    if language == "en":
        found = _labelled(public.goemotions(corpora / "goemotions", "train"))
        anger, hot = found.any_of(frozenset({"anger"})), found.any_of(public.HEATED)
        return found, [1.0 if a else MILDER * h for a, h in zip(anger, hot, strict=True)]
    if language == "de":
        found = _labelled(public.germeval2018(corpora / "germeval2018", held_out=False))
        return found, [float(offends) for offends in found.any_of(frozenset({"offence"}))]
    if language == "pt":
        found = _labelled(public.told_br(corpora / "told_br", held_out=False))
        return found, [float(toxic) for toxic in found.any_of(frozenset({"toxic"}))]
    return None


def _labelled(texts: list[public.Text]) -> Labelled:
    return Labelled([read(one.text) for one in texts], [one.labels for one in texts])
