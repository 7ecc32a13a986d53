"""Floors, hearing before solving, what may be named where: along every way through a dialogue."""

import textwrap

import pytest

from bot.adapters.library import of_folder, shipped
from bot.dialogue import reading
from bot.dialogue.kinds import Shared
from bot.dialogue.lint_voice import prompt
from bot.dialogue.load import load, read
from tests.dialogue.test_load import HEAD, findings

RATED = "- rate: how\n  text: How was it?\n  labels: [hard, good]\n"
ASKED = "- consent: ready\n  private: true\n  text: Are you up for it?\n"


def codes(steps: str, level: int = 1) -> set[str]:
    """What is wrong with these steps; from level 2 on with a consent before and a rate after."""
    text = textwrap.dedent(steps).strip("\n") + "\n"
    if level > 1:
        text = f"{ASKED}{text}{RATED}"
    return {one.split()[1] for one in findings(text, level)}


TURNS = "- turn: {name}\n  floor: {role}\n  text: Go on.\n"
TALK = TURNS.format(name="talk", role="speaker")
REPLY = TURNS.format(name="reply", role="listener")
EITHER_WAY = """
- choose: who
  by: either
  text: Who begins?
  otherwise: one
  options:
    one:
      label: I do
      steps:
        - {turn: a, floor: speaker, text: Go on.}
        - {turn: b, floor: listener, text: Go on.}
    two:
      label: You do
      steps:
        - {turn: c, floor: listener, text: Go on.}
        - {turn: d, floor: speaker, text: Go on.}
"""
ONE_ENDS = """
- choose: who
  by: either
  text: Who begins?
  otherwise: no
  options:
    one: {label: I do, close: done, steps: [{turn: a, floor: speaker, text: Go on.}]}
    no: {label: Nobody, close: quiet}
"""
UNEQUAL_IF = """
- gather: topic
  of: speaker
  text: What about?
- when: before
  if: {played: true}
  steps:
    - {turn: a, floor: speaker, text: Go on.}
  else:
    - {turn: b, floor: listener, text: Go on.}
"""
REACTION = """
- rounds: both
  times: 2
  swap: [speaker, listener]
  steps:
    - {turn: a, floor: speaker, text: Go on.}
    - when: told
      if: {said: a}
      steps:
        - {turn: b, floor: listener, text: Go on.}
"""
OWN_WISH = """
- fill: one
  by: speaker
  ask: Writing.
  slots: {word: {text: A word.}}
  text: "{{ word }}"
- fill: two
  by: listener
  ask: Writing.
  slots: {word: {text: A word.}}
  text: "{{ word }}"
- choose: good
  by: listener
  text: Is it good?
  otherwise: fine
  options:
    fine: It is
    other:
      label: Another one
      steps:
        - fill: three
          by: listener
          ask: Writing.
          slots: {word: {text: A word.}}
          text: "{{ word }}"
"""
ROUNDS = "- rounds: both\n  times: {times}\n  swap: [speaker, listener]\n  steps:\n"
PICKED = "- {pick: p, by: speaker, from: feelings, text: Which?}\n"


@pytest.mark.parametrize(
    ("steps", "equal"),
    [
        (TALK, False),
        (TALK + REPLY, True),
        (ROUNDS.format(times=2) + textwrap.indent(TALK, "    "), True),
        (ROUNDS.format(times=3) + textwrap.indent(TALK, "    "), False),
        (ROUNDS.format(times=1) + textwrap.indent(TALK, "    "), False),
        (ROUNDS.format(times=4) + textwrap.indent(TALK + REPLY, "    "), True),
        (EITHER_WAY, True),
        (EITHER_WAY.replace("label: You do", "label: You do\n      close: done"), True),
        (ONE_ENDS, False),
        (UNEQUAL_IF, False),
        (REACTION, True),
        (OWN_WISH, True),
        (PICKED, False),
        (ROUNDS.format(times=2) + textwrap.indent(PICKED, "    "), True),
    ],
)
def test_floors_are_equal_on_every_way(steps: str, equal: bool) -> None:
    assert codes(steps) - {"C04"} == (set() if equal else {"C02"})


