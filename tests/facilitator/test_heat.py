"""What the bot does with heat: whom it listens to, what it does, and that it is the same for both.
Transcripts show the rest, in words.
"""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec, heat
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.ids import MessageId, Seat, WordRef
from bot.facilitator.limits import ASK_HELPED, LOWERED
from bot.facilitator.progress import Reflecting
from bot.facilitator.room import Break, Breather, Room, Rules
from bot.facilitator.room_draft import RoomDraft
from bot.sensing.sense import CALM, Felt
from bot.sensing.signals import Signals
from tests.facilitator.walk import ROOM, A, B, Walk, room

HOT = Felt(3.5, 3.5, ("contempt",), words=9)
WHO = {"a": A, "b": B}


def listening(**rules: object) -> Room:
    return replace(room(), rules=Rules(listening=True, **rules))


def says(walk: Walk, seat: Seat, felt: Felt | None) -> tuple[str, ...]:
    """One message; the notes of what followed."""
    walk.now += timedelta(seconds=8)
    walk.number += 1
    said = ev.Said(
        by=WHO[seat],
        words=WordRef(f"w{walk.number}"),
        signals=Signals(20, felt=felt),
        message=MessageId(walk.number),
        sent=walk.now,
    )
    return walk.feed(said).notes


def until(walk: Walk, note: str, most: int = 8) -> bool:
    """Both heat up until this follows."""
    return any(note in says(walk, "ab"[place % 2], HOT) for place in range(most))  # type: ignore[arg-type]


def in_exercise(library: Library) -> Walk:
    walk = Walk(library)
    walk.open("three-good-minutes")
    walk.natural()
    return walk


# --- what is listened to -------------------------------------------------------------------------


def test_nobody_listens_to_free_talk_before_both_have_said_so() -> None:
    assert not heat.listens(room())
    assert heat.listens(listening())
    assert not heat.listens(replace(listening(), humans=3))
    assert not heat.listens(replace(listening(), seats={"a": room().seats["a"]}))


def test_in_an_exercise_it_is_listened_to_but_not_with_the_phones_down(library: Library) -> None:
    walk = in_exercise(library)
    assert heat.listens(walk.state)
    assert walk.state.session is not None
    together = replace(walk.state, session=replace(walk.state.session, branch="together"))
    assert not heat.listens(together)


def test_in_a_break_nothing_is_listened_to(library: Library) -> None:
    walk = Walk(library, listening())
    walk.feed(ev.Asked(by=A, command="pause"))
    assert not heat.listens(walk.state)


def test_who_says_back_is_who_has_to(library: Library) -> None:
    walk = in_exercise(library)
    for _ in range(12):
        session = walk.state.session
        if session and isinstance(session.step, Reflecting) and session.step.phase == "mirror":
            break
        walk.natural()
    session = walk.state.session
    assert session is not None
    assert session.floor is not None
    listener = session.floor.holder
    assert heat.role(walk.state, listener) == "listener-reflect"
    assert heat.role(walk.state, "a" if listener == "b" else "b") == ""


# --- what is done --------------------------------------------------------------------------------


def test_without_consent_heat_changes_nothing(library: Library) -> None:
    walk = Walk(library)
    before = walk.state
    assert not until(walk, "heat.offer")
    assert walk.state.heat == before.heat


@pytest.mark.parametrize("first", ["a", "b"])
def test_swapping_the_seats_changes_nothing(library: Library, first: Seat) -> None:
    other: Seat = "b" if first == "a" else "a"
    walk = Walk(library, listening())
    effects = []
    for place in range(6):
        says(walk, (first, other)[place % 2], HOT)  # type: ignore[arg-type]
        effects.append([type(one).__name__ for one in walk.outcomes[-1].effects])
    assert effects == [[], ["Say"], *effects[2:]]


def test_in_an_exercise_a_breather_is_imposed_and_its_time_is_given_back(library: Library) -> None:
    walk = in_exercise(library)
    assert until(walk, "heat.breather")
    assert isinstance(walk.state.pause, Breather)
    assert walk.state.session is not None
    assert walk.state.session.resting is not None


def test_a_second_time_a_break_is_offered_and_never_imposed(library: Library) -> None:
    walk = Walk(library, listening())
    assert until(walk, "heat.offer")
    walk.now += timedelta(minutes=4)
    for place in range(10):
        says(walk, "ab"[place % 2], Felt(-3.5, -3.5, words=8))  # type: ignore[arg-type]
    assert until(walk, "heat.break")
    assert walk.state.pause is None


def test_a_minute_in_free_talk_holds_and_gives_back(library: Library) -> None:
    walk = Walk(library, listening(minute=True))
    assert until(walk, "heat.minute")
    walk.now += timedelta(seconds=5)
    says(walk, "a", HOT)
    kept = [one for one in walk.outcomes[-1].effects if isinstance(one, do.Tell)]
    (note,) = (one.event for one in kept)
    assert isinstance(note, ev.Kept)
    assert note.signals.felt is None
    assert any(isinstance(one, do.Remove) for one in walk.outcomes[-1].effects)
    assert walk.wait()
    assert walk.state.pause is None
    told = [one for one in walk.outcomes[-1].effects if isinstance(one, do.Tell)]
    assert {type(one.event) for one in told} == {ev.Ended}
    posted = ev.NotePosted(person=A, words=WordRef("w1"), signals=Signals(5), urgent=True)
    assert "note.posted" in walk.feed(posted).notes


