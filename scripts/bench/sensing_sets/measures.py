"""What is counted on public sets."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from bot.adapters.senses import sense
from bot.rehearsal.heat.conversation import Conversation, Message
from bot.sensing.heat import PAUSE_REST_MESSAGES
from sensing_sets.corpora import Dialogue, Text
from sensing_sets.table import Row, auc, best_f1, bootstrap, wilson

#: False pauses per 1,000 calm messages at which recall is compared.
FALSE = 5
#: A message of a set without times comes so long after the one before, in seconds.
APART_S = 20.0


def vader() -> Callable[[str], float] | None:
    """How negative VADER finds a text; None where it is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyser = SentimentIntensityAnalyzer()
    return lambda text: -float(analyser.polarity_scores(text)["compound"])


def rows(name: str, found: Sequence[Dialogue] | Sequence[Text]) -> list[Row]:
    """All of a set."""
    if isinstance(found[0], Text):
        return _texts(name, found)  # type: ignore[arg-type]
    return _dialogues(name, found)  # type: ignore[arg-type]


# --- single texts --------------------------------------------------------------------------------


def _texts(name: str, found: Sequence[Text]) -> list[Row]:
    ours = [_heat_of(one) for one in found]
    theirs = [beside(one.text) for one in found] if (beside := vader()) else None
    rows = []
    for what in found[0].is_it:
        labels = [one.is_it[what] for one in found]
        for measure, figure in (("AUC", auc), ("F1, best threshold", best_f1)):
            if measure != "AUC" and name != "goemotions":
                continue
            value = bootstrap(list(zip(ours, labels, strict=True)), figure)
            other = (
                None
                if theirs is None or found[0].language != "en"
                else figure(list(zip(theirs, labels, strict=True)))
            )
            rows.append(Row(name, f"{what}: {measure}", *value, f"{len(found)} texts", other))
    return rows


def _heat_of(one: Text) -> float:
    return Conversation(sense()).says(Message("a", one.text, 0.0, language=one.language))[1].level


# --- dialogues -----------------------------------------------------------------------------------


Heated = tuple[Dialogue, list[float], list[str]]


def _dialogues(name: str, found: Sequence[Dialogue]) -> list[Row]:
    ours = [_heated(one) for one in found]
    beside = vader()
    theirs = [_by(beside, one) for one in found] if beside else None
    messages = sum(len(one.said) for one in found)
    known = [one for one in ours if one[0].kind != "between"]
    calm = [one for one in ours if one[0].kind == "calm"]
    hot = [one for one in ours if one[0].kind == "hot"]
    of = f"{len(hot)} hot, {len(calm)} calm dialogues, {messages} messages"
    rows = [
        Row(
            name,
            "hot dialogues: AUC",
            *bootstrap(known, _auc),
            of,
            _auc([one for one in theirs if one[0].kind != "between"]) if theirs else None,
        )
    ]
    for measure, which in (("recall", 0), ("recall in time", 1)):

        def figure(drawn: Sequence[Heated], which: int = which) -> float:
            return _recall(drawn)[which]

        rows.append(
            Row(
                name,
                f"{measure} at {FALSE} false pauses per 1,000 calm messages",
                *bootstrap(known, figure),
                of,
                figure([one for one in theirs if one[0].kind != "between"]) if theirs else None,
            )
        )
    paused = sum(sum(action in ("breather", "break") for action in one[2]) for one in calm)
    count = sum(len(one[2]) for one in calm)
    rows.append(
        Row(
            name,
            "as shipped: pauses per 1,000 calm messages",
            *(1000 * value for value in wilson(paused, count)),
            f"{count} calm messages",
        )
    )
    nudged = sum(sum(action == "nudge" for action in one[2]) for one in calm)
    rows.append(
        Row(
            name,
            "as shipped: lines per 1,000 calm messages",
            *(1000 * value for value in wilson(nudged, count)),
            f"{count} calm messages",
        )
    )
    reached = sum(any(action in ("breather", "break") for action in one[2]) for one in hot)
    rows.append(
        Row(
            name,
            "as shipped: hot dialogues with a pause",
            *wilson(reached, len(hot)),
            f"{len(hot)} hot dialogues",
        )
    )
    return rows


def _heated(one: Dialogue) -> Heated:
    chat = Conversation(sense())
    found = [
        chat.says(Message(who, text, place * APART_S, language="en"))[1]
        for place, (who, text, _) in enumerate(one.said)
    ]
    return one, [what.level for what in found], [what.action for what in found]


def _by(score: Callable[[str], float], one: Dialogue) -> Heated:
    """The same average as ours, of another score."""
    level, levels = 0.0, []
    for _, text, _ in one.said:
        level += 0.45 * (score(text) - level)
        levels.append(level)
    return one, levels, []


def _auc(found: Sequence[Heated]) -> float:
    return auc([(max(levels), one.kind == "hot") for one, levels, _ in found])


def _pauses(levels: Sequence[float], threshold: float) -> list[int]:
    found: list[int] = []
    for place, level in enumerate(levels):
        if level >= threshold and (not found or place - found[-1] > PAUSE_REST_MESSAGES):
            found.append(place)
    return found


def _recall(found: Sequence[Heated]) -> tuple[float, float]:
    """The part of hot dialogues with a pause, and with one at the latest a message after the second
    hot one, at the lowest threshold that keeps to the false pauses.
    """
    calm = [levels for one, levels, _ in found if one.kind == "calm"]
    hot = [(one, levels) for one, levels, _ in found if one.kind == "hot"]
    if not calm or not hot:
        return math.nan, math.nan
    budget = FALSE * sum(map(len, calm)) / 1000
    levels = sorted({level for one in calm for level in one}, reverse=True)
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if sum(len(_pauses(one, levels[middle])) for one in calm) <= budget:
            low = middle
        else:
            high = middle - 1
    firsts: list[tuple[Any, list[int]]] = [
        (one, _pauses(series, levels[low])) for one, series in hot
    ]
    reached = sum(bool(pauses) for _, pauses in firsts)
    in_time = sum(bool(pauses) and pauses[0] <= one.hot[1] + 1 for one, pauses in firsts)
    return reached / len(hot), in_time / len(hot)