HEARD = """
- rounds: both
  times: 2
  swap: [speaker, listener]
  steps:
    - {turn: talk, floor: speaker, text: Go on.}
    - {reflect: back, of: talk, by: listener, text: Say it back., validate: What makes sense?}
"""
PLAN = "- {gather: topic, of: speaker, text: What could be a plan for it?}\n"
INSIDE = textwrap.indent(PLAN, "    ")
IF = "- when: both_heard\n  if: {%s: both}\n  steps:\n"
ELSE = "    - {say: s, text: S.}\n  else:\n"


@pytest.mark.parametrize(
    ("steps", "fine"),
    [
        (PLAN, False),
        (HEARD + PLAN, False),
        (HEARD + IF % "heard" + INSIDE, False),
        (HEARD + IF % "validated" + INSIDE, True),
        (HEARD + IF % "validated" + ELSE + INSIDE, False),
        (PLAN.replace("topic", "plan").replace("What could be a plan for it?", "What now?"), False),
        (PLAN.replace("could be a plan for it?", "is it? Nothing has to be solved."), True),
        ("- {say: s, text: A plan can wait.}\n", True),
        (PLAN.replace("What could be a plan for it?", "One small step for this week."), False),
        (PLAN.replace("What could be a plan for it?", "Say it in three small steps."), True),
    ],
)
def test_nothing_is_solved_before_both_were_understood(steps: str, fine: bool) -> None:
    assert codes(steps, level=2) == (set() if fine else {"C06"})
    assert codes(steps) == set()


CARD = "    - {hand_off: card, text: 'Phones down. Each names one small step.'}\n"


@pytest.mark.parametrize(
    ("before", "fine"),
    [
        ("    - {say: s, text: S.}\n", False),
        (
            (
                "    - {scale: u, text: T, low: l, high: h, reach: 6}\n"
                "    - when: w\n      if: {reached: u}\n      steps:\n    "
            ),
            True,
        ),
    ],
)
def test_with_the_phones_down_a_scale_stands_for_it(before: str, fine: bool) -> None:
    asked = textwrap.indent(ASKED.replace("ready", "ready_together"), "    ")
    steps = f"{ASKED}{RATED}".replace("\n", "\n  ").rstrip()
    text = f"{HEAD.replace('{level}', '2')}  {steps}\ntogether:\n{asked}{before}{CARD}"
    _, found = load(text, "x.yaml")
    assert {one.code for one in found} == (set() if fine else {"C06"})


WISH = "- reveal: wish\n  text: What would you like?\n"
FORM = "- fill: form\n  by: speaker\n  ask: Writing.\n  slots: {a: {text: A.}}\n  text: '{{ a }}'\n"
OTHER = FORM.replace("form", "other").replace("speaker", "listener")


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (WISH + "- {say: s, text: '{{ wish.speaker }}'}\n", {"N10"}),
        (WISH + "- {when: w, if: {shown: wish}, steps: [{say: s, text: '{{ wish.listener }}'}]}\n",
         set()),
        (WISH + "- {when: w, if: {shown: wish}, steps: [{say: s, text: '{{ wish.judge }}'}]}\n",
         {"N04"}),
        (WISH + "- {when: w, if: {shown: wish}, steps: [{say: s, text: S}], "
         "else: [{say: t, text: '{{ wish.speaker }}'}]}\n", {"N10"}),
        (FORM + OTHER + "- {say: s, text: '{{ form.a }}'}\n", {"N10"}),
        (FORM + OTHER + "- {when: w, if: {sent: form}, steps: [{say: s, text: '{{ form.a }}'}]}\n",
         set()),
        (FORM + OTHER + "- {when: w, if: {said: form}, steps: [{say: s, text: '{{ form.a }}'}]}\n",
         {"N10"}),
        (FORM.replace("{{ a }}", "It is so.") + OTHER, {"N04"}),
        ("- {draw: d, deck: small-moments, text: '{{ card }}'}\n- {say: s, text: '{{ d }}'}\n",
         set()),
        ("- {say: s, text: '{{ card }}'}\n", {"N04"}),
        (("- choose: c\n  by: either\n  text: Now?\n  otherwise: b\n  options:\n    b: No\n    a:\n"
         "      label: Yes\n      steps: [{gather: topic, of: speaker, text: What?}]\n"
         "- {say: s, text: '{{ topic }}'}\n"), {"N04"}),
        (("- {repeat: r, at_most: 2, steps: [{gather: topic, of: speaker, text: What?}]}\n"
         "- {say: s, text: '{{ topic }}'}\n"), set()),
    ],
)  # fmt: skip
def test_what_may_be_named_where(steps: str, found: set[str]) -> None:
    assert codes(steps) == found


