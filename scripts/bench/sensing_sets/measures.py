"""What is counted on public sets."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bot.adapters.senses import sense
from bot.rehearsal.heat.conversation import Conversation
from bot.sensing.heat import ANGER, PAUSE_REST_MESSAGES, PAUSES
from sensing_sets.corpora import LOOKED_FOR, Dialogue, Text
from sensing_sets.table import Row, auc, best_f1, bootstrap, wilson

#: False pauses per 1,000 calm messages at which recall is compared.
FALSE = 5
#: A message of a set without times comes so long after the one before, in seconds.
APART_S = 20.0


def vader() -> Callable[[str], float]:
    """How negative VADER finds a text."""
    analyser = SentimentIntensityAnalyzer()
    return lambda text: -float(analyser.polarity_scores(text)["compound"])


def rows(name: str, found: Sequence[Dialogue] | Sequence[Text]) -> list[Row]:
    """All of a set."""
    texts = [one for one in found if isinstance(one, Text)]
    dialogues = [one for one in found if isinstance(one, Dialogue)]
    return _texts(name, texts) if texts else _dialogues(name, dialogues)


# --- single texts --------------------------------------------------------------------------------


def _texts(name: str, found: Sequence[Text]) -> list[Row]:
    beside = vader()
    ours = [_heat_of(one) for one in found]
    theirs = [beside(one.text) for one in found] if found[0].language == "en" else []
    figures = {"AUC": auc, "F1 at its best threshold": best_f1}
    rows = []
    for what, looked_for in LOOKED_FOR[name].items():
        labels = [bool(one.labels & looked_for) for one in found]
        for measure, figure in figures.items():
            value = bootstrap(list(zip(ours, labels, strict=True)), figure)
            other = figure(list(zip(theirs, labels, strict=True))) if theirs else None
            rows.append(Row(name, f"{what}: {measure}", *value, f"{len(found)} texts", other))
    return rows


def _heat_of(one: Text) -> float:
    return Conversation(sense()).says("a", one.text, 0.0, language=one.language)[1].level


# --- dialogues -----------------------------------------------------------------------------------


class Heated(NamedTuple):
    """A dialogue, the level after each message, and what was called for."""

    dialogue: Dialogue
    levels: list[float]
    actions: list[str]


def _dialogues(name: str, found: Sequence[Dialogue]) -> list[Row]:
    beside = vader()
    ours = [_heated(one) for one in found if one.kind != "between"]
    theirs = [_by(beside, one) for one in found if one.kind != "between"]
    calm = [one for one in ours if one.dialogue.kind == "calm"]
    hot = [one for one in ours if one.dialogue.kind == "hot"]
    messages = sum(len(one.levels) for one in ours)
    of = f"{len(hot)} hot, {len(calm)} calm dialogues, {messages} messages"
    at = f"at {FALSE} false pauses per 1,000 calm messages"
    figures: dict[str, Callable[[Sequence[Heated]], float]] = {
        "hot dialogues: AUC": _auc,
        f"recall {at}": lambda drawn: _recall(drawn)[0],
        f"recall in time {at}": lambda drawn: _recall(drawn)[1],
    }
    rows = [
        Row(name, measure, *bootstrap(ours, figure), of, figure(theirs))
        for measure, figure in figures.items()
    ]
    return rows + _as_shipped(name, calm, hot)


def _as_shipped(name: str, calm: Sequence[Heated], hot: Sequence[Heated]) -> list[Row]:
    """What the product would have done."""
    count = sum(len(one.actions) for one in calm)
    rows = []
    for what, actions in (("pauses", PAUSES), ("lines", ("nudge",))):
        there = sum(action in actions for one in calm for action in one.actions)
        per_thousand = (1000 * value for value in wilson(there, count))
        measure = f"as shipped: {what} per 1,000 calm messages"
        rows.append(Row(name, measure, *per_thousand, f"{count} calm messages"))
    reached = sum(any(action in PAUSES for action in one.actions) for one in hot)
    measure = "as shipped: hot dialogues with a pause"
    return [*rows, Row(name, measure, *wilson(reached, len(hot)), f"{len(hot)} hot dialogues")]


def _heated(one: Dialogue) -> Heated:
    chat = Conversation(sense())
    found = [
        chat.says(who, text, place * APART_S, language="en")[1]
        for place, (who, text, _) in enumerate(one.said)
    ]
    return Heated(one, [what.level for what in found], [what.action for what in found])


def _by(score: Callable[[str], float], one: Dialogue) -> Heated:
    """The same average as ours, of another score."""
    level, levels = 0.0, []
    for _, text, _ in one.said:
        level += ANGER * (score(text) - level)
        levels.append(level)
    return Heated(one, levels, [])


def _auc(found: Sequence[Heated]) -> float:
    return auc([(max(one.levels), one.dialogue.kind == "hot") for one in found])


def _pauses(levels: Sequence[float], threshold: float) -> list[int]:
    found: list[int] = []
    for place, level in enumerate(levels):
        if level >= threshold and (not found or place - found[-1] > PAUSE_REST_MESSAGES):
            found.append(place)
    return found


def _recall(found: Sequence[Heated]) -> tuple[float, float]:
    """The part of hot dialogues with a pause, and with one at the latest a message after the second
    hot one, at the lowest threshold on the level that keeps to the false pauses.
    """
    calm = [one.levels for one in found if one.dialogue.kind == "calm"]
    hot = [one for one in found if one.dialogue.kind == "hot"]
    if not calm or not hot:
        return math.nan, math.nan
    threshold = _threshold(calm, FALSE * sum(map(len, calm)) / 1000)
    firsts = [(one.dialogue.hot[1], _pauses(one.levels, threshold)) for one in hot]
    reached = sum(bool(pauses) for _, pauses in firsts)
    in_time = sum(bool(pauses) and pauses[0] <= second + 1 for second, pauses in firsts)
    return reached / len(hot), in_time / len(hot)


def _threshold(calm: Sequence[Sequence[float]], budget: float) -> float:
    levels = sorted({level for one in calm for level in one}, reverse=True)
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if sum(len(_pauses(one, levels[middle])) for one in calm) <= budget:
            low = middle
        else:
            high = middle - 1
    return levels[low]
