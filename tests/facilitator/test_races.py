"""What only a race brings about: two things on their way at once."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator import engine
from bot.facilitator import events as ev
from bot.facilitator.ids import EffectId, Mailbox, MessageId, TapId
from bot.facilitator.person import Membership, Person
from bot.facilitator.private import engine as private
from bot.facilitator.room import Break
from bot.facilitator.texts import text
from tests.facilitator.walk import GUEST, A, B, Walk

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)


def test_a_removal_is_refused_before_telegram_tells_of_the_lost_right(library: Library) -> None:
    walk = Walk(library)
    walk.open("three-good-minutes")
    walk.say("b")
    outcome = walk.feed(ev.Refused(effect=EffectId("r1/9/1"), why="rights", message=MessageId(1)))
    assert "presence.refused" in outcome.notes
    assert not outcome.state.rights.removes
    told = [one.event for one in outcome.effects if isinstance(one, do.Tell)]
    assert told == [ev.NoteStayed(room=walk.state.id, message=MessageId(1))] * 2
    assert any(isinstance(one, do.Probe) for one in outcome.effects)


def test_a_third_tap_on_a_card_that_is_already_settled(library: Library) -> None:
    walk = Walk(library)
    outcome = walk.feed(ev.Tapped(by=GUEST, stamp="h1", action="im_in", tap=TapId("1")))
    assert outcome.notes == ("enrol.third",)
    answer, *asked = outcome.effects
    assert isinstance(answer, do.Answer)
    told = [(one.to, one.event) for one in asked if isinstance(one, do.Tell)]
    assert told == [(A, ev.Doubted(room=walk.state.id)), (B, ev.Doubted(room=walk.state.id))]


@pytest.mark.parametrize("action", ["pause", "film", "ground"])
def test_a_guest_calls_no_pause(library: Library, action: str) -> None:
    """And is told that it is not theirs; who taps as nobody, that it is not known whose it is."""
    for by, why in ((GUEST, "toast.not_yours"), (None, "toast.unknown")):
        walk = Walk(library)
        walk.open("three-good-minutes")
        walk.feed(ev.Asked(by=A, command="breathe"))
        before, stamp = walk.state.pause, walk.state.cards["pause"].stamp
        tap = ev.Tapped(by=by, stamp=stamp, action=action, tap=TapId("1"))
        assert walk.feed(tap).effects == (do.Answer(tap=TapId("1"), text=text(why)),)
        assert walk.state.pause == before


def test_somebody_cannot_be_written_to_any_more(library: Library) -> None:
    room = Mailbox("r1")
    person = Person(id=A, reachable=True, rooms={room: Membership("Ben")})
    refused = ev.Refused(effect=EffectId(f"{A}/1/0"), why="door")
    outcome = private.advance(library, person, refused, NOW)
    assert "private.unreachable" in outcome.notes
    assert not outcome.state.reachable
    assert outcome.effects == (
        do.Tell(to=room, event=ev.Known(person=A, name="", zone=None, reachable=False)),
    )
    again = private.advance(library, outcome.state, refused, NOW)
    assert not again.effects  # reacting to a refusal makes no further receipt


def test_an_answer_to_an_early_question_that_comes_after_the_call(library: Library) -> None:
    walk = Walk(library)
    walk.feed(ev.Asked(by=A, command="pause"))
    walk.feed(ev.Asked(by=B, command="resume"))
    assert isinstance(walk.state.pause, Break)
    asked = walk.state.pause.asked
    walk.wait()
    walk.tap("b", "later")
    outcome = walk.feed(ev.Tapped(by=A, stamp=asked, action="early"))
    assert not outcome.effects
    assert isinstance(walk.state.pause, Break)
    assert not walk.state.pause.early


def test_the_same_consent_twice_takes_one_seat(library: Library) -> None:
    walk = Walk(library)
    enrolled = ev.Enrolled(person=B, name="Ben", zone=None)
    assert not walk.feed(enrolled).effects
    assert walk.state.seat_of(B) == "b"


def test_time_that_passes_for_nobody(library: Library) -> None:
    """Alarms may ring twice for one deadline."""
    walk = Walk(library)
    assert not walk.feed(ev.TimePassed()).effects
    assert engine.next_deadline(walk.state) is None


def test_a_dialogue_whose_edition_is_gone_is_put_away_before_anything_else(
    library: Library,
) -> None:
    walk = Walk(library)
    walk.open("three-good-minutes")
    session = walk.state.session
    assert session is not None
    walk.state = replace(walk.state, session=replace(session, edition=99))
    outcome = walk.feed(ev.Asked(by=B, command="pause"))
    assert "session.edition_gone" in outcome.notes
    assert outcome.state.session is None
    assert isinstance(outcome.state.pause, Break)


def test_a_fault_of_ours_leaves_the_break_and_tells_both_that_it_is_over(library: Library) -> None:
    walk = Walk(library)
    walk.open("three-good-minutes")
    walk.say("b")
    walk.feed(ev.Asked(by=A, command="pause"))
    outcome = engine.rescue(library, walk.state, ev.TimePassed(), walk.now)
    assert outcome.state.session is None
    assert isinstance(outcome.state.pause, Break)
    assert engine.next_deadline(outcome.state) == outcome.state.pause.back
    told = [one.to for one in outcome.effects if isinstance(one, do.Tell)]
    assert told == [A, B]
