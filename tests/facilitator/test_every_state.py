"""Every state of every dialogue that ships, found by trying everything in each; and in each, what
must always work."""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
import pytest

from bot.adapters.library import library as everything
from bot.dialogue.library import Library
from bot.dialogue.model import Condition, When, steps_of
from bot.facilitator import effects as do
from bot.facilitator import engine
from bot.facilitator import events as ev
from bot.facilitator.conditions import holds
from bot.facilitator.ids import SEATS, Seat
from bot.facilitator.progress import Answering, Picking, Reflecting, Speaking, StepState, Waiting
from bot.facilitator.room import Break, Room
from tests.facilitator.walk import COMMANDS, NAMES, A, B, Walk

#: More states than this, and the search has lost its way.
STATES_MAX = 6000
#: Of these two, states are told apart down to every count; of the others, by what is asked of whom.
LIBRARY = everything()
WHOLE = ("three-good-minutes", "try-me")


@cache
def forks(dialogue: str) -> tuple[Condition, ...]:
    """What decides which way a dialogue goes on."""
    found = LIBRARY.dialogue(dialogue)
    assert found is not None
    return tuple(one.condition for one in steps_of(found) if isinstance(one, When))


#: For `Walk.sent`: nothing, or words, or this number.
_CHOICES = {"none": 0, "low": 2, "high": 10}


def shape(room: Room) -> bytes:
    """What makes two states different for a couple: where they are, not when or how they came."""
    session = room.session
    place: list[Any] = [type(room.pause).__name__]
    if session is not None:
        floor = session.floor
        place += [session.cursor, session.branch, session.roles, session.asked != ""]
        if session.dialogue in WHOLE:
            place += [session.quiet, session.step]
            place += [floor and (floor.holder, floor.halted, floor.interruptions, floor.begun)]
        else:
            place += [_step(session.step), floor and (floor.holder, floor.halted)]
            found = forks(session.dialogue)
            place.append([holds(room, session, one) for one in found])
    return msgspec.json.encode(place)


def _step(step: StepState | None) -> Any:
    """What is asked of whom: not how often it was asked before, or which words are chosen."""
    match step:
        case Picking():
            return ["picking", step.family != "", len(step.chosen) > 0]
        case Answering():
            return ["answering", sorted(step.sent), sorted(step.none)]
        case Speaking():
            return ["speaking", step.messages > 0, step.over, step.harsh, step.aside]
        case Reflecting():
            return ["reflecting", step.phase]
        case Waiting():
            return ["waiting", sorted(step.yes), step.over]
        case _:
            return type(step).__name__


def begun(library: Library, dialogue: str) -> Walk:
    walk = Walk(library)
    if dialogue == "try-me":
        walk.open(dialogue)
    else:
        walk.feed(ev.Asked(by=A, command="begin", argument=dialogue))
    return walk


def moves(library: Library, room: Room) -> Iterator[tuple[str, Seat, str]]:
    """Everything that a couple can do here, and letting time pass."""
    for seat, verbs in engine.permitted(library, room).items():
        yield "say", seat, ""
        for verb in sorted(
            verbs - {"speak", "support", "stop", "pause", "begin", "menu", "too_much"}
        ):
            yield "do", seat, verb
        if room.session is not None and room.session.asked:
            yield "do", seat, "yes"
            yield "do", seat, "no"
            yield "answer", seat, "none"
            yield "answer", seat, "low"
            yield "answer", seat, "high"
    card = room.cards.get("turn")
    if room.session and isinstance(room.session.step, Picking) and card:
        for row in card.rows[:1]:
            yield "do", "a", row[0].action
            yield "do", "b", row[0].action
    yield "wait", "a", ""


