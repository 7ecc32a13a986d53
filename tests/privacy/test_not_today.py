"""*Not today* says nothing about anybody.

What the partner and the group can see is a function of one bit: both are up for it and nothing
closes it. Every private answer of one partner is played against the other's *I'm up for it*, in
both seats; all that the other and the group see, message by message with its time, is compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.adapters.library import library as load_library
from bot.adapters.library import shipped
from bot.dialogue.library import Library
from bot.facilitator import codec, gates
from bot.facilitator.events import Asked, TimePassed
from bot.facilitator.ids import RoomId
from bot.facilitator.person import Gate, Membership, Offer, Person
from bot.facilitator.private import asking, check
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.room import Room
from bot.facilitator.room_draft import RoomDraft
from bot.rehearsal.transcripts.given import GIVEN
from tests.stage.pure import PureRig

#: Everything that a person can answer to the private questions, by the buttons' labels.
AFRAID, HURT = ("No", "Sometimes", "Yes"), ("No", "In the past", "It could happen again")
FREE, HARM = ("Yes", "Not really"), ("No", "Yes")
KEEP, LEAVE, FINE = "Keep the deeper ones closed", "Leave them open", "Go on"
UP, NOT = "I'm up for it", "Not today"
#: Seconds after the question at which the last private answer is given, and at which the other
#: one's was.
LAST, FIRST = 300, 60
QUESTIONS = ("Yes", "No", "No", "Yes", "No")


@dataclass(frozen=True)
class Case:
    """What one partner does in private. `before`: earlier that day, in `/settings` or after an
    exercise; `taps`: when asked; `gate` and `up`: what follows by the rules, as the test has them.
    """

    name: str
    taps: tuple[str, ...]
    gate: Gate | None
    up: bool
    before: tuple[str, ...] = ()


def _value(afraid: str, hurt: str, free: str, harm: str) -> Gate:
    if afraid != "No" or hurt == HURT[2] or free != "Yes" or harm == "Yes":
        return "closed"
    return "open" if hurt == "No" else "limited"


def cases() -> Iterator[Case]:
    """All of them."""
    for answers in product(AFRAID, HURT, FREE, HARM):
        gate = _value(*answers)
        last = {"open": ("",), "limited": (FINE,), "closed": (KEEP, LEAVE)}[gate]
        for choice in last:
            found: Gate = "limited" if choice == LEAVE else gate
            taps = (UP, "Yes", *answers, *filter(None, (choice,)))
            yield Case("/".join((*answers, choice)), taps, found, up=True)
    for place in range(5):
        taps = (UP, *("Yes", "No", "No", "Yes")[:place], "Later")
        yield Case(f"later at {place}", taps, None, up=False)
    yield Case("not today", (NOT,), None, up=False)
    settings = ("/settings", "For me alone", "Yes")
    closed = (*settings, "Keep the deeper ones closed")
    yield Case("closed before, a watched yes", (UP,), "closed", up=True, before=closed)
    yield Case("closed before, not today", (NOT,), "closed", up=False, before=closed)
    asked = (*settings, "The private questions", *QUESTIONS[1:])
    yield Case("answered before", (UP,), "open", up=True, before=asked)
    again = (*closed, *asked)
    yield Case("closed, then answered again", (UP,), "open", up=True, before=again)


CASES = list(cases())
NEVER = [
    Case("no answer", (), None, up=False),
    Case("stopped in the middle", (UP, "Yes", "Yes"), None, up=False),
    Case("stopped before the last tap", (UP, "Yes", "Yes", "No", "Yes", "No"), "closed", up=False),
]
#: What happens to both before: nothing; a break; something hard that evening; the warm evening.
EVENINGS = ("plain", "a break", "something hard", "the warm evening")


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Everything that is shipped, and exercises of level 2 and 3 with the same words."""
    folder = tmp_path_factory.mktemp("dialogues")
    text = (shipped() / "speaker-listener.yaml").read_text("utf-8")
    for name, level in (("the-second", 2), ("the-third", 3)):
        found = text.replace("dialogue: speaker-listener", f"dialogue: {name}")
        found = found.replace("title: One speaks, one listens", f"title: {name.replace('-', ' ')}")
        Path(folder, f"{name}.yaml").write_text(found.replace("level: 2", f"level: {level}"))
    return load_library([folder], zone="UTC")


