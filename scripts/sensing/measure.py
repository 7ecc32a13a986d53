"""What a trained language scores on the texts at hand: rows of a table."""

from collections.abc import Iterator
from pathlib import Path

import corpora as of
import figures
import numpy as np
from train import Material, read, scores, trained_without

from bot.sensing.model import Model, WeightFile

Array = np.ndarray
HEAD = "| set | texts | figure | 95 % interval |\n|---|---|---|---|"


def lines(given: Material, held_out: Array) -> Iterator[str]:
    """The couples' lines, each scored by a model that did not see it."""
    name = f"{given.language}: couples' lines held out"
    yield figures.row(f"{name}, attack AUC", figures.auc, given.attack, held_out[:, 1])
    sure = given.sure
    yield figures.row(f"{name}, heat AUC", figures.auc, given.heated[sure], held_out[sure, 0])
    labels = np.array([next(iter(found)) for found in given.lines.labels])
    shares = [
        f"{label} {(held_out[labels == label, 1] > 0).mean():.0%}"
        for label in dict.fromkeys(labels)
    ]
    yield f"| {given.language}: attack above even odds | | {', '.join(shares)} | |"


def tweets(given: Material) -> Iterator[str]:
    """The tweets that a language has for heat, each scored by a model that did not see it."""
    if given.general is None or given.language == "en":
        return
    found = np.zeros(len(given.general.texts))
    for there, file in trained_without(given):
        found[there] = scores(read(file), [given.general.texts[i] for i in there])[:, 0]
    name = {"de": "GermEval 2018 offence", "pt": "ToLD-Br toxic"}[given.language]
    yield figures.row(
        f"{name} AUC, {given.language}, cross-validated", figures.auc, given.general_heat > 0, found
    )


def english(corpora: Path, file: WeightFile) -> Iterator[str]:
    """The public English sets that no weight was trained on."""
    model = read(file)
    dev = of.goemotions(corpora, "dev")
    heat = scores(model, dev.texts)[:, 0]
    hot, angry = np.array(dev.any_of(of.HOT)), np.array(dev.any_of(frozenset({"anger"})))
    yield figures.row("GoEmotions dev, hot AUC", figures.auc, hot, heat)
    yield figures.row("GoEmotions dev, hot best F1", figures.best_f1, hot, heat)
    yield figures.row("GoEmotions dev, anger best F1", figures.best_f1, angry, heat)
    yield _dialogues("DailyDialog, hot dialogues AUC", list(of.dailydialog(corpora)), model)
    yield _dialogues("MELD, hot dialogues AUC", list(of.meld(corpora)), model)


def _dialogues(name: str, dialogues: list[of.Dialogue], model: Model) -> str:
    found = [scores(model, dialogue.texts)[:, 0].tolist() for dialogue in dialogues]
    kinds = [dialogue.kind for dialogue in dialogues]
    calm = [x for values, kind in zip(found, kinds, strict=True) if kind == "calm" for x in values]
    start = float(np.mean(calm))
    told = [(kind == "hot", v) for kind, v in zip(kinds, found, strict=True) if kind != "between"]
    hot = np.array([is_hot for is_hot, _ in told])
    peaks = np.array([figures.peak(values, start) for _, values in told])
    return figures.row(name, figures.auc, hot, peaks)
