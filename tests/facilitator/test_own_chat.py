"""`/export` and `/tidy` in the core: whatever came before, one's own to oneself, and nothing that
is gone is touched again.
"""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.ids import MessageId, WordRef
from bot.facilitator.limits import TIDY, WRITTEN_MAX
from bot.facilitator.person import Checking, Person
from bot.facilitator.private import check
from bot.facilitator.private import engine as private
from bot.facilitator.private.check import ITEMS
from bot.facilitator.private.draft import PersonDraft
from bot.sensing.signals import Signals
from tests.facilitator.test_private import ME, NOW, TWO, _events, asked, me, tap
from tests.facilitator.test_properties import relaxed

#: What happens to one person: an event or a button's action, so many quarters of an hour later.
Path = list[tuple[ev.PersonEvent | str, int]]


def said(number: int, crisis: str | None = None) -> ev.Said:
    signals = Signals(5, "text", crisis)  # type: ignore[arg-type]
    ref = WordRef(f"w{number}")
    return ev.Said(by=ME, words=ref, signals=signals, message=MessageId(number), sent=NOW)


@relaxed
@given(st.lists(st.tuples(_events, st.integers(0, 30)), max_size=40))
def test_what_was_taken_out_is_never_touched_again(library: Library, path: Path) -> None:
    person, now = _walked(library, path)
    tidied, first = _tidied(library, person)
    for drawn, _ in path:
        event = tap(tidied, drawn) if isinstance(drawn, str) else drawn
        outcome = private.advance(library, tidied, event, now)
        for effect in outcome.effects:
            of = getattr(effect, "of", None)
            if isinstance(effect, do.Amend | do.Strip | do.Unsay):
                assert int(str(of).split("/")[1]) > first
        tidied = outcome.state


def _walked(library: Library, path: Path) -> tuple[Person, datetime]:
    person, now = me(rooms=dict(TWO)), NOW
    for drawn, hours in path:
        now += timedelta(hours=hours / 4)
        event = tap(person, drawn) if isinstance(drawn, str) else drawn
        person = private.advance(library, person, event, now).state
    return person, now


def _tidied(library: Library, person: Person) -> tuple[Person, int]:
    later = NOW + timedelta(days=400)
    person = private.advance(library, person, asked("tidy"), later).state
    asks = person.checking is not None and person.checking.slot in person.cards
    outcome = private.advance(library, person, tap(person, "tidy"), later)
    person = outcome.state
    # A private question is wiped as well: its post may be too old to be taken out.
    wiped = [do.Amend] if asks else []
    assert [type(one) for one in outcome.effects] == [do.Answer, *wiped, do.Tidy]
    assert (person.cards, person.question, person.editing) == ({}, None, None)
    return person, person.seq


@relaxed
@given(st.lists(st.tuples(_events, st.integers(0, 30)), max_size=40))
def test_what_is_kept_outlives_the_chat(library: Library, path: Path) -> None:
    person, _ = _walked(library, path)
    tidied, _ = _tidied(library, person)
    wiped = PersonDraft(library, person, ev.TimePassed(), NOW)
    check.give_up(wiped)  # a question goes with its post; what it came to by then stays
    person = wiped.state
    for name in ("notes", "ratings", "consent", "rooms", "invites", "zone", "deadlines"):
        assert getattr(tidied, name) == getattr(person, name)


def test_what_was_written_is_remembered_for_two_days_and_not_without_end(library: Library) -> None:
    person = me()
    for number in range(1, WRITTEN_MAX + 50):
        person = private.advance(library, person, said(number), NOW).state
    numbers = [one.message for one in person.written]
    assert numbers == list(range(50, WRITTEN_MAX + 50))
    later = NOW + TIDY
    command = ev.Asked(by=ME, command="tidy", message=MessageId(900), sent=later)
    person = private.advance(library, person, command, later).state
    assert [one.message for one in person.written] == [900]
    outcome = private.advance(library, person, tap(person, "tidy"), later)
    (effect,) = (one for one in outcome.effects if isinstance(one, do.Tidy))
    assert effect == do.Tidy(messages=(MessageId(900),), since=NOW, until=later)
    assert codec.person(codec.encode(person)) == person


