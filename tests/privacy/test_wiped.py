"""The private questions are never pushed, and never left standing, whatever comes between."""

import pytest

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator.events import TimePassed
from bot.facilitator.person import Person
from bot.facilitator.private import engine
from bot.rehearsal.plays.rig import PureRig
from bot.rehearsal.transcripts.given import GIVEN

SETTINGS = (
    "Ben, private: /settings",
    "Ben taps For me alone, private",
    "Ben taps Yes, private",
)
ASK = "Ben taps The private questions, private"
UP = "Ben taps I'm up for it, private"
BEGIN = ("Ana: /begin speaker-listener", "Ana taps Apart")
QUESTIONS = ("Are you by yourself", "Are you ever afraid", "Has your partner ever")


@pytest.fixture
def rig(library: Library) -> PureRig:
    """Both are in."""
    playing = PureRig(library)
    play(playing, *GIVEN["paired"])
    return playing


def play(rig: PureRig, *does: str) -> list[str]:
    """Several lines; what is seen in the last."""
    return [rig.play(one) for one in does][-1]


def ben(rig: PureRig) -> Person:
    """Who is asked."""
    everybody = [codec.person(data) for name, data in rig.boards.states.items() if name[0] == "p"]
    return next(one for one in everybody if one.name == "Ben")


def pushed(seen: list[str]) -> list[str]:
    """New posts with a question."""
    return [line for line in seen if "edited" not in line and any(one in line for one in QUESTIONS)]


@pytest.mark.parametrize(("before", "tap"), [(SETTINGS, ASK), (BEGIN, UP)])
def test_a_button_that_is_tapped_twice_pushes_no_question(
    rig: PureRig, before: tuple[str, ...], tap: str
) -> None:
    play(rig, *before)
    seen = play(rig, f"{tap} && {tap}")
    assert pushed(seen) == []
    assert any("edited" in line and any(one in line for one in QUESTIONS) for line in seen)


@pytest.mark.parametrize(
    ("before", "tap", "no"),
    [
        (SETTINGS, ASK, "Ben taps Keep the deeper ones closed, private"),
        (BEGIN, UP, "Ben taps Not today, private"),
    ],
)
def test_a_no_right_after_the_tap_counts_and_ends_the_questions(
    rig: PureRig, before: tuple[str, ...], tap: str, no: str
) -> None:
    play(rig, *before)
    seen = play(rig, f"{tap} && {no}")
    assert len(seen) == 1
    assert "edited: Noted" in seen[0]
    assert ben(rig).checking is None
    assert not any("to Ben" in line for line in play(rig, "+10 min")), "nothing is pushed later"


def stands(rig: PureRig) -> list[str]:
    """Questions that can be read in Ben's chat."""
    found = [str(seen) for seen in rig.cast.look()["Ben"].values()]
    return [line for line in found if any(one in line for one in QUESTIONS)]


def test_whoever_is_forgotten_leaves_no_question(rig: PureRig) -> None:
    play(rig, *SETTINGS, "Ben, private: /forget", ASK, "Ben taps Sometimes, private")
    assert stands(rig)
    play(rig, "Ben taps Forget me, private")
    assert not stands(rig)


def test_tidying_wipes_a_question_in_a_post_that_cannot_be_taken_out(rig: PureRig) -> None:
    play(rig, SETTINGS[0], "+2900 min", *SETTINGS[1:], ASK, "Ben, private: /tidy")
    assert stands(rig)
    play(rig, "Ben taps Tidy, private")
    assert not stands(rig)


def test_a_fault_of_ours_wipes_them_and_what_they_came_to_stays(rig: PureRig) -> None:
    answers = ("Yes", "No", "Yes", "No")
    play(rig, *SETTINGS, ASK, *(f"Ben taps {one}, private" for one in answers))
    me = ben(rig)
    assert me.checking is not None
    outcome = engine.rescue(rig.boards.library, me, TimePassed(), rig.time.now())
    amended = [one.of for one in outcome.effects if isinstance(one, do.Amend)]
    assert amended == [me.cards["settings"].say]
    assert outcome.state.checking is None
    assert "check" not in outcome.state.deadlines
    assert [one.gate for one in outcome.state.rooms.values()] == ["closed"]
