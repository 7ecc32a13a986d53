"""A held note on its way to the group: its author lets it go only for what stands there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec, engine
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.draft import Outcome
from bot.facilitator.ids import EffectId, MessageId, WordRef
from bot.facilitator.limits import NOTE_WARNING, WORDS_MAX
from bot.facilitator.person import Membership, Note, Person
from bot.facilitator.private import engine as private
from bot.facilitator.progress import Speaking
from bot.sensing.sense import Felt
from bot.sensing.signals import Signals
from tests.facilitator.walk import ROOM, A, Walk

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
NOTE = ev.NotePosted(person=A, words=WordRef("n1"), signals=Signals(12))
TOPIC = ev.Refused(effect=EffectId("r1/1/0"), why="topic")


def told(outcome: Outcome[Any]) -> list[Any]:
    return [one.event for one in outcome.effects if isinstance(one, do.Tell)]


def note_of(outcome: Outcome[Any]) -> ev.NotePosted:
    (note,) = (one.note for one in outcome.effects if isinstance(one, do.Say) and one.note)
    return note


@pytest.fixture
def walk(library: Library) -> Walk:
    """It is Ana's turn to speak."""
    walk = Walk(library)
    walk.open("three-good-minutes")
    session = walk.state.session
    assert session is not None
    assert isinstance(session.step, Speaking)
    assert session.floor is not None
    assert session.floor.holder == "a"
    return walk


def test_nobody_hears_that_it_is_there_before_it_is(walk: Walk) -> None:
    before = walk.state.session
    posted = walk.feed(NOTE)
    assert told(posted) == []
    assert walk.state.session == before
    out = walk.feed(ev.NoteOut(note=note_of(posted), placed=True))
    assert told(out)[0] == ev.NotePlaced(room=ROOM, words=NOTE.words, placed=True)
    assert walk.state.session != before  # now she has spoken


def test_what_the_group_did_not_take_was_not_said(walk: Walk) -> None:
    posted = walk.feed(NOTE)
    before = walk.state.session
    out = walk.feed(ev.NoteOut(note=note_of(posted), placed=False))
    assert told(out) == [ev.NotePlaced(room=ROOM, words=NOTE.words, placed=False, refused=True)]
    assert walk.state.session == before


def test_why_it_was_not_taken_is_heard_after_that(walk: Walk) -> None:
    out = walk.feed(ev.NoteOut(note=note_of(walk.feed(NOTE)), placed=False, refused=TOPIC))
    first, *others = told(out)
    assert isinstance(first, ev.NotePlaced)
    assert any(isinstance(one, ev.Ended) for one in others)
    assert "topics.nowhere" in out.notes


def test_it_is_not_the_word_of_a_later_turn(walk: Walk) -> None:
    note = note_of(walk.feed(NOTE))
    before = walk.state.session
    late = replace(note, turn=walk.now - timedelta(minutes=9))
    out = walk.feed(ev.NoteOut(note=late, placed=True))
    assert told(out) == [ev.NotePlaced(room=ROOM, words=NOTE.words, placed=True)]
    assert walk.state.session == before


@pytest.mark.parametrize("placed", [None, True, False])
def test_our_own_fault_leaves_no_note_on_its_way(
    library: Library, walk: Walk, placed: bool | None
) -> None:
    event = NOTE if placed is None else ev.NoteOut(note=NOTE, placed=placed)
    outcome = engine.rescue(library, walk.state, event, walk.now)
    there = bool(placed)
    wanted = ev.NotePlaced(room=ROOM, words=NOTE.words, placed=there, refused=not there)
    assert wanted in told(outcome)


def test_how_hot_it_was_is_in_no_history() -> None:
    out = ev.NoteOut(note=replace(NOTE, signals=Signals(12, felt=Felt(heat=2.0))), placed=True)
    assert codec.event(codec.record(out, ())) == ev.NoteOut(note=NOTE, placed=True)


# --- with its author ------------------------------------------------------------------------------


def author(**more: Any) -> Person:
    fate = {"gone": NOW + WORDS_MAX, "on_its_way": True, **more}
    note = Note(ROOM, NOTE.words, NOTE.signals, MessageId(7), **fate)
    return Person(
        id=A, name="Ana", reachable=True, rooms={ROOM: Membership("Ben")}, notes=(note,),
        deadlines={"notes": NOW},
    )  # fmt: skip


def refused(library: Library, person: Person, now: datetime) -> Outcome[Person]:
    event = ev.NotePlaced(room=ROOM, words=NOTE.words, placed=False, refused=True)
    return private.advance(library, person, event, now)


def test_it_does_not_expire_while_it_is_on_its_way(library: Library) -> None:
    person = author(expires=NOW + timedelta(hours=1), warned=True)
    later = NOW + timedelta(hours=2)
    waiting = private.advance(library, person, ev.TimePassed(), later)
    assert waiting.state.notes == person.notes
    back = refused(library, waiting.state, later)
    (note,) = back.state.notes
    assert (note.on_its_way, note.expires) == (False, later + NOTE_WARNING)
    assert private.next_deadline(back.state) == note.end
    assert not [one for one in back.effects if isinstance(one, do.Release)]


def test_it_goes_with_its_words_whatever_becomes_of_it(library: Library) -> None:
    outcome = private.advance(library, author(), ev.TimePassed(), NOW + WORDS_MAX)
    assert outcome.state.notes == ()
    assert private.next_deadline(outcome.state) is None
    assert refused(library, outcome.state, NOW + WORDS_MAX).state.notes == ()


def test_an_exercise_that_ends_meanwhile_shows_no_note_that_may_be_out(library: Library) -> None:
    ended = private.advance(library, author(), ev.Ended(room=ROOM), NOW)
    assert not [one for one in ended.effects if isinstance(one, do.Say)]
    (note,) = ended.state.notes
    assert note.expires is not None


def test_a_card_of_another_note_does_not_say_that_it_is_out(library: Library) -> None:
    kept = ev.Kept(
        room=ROOM, words=WordRef("n2"), signals=Signals(5), message=MessageId(8), when="urgent"
    )
    person = private.advance(library, author(), kept, NOW).state
    placed = ev.NotePlaced(room=ROOM, words=NOTE.words, placed=True)
    outcome = private.advance(library, person, placed, NOW)
    said = [one.text.key for one in outcome.effects if isinstance(one, do.Say)]
    assert said == ["note.placed", "note.another"]
    assert not [one for one in outcome.effects if isinstance(one, do.Amend)]


def test_after_a_fault_of_ours_it_is_warned_of_again_in_its_time(library: Library) -> None:
    person = author(expires=NOW + timedelta(hours=5))
    person = replace(person, deadlines={"notes": person.notes[0].gone})
    state = private.rescue(library, person, ev.TimePassed(), NOW).state
    assert private.next_deadline(state) == NOW + timedelta(hours=5) - NOTE_WARNING
