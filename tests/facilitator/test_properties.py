"""What holds in every state that a couple can get into."""

import os
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from bot.dialogue.library import Library
from bot.facilitator import codec, engine, interrupts
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.limits import BREAK_MAX, BREAK_MIN
from bot.facilitator.progress import Answering
from bot.facilitator.room import Break, Breather
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Words
from tests.facilitator.walk import COMMANDS, A, B, Step, Walk, openings, steps

#: Deadlines that an abandoned room may need until nothing is left to wait for.
DEADLINES_MAX = 60

relaxed = settings(
    max_examples=int(os.environ.get("HEARD_EXAMPLES", "200")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def walked(library: Library, opening: str, path: list[Step]) -> Walk:
    walk = Walk(library)
    walk.open(opening)
    for step in path:
        walk.step(step)
    return walk


@relaxed
@given(openings, steps)
def test_any_event_in_any_state_has_an_outcome(
    library: Library, opening: str, path: list[Step]
) -> None:
    walk = Walk(library)
    walk.open(opening)
    for step in path:
        outcome = walk.step(step)
        assert outcome is not None
        assert codec.room(codec.encode(outcome.state)) == outcome.state
        for effect in outcome.effects:
            assert codec.effect(codec.encode(effect)) == effect


@relaxed
@given(openings, steps)
def test_time_alone_ends_every_session(library: Library, opening: str, path: list[Step]) -> None:
    walk = walked(library, opening, path)
    for _ in range(DEADLINES_MAX):
        if not walk.wait():
            break
    assert walk.state.session is None
    assert walk.state.pause is None
    assert not walk.state.deadlines


@relaxed
@given(openings, steps)
def test_pause_and_stop_work_from_every_state_in_one_step(
    library: Library, opening: str, path: list[Step]
) -> None:
    for person in (A, B):
        walk = walked(library, opening, path)
        if walk.state.seat_of(person) is None:
            continue
        walk.feed(ev.Asked(by=person, command="pause", private=True))
        assert isinstance(walk.state.pause, Break)
        walk.feed(ev.Asked(by=person, command="stop", private=True))
        assert walk.state.session is None
        walk = walked(library, opening, path)
        walk.feed(ev.Asked(by=person, command="stop"))
        assert walk.state.session is None


@relaxed
@given(openings, steps)
def test_every_break_has_a_return_within_its_bounds(
    library: Library, opening: str, path: list[Step]
) -> None:
    walk = Walk(library)
    walk.open(opening)
    for step in path:
        walk.step(step)
        pause = walk.state.pause
        if isinstance(pause, Break):
            assert pause.back - walk.now <= BREAK_MAX
            assert pause.back - pause.since >= BREAK_MIN or pause.calling
            assert {"pause.back", "pause.call"} & set(walk.state.deadlines)


@relaxed
@given(openings, steps)
def test_a_pause_brings_back_cursor_floor_and_time(
    library: Library, opening: str, path: list[Step]
) -> None:
    walk = walked(library, opening, path)
    before = walk.state.session
    if before is None or walk.state.pause is not None or walk.state.seat_of(A) is None:
        return
    if before.resting is not None or not walk.state.complete:
        return
    left = {name: due - walk.now for name, due in walk.state.deadlines.items()}
    walk.feed(ev.Asked(by=A, command="pause"))
    assert not any(name.startswith("session.") for name in walk.state.deadlines)
    walk.now += timedelta(minutes=7)
    for person in (A, B):
        walk.feed(ev.Asked(by=person, command="resume"))
    after = walk.state.session
    assert after is not None
    assert walk.state.pause is None
    assert (after.cursor, after.roles, after.step) == (before.cursor, before.roles, before.step)
    assert (after.floor and after.floor.holder) == (before.floor and before.floor.holder)
    for name, rest in left.items():
        if name.startswith("session."):
            assert walk.state.deadlines[name] - walk.now == max(rest, timedelta())


@relaxed
@given(openings, steps)
def test_nothing_is_removed_but_out_of_turn_words_in_an_exercise(
    library: Library, opening: str, path: list[Step]
) -> None:
    """And what is removed is stored in the same outcome, for its author, who is told."""
    walk = Walk(library)
    walk.open(opening)
    for step in path:
        before = walk.state
        outcome = walk.step(step)
        assert outcome is not None
        removed = [one for one in outcome.effects if isinstance(one, do.Remove)]
        if not removed:
            continue
        event = walk.fed[-1][0]
        assert isinstance(event, ev.Said)
        assert removed == [do.Remove(message=event.message)]
        session = before.session
        assert session is not None
        assert event.signals.crisis is None
        assert before.rights.removes
        seat = before.seat_of(event.by)
        assert seat is not None
        if not isinstance(before.pause, Breather | Break):
            assert session.floor is not None
            assert session.floor.holder != seat
            assert event.sent > session.floor.since
        kept = [one for one in outcome.effects if isinstance(one, do.Keep)]
        assert [(one.words, one.owner) for one in kept] == [(event.words, event.by)]
        told = [
            one.to
            for one in outcome.effects
            if isinstance(one, do.Tell) and isinstance(one.event, ev.Kept)
        ]
        assert told == [event.by]


@relaxed
@given(openings, steps)
def test_swapping_the_partners_swaps_the_outcome_and_nothing_else(
    library: Library, opening: str, path: list[Step]
) -> None:
    walk = walked(library, opening, path)
    state = Walk(library).state
    mirrored = swap(state)
    begin = Walk(library)
    if opening.startswith("try-me"):
        begin.open("try-me")
        mirrored = swap(begin.state)
    for (event, now), outcome in zip(walk.fed, walk.outcomes, strict=True):
        other = engine.advance(library, mirrored, swap(event), now)
        assert plain(swap(outcome.state)) == plain(other.state)
        assert sorted(map(order, outcome.effects)) == sorted(map(order, map(swap, other.effects)))
        mirrored = other.state


@relaxed
@given(openings, steps)
def test_what_stands_above_the_exercise_answers_to_different_events(
    library: Library, opening: str, path: list[Step]
) -> None:
    """So which of these comes first is of no consequence; that the exercise comes last is."""
    walk = Walk(library)
    walk.open(opening)
    for step in path:
        before = walk.state
        walk.step(step)
        event, now = walk.fed[-1]
        answer = [
            one.__name__
            for one in engine.ORDER
            if one.__module__ == interrupts.__name__ and one(RoomDraft(library, before, event, now))
        ]
        assert len(answer) <= 1, answer


@relaxed
@given(openings, steps)
def test_another_day_is_the_same(library: Library, opening: str, path: list[Step]) -> None:
    """Times enter as `now` and nowhere else: a week later everything is a week later."""
    walk = walked(library, opening, path)
    week = timedelta(days=7)
    state = shift(Walk(library).state, week)
    if opening.startswith("try-me"):
        return
    for (event, now), outcome in zip(walk.fed, walk.outcomes, strict=True):
        later = engine.advance(library, state, shift(event, week), now + week)
        assert plain(shift(outcome.state, week)) == plain(later.state)
        state = later.state


@relaxed
@given(openings, steps)
def test_what_is_permitted_is_never_turned_away(
    library: Library, opening: str, path: list[Step]
) -> None:
    walk = walked(library, opening, path)
    for seat, verbs in engine.permitted(library, walk.state).items():
        for verb in sorted(verbs - {"speak", "support"} - NEEDS_MORE):
            again = Walk(library, walk.state, walk.now, walk.number)
            by = A if seat == "a" else B
            if verb in COMMANDS:
                outcome = again.feed(ev.Asked(by=by, command=verb))
            else:
                outcome = again.tap(seat, verb)
            said = [one.text.key for one in outcome.effects if hasattr(one, "text") and one.text]
            assert not TURNED_AWAY & set(said), (seat, verb)
            assert outcome.effects, (seat, verb)


@relaxed
@given(openings, steps)
def test_a_room_never_holds_words(library: Library, opening: str, path: list[Step]) -> None:
    """State carries at most the references that the dialogue gathered."""
    walk = walked(library, opening, path)
    session = walk.state.session
    gathered = {*session.authors} if session else set()
    gathered |= {words for one in walk.state.kept for words in one.words}
    if session and isinstance(session.step, Answering):
        gathered |= {one.ref for one in session.step.sent.values() if isinstance(one, Words)}
    stamps = {card.stamp for card in walk.state.cards.values()}  # one of *Another way* is `w9`, too
    text = codec.encode(walk.state).decode()
    for number in range(1, walk.number + 1):
        if f"w{number}" not in gathered | stamps:
            assert f'"w{number}"' not in text


#: Permitted, but they want a state of their own to be tried in.
NEEDS_MORE = {"resume", "begin", "menu"}
TURNED_AWAY = {
    "toast.passed",
    "toast.theirs",
    "toast.not_now",
    "floor.reminder",
    "floor.reminder_next",
}

# --- mirrors ---------------------------------------------------------------------------------

_SWAPS = {"a": "b", "p201": "p202", "Ana": "Ben", "Anna": "Benn"}
_SWAPS |= {value: key for key, value in _SWAPS.items()}


def swap(thing: Any) -> Any:
    """The same with the partners in each other's place."""
    mirrored = _map(msgspec.to_builtins(thing), lambda text: _SWAPS.get(text, text))
    return msgspec.convert(mirrored, _union(thing))


def shift(thing: Any, by: timedelta) -> Any:
    """The same, so much later."""

    def later(text: str) -> str:
        try:
            return (datetime.fromisoformat(text) + by).isoformat() if "T" in text[10:11] else text
        except ValueError:
            return text

    return msgspec.convert(_map(msgspec.to_builtins(thing), later), _union(thing))


def plain(thing: Any) -> Any:
    """For comparing: maps do not know an order."""
    return msgspec.to_builtins(thing)


def order(effect: Any) -> bytes:
    return msgspec.json.encode(effect, order="deterministic")


def _union(thing: Any) -> Any:
    if isinstance(thing, ev.Event):
        return ev.AnyEvent
    if isinstance(thing, do.Effect):
        return do.AnyEffect
    return type(thing)


def _map(node: Any, change: Any) -> Any:
    if isinstance(node, dict):
        return {change(key): _map(value, change) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_map(value, change) for value in node]
    return change(node) if isinstance(node, str) else node


@pytest.mark.parametrize("thing", [ev.Joined(who=A, name="Ana")])
def test_the_mirror_itself(thing: ev.Joined) -> None:
    assert swap(thing) == ev.Joined(who=B, name="Ben")
    assert swap(swap(thing)) == thing