SCALES = (
    "- {scale: shown, text: T, low: l, high: h, show: true}\n"
    "- {scale: reached, text: T, low: l, high: h, reach: 6}\n"
)


@pytest.mark.parametrize(
    ("condition", "fine"),
    [
        ("{}", False),
        ("{played: true, shown: shown}", False),
        ("{played: false}", True),
        ("{shown: shown}", True),
        ("{shown: reached}", False),
        ("{reached: reached}", True),
        ("{reached: shown}", False),
        ("{sent: shown}", False),
        ("{said: later}", False),
        ("{heard: both}", False),
        ("{validated: both}", False),
        ("{chosen: {shown: a}}", False),
    ],
)
def test_a_condition_asks_one_earlier_step_of_the_right_verb(condition: str, fine: bool) -> None:
    steps = f"{SCALES}- {{when: w, if: {condition}, steps: [{{say: s, text: S}}]}}\n"
    later = TURNS.format(name="later", role="speaker") + REPLY
    assert codes(steps + later) == (set() if fine else {"N06"})


def test_a_shared_block_may_stand_in_each_way_to_do_it_but_once_in_each() -> None:
    once = "- include: debrief\n"
    blocks = {
        item.block: item
        for path in of_folder(shipped() / "shared")
        if isinstance(item := read(path.read_text("utf-8"), "x")[0], Shared)
    }
    both = f"{HEAD.format(level=1)}  {once}short:\n  {once}"
    dialogue, found = load(both, "x.yaml", blocks)
    assert dialogue is not None
    assert not found
    _, found = load(f"{HEAD.format(level=1)}  {once}  {once}", "x.yaml", blocks)
    assert {one.code for one in found} == {"N01"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is it so? Or so?", {"V02"}),
        ("{% if a %}Is it so?{% else %}Or so?{% endif %}", set()),
        ("You never listen.", {"V05"}),
        ("Nobody is to blame.", set()),
        ("A talk by Gottman.", {"V06"}),
        ("A little prep helps.", set()),
        ("As in PREP.", {"V06"}),
        ("This isn't therapy.", set()),
        ("This is therapy.", {"V07"}),
        ("It isn't hard. This is therapy.", {"V07"}),
        ("Your partner is a narcissist.", {"V08"}),
        ("Paraphrase it.", {"V04"}),
        ("Consider the transmission of expectations between generations.", {"V04"}),
        ("{{ speaker.name }}, say it back in your own words.", set()),
    ],
)
def test_how_a_text_speaks(text: str, found: set[str]) -> None:
    assert {code for _, code, _, _ in prompt("", text)} == found


@pytest.mark.parametrize(
    ("word", "count"),
    [("calm", 1), ("listened", 2), ("wanted", 2), ("little", 2), ("because", 2), ("feeling", 2),
     ("vulnerability", 6), ("made", 1), ("sentences", 3), ("you", 1), ("20", 1)],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert reading.syllables(word) == count
