"""A fault of ours: the floor opens, nothing of theirs stays behind, and a break stays a break."""

from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec, engine
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.draft import Outcome
from bot.facilitator.limits import OFFER
from bot.facilitator.room import Break, Room
from tests.facilitator.walk import A, B, Walk

SHOWN = "closing.broken"


def rescued(library: Library, walk: Walk) -> Outcome[Room]:
    """What follows a fault; the walk goes on from there."""
    outcome = engine.rescue(library, walk.state, ev.TimePassed(), walk.now)
    walk.state = codec.room(codec.encode(outcome.state))
    return outcome


def told(outcome: Outcome[Room]) -> list[do.Tell]:
    return [one for one in outcome.effects if isinstance(one, do.Tell)]


def test_the_floor_opens_and_nothing_of_the_exercise_stays(library: Library) -> None:
    walk = Walk(library)
    walk.open("speaker-listener")
    assert walk.state.session is not None
    gathered = set(walk.state.session.answers.values())
    assert gathered
    walk.feed(ev.Asked(by=B, command="breathe"))
    outcome = rescued(library, walk)
    assert (walk.state.session, walk.state.pause) == (None, None)
    assert (walk.state.deadlines, walk.state.cards) == ({}, {})
    assert {one.words for one in outcome.effects if isinstance(one, do.Release)} == gathered
    said = [one.text.key for one in outcome.effects if isinstance(one, do.Say)]
    assert said == [SHOWN]
    assert outcome.notes == ("engine.rescue",)
    assert not any(isinstance(one, do.Remove) for one in walk.say("b").effects)


def test_both_hear_once_that_it_is_over(library: Library) -> None:
    """Hearing it again would keep their notes for another day; who has none hears it as well, since
    no room knows of drafts.
    """
    walk = Walk(library)
    walk.open("three-good-minutes")
    walk.say("b")
    ended = ev.Ended(room=walk.state.id)
    assert told(rescued(library, walk)) == [do.Tell(to=A, event=ended), do.Tell(to=B, event=ended)]
    assert not told(rescued(library, walk))


def test_a_break_stays_with_its_return_and_its_card_and_nothing_else(library: Library) -> None:
    walk = Walk(library)
    walk.open("three-good-minutes")
    walk.feed(ev.Asked(by=A, command="stop"))
    walk.feed(ev.Asked(by=A, command="menu"))
    walk.feed(ev.Asked(by=A, command="pause"))
    offer = {"offer": walk.now + OFFER}  # of an exercise before
    walk.state = replace(walk.state, deadlines={**walk.state.deadlines, **offer})
    rescued(library, walk)
    assert isinstance(walk.state.pause, Break)
    assert walk.state.deadlines == {"pause.back": walk.state.pause.back}
    assert set(walk.state.cards) == {"pause"}
    walk.wait()
    assert set(walk.state.deadlines) == {"pause.call"}
    rescued(library, walk)
    assert set(walk.state.deadlines) == {"pause.call"}
    walk.tap("a", "here")
    walk.tap("b", "here")
    assert walk.state.pause is None
