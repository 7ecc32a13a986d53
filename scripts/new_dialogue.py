"""A dialogue from a few questions: `scripts/new-dialogue`."""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.adapters.library import check, shipped
from bot.dialogue.limits import GATED_LEVEL

FOLDER = "my-dialogues"
#: As `heard check` has it.
NAME_CHARS_MAX = 40
Answers = dict[str, str]
Check = Callable[[str], str]

NEEDS = ("warm", "listen", "say", "stuck", "repair", "dream", "calm", "close")
#: A row of the clinical reference for each need, to be made more exact by the author.
ROWS = {"warm": "P29", "stuck": "P1", "repair": "P20", "calm": "P11", "close": "P29"}
USUAL_ROW = "P46"
ASK_WORDS_MAX = 20
#: Two halves of talk without a word from Heard, in minutes; longer and nobody keeps the turns.
HAND_OFF_MAX = 24
NOTHING = "nothing"
#: What is no text in YAML unless it is quoted.
YAML_WORDS = ("null", "true", "false")
NOT_FOR = "after a fight today, after drinking, when one is afraid of the other"


class Question:
    """One question. `usual`: what Enter takes; `wrong`: why an answer will not do, or empty;
    `if_`: whether it is asked at all.
    """

    def __init__(
        self,
        key: str,
        words: str,
        usual: Callable[[Answers], str],
        wrong: Check = lambda _: "",
        if_: Callable[[Answers], bool] = lambda _: True,
    ) -> None:
        self.key, self.words, self.usual, self.wrong, self.if_ = key, words, usual, wrong, if_


def questions(folder: Path) -> Iterator[Question]:
    """All of them, in their order."""
    yield Question("title", "What is it called?", _usual("One good thing"), _short)
    yield Question("name", "Its name, in small letters?", _slug, lambda one: _taken(one, folder))
    purpose = _usual("Each tells one small thing, and is heard.")
    yield Question("purpose", "What is it for, in one sentence?", purpose, _plain)
    level = "Level: 1 warm, 2 listening, 3 couple topics, 4 deep, 5 with a therapist only?"
    yield Question("level", level, _usual("1"), _number(1, 5))
    need = f"What for: {', '.join(NEEDS)}?"
    usual_need = "listen"
    yield Question(
        "need", need, lambda has: "warm" if has["level"] == "1" else usual_need, _one_of(NEEDS)
    )
    yield Question("minutes", "About how many minutes?", _usual("10"), _number(3, 60))
    ask = "What is the speaker asked? (NAME is the other's name.)"
    yield Question("ask", ask, _usual("what was one small good thing today?"), _sayable)
    listener = f"And what does the listener do? ({NOTHING}: only listens.)"
    yield Question("listener", listener, _usual("say back what you heard."), _sayable)
    yield Question("room", "In the same room, too: yes or no?", _usual("yes"), _one_of(YES_NO))
    guarded: Callable[[Answers], bool] = lambda has: int(has["level"]) >= GATED_LEVEL  # noqa: E731
    yield Question("not_for", "When is it not right?", _usual(NOT_FOR), if_=guarded)
    yield Question("lineage", "Where does it come from?", _usual("ours"))


YES_NO = ("yes", "no")


def _usual(answer: str) -> Callable[[Answers], str]:
    return lambda _: answer


def _slug(has: Answers) -> str:
    words = re.findall(r"[a-z0-9]+", has["title"].casefold().replace("'", ""))
    return "-".join(words)[:NAME_CHARS_MAX].strip("-") or "ours"


# --- what will not do ----------------------------------------------------------------------------


def _short(title: str) -> str:
    if len(title) > NAME_CHARS_MAX:
        return f"At most {NAME_CHARS_MAX} characters."
    return _plain(title)


def _plain(text: str) -> str:
    return "No curly or pointed brackets." if re.search(r"[{}<>]", text) else ""


def _taken(name: str, folder: Path) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or len(name) > NAME_CHARS_MAX:
        return f"Small letters, digits and dashes, at most {NAME_CHARS_MAX}."
    if name in YAML_WORDS:
        return f"YAML does not read “{name}” as a name. Choose another one."
    if any((place / f"{name}.yaml").exists() for place in (folder, shipped())):
        return f"There is a “{name}”. Choose another name."
    return ""


def _number(low: int, high: int) -> Check:
    def wrong(answer: str) -> str:
        fits = answer.isascii() and answer.isdecimal() and low <= int(answer) <= high
        return "" if fits else f"A number from {low} to {high}."

    return wrong


def _one_of(words: tuple[str, ...]) -> Check:
    return lambda answer: "" if answer in words else f"One of: {', '.join(words)}."


def _sayable(text: str) -> str:
    if len(text.split()) > ASK_WORDS_MAX:
        return f"At most {ASK_WORDS_MAX} words."
    if text.count("?") > 1:
        return "One question."
    return _plain(text)


# --- asking --------------------------------------------------------------------------------------


def ask(folder: Path) -> Answers:
    """The answers. `SystemExit` if one from a pipe will not do."""
    has: Answers = {}
    for question in questions(folder):
        if question.if_(has):
            has[question.key] = _asked(question, has)
    return has


