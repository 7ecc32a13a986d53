"""What two hundred plays find. The examples of the pages are tried by `tests/dialogue`, too."""

from pathlib import Path

import pytest

from bot.dialogue.diagnostics import CODES
from bot.dialogue.library import Library
from bot.facilitator.limits import TRIAL
from bot.rehearsal.plays import play as plays
from bot.rehearsal.plays.review import rehearse, review
from tests.rehearsal.plays.files import BOTH, HEAD, TAPS, dialogue, example, written
from tests.rehearsal.plays.files import library as library_of

#: The line of the finding, behind the head of the file.
LINES = {"R01": 8, "R02": 5, "R03": None, "R04": 4, "R05": 1}


@pytest.mark.parametrize("code", LINES)
def test_a_finding_is_on_the_line_of_its_step(code: str, tmp_path: Path) -> None:
    path, items = written(tmp_path, example(code, "bad"))
    (found,) = rehearse(library_of(*items), items, [path])[1]
    line = LINES[code]
    expected = 1 if line is None else len(HEAD.splitlines()) + line
    assert (found.code, found.path, found.line) == (code, str(path), expected)


def test_every_code_is_tried() -> None:
    assert {code for code, one in CODES.items() if one.stage == "rehearsal"} == set(LINES)


def test_what_does_not_end_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plays, "ACTS_MAX", 2)
    found = dialogue(BOTH)
    (trouble,) = review(library_of(found), found, plays=5).troubles
    assert (trouble.what, trouble.times) == ("it does not end", 5)


def test_the_same_seed_plays_the_same() -> None:
    found = dialogue(BOTH + TAPS)
    one, same, other = (review(library_of(found), found, seed=seed, plays=40) for seed in (7, 7, 8))
    assert one == same
    assert one != other


def test_a_report_names_what_it_counts() -> None:
    found = dialogue(BOTH)
    said = str(review(library_of(found), found, plays=20))
    assert said.startswith("tried: 20 plays: ")
    assert "posts a minute; 0 unreached" in said


def test_nothing_that_is_shipped_stumbles(library: Library) -> None:
    """A few plays each: `heard check` plays all of them."""
    shipped = [*library.listed(), library.dialogue(TRIAL)]
    assert len(shipped) > 3
    for found in shipped:
        assert found is not None
        few = review(library, found, plays=24)
        assert few.troubles == (), found.dialogue
        assert sum(few.endings.values()) == few.plays
