"""Every pause, found by trying every button and every command of the pauses in each; and what must
hold in all of them."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator import engine
from bot.facilitator import events as ev
from bot.facilitator.draft import Outcome
from bot.facilitator.ids import SEATS, Seat, TapId, other
from bot.facilitator.limits import BREATH, BURST
from bot.facilitator.room import Aside, Break, Breather, Room
from bot.service.rendering import Renderer
from tests.facilitator.test_said import keys, sentences
from tests.facilitator.walk import A, B, Walk

TURNED_AWAY = {"toast.passed", "toast.not_now", "toast.unknown", "toast.not_yours"}
#: By one of them; what the other asks for is the same mirrored, which `test_properties` looks at.
ASKED = ("pause", "breathe", "meta", "resume")
#: More than this, and the search has lost its way.
PAUSES_MAX = 500

Move = tuple[str, Seat, str]


def shape(room: Room) -> bytes:
    """Where the two are, not when."""
    pause, floor = room.pause, room.session.floor if room.session else None
    place: list[Any] = [type(pause).__name__, room.session is None, floor and floor.halted]
    if isinstance(pause, Break):
        place += [pause.moved, pause.calling, pause.here if pause.calling else pause.early]
    elif isinstance(pause, Breather):
        place += [pause.fine, pause.film]
    card = room.cards.get("pause")
    place.append(card and card.text.key)
    return msgspec.json.encode(place)


def buttons(room: Room) -> list[str]:
    card = room.cards.get("pause")
    shown = (one.action for row in card.rows for one in row) if card and card.stamp else ()
    return [action for action in shown if action]


def moves(room: Room) -> Iterator[Move]:
    yield "wait", "a", ""
    yield "away", "a", ""
    for seat in SEATS:
        yield from (("tap", seat, action) for action in buttons(room))
        yield from (("ask", seat, command) for command in (ASKED if seat == "a" else ("resume",)))
        if isinstance(room.pause, Break) and room.pause.asked:
            yield from (("private", seat, answer) for answer in ("early", "not_yet"))


@dataclass(frozen=True)
class Place:
    """A state on the way, what led to it, and who has a question in private that is still open, or
    has answered it with *not yet*.
    """

    walk: Walk
    outcome: Outcome[Room] | None = None
    move: Move | None = None
    asked: frozenset[Seat] = frozenset()
    not_yet: frozenset[Seat] = frozenset()

    @property
    def room(self) -> Room:
        return self.walk.state

    def key(self) -> tuple[bytes, frozenset[Seat], frozenset[Seat]]:
        return shape(self.room), self.asked, self.not_yet


def after(library: Library, here: Place, move: Move) -> Place:
    walk = Walk(library, here.room, here.walk.now, here.walk.number)
    kind, seat, what = move
    by = A if seat == "a" else B
    match kind:
        case "tap":
            stamp = walk.state.cards["pause"].stamp
            walk.feed(ev.Tapped(by=by, stamp=stamp, action=what, tap=TapId("1")))
        case "ask":
            walk.feed(ev.Asked(by=by, command=what))
        case "private":
            assert isinstance(walk.state.pause, Break)
            walk.feed(ev.Tapped(by=by, stamp=walk.state.pause.asked, action=what))
        case _:
            due = engine.next_deadline(walk.state)
            if due is None:
                return here
            walk.now = max(walk.now, due) + timedelta(hours=2 if kind == "away" else 0)
            walk.feed(ev.TimePassed())
    asked, not_yet = here.asked, here.not_yet
    for effect in walk.outcomes[-1].effects:
        if isinstance(effect, do.Tell) and isinstance(effect.event, ev.Shown):
            whose: Seat = "a" if effect.to == A else "b"
            if effect.event.slot == "early" and effect.event.rows:
                asked, not_yet = asked | {whose}, not_yet - {whose}
            elif effect.event.slot == "early":
                asked -= {whose}
    if kind == "private" and what == "not_yet" and seat in here.asked:
        not_yet |= {seat}
    if not isinstance(walk.state.pause, Break):
        not_yet = frozenset()
    return Place(walk, walk.outcomes[-1], move, asked, not_yet)


def beginning(library: Library, where: str) -> Walk:
    walk = Walk(library)
    if where != "free talk":
        walk.open("speaker-listener")
    if where == "both have stopped":
        for _ in range(3):
            walk.now += BREATH + BURST
            walk.say("b")
    return walk


@pytest.fixture(params=["free talk", "an exercise", "both have stopped"])
def places(library: Library, request: pytest.FixtureRequest) -> list[Place]:
    """One way into every state of every pause, from here; and every move out of it."""
    first = Place(beginning(library, request.param))
    seen, found, queue = {first.key()}, [first], deque([first])
    while queue:
        here = queue.popleft()
        for move in moves(here.room):
            there = after(library, here, move)
            found.append(there)
            if there.key() not in seen:
                seen.add(there.key())
                queue.append(there)
        assert len(seen) < PAUSES_MAX
    return found


def test_in_every_pause(library: Library, places: list[Place]) -> None:
    assert len(places) > 100
    renderer = Renderer(library, "en", {})
    for place in places:
        if place.outcome is not None:
            can_be_read(library, renderer, place.outcome)
            taps_are_answered(place)
            sounds_unless_we_were_away(place)
        has_its_deadline(place.room)
        has_its_card(place.room)
        asks_in_private(place)


def can_be_read(library: Library, renderer: Renderer, outcome: Outcome[Room]) -> None:
    for said in sentences(outcome):
        assert all(library.has(key) for key in keys(said)), said
        assert renderer.html(said)


def taps_are_answered(place: Place) -> None:
    """Once; and a button that is in sight does something, or says why not."""
    assert place.move is not None
    assert place.outcome is not None
    answers = [one for one in place.outcome.effects if isinstance(one, do.Answer)]
    assert len(answers) == (place.move[0] == "tap"), place.move
    for answer in answers:
        assert answer.text is None or answer.text.key not in TURNED_AWAY, place.move
        assert answer.text or len(place.outcome.effects) > 1, place.move


def sounds_unless_we_were_away(place: Place) -> None:
    """Nobody's phone rings for what was due hours ago."""
    assert place.move is not None
    assert place.outcome is not None
    said = [one for one in place.outcome.effects if isinstance(one, do.Say)]
    assert all(one.silent == (place.move[0] == "away") for one in said), place.move