def test_a_cry_for_help_can_be_taken_out_as_well(library: Library) -> None:
    """So that whoever fears somebody at their phone leaves no trace of it in this chat."""
    person = private.advance(library, me(), said(7, "threat"), NOW).state
    assert [one.message for one in person.written] == [7]


def test_of_edits_taps_and_what_rooms_say_nothing_is_remembered(library: Library) -> None:
    edited = ev.Edited(
        by=ME, words=WordRef("w1"), signals=Signals(1), message=MessageId(3), sent=NOW
    )
    kept = ev.Kept(
        room=next(iter(TWO)), words=WordRef("w2"), signals=Signals(1), message=MessageId(4)
    )
    person = me(rooms=dict(TWO))
    for event in (edited, kept, ev.Reached(reachable=True), asked("held")):
        person = private.advance(library, person, event, NOW).state
    assert person.written == ()


@relaxed
@given(st.lists(_events, max_size=30))
def test_files_go_to_nobody_but_their_owner_and_only_when_asked_twice(
    library: Library, path: list[ev.PersonEvent | str]
) -> None:
    person = me(rooms=dict(TWO))
    for drawn in path:
        event = tap(person, drawn) if isinstance(drawn, str) else drawn
        slot = person.cards.get("export")
        outcome = private.advance(library, person, event, NOW)
        files = [one for one in outcome.effects if isinstance(one, do.Hand)]
        if files:
            assert isinstance(event, ev.Tapped)
            assert slot is not None
            assert (event.stamp, event.action) == (slot.stamp, "send_files")
            assert [one.form for one in files] == ["page", "data"]
            assert all(one.person.id == ME for one in files)
        person = outcome.state


def test_the_files_are_handed_once_for_a_card(library: Library) -> None:
    person = private.advance(library, me(), asked("export"), NOW).state
    button = tap(person, "send_files")
    outcome = private.advance(library, person, button, NOW)
    assert len([one for one in outcome.effects if isinstance(one, do.Hand)]) == 2
    again = private.advance(library, outcome.state, button, NOW)
    assert [type(one) for one in again.effects] == [do.Answer]


def test_the_line_that_is_left_says_nothing_of_what_was_done(library: Library) -> None:
    for left in (0, 3):
        outcome = private.advance(library, me(), ev.Tidied(left=left), NOW)
        (line,) = outcome.effects
        assert isinstance(line, do.Say)
        shown = library.sentence(line.text.key, "en", {})
        assert not [
            word for word in ("tid", "delet", "remov") if not left and word in shown.lower()
        ]
    nobody = Person(id=ME)
    assert not private.advance(library, nobody, ev.Tidied(), NOW).effects


def test_a_tap_on_a_card_that_is_gone_is_answered(library: Library) -> None:
    person = private.advance(library, me(), asked("tidy"), NOW).state
    button = tap(person, "tidy")
    person = private.advance(library, person, button, NOW).state
    outcome = private.advance(library, person, button, NOW)
    assert [type(one) for one in outcome.effects] == [do.Answer]


def test_private_questions_end_with_their_post_as_careful_as_they_came_out(
    library: Library,
) -> None:
    room = next(iter(TWO))
    for place, found, gate in ((2, ("fear",), None), (len(ITEMS), ("fear",), "closed")):
        checking = Checking(room, f"up.{room}", place, found)  # type: ignore[arg-type]
        person = me(rooms=dict(TWO), checking=checking, deadlines={"check": NOW})
        tidied, _ = _tidied(library, person)
        assert tidied.checking is None
        assert "check" not in tidied.deadlines
        assert tidied.rooms[room].gate == gate
        later = private.advance(library, tidied, ev.UpPassed(room=room), NOW)
        assert later.effects == ()
