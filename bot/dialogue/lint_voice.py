"""How a text speaks: short, one question, easy, without blame, under no flag, no doctor.

The lists are closed and short: what is on them is always wrong, and what is not on them is found
by reading aloud. English only.
"""

import re
from collections.abc import Iterator, Mapping

from bot.dialogue import reading
from bot.dialogue.diagnostics import Row
from bot.dialogue.limits import PROMPT_CHARS_MAX, PROMPT_WORDS_MAX, QUESTIONS_MAX, READ_CHARS_MAX
from bot.dialogue.model import Dialogue, steps_of, texts_of


def _list(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


#: What blames whoever reads it.
BLAME = _list(
    r"you (?:always|never)", r"stop (?:being|blaming|complaining|whining|interrupting|attacking)",
    r"don['’]t be (?:so|such)\b", r"admit (?:it|that|what|your)", r"your fault",
    r"you (?:should|shouldn['’]t|must|mustn['’]t) have",
    r"(?:you['’]re|you are) (?:wrong|to blame|too)\b",
    r"what['’]s wrong with you", r"grow up", r"get over it", r"be reasonable",
    r"apologi[sz]e (?:now|at once)",
)  # fmt: skip
#: Trade names, and people whose names are used as such. They belong into `lineage`.
TRADE = _list(
    r"gottmans?", r"imago", r"prep", r"hold me tight", r"love languages?", r"rapoport", r"eft",
    r"eft-c", r"nvc", r"rosenberg", r"hendrix", r"esther perel", r"perel", r"love maps?",
    r"state of the union", r"four horsemen", r"sound relationship house", r"ibct", r"brené brown",
    r"sue johnson",
)  # fmt: skip
#: What is a trade name only as it is written here.
_CASED = {"prep": "PREP", "eft": "EFT", "nvc": "NVC", "ibct": "IBCT"}
#: What only a treatment is, unless a sentence says that this is none.
THERAPY = _list(
    r"therap(?:y|ies|eutic|ist|ists)", r"heal(?:s|ed|ing)?", r"cures?", r"cured", r"treatments?",
    r"counsel(?:l?ing|l?ors?)", r"clinically", r"proven", r"guaranteed?",
    r"saves? your (?:relationship|marriage)", r"fix(?:es)? your (?:relationship|marriage)",
)  # fmt: skip
_NONE = re.compile(
    r"\b(?:no|not|nor|never|isn['’]t|aren['’]t|doesn['’]t|instead of|if)\b", re.IGNORECASE
)
#: Names of disorders, and of people by them.
DIAGNOSIS = _list(
    r"narcissis\w*", r"borderline", r"bipolar", r"ptsd", r"adhd", r"autis\w*", r"psychopath\w*",
    r"sociopath\w*", r"codependen\w*", r"co-dependen\w*", r"disorders?", r"diagnos\w*",
    r"patholog\w*", r"symptoms?", r"neurotic", r"paranoid", r"hysterical", r"toxic", r"gasligh\w*",
    r"attachment (?:style|type|issues?)", r"(?:avoidant|anxious) (?:type|partner|style)",
    r"trauma\w*", r"addict(?:s|ed|ion)?", r"depressed", r"depression", r"dysfunction\w*",
)  # fmt: skip
#: Words of the trade, which nobody says at home.
TRADE_TALK = _list(
    r"validat\w*", r"dysregulat\w*", r"co-?regulat\w*", r"paraphras\w*", r"empathi[sz]e",
    r"attachment", r"vulnerabilit\w*", r"projections?", r"cognitive", r"somatic",
    r"internali[sz]\w*", r"intergenerational", r"interventions?", r"modalit\w*",
)  # fmt: skip


def voice(dialogue: Dialogue) -> Iterator[Row]:
    """Everything that a couple reads in a dialogue."""
    for place, text in _all(dialogue):
        yield from prompt(place, text)


def _all(dialogue: Dialogue) -> Iterator[tuple[str, str]]:
    yield "@title", dialogue.title
    yield "@purpose", dialogue.purpose
    for step in steps_of(dialogue):
        for _, text in texts_of(step):
            yield step.id, text
    for name, text in dialogue.closings.items():
        yield f"@closings/{name}", text


def prompt(place: str, text: str, words_max: int = PROMPT_WORDS_MAX) -> Iterator[Row]:
    """A text that somebody reads in the middle of something: a prompt, a card."""
    for said in _said(text):
        if (asked := len(re.findall(r"\?+", said))) > QUESTIONS_MAX:
            yield place, "V02", f"it asks {asked} questions", "Ask one; the other is another step"
        if len(said) > PROMPT_CHARS_MAX:
            yield place, "V03", f"it has {len(said)} characters", f"At most {PROMPT_CHARS_MAX}"
    yield from read(place, text, words_max)


def _said(text: str) -> Iterator[str]:
    """What people read; nothing of what is far too long, which is found elsewhere."""
    return reading.said(text) if len(text) <= READ_CHARS_MAX else iter(())


def read(place: str, text: str, words_max: int) -> Iterator[Row]:
    """Any text: at most so many words, easy, and nothing of what no text says."""
    for said in _said(text):
        if (count := len(reading.words(said))) > words_max:
            yield place, "V01", f"it has {count} words", f"At most {words_max}"
        year = reading.grade(said)
        if year > reading.GRADE_MAX:
            what = f"it takes school year {year:.1f} to read"
            yield place, "V04", what, "Use short words and shorter sentences"
        for code, (words, remedy) in FORBIDDEN.items():
            if found := _found(code, words, said):
                yield place, code, f"“{found}” is a word of the wrong kind here", remedy


#: By code: what no text says, and what to do about it.
FORBIDDEN: Mapping[str, tuple[re.Pattern[str], str]] = {
    "V04": (TRADE_TALK, "Say it as at home"),
    "V05": (BLAME, "Say what to do, not what somebody is or always does"),
    "V06": (TRADE, "Name it by what happens in it, and put the name into lineage"),
    "V07": (THERAPY, "Say what happens; this is no therapy"),
    "V08": (DIAGNOSIS, "Say what somebody sees or feels"),
}


def _found(code: str, words: re.Pattern[str], said: str) -> str | None:
    """The first word of a list that stands in a text."""
    for sentence in re.split(r"[.!?;]", said):
        for found in words.finditer(sentence):
            word = found.group()
            if code == "V06" and _CASED.get(word.casefold(), word) != word:
                continue
            if code == "V07" and _NONE.search(sentence[: found.start()]):
                continue
            return word
    return None


CHECKS = (voice,)