def test_a_minute_needs_the_right_to_remove(library: Library) -> None:
    bare = replace(listening(minute=True), rights=ev.Rights(sees=True, removes=False))
    walk = Walk(library, bare)
    assert until(walk, "heat.offer")
    assert walk.state.pause is None


def test_a_call_for_help_is_never_held(library: Library) -> None:
    walk = Walk(library, listening(minute=True))
    assert until(walk, "heat.minute")
    said = walk.say("a", "help", "help")
    assert not any(isinstance(one, do.Remove | do.Keep) for one in said.effects)
    told = [one.event for one in said.effects if isinstance(one, do.Tell)]
    assert told.count(ev.SupportWanted()) == 2
    assert walk.state.pause is None


def test_stop_ends_a_minute(library: Library) -> None:
    walk = Walk(library, listening(minute=True))
    assert until(walk, "heat.minute")
    assert "stop.minute" in walk.feed(ev.Asked(by=B, command="stop")).notes
    assert walk.state.pause is None


# --- asking to stop ------------------------------------------------------------------------------


def test_asking_to_stop_is_a_pause_in_an_exercise_and_a_button_in_free_talk(
    library: Library,
) -> None:
    stop = Felt(stop=True, words=4)
    walk = in_exercise(library)
    assert "pause.in_words" in says(walk, "b", stop)
    assert isinstance(walk.state.pause, Break)
    free = Walk(library, listening())
    assert "heat.stop_offered" in says(free, "a", stop)
    assert free.state.pause is None


# --- too much ------------------------------------------------------------------------------------


@pytest.mark.parametrize("private", [True, False])
def test_too_much_is_a_breather_and_nobody_reads_who(library: Library, private: bool) -> None:
    said = []
    for seat in ("a", "b"):
        walk = in_exercise(library)
        walk.feed(ev.Asked(by=WHO[seat], command="too_much", private=private))
        assert isinstance(walk.state.pause, Breather)
        said.append([one for one in walk.outcomes[-1].effects if isinstance(one, do.Say)])
    assert [one.text for one in said[0]] == [one.text for one in said[1]]


def test_too_much_in_a_breather_is_a_break(library: Library) -> None:
    walk = in_exercise(library)
    walk.feed(ev.Asked(by=A, command="too_much", private=True))
    walk.feed(ev.Asked(by=B, command="too_much", private=True))
    assert isinstance(walk.state.pause, Break)


# --- whether it helped ---------------------------------------------------------------------------


def asked(walk: Walk) -> list[ev.AnyEvent]:
    walk.now += ASK_HELPED
    walk.feed(ev.TimePassed())
    return [one.event for one in walk.outcomes[-1].effects if isinstance(one, do.Tell)]


def test_each_is_asked_once_for_an_evening_of_it(library: Library) -> None:
    walk = Walk(library, listening())
    assert until(walk, "heat.offer")
    assert asked(walk) == [ev.HelpedAsked(room=ROOM)] * 2
    assert heat.ASK not in walk.state.deadlines


def test_an_hour_later_nothing_of_it_is_left(library: Library) -> None:
    walk = Walk(library, listening())
    says(walk, "a", HOT)
    assert walk.state.heat.marks
    assert walk.wait()
    assert walk.state.heat.marks == ()
    assert {one.fast for one in walk.state.heat.seats.values()} == {CALM}


def wish(walk: Walk) -> int:
    return heat.wish(RoomDraft(walk.library, walk.state, ev.TimePassed(), walk.now))


def test_sooner_is_at_once_and_less_needs_both_and_lapses(library: Library) -> None:
    walk = Walk(library, listening())
    walk.feed(ev.HelpedSaid(person=A, word="sooner"))
    assert wish(walk) == 1
    walk.feed(ev.HelpedSaid(person=A, word="not_needed"))
    walk.feed(ev.HelpedSaid(person=A, word="not_needed"))
    assert wish(walk) == 1
    walk.feed(ev.HelpedSaid(person=B, word="not_needed"))
    assert wish(walk) == 0
    walk.feed(ev.HelpedSaid(person=B, word="not_needed"))
    walk.feed(ev.HelpedSaid(person=A, word="not_needed"))
    assert wish(walk) == -1
    walk.now += LOWERED
    assert wish(walk) == 0


def test_that_it_helped_raises_what_was_lowered(library: Library) -> None:
    walk = Walk(library, listening(sense=-1, lowered=Walk(library).now + LOWERED))
    assert wish(walk) == -1
    walk.feed(ev.HelpedSaid(person=B, word="helped"))
    assert wish(walk) == 0


def test_what_somebody_answered_alone_shows_in_no_effect(library: Library) -> None:
    """Whoever watches sees the same, whatever the other has said."""
    for word in ("helped", "sooner", "not_needed"):
        walk = Walk(library, listening())
        assert walk.feed(ev.HelpedSaid(person=A, word=word)).effects == ()  # type: ignore[arg-type]


# --- what is kept of it --------------------------------------------------------------------------


def test_the_history_does_not_say_how_hot_anybody_was() -> None:
    said = ev.Said(
        by=A, words=WordRef("w1"), signals=Signals(20, felt=HOT), message=MessageId(1),
        sent=Walk.now,
    )  # fmt: skip
    assert b"contempt" not in codec.record(said, ())
    assert b"not_needed" not in codec.record(ev.HelpedSaid(person=A, word="not_needed"), ())