def play(walk: Walk, move: tuple[str, Seat, str]) -> None:
    kind, seat, verb = move
    if kind == "say":
        walk.say(seat)
    elif kind == "wait":
        walk.wait()
    elif kind == "answer":
        walk.feed(walk.sent(A if seat == "a" else B, _CHOICES[verb]))
    elif verb in COMMANDS:
        walk.feed(ev.Asked(by=A if seat == "a" else B, command=verb))
    else:
        walk.tap(seat, verb)


def states(library: Library, dialogue: str) -> list[Walk]:
    """One walk to every state of a dialogue."""
    first = begun(library, dialogue)
    found, queue = {shape(first.state): first}, deque([first])
    while queue:
        here = queue.popleft()
        for move in moves(library, here.state):
            walk = Walk(library, here.state, here.now, here.number)
            play(walk, move)
            session = walk.state.session
            if session is None or session.dialogue != dialogue:
                continue
            key = shape(walk.state)
            if key not in found:
                found[key] = walk
                queue.append(walk)
        assert len(found) < STATES_MAX
    return list(found.values())


@pytest.mark.parametrize("dialogue", NAMES)
def test_in_every_state(library: Library, dialogue: str) -> None:
    all_of_them = states(library, dialogue)
    assert len(all_of_them) > (5 if dialogue == "try-me" else 100)
    for here in all_of_them:
        pauses(library, here)
        too_much(library, here)
        stops(library, here)
        is_found_again_by_time_alone(library, here)
        has_the_floor_or_not(library, here)
        never_takes_a_call_for_help(library, here)


def again(library: Library, walk: Walk) -> Walk:
    return Walk(library, walk.state, walk.now, walk.number)


def pauses(library: Library, here: Walk) -> None:
    """`/pause` by either, in one update, whatever is going on."""
    for seat in SEATS:
        walk = again(library, here)
        walk.feed(ev.Asked(by=A if seat == "a" else B, command="pause"))
        assert isinstance(walk.state.pause, Break)
        assert walk.state.pause.back > walk.now
        said = walk.say("a" if seat == "b" else "b")
        assert not any(isinstance(one, do.Remove) for one in said.effects)  # the chat is open


def too_much(library: Library, here: Walk) -> None:
    """*Too much right now*, by either, alone: a pause in one step, and nobody reads who."""
    posts = []
    for by in (A, B):
        walk = again(library, here)
        walk.feed(ev.Asked(by=by, command="too_much", private=True))
        assert walk.state.pause is not None
        posts.append([one for one in walk.outcomes[-1].effects if isinstance(one, do.Say)])
    assert posts[0] == posts[1]


def stops(library: Library, here: Walk) -> None:
    for by in (A, B):
        walk = again(library, here)
        walk.feed(ev.Asked(by=by, command="stop"))
        assert walk.state.session is None
        assert walk.state.pause is None


def is_found_again_by_time_alone(library: Library, here: Walk) -> None:
    walk = again(library, here)
    for _ in range(60):
        if not walk.wait():
            break
    assert walk.state.session is None
    assert not walk.state.deadlines


def has_the_floor_or_not(library: Library, here: Walk) -> None:
    """Who is said to be able to speak is heard; whose turn it is not is taken out, unless both have
    stopped.
    """
    assert here.state.session is not None
    floor = here.state.session.floor
    for seat, verbs in engine.permitted(library, here.state).items():
        walk = again(library, here)
        walk.now += timedelta(minutes=1)  # in no breath of an earlier turn
        outcome = walk.say(seat)
        removed = any(isinstance(one, do.Remove) for one in outcome.effects)
        stopped = floor is not None and (
            floor.halted or "floor.third_interruption" in outcome.notes
        )
        if here.state.pause is None and not stopped:
            assert removed != ("speak" in verbs)


def never_takes_a_call_for_help(library: Library, here: Walk) -> None:
    for seat in SEATS:
        walk = again(library, here)
        outcome = walk.say(seat, "help", "help")
        assert not any(isinstance(one, do.Remove) for one in outcome.effects)
        assert walk.state.session is None