class Evening:
    """One evening of the two, and what all but one of them see of it."""

    def __init__(self, library: Library, hidden: str, evening: str) -> None:
        self._rig = PureRig(library)
        self._hidden, self._other = hidden, "Ben" if hidden == "Ana" else "Ana"
        for does in GIVEN["questions answered" if evening == "something hard" else "paired"]:
            self._rig.play(does)
        self._prepare(evening)

    def _prepare(self, evening: str) -> None:
        match evening:
            case "a break":
                self._play("Ana: /pause 20m")
                self._play("+20 min")
                self._play("Ana taps Now && Ben taps Now")
                self._play("Ana taps Enough")
            case "something hard":
                up = (f"Ana taps {UP}, private", f"Ben taps {UP}, private")
                for does in ("Ana: /begin speaker-listener", "Ben taps Apart", *up, "Ana: /stop"):
                    self._play(does)
                self._forget_gates()
            case "the warm evening":
                self._until_warm()
            case _:
                pass

    def _until_warm(self) -> None:
        """Days go by until it is the couple's warm evening; the seed says which."""
        for _ in range(60):
            self._play("+1440 min")
            now = self._rig.time.now()
            draft = RoomDraft(self._rig.boards.library, self._room(), TimePassed(), now)
            if gates.rests(draft):
                return
        raise AssertionError("sixty evenings have a warm one")

    def _room(self) -> Room:
        (found,) = [name for name in self._rig.boards.states if name.startswith("r")]
        return codec.room(self._rig.boards.states[found])

    def people(self) -> dict[str, Person]:
        """Both, by name."""
        states = self._rig.boards.states
        both = [codec.person(data) for name, data in states.items() if name.startswith("p")]
        return {one.name: one for one in both}

    def _forget_gates(self) -> None:
        """As if the private questions had not been answered yet."""
        for one in self.people().values():
            rooms = {room: replace(membership, gate=None) for room, membership in one.rooms.items()}
            self._rig.boards.states[one.id] = codec.encode(replace(one, rooms=rooms))

    def _play(self, does: str) -> list[str]:
        return self._rig.play(does)

    def trace(self, case: Case, level: int) -> list[tuple[int, str]]:
        """What the other one and the group see from the question on, with seconds since then."""
        name = {2: "the-second", 3: "the-third"}[level]
        for tap in case.before:
            self._alone(tap)
        self._wait(timedelta(minutes=5) - timedelta(seconds=5 * len(case.before)))
        seen: list[tuple[int, str]] = []
        self._watch(seen, f"{self._other}: /begin {name}", 0)
        self._watch(seen, f"{self._other} taps Apart", 0)
        began = self._rig.time.now()
        self._answer_other(seen)
        for tap in case.taps[:-1]:
            self._alone(tap)
        if case in NEVER and case.taps:
            self._alone(case.taps[-1])
        self._wait(began + timedelta(seconds=LAST) - self._rig.time.now())
        if case not in NEVER:
            self._watch(seen, f"{self._hidden} taps {case.taps[-1]}, private", LAST)
        for minute in range(5, 40):
            self._watch(seen, "+1 min", 60 * (minute + 1))
        for does in (
            f": /begin {name}",
            ": /menu",
            ": /rules",
            ": /privacy",
            ": /begin the second",
        ):
            self._watch(seen, self._other + does, 10_000)
        return seen

    def _answer_other(self, seen: list[tuple[int, str]]) -> None:
        """The other one is up for it; to the questions there is nothing to say."""
        self._watch(seen, f"{self._other} taps {UP}, private", FIRST)
        if self.people()[self._other].checking is not None:
            for tap in QUESTIONS:
                self._watch(seen, f"{self._other} taps {tap}, private", FIRST)

    def _alone(self, tap: str) -> None:
        """A private tap or command of the hidden one: nobody else sees anything of it."""
        typed = tap.startswith("/")
        does = f"{self._hidden}, private: {tap}" if typed else f"{self._hidden} taps {tap}, private"
        assert self._others(self._play(does)) == []

    def _wait(self, length: timedelta) -> None:
        self._play(f"+{int(length.total_seconds())} s")

    def _watch(self, seen: list[tuple[int, str]], does: str, at: int) -> None:
        seen += [(at, line) for line in self._others(self._play(does))]

    def _others(self, lines: list[str]) -> list[str]:
        """Without what only the hidden one sees, and with neither's name in it."""
        found, mine = [], False
        for line in lines:
            if not line.startswith("  "):
                mine = f"to {self._hidden}" in line or f"for {self._hidden}" in line
            if not mine:
                found.append(line.replace(self._hidden, "One").replace(self._other, "Other"))
        return found


