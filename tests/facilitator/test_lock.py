"""Who cannot write: only whoever is out of turn in an exercise that runs, either of the two alike,
and never for longer than it takes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec, engine, floor
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.draft import Outcome
from bot.facilitator.ids import MessageId, PersonId, WordRef, other
from bot.facilitator.limits import GRACE, LOCK_LONGEST, LOCK_SHORTEST
from bot.facilitator.room import Locks, Room, Rules
from bot.sensing.signals import Signals
from tests.facilitator.test_properties import order, plain, relaxed, swap
from tests.facilitator.walk import START, A, B, Step, Walk, room, steps

RIGHTS = ev.Rights(sees=True, removes=True, restricts=True)
ON = Rules(locking=True)
SECOND = timedelta(seconds=1)


def lockable() -> Room:
    """Both are plain members of a supergroup, and both want it."""
    return replace(room(), rights=RIGHTS, supergroup=True, rules=ON)


@dataclass
class Locking(Walk):
    """A walk in a group where locks can be, and what Telegram makes of them."""

    state: Room = field(default_factory=lockable)
    muted: dict[PersonId, datetime] = field(default_factory=dict)
    times: int = 0

    def feed(self, event: ev.RoomEvent) -> Outcome[Room]:
        match event:
            case ev.RightsChanged() | ev.Probed():
                restricts = self.times % 5 > 0
                event = replace(event, rights=replace(event.rights, restricts=restricts))
        self.times += 1
        if isinstance(event, ev.LockRefused) and event.until is not None:
            self.muted[event.person] = event.until
        outcome = super().feed(event)
        for effect in outcome.effects:
            self._done(effect)
        self.muted = {who: until for who, until in self.muted.items() if until > self.now}
        self._check()
        for effect in outcome.effects:
            if isinstance(effect, do.Inspect):
                self.feed(ev.Stood(person=effect.person, plain=self.times % 11 > 0))
        return outcome

    def again(self) -> None:
        """Both choose it once more, where it was lost."""
        self.state = replace(self.state, rights=RIGHTS, supergroup=True, rules=ON, admins=())

    def _done(self, effect: do.AnyEffect) -> None:
        match effect:
            case do.Lock(person=person, until=until, latest=latest):
                assert LOCK_SHORTEST - SECOND <= until - self.now <= LOCK_LONGEST
                assert until <= latest
                self.muted[person] = until
            case do.Unlock(person=person):
                self.muted.pop(person, None)

    def _check(self) -> None:
        """What Telegram holds is what the state says; and who is locked is out of turn, unless the
        bot was kept from unlocking them.
        """
        held = {who: until for who, until in self.state.lock.held.items() if until > self.now}
        assert held == self.muted
        rights = self.state.rights
        if not self.muted or not (rights.present and rights.restricts):
            return
        (person,) = self.muted
        seat, session = self.state.seat_of(person), self.state.session
        assert seat is not None
        assert session is not None
        assert session.floor is not None
        assert session.floor.holder == other(seat)
        assert not session.floor.halted
        assert self.state.pause is None
        assert not self.state.company
        assert self.state.rules.locking
        assert not {A, B} & set(self.state.admins)
        assert self.state.lock.stood == {A: True, B: True}
        now = max(self.now, session.floor.since) + GRACE + SECOND
        said = ev.Said(
            by=person, words=WordRef("w0"), signals=Signals(5), message=MessageId(1), sent=now
        )
        assert floor.judge(session.floor, seat, said) == "out"


#: What may come in the middle of a lock, beside whatever else happens.
SPOILERS: tuple[ev.RoomEvent, ...] = (
    ev.Probed(rights=RIGHTS, owner="", humans=3, supergroup=True),
    ev.Probed(rights=RIGHTS, owner="Ana", humans=2, admins=(A,), supergroup=True),
    ev.Probed(rights=RIGHTS, owner="Ben", humans=2, admins=(B,), supergroup=True),
    ev.Probed(rights=RIGHTS, owner="", humans=2),
    ev.StandingChanged(),
    ev.Stood(person=A, plain=False),
    ev.Stood(person=B, plain=False),
    ev.Asked(by=A, command="pause"),
    ev.Asked(by=B, command="breathe"),
    ev.LockRefused(person=B, rights=True, until=START + timedelta(minutes=12)),
    ev.Moved(),
)
spoilers = st.lists(st.integers(0, len(SPOILERS) * 3), max_size=40)
openings = st.builds(
    "{}+{}".format,
    st.sampled_from(["three-good-minutes", "speaker-listener", "your-day", "weekly-talk"]),
    st.integers(0, 25),
)


def walked(library: Library, opening: str, path: list[Step], spoiled: list[int]) -> Locking:
    walk = Locking(library)
    walk.open(opening)
    for step, spoiler in zip_longest(path, spoiled):
        if walk.state.complete:
            walk.again()
        if step is not None:
            walk.step(step)
        if spoiler is not None and spoiler < len(SPOILERS) and walk.muted:
            walk.feed(SPOILERS[spoiler])
    return walk


@relaxed
@given(openings, steps, spoilers)
def test_who_is_locked_is_out_of_turn_in_an_exercise_that_runs(
    library: Library, opening: str, path: list[Step], spoiled: list[int]
) -> None:
    walked(library, opening, path, spoiled)


@relaxed
@given(openings, steps, spoilers)
def test_pause_stop_and_a_fault_open_it_for_everybody(
    library: Library, opening: str, path: list[Step], spoiled: list[int]
) -> None:
    for command in ("pause", "stop"):
        walk = walked(library, opening, path, spoiled)
        if walk.state.seat_of(A) is None:
            continue
        walk.state = replace(walk.state, rights=RIGHTS)
        walk.feed(ev.Asked(by=A, command=command, private=True))
        assert not walk.muted
        assert not walk.state.lock.held
    walk = walked(library, opening, path, spoiled)
    walk.state = replace(walk.state, rights=RIGHTS)
    outcome = engine.rescue(library, walk.state, ev.TimePassed(), walk.now)
    opened = {one.person for one in outcome.effects if isinstance(one, do.Unlock)}
    assert set(walk.muted) == opened
    assert not outcome.state.lock.held


@relaxed
@given(openings, steps, spoilers)
def test_swapping_the_partners_swaps_the_locks(
    library: Library, opening: str, path: list[Step], spoiled: list[int]
) -> None:
    walk = Locking(library)
    walk.open(opening)
    for step, spoiler in zip_longest(path, spoiled):
        if step is not None:
            walk.step(step)
        if spoiler is not None and spoiler < len(SPOILERS):
            walk.feed(SPOILERS[spoiler])
    mirrored = swap(lockable())
    for (event, now), outcome in zip(walk.fed, walk.outcomes, strict=True):
        mine = engine.advance(library, mirrored, swap(event), now)
        assert plain(swap(outcome.state)) == plain(mine.state)
        assert sorted(map(order, outcome.effects)) == sorted(map(order, map(swap, mine.effects)))
        mirrored = mine.state


@relaxed
@given(openings, steps, spoilers)
def test_time_alone_leaves_nobody_locked(
    library: Library, opening: str, path: list[Step], spoiled: list[int]
) -> None:
    walk = walked(library, opening, path, spoiled)
    for _ in range(90):
        if not walk.wait():
            break
    assert not walk.muted
    assert not walk.state.lock.held
    assert not walk.state.deadlines


def locked(library: Library) -> Locking:
    """Ana has the floor, and Ben cannot write."""
    walk = Locking(library)
    walk.open("three-good-minutes")
    assert walk.muted.keys() == {B}
    return walk


def test_a_state_from_before_locks_has_none(library: Library) -> None:
    old = codec.encode(room())
    for name in (b'"lock":', b'"locking":'):
        assert name in old
    known = codec.room(old.replace(b'"lock":', b'"x":').replace(b'"locking":', b'"y":'))
    assert known.lock == Locks()
    assert not known.rules.locking


def test_what_telegram_let_go_by_itself_is_forgotten_at_the_start(library: Library) -> None:
    """As a database has it that was stopped in a turn, and begins again the day after."""
    walk = locked(library)
    walk.now += timedelta(days=1)
    outcome = walk.feed(ev.TimePassed())
    assert not any(isinstance(one, do.Unlock) for one in outcome.effects)
    while walk.wait():
        pass
    assert not walk.state.lock.held


def test_a_lock_that_should_not_be_is_opened_at_the_start(library: Library) -> None:
    """As a state could have it that was written by another version."""
    walk = locked(library)
    until = walk.now + LOCK_SHORTEST
    walk.state = replace(
        walk.state, session=None, deadlines={"lock": walk.now}, lock=Locks(held={B: until})
    )
    outcome = walk.feed(ev.TimePassed())
    assert [one.person for one in outcome.effects if isinstance(one, do.Unlock)] == [B]
    assert not walk.state.deadlines


@pytest.mark.parametrize("person", [A, B])
def test_refused_for_one_it_is_over_for_both(library: Library, person: PersonId) -> None:
    walk = locked(library)
    outcome = walk.feed(ev.LockRefused(person=person, rights=False))
    assert not walk.muted
    assert not walk.state.rules.locking
    said = [one.text.key for one in outcome.effects if isinstance(one, do.Say)]
    assert said == ["lock.ended"]


@pytest.mark.parametrize("person", [A, B])
def test_no_plain_member_any_more_it_is_over_for_both_and_no_right_is_lost(
    library: Library, person: PersonId
) -> None:
    walk = locked(library)
    outcome = walk.feed(ev.Stood(person=person, plain=False))
    assert not walk.muted
    assert walk.state.rights == RIGHTS
    said = [one.text for one in outcome.effects if isinstance(one, do.Say)]
    assert [(one.key, one.then) for one in said] == [("lock.ended", ())]


def test_a_partner_who_leaves_heard_is_not_left_locked(library: Library) -> None:
    walk = locked(library)
    walk.feed(ev.Withdrew(person=B))
    assert not walk.muted
    assert walk.state.lock == Locks()


def test_removing_that_is_refused_says_nothing_of_locks(library: Library) -> None:
    walk = locked(library)
    walk.say("a")
    walk.feed(ev.Refused(effect=walk.state.cards["turn"].say, why="rights"))
    assert walk.state.rules.locking


def test_the_trial_is_about_what_is_kept_so_nobody_is_locked_in_it(library: Library) -> None:
    walk = Locking(library)
    walk.open("try-me")
    walk.tap("a", "apart")
    walk.now += timedelta(minutes=1)
    walk.feed(ev.TimePassed())
    assert walk.state.session is not None
    assert walk.state.session.floor is not None
    assert not walk.muted


def inspected(outcome: Outcome[Room]) -> list[PersonId]:
    return [one.person for one in outcome.effects if isinstance(one, do.Inspect)]


def test_both_are_looked_at_again_in_each_exercise_and_when_anything_may_have_changed(
    library: Library,
) -> None:
    walk = locked(library)
    outcome = walk.feed(ev.StandingChanged())
    assert inspected(outcome) == [A, B]
    kinds = [type(one) for one in outcome.effects]
    assert kinds.index(do.Unlock) < kinds.index(do.Inspect)  # else they would look at our own lock
    assert walk.muted.keys() == {B}
    assert not inspected(walk.say("a"))
    walk.feed(ev.Asked(by=A, command="stop"))
    assert inspected(walk.feed(ev.Asked(by=A, command="begin", argument="your-day"))) == [A, B]
