"""What two hundred plays find: each code with a dialogue that raises it, and one that does not."""

from pathlib import Path

import pytest

from bot.adapters.library import check, of_folder, shipped
from bot.dialogue.diagnostics import CODES
from bot.dialogue.library import Library
from bot.rehearsal.plays import play as plays
from bot.rehearsal.plays import review as reviews
from bot.rehearsal.plays.review import PLAYS, rehearse, review
from tests.rehearsal.plays.files import BOTH, HEAD, dialogue
from tests.rehearsal.plays.files import library as library_of

CHOICE = """\
  - choose: more
    by: either
    otherwise: enough
    text: Another one?
    options:
      enough: {label: Enough, close: done}
      more: MORE
  - say: last
    text: That was the last one.
"""
TOPIC = """\
  - choose: about
    by: speaker
    otherwise: plain
    text: About something?
    options:
      plain: Nothing
      something:
        label: Something
        steps:
          - gather: topic
            of: speaker
            text: "{{ speaker.name }}, what?"
SAY
"""
UNEVEN = """\
  - turn: long
    floor: speaker
    minutes: 10
    messages: {max: MAX, chars: 1000}
    text: "{{ speaker.name }}, say it."
  - turn: short
    floor: listener
    messages: {max: 1, chars: 400}
    text: "{{ listener.name }}, one sentence."
"""
TAPS = """\
  - repeat: taps
    at_most: TIMES
    steps:
      - choose: side
        by: either
        otherwise: left
        text: Left or right?
        options: {left: Left, right: Right}
      - say: one
        text: One.
      - say: two
        text: Two.
      - say: three
        text: Three.
      - say: four
        text: Four.
"""
DOWN = """\
  - hand_off: down
    minutes: 20
HALVES
    text: Phones down.
"""
#: By code: what raises it, what does not, and the line that the finding is on.
PAIRS: dict[str, tuple[str, str, int]] = {
    "R01": (
        BOTH + CHOICE.replace("MORE", "{label: More, close: partly}"),
        BOTH + CHOICE.replace("MORE", "More"),
        len((HEAD + "steps:\n" + BOTH).splitlines()) + 8,
    ),
    "R02": (
        TOPIC.replace("SAY", '  - say: named\n    text: "So: {{ topic }}."\n') + BOTH,
        TOPIC.replace("SAY", '          - say: named\n            text: "So: {{ topic }}."\n')
        + BOTH,
        12,
    ),
    "R03": (UNEVEN.replace("MAX", "10"), UNEVEN.replace("MAX", "1"), 1),
    "R04": (BOTH + TAPS.replace("TIMES", "6"), BOTH + TAPS.replace("TIMES", "1"), 22),
    "R05": (
        DOWN.replace("HALVES\n", "") + BOTH,
        DOWN.replace("HALVES", "    halves: true") + BOTH,
        12,
    ),
}


def played(tmp_path: Path, steps: str) -> list[tuple[str, int]]:
    path = tmp_path / "tried.yaml"
    path.write_text(HEAD + "steps:\n" + steps)
    items, wrong = check([path])
    assert not wrong, [str(one) for one in wrong]
    _, findings = rehearse(library_of(dialogue(steps)), items, [path])
    assert {one.path for one in findings} <= {str(path)}
    return [(one.code, one.line) for one in findings]


@pytest.mark.parametrize("code", PAIRS)
def test_a_dialogue_that_raises_it(code: str, tmp_path: Path) -> None:
    steps, _, line = PAIRS[code]
    assert (code, line) in played(tmp_path, steps)


@pytest.mark.parametrize("code", PAIRS)
def test_one_that_does_not(code: str, tmp_path: Path) -> None:
    assert played(tmp_path, PAIRS[code][1]) == []


def test_every_code_is_tried() -> None:
    assert {code for code in CODES if code.startswith("R")} == set(PAIRS)


def test_what_does_not_end_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plays, "ACTS_MAX", 2)
    found = dialogue(BOTH)
    (trouble,) = review(library_of(found), found, plays=5).troubles
    assert (trouble.what, trouble.times) == ("it does not end", 5)


def test_the_same_seed_plays_the_same() -> None:
    found = dialogue(BOTH + TAPS.replace("TIMES", "2"))
    one, same, other = (review(library_of(found), found, seed=seed, plays=40) for seed in (7, 7, 8))
    assert one == same
    assert one != other


def test_a_report_names_what_it_counts() -> None:
    found = dialogue(BOTH)
    said = str(review(library_of(found), found, plays=20))
    assert said.startswith("tried: 20 plays: ")
    assert "posts a minute; 0 unreached" in said


def test_nothing_that_is_shipped_stumbles(library: Library) -> None:
    items, wrong = check(of_folder(shipped()))
    assert not wrong
    found, findings = rehearse(library, items, of_folder(shipped()))
    assert [str(one) for one in findings] == []
    assert all(sum(one.endings.values()) == PLAYS for one in found)
    assert reviews.PLAYS == 200