def _asked(question: Question, has: Answers) -> str:
    usual = question.usual(has)
    while True:
        print(f"{question.words} [{usual}]: ", end="", flush=True)
        line = sys.stdin.readline()
        answer = " ".join(line.split()) or usual
        if not sys.stdin.isatty():
            print(answer)
        why = question.wrong(answer)
        if not why:
            return answer
        print(f"  {why}", file=sys.stderr)
        if not sys.stdin.isatty():
            sys.exit(2)


# --- the file ------------------------------------------------------------------------------------


def written(has: Answers) -> str:
    """The file."""
    guarded = int(has["level"]) >= GATED_LEVEL
    hears = has["listener"].casefold() != NOTHING
    parts = [_header(has, guarded=guarded)]
    if has["room"] == "yes":
        parts.append(_together(has, guarded=guarded))
    parts.append(_apart(has, guarded=guarded, hears=hears))
    parts.append(_closings(hears=hears))
    return "\n".join(parts)


def _header(has: Answers, *, guarded: bool) -> str:
    not_for = f"not_for: {_list(has['not_for'].split(','))}\n" if guarded else ""
    row = ROWS.get(has["need"], USUAL_ROW)
    return f"""\
# What stands behind a # is for you; Heard does not read it.
dialogue: {has["name"]}
edition: 1                      # one more whenever couples who use it get another one
title: {_text(has["title"])}
purpose: {_text(has["purpose"])}
lineage: {_list([has["lineage"]])}
rows: [{row}]                     # practices of the clinical reference
level: {has["level"]}                        # 1 warm ... 5 with a therapist only
need: {has["need"]}
minutes: {has["minutes"]}
{not_for}roles: [speaker, listener]      # the first is the one who began
"""


def _together(has: Answers, *, guarded: bool) -> str:
    consent = _consent(has, "up_for_it_here") if guarded else ""
    question = _capital(has["ask"].replace("NAME", "the other"))
    card = (
        "Phones down. {{ speaker.name }} begins, {{ listener.name }} listens. "
        "At half time, change places."
    )
    return f"""\
# In the same room.
together:
{consent}  - say: question
    text: {_text(question)}
  - hand_off: talk              # one card, a bell at half time and at the end
    minutes: {max(2, min(HAND_OFF_MAX, int(has["minutes"]) - 1))}
    halves: true
    text: {_text(card)}
"""


def _apart(has: Answers, *, guarded: bool, hears: bool) -> str:
    minutes = max(2, min(10, int(has["minutes"]) // 4))
    asked = "{{ speaker.name }}, " + has["ask"].replace("NAME", "{{ listener.name }}")
    first = _consent(has, "up_for_it") if guarded else _ready(has)
    does = "{{ listener.name }}, " + has["listener"].replace("NAME", "{{ speaker.name }}")
    back = f"""\
      - reflect: back           # the listener says it back; the speaker checks
        of: share
        by: listener
        minutes: {minutes}
        text: {_text(does)}
"""
    debrief = "  - include: debrief            # how it was, for each alone\n"
    return f"""\
# Apart, in writing.
steps:
{first}  - rounds: two_sides           # twice: in the second round they have changed places
    times: 2
    swap: [speaker, listener]
    steps:
      - turn: share             # the speaker has the floor
        floor: speaker
        minutes: {minutes}
        text: {_text(asked)}
{back if hears else ""}{debrief if guarded else ""}"""


def _ready(has: Answers) -> str:
    text = f"About {has['minutes']} minutes, nothing difficult. Each has the floor once."
    return f"""\
  - consent: ready              # both tap Ready, or it does not begin
    text: {_text(text)}
"""


def _consent(has: Answers, step: str) -> str:
    text = (
        f"About {has['minutes']} minutes; nothing has to be solved. Not in a fight, after "
        "drinking, or when afraid of the other: then “Not today” is right."
    )
    return f"""\
  - consent: {step:<18} # each is asked alone; nobody learns who said no
    private: true
    minutes: 30
    text: {_text(text)}
"""


def _closings(*, hears: bool) -> str:
    done = '  done: "Both were heard. Enough, or something warm?"\n' if hears else ""
    return f"""\
# What Heard says in the end. done: both were said back as they meant it; partly: otherwise.
closings:
{done}  partly: "That's enough for today. Enough, or something warm?"
"""


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _list(words: list[str]) -> str:
    return f"[{', '.join(_text(one.strip()) for one in words if one.strip())}]"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):  # before anybody has answered anything
        print(f"{folder} is no folder that can be written to. Name another one", file=sys.stderr)
        return 2
    try:
        has = ask(folder)
        path = folder / f"{has['name']}.yaml"
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(written(has), "utf-8")
    except OSError as trouble:
        print(f"{folder} cannot be written to ({trouble.strerror}). Name another", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nNothing is written.", file=sys.stderr)
        return 130
    _, findings = check([path])
    print()
    for finding in findings:
        print(finding)
    well = "it is clean" if not findings else "mend what stands above"
    print(f"{path} is written; {well}. Next:")
    print(f"  heard check {path}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