def bit(case: Case, level: int, evening: str) -> bool:
    """Both are up for it and nothing closes it: by the rules, written down once more."""
    gate = {"open": 9, "limited": 2, "closed": 1, None: 9}[case.gate]
    return case.up and evening == "plain" and level <= gate


Trace = list[tuple[int, str]]


def played(deep: Library, hidden: str, level: int, cases: list[Case]) -> dict[bool, list[Trace]]:
    """What the other one sees in each case, by the bit."""
    found: dict[bool, list[Trace]] = {True: [], False: []}
    for case in cases:
        evening = Evening(deep, hidden, "plain")
        found[bit(case, level, "plain")].append(evening.trace(case, level))
        (membership,) = evening.people()[hidden].rooms.values()
        assert membership.gate == case.gate, case.name
    return found


@pytest.mark.parametrize("level", [2, 3])
def test_what_others_see_is_a_function_of_one_bit(deep: Library, level: int) -> None:
    """80 evenings a level and seat: two traces, one for each value of the bit."""
    seats = [played(deep, hidden, level, CASES) for hidden in ("Ana", "Ben")]
    assert sum(len(traces) for one in seats for traces in one.values()) == 160
    everyday = Evening(deep, "Ben", "plain").trace(_named("not today"), level)
    for traces in seats:
        assert all(one == everyday for one in traces[False])
        assert all(one == seats[0][True][0] for one in traces[True])
    assert seats[0][True][0] != everyday


def _silent_if_closed(tell: Callable[..., None]) -> Callable[..., None]:
    """A closed gate that does not answer at all: the other waits for the time to be over."""

    def answer(draft: PersonDraft, room: RoomId, slot: str, *, up: bool) -> None:
        if draft.state.rooms[room].gate != "closed":
            tell(draft, room, slot, up=up)

    return answer


def _with_a_word(passes: Callable[..., bool]) -> Callable[..., bool]:
    """A mailbox that tells the room a little more than it should."""

    def leaking(draft: PersonDraft, membership: Membership, offer: Offer) -> bool:
        if membership.gate == "limited":
            draft.tell_to(next(iter(draft.state.rooms)), Asked(by=draft.state.id, command="help"))
        return passes(draft, membership, offer)

    return leaking


@pytest.mark.parametrize(
    ("what", "planted"), [("_answer", _silent_if_closed), ("passes", _with_a_word)]
)
def test_a_leak_is_found(
    deep: Library, monkeypatch: pytest.MonkeyPatch, what: str, planted: Callable[..., Any]
) -> None:
    monkeypatch.setattr(asking, what, planted(getattr(asking, what)))
    traces = played(deep, "Ben", 3, CASES[::5])
    assert any(one != traces[False][0] for one in traces[False])


@pytest.mark.parametrize("evening", EVENINGS[1:])
def test_what_closes_it_for_both_reads_the_same(deep: Library, evening: str) -> None:
    """A break, something hard, the warm evening: an everyday *not today* for whatever was said."""
    everyday = Evening(deep, "Ben", "plain").trace(_named("not today"), 2)
    for case in CASES[::7]:
        played = Evening(deep, "Ben", evening).trace(case, 2)
        assert _until_again(played) == _until_again(everyday), case.name


def _named(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def _until_again(trace: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Up to what is asked for afterwards: what was played before may stand in the menu."""
    return [one for one in trace if one[0] < 10_000]


def test_whoever_never_answers_reads_like_whoever_has_not_seen_it(deep: Library) -> None:
    traces = [Evening(deep, "Ben", "plain").trace(case, 2) for case in NEVER]
    assert traces[0] == traces[1] == traces[2]
    everyday = Evening(deep, "Ben", "plain").trace(_named("not today"), 2)
    assert [line for _, line in traces[0]] == [line for _, line in everyday]


def test_assigned_by_a_therapist_opens_what_a_past_incident_closes() -> None:
    table = {
        (gate, level, assigned): check.opens(gate, level, assigned=assigned)
        for gate in ("open", "limited", "closed")
        for level in range(1, 6)
        for assigned in (False, True)
    }
    shut = {key for key, is_open in table.items() if not is_open}
    assert shut == {
        *(("closed", level, assigned) for level in range(2, 6) for assigned in (False, True)),
        *(("limited", level, False) for level in range(3, 6)),
    }
