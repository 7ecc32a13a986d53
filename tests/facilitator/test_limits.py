"""Limits that are too far off for a transcript."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.limits import BURST, HELD_MAX
from tests.facilitator.walk import Walk


def test_more_than_can_be_kept_stays_in_the_chat(library: Library) -> None:
    walk = Walk(library)
    walk.open("three-good-minutes")
    ben = replace(walk.state.seats["b"], notes=HELD_MAX - 2)
    walk.state = replace(walk.state, seats={**walk.state.seats, "b": ben})
    walk.now += BURST
    outcomes = [walk.say("b") for _ in range(3)]
    removed = [any(isinstance(one, do.Remove) for one in each.effects) for each in outcomes]
    assert removed == [True, True, False]


@pytest.mark.parametrize("late", [timedelta(), timedelta(minutes=3)])
def test_an_exercise_that_has_lasted_long_enough_ends(library: Library, late: timedelta) -> None:
    """Even if that comes a little late, in the middle of a turn."""
    walk = Walk(library)
    walk.open("three-good-minutes")
    end = walk.now + timedelta(minutes=1)
    walk.state = replace(walk.state, deadlines={**walk.state.deadlines, "session.end": end})
    walk.now = end + late
    outcome = walk.feed(ev.TimePassed())
    assert outcome.notes == ("closing.quiet",)
    assert walk.state.session is None
