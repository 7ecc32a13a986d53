"""A room whose chat was another room's: whoever came in by it is in there."""

from typing import Any

from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator import engine
from bot.facilitator import events as ev
from bot.facilitator.draft import Outcome
from bot.facilitator.ids import Mailbox
from bot.facilitator.person import Membership, Person
from bot.facilitator.private import engine as private
from bot.facilitator.room import Room
from tests.facilitator.walk import ROOM, START, A, B, Walk

REAL = Mailbox("r9")
ASTRAY = ev.Astray(into=REAL)
FOUND = ev.RoomFound(room=ROOM, into=REAL)


def told(outcome: Outcome[Any]) -> list[tuple[Mailbox, Any]]:
    return [(one.to, one.event) for one in outcome.effects if isinstance(one, do.Tell)]


def test_who_consented_and_who_was_asked_are_told_on_once(library: Library) -> None:
    walk = Walk(library)
    (ana, _) = walk.state.seats.values()
    walk.state = replace(walk.state, seats={"a": ana}, candidates=(B,))
    outcome = walk.feed(ASTRAY)
    assert "enrol.astray" in outcome.notes
    enrolled = ev.Enrolled(person=A, name="Ana", zone=None, version=ana.version)
    assert told(outcome) == [
        (B, FOUND), (REAL, ev.Brought(person=B)), (A, FOUND), (REAL, ev.Brought(person=A)),
        (REAL, enrolled),
    ]  # fmt: skip
    assert not walk.feed(ASTRAY).effects


def test_what_runs_there_ends(library: Library) -> None:
    walk = Walk(library)
    walk.open("three-good-minutes")
    walk.feed(ASTRAY)
    assert (walk.state.session, walk.state.seats, walk.state.deadlines) == (None, {}, {})


def test_the_room_takes_them_as_if_they_had_tapped_there(library: Library) -> None:
    room = Room(id=REAL)
    for event in (
        ev.Brought(person=A), ev.Brought(person=A),
        ev.Enrolled(person=A, name="Ana", zone=None),
        ev.Brought(person=A), ev.Brought(person=B),
    ):  # fmt: skip
        room = engine.advance(library, room, event, START).state
    assert [one.person for one in room.seats.values()] == [A]
    assert room.candidates == (B,)


def test_the_invitation_and_the_seat_are_the_same(library: Library) -> None:
    asked = Person(id=A, reachable=True, invites=(ROOM,))
    outcome = private.advance(library, asked, FOUND, START)
    assert "joining.room_found" in outcome.notes
    assert (outcome.state.invites, outcome.effects) == ((REAL,), ())
    seated = Person(id=A, reachable=True, rooms={ROOM: Membership()})
    outcome = private.advance(library, seated, FOUND, START)
    assert (set(outcome.state.rooms), outcome.effects) == ({REAL}, ())
    taken = private.advance(library, outcome.state, ev.SeatTaken(room=REAL), START)
    assert taken.state.rooms == {}
