"""Public sets, as their authors publish them. `scripts/train-sensing` reads them here as well, so
that what is held out is held out.
"""

import csv
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

#: Emotions of an utterance that is hot; and of a comment, where there is one more.
HOT = frozenset({"anger", "disgust"})
HEATED = HOT | {"annoyance"}
#: Of tweets every row whose number this divides is not trained on.
HELD_OUT = 5

Row = TypeVar("Row")


class Dialogue(NamedTuple):
    """Who said what, and whether somebody called it angry or disgusted."""

    said: tuple[tuple[str, str, bool], ...]

    @property
    def hot(self) -> list[int]:
        """The places of its hot messages."""
        return [place for place, (_, _, hot) in enumerate(self.said) if hot]

    @property
    def kind(self) -> str:
        """`hot`: three hot messages at least, two of them within three turns; `calm`: none."""
        hot = self.hot
        near = any(after - before <= 3 for before, after in pairwise(hot))
        return "hot" if len(hot) >= 3 and near else "between" if hot else "calm"


class Text(NamedTuple):
    """One text, and its labels."""

    text: str
    language: str
    labels: frozenset[str]


def dailydialog(folder: Path) -> list[Dialogue]:
    """RECCON's files: a dialogue each, utterances with an emotion. Tokens are put together."""
    found = []
    for path in sorted(folder.glob("*.json")):
        for turns in json.loads(path.read_text("utf-8")).values():
            said = tuple(
                (one["speaker"], _joined(one["utterance"]), one["emotion"] in HOT)
                for one in turns[0]
            )
            found.append(Dialogue(said))
    return found


def _joined(text: str) -> str:
    for sign in ("'", "’"):
        text = text.replace(f" {sign} ", sign).replace(f" {sign}", sign)
    for sign in ".,!?;:":
        text = text.replace(f" {sign}", sign)
    return text


def meld(folder: Path) -> list[Dialogue]:
    """Its tables: a row for each utterance."""
    found: dict[tuple[str, str], list[tuple[str, str, bool]]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                said = (row["Speaker"], row["Utterance"], row["Emotion"] in HOT)
                found.setdefault((path.name, row["Dialogue_ID"]), []).append(said)
    return [Dialogue(tuple(said)) for said in found.values()]


def goemotions(folder: Path, part: str = "dev") -> list[Text]:
    """Comments, each with its emotions; the part `train` was trained on."""
    names = (folder / "labels.txt").read_text("utf-8").split()
    with (folder / f"{part}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Text(text, "en", frozenset(names[int(label)] for label in labels.split(",")))
        for text, labels, _ in rows
    ]


def germeval2018(folder: Path, *, held_out: bool = True) -> list[Text]:
    """Tweets, some labelled `offence`."""
    lines = (folder / "training.txt").read_text("utf-8").splitlines()
    found = []
    for line in _part(lines, held_out=held_out):
        text, coarse, _ = line.split("\t")
        found.append(Text(text, "de", frozenset({"offence"} if coarse == "OFFENSE" else ())))
    return found


def told_br(folder: Path, *, held_out: bool = True) -> list[Text]:
    """Tweets; `toxic` for at least one of three annotators."""
    with (folder / "ToLD-BR.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in _part(rows, held_out=held_out):
        text = row.pop("text")
        toxic = any(float(votes) for votes in row.values())
        found.append(Text(text, "pt", frozenset({"toxic"} if toxic else ())))
    return found


def _part(rows: list[Row], *, held_out: bool) -> list[Row]:
    """What nothing was trained on, or the rest."""
    return [row for place, row in enumerate(rows) if held_out is (place % HELD_OUT == 0)]


READ: dict[str, Callable[[Path], list[Dialogue] | list[Text]]] = {
    "dailydialog": dailydialog,
    "meld": meld,
    "goemotions": goemotions,
    "germeval2018": germeval2018,
    "told_br": told_br,
}
#: What is looked for in a set: the labels that it is, by the name of the measure.
LOOKED_FOR: dict[str, dict[str, frozenset[str]]] = {
    "goemotions": {"hot": HEATED, "anger": frozenset({"anger"})},
    "germeval2018": {"offence": frozenset({"offence"})},
    "told_br": {"toxic": frozenset({"toxic"})},
}
