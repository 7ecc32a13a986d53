"""Public sets, as their authors publish them."""

import csv
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

HOT = frozenset({"anger", "disgust"})


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
    """One text; whether it is what is looked for, by the name of the measure."""

    text: str
    language: str
    is_it: dict[str, bool]


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


def goemotions(folder: Path) -> list[Text]:
    """The development part; the training part was trained on."""
    names = (folder / "labels.txt").read_text("utf-8").split()
    found = []
    with (folder / "dev.tsv").open(encoding="utf-8", newline="") as file:
        for text, labels, _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            has = {names[int(label)] for label in labels.split(",")}
            is_it = {"hot": bool(has & {"anger", "annoyance", "disgust"}), "anger": "anger" in has}
            found.append(Text(text, "en", is_it))
    return found


def germeval2018(folder: Path) -> list[Text]:
    """Every fifth tweet; the others were trained on."""
    lines = (folder / "training.txt").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.count("\t") == 2]
    return [Text(text, "de", {"offence": coarse == "OFFENSE"}) for text, coarse, _ in rows[::5]]


def told_br(folder: Path) -> list[Text]:
    """Every fifth tweet that is here; toxic: for at least one of three annotators."""
    with next(iter(folder.glob("*.csv"))).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Text(row["text"], "pt", {"toxic": any(float(row[name]) for name in row if name != "text")})
        for row in rows[::5]
    ]


READ: dict[str, Callable[[Path], list[Dialogue] | list[Text]]] = {
    "dailydialog": dailydialog,
    "meld": meld,
    "goemotions": goemotions,
    "germeval2018": germeval2018,
    "told_br": told_br,
}
