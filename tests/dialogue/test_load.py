"""A file of ours is a dialogue, or every finding at once; never a traceback."""

import json
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.diagnostics import CODES
from bot.dialogue.limits import FILE_CHARS_MAX
from bot.dialogue.load import load
from bot.dialogue.model import VERBS, walk

HEAD = """dialogue: x
edition: 1
title: X
purpose: For tests.
lineage: [ours]
rows: [P46]
need: listen
level: {level}
minutes: 5
not_for: [after a fight today]
roles: [speaker, listener]
steps:
"""
GOOD = """
  - rounds: both
    times: 2
    swap: [speaker, listener]
    steps:
      - turn: talk
        floor: speaker
        text: "{{ speaker.name }}, go on."
      - reflect: back
        of: talk
        by: listener
        text: Say it back.
"""


def findings(steps: str, level: int = 1) -> list[str]:
    text = HEAD.replace("{level}", str(level)) + textwrap.indent(textwrap.dedent(steps), "  ")
    dialogue, found = load(text, "x.yaml")
    assert (dialogue is None) == bool(found)
    assert all(one.code in CODES for one in found)
    return [f"{one.line} {one.code}" for one in found]


def test_a_good_file_is_a_dialogue() -> None:
    dialogue, found = load(HEAD.format(level=1) + GOOD, "x.yaml")
    assert not found
    assert dialogue is not None
    assert [step.id for step in walk(dialogue.steps)] == ["both", "talk", "back"]


CHOICE = """
- choose: a
  by: either
  otherwise: z
  text: x
  options: {y: Yes, n: No}
""".strip()

WRONG: list[tuple[str, str, list[str]]] = [
    ("no verb", "- text: hello", ["13 S01"]),
    ("two verbs", "- say: a\n  turn: b\n  text: x", ["13 S01"]),
    ("an unknown field", "- say: a\n  text: x\n  colour: red", ["13 S02"]),
    ("a wrong kind", "- say: a\n  text: {x: y}", ["14 S02"]),
    ("a missing field", "- say: a", ["13 S02"]),
    ("a number out of range", "- hand_off: a\n  text: x\n  minutes: 90", ["12 C04", "13 S03"]),
    ("a breather too long", "- breathe: a\n  text: x\n  minutes: 6", ["13 S03"]),
    ("one id twice", "- say: a\n  text: x\n- say: a\n  text: y", ["13 N01"]),
    ("an unknown role", "- gather: a\n  of: judge\n  text: x", ["13 N02"]),
    ("a reflection of nothing", "- reflect: a\n  of: talk\n  by: listener\n  text: x", ["13 N03"]),
    ("an unknown option", CHOICE, ["13 N03"]),
    ("a name that is not declared", "- say: a\n  text: '{{ topic }}'", ["13 N04"]),
    ("an attribute that is not declared", "- say: a\n  text: '{{ speaker.id }}'", ["13 N04"]),
    ("a person without .name", "- say: a\n  text: '{{ speaker }}'", ["13 N04"]),
    ("a loop in a text", "- say: a\n  text: '{% for x in speaker.name %}{% endfor %}'",
     ["13 N04", "13 N04"]),
    ("a call in a text", "- say: a\n  text: '{{ speaker.name.upper() }}'", ["13 N04", "13 N04"]),
    ("an import in a text", "- say: a\n  text: '{% import \"os\" as os %}'", ["13 N04"]),
    ("a text that does not parse", "- say: a\n  text: '{{ speaker.name'", ["13 N04"]),
    ("too many brackets in a text", "- say: a\n  text: '{{ " + "(" * 4000 + "'",
     ["13 N04", "13 S04"]),
    ("a number of thousands of digits in a text", "- say: a\n  text: '{{ " + "9" * 5000 + " }}'",
     ["13 N04", "13 S04"]),
    ("unequal floors", "- turn: a\n  floor: speaker\n  text: x", ["12 C02"]),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), [row[1:] for row in WRONG],
                         ids=[row[0] for row in WRONG])  # fmt: skip
def test_what_is_wrong_is_found_with_its_line(steps: str, expected: list[str]) -> None:
    assert findings(steps) == expected


RATED = "\n- rate: b\n  text: How was it?\n  labels: [hard, good]"


def test_from_level_two_on_both_consent_in_private_first() -> None:
    assert findings("- say: a\n  text: x" + RATED, level=2) == ["13 C01"]
    asked = "- consent: a\n  private: true\n  text: Up for it?"
    assert findings(asked + RATED, level=2) == []


def test_from_level_two_on_not_today_has_the_same_words_everywhere() -> None:
    asked = textwrap.indent("- consent: a\n  private: true\n  text: Up for it?" + RATED, "  ")
    own = f"{HEAD.format(level=2)}{asked}\nclosings:\n  not_now: Oh well.\n"
    dialogue, found = load(own, "x.yaml")
    assert dialogue is None
    assert [one.code for one in found] == ["C03"]


def test_every_finding_at_once() -> None:
    assert len(findings("- say: a\n  text: '{{ q }}'\n- say: a\n  text: '{{ r }}'")) == 3


BROKEN = {
    "empty": "",
    "binary": "\x00\x01\x02",
    "a list": "- a\n- b",
    "duplicate keys": "dialogue: a\ndialogue: b",
    "tabs": "dialogue:\n\t- x",
    "an alias": "a: &x 1\nb: *x",
    "a bomb": "a: &a [x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b]",
    "deep nesting": "[" * 3000,
    "keys that are mappings": "? " * 40,  # each doubled what the one before had cost
    "lists in lists": "a: " + "[" * 3000 + "]" * 3000,
    "half a character in a key": '"\\ud800": 1',
    "huge": "x" * (FILE_CHARS_MAX + 1),
    "a python tag": "!!python/object/apply:os.system [echo]",
    "steps that are no list": "dialogue: x\nsteps: 5",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_broken_files_are_one_finding(text: str) -> None:
    dialogue, found = load(text, "x.yaml")
    assert dialogue is None
    assert len(found) == 1
    assert str(found[0]).startswith("x.yaml")
    assert "\n" not in str(found[0])


_scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
_trees = st.recursive(
    _scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*VERBS, "text", "steps", "options", "by", "of"]), inner),
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_trees, max_size=4))
def test_any_tree_of_steps_is_read_without_a_traceback(steps: list[object]) -> None:
    text = HEAD.format(level=1) + f"  {json.dumps(steps)}\n"
    dialogue, found = load(text, "x.yaml")
    assert (dialogue is None) == bool(found)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_a_traceback(text: str) -> None:
    dialogue, found = load(text, "x.yaml")
    assert dialogue is None
    assert found