def test_a_new_time_is_heard_where_the_two_have_talked_meanwhile(library: Library) -> None:
    walk = beginning(library, "an exercise")
    walk.feed(ev.Asked(by=A, command="pause"))
    walk.wait()
    walk.say("b")
    outcome = walk.tap("b", "later")
    assert [one.silent for one in outcome.effects if isinstance(one, do.Say)] == [False]


def has_its_deadline(room: Room) -> None:
    """A pause ends by itself, at the time that it says; meanwhile the exercise's clocks rest."""
    due = {name: at for name, at in room.deadlines.items() if name.startswith("pause.")}
    match room.pause:
        case Break(calling=True):
            assert set(due) == {"pause.call"}
        case Break(back=back):
            assert due == {"pause.back": back}
        case Breather(until=until):
            assert due == {"pause.breather": until}
        case Aside(until=until):
            assert due == {"pause.aside": until}
        case None:
            assert set(due) == ({"pause.halt"} if halted(room) else set())
    if room.session is not None:
        running = {name for name in room.deadlines if name.startswith("session.")}
        assert bool(running) == (room.pause is None and not halted(room))


def halted(room: Room) -> bool:
    return bool(room.session and room.session.floor and room.session.floor.halted)


def has_its_card(room: Room) -> None:
    """While there is a pause its buttons are in sight; after it the turn's are."""
    paused = room.pause is not None or halted(room)
    assert bool(buttons(room)) == paused
    if room.session is not None:
        assert bool(room.cards["turn"].stamp) != paused


def asks_in_private(place: Place) -> None:
    """A question is open only while the answer can matter; whoever would come back sooner can be
    sure that the other has been asked.
    """
    pause = place.room.pause
    waiting = pause.early if isinstance(pause, Break) and not pause.calling else ()
    assert place.asked <= {other(seat) for seat in waiting}, place.move
    assert {other(seat) for seat in waiting} <= place.asked | place.not_yet, place.move
