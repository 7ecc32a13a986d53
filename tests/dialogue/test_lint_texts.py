"""What a couple would trip over, found before they do."""

import pytest

from bot.dialogue.lint_names import RESERVED
from tests.dialogue.test_load import findings

TURN = """
- rounds: r
  times: 2
  swap: [speaker, listener]
  steps:
    - turn: t
      floor: speaker
      text: "{text}"
"""
CHOICE = """
- choose: c
  by: either
  otherwise: {name}
  text: Which one?
  options:
    {name}: One
    other: Two
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "S04"),
        (" ", "S04"),
        ("long " * 201, "S04"),
        ("a < b", "N04"),
        ("a <x", "N04"),
        ("<x>a</x>", "N04"),
        ("<b>a", "N04"),
        ("a</b>", "N04"),
        ("<b class='x'>a</b>", "N04"),
        ("{{ topic }}", "N04"),
    ],
)
def test_texts_that_cannot_be_shown(text: str, code: str) -> None:
    assert [one.split()[1] for one in findings(TURN.format(text=text))] == [code]


@pytest.mark.parametrize("text", ["a &lt; b", "<b>a</b> and <i>b</i>", "R&B", "{{ speaker.name }}"])
def test_texts_that_can(text: str) -> None:
    assert not findings(TURN.format(text=text))


@pytest.mark.parametrize("name", [*sorted(RESERVED), "x" * 41])
def test_names_of_options(name: str) -> None:
    assert {one.split()[1] for one in findings(CHOICE.format(name=name))} == {"N05"}


def test_gathered_words_are_named_only_afterwards() -> None:
    steps = """
    - say: early
      text: "{{ topic }}"
    - gather: topic
      of: speaker
      text: What is it about?
    - say: late
      text: "{{ topic }}"
    """
    assert [one.split()[1] for one in findings(steps)] == ["N04"]


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("- rounds: r\n  times: 2\n  steps: []", "S05"),
        ("- repeat: r\n  at_most: 2\n  steps: []", "S05"),
        ("- rate: r\n  text: How?\n  labels: [one]", "S03"),
        ("- rate: r\n  text: How?\n  labels: [a, b, c, d, e, f, g, h, i]", "S03"),
        (
            "- rounds: r\n  times: 2\n  swap: [speaker, speaker]\n  steps: [{say: s, text: S}]",
            "N02",
        ),
    ],
)
def test_steps_that_cannot_be_played(steps: str, code: str) -> None:
    assert [one.split()[1] for one in findings(steps)] == [code]


def test_nobody_says_back_their_own_words() -> None:
    steps = TURN.format(text="Go on.") + (
        "    - reflect: b\n      of: t\n      by: speaker\n      text: Say it back.\n"
    )
    assert [one.split()[1] for one in findings(steps)] == ["N02"]


def test_many_posts_in_a_row() -> None:
    says = "\n".join(f"        - {{say: s{number}, text: S}}" for number in range(4))
    inner = f"    - repeat: b\n      at_most: 6\n      steps:\n{says}"
    steps = f"- repeat: a\n  at_most: 6\n  steps:\n{inner}"
    assert {one.split()[1] for one in findings(steps)} == {"S05", "C05"}
