"""What is felt of a message before it is decided: of whom, when, and what stays in memory."""

import asyncio
from datetime import timedelta

import pytest
import structlog
from msgspec.structs import replace

from bot.adapters.memory.disk import Disk
from bot.adapters.memory.journal import MemoryJournal
from bot.adapters.senses import sense
from bot.dialogue.library import Library
from bot.facilitator import events as ev
from bot.facilitator.ids import Mailbox, MessageId, PersonId, WordRef
from bot.facilitator.person import Person
from bot.facilitator.room import Room, Rules
from bot.sensing.latest import ECHO
from bot.sensing.sense import Felt, Head, Sense, Tongue
from bot.sensing.signals import Signals
from bot.service.decision import Case, Judge
from bot.service.ports import Reading, StorageTrouble, Words
from bot.service.retention import EVERY, Retention
from bot.service.senses import ROOMS_MAX, Senses
from tests.facilitator.walk import GUEST, ROOM, START, A, B, room
from tests.stage.durable import DurableRig

HARSH = "You never listen to me. What is wrong with you?"


def listening(name: str = "r1") -> Room:
    return replace(room(), id=Mailbox(name), rules=Rules(listening=True))


def reading(text: str, by: Mailbox = A, ref: str = "w1") -> Reading:
    said = ev.Said(
        by=PersonId(by), words=WordRef(ref), signals=Signals(len(text)), message=MessageId(1),
        sent=START,
    )  # fmt: skip
    return Reading(said, Words(text))


def felt(read: Reading) -> Felt | None:
    assert isinstance(read.event, ev.Said)
    return read.event.signals.felt


def test_only_what_is_listened_to_is_felt() -> None:
    senses = Senses(sense())
    heard = felt(senses.reading(listening(), reading(HARSH), START))
    assert heard is not None
    assert heard.attack > 0
    for state in (room(), replace(listening(), humans=3), Person(id=PersonId("p1"))):
        assert felt(senses.reading(state, reading(HARSH), START)) is None
    assert felt(senses.reading(listening(), reading(HARSH, GUEST), START)) is None
    assert felt(senses.reading(listening(), reading(""), START)) is None
    told = Reading(ev.TimePassed())
    assert senses.reading(listening(), told, START) is told


def test_what_was_said_before_is_known_for_a_while_and_by_nobody_else() -> None:
    senses = Senses(sense())
    senses.reading(listening(), reading("wow thanks for the support"), START)
    mocking = reading('"thanks for the support"', B, "w2")
    soon, late = START + timedelta(seconds=5), START + ECHO + timedelta(seconds=1)
    found = felt(senses.reading(listening(), mocking, soon))
    assert found is not None
    assert "mockery" in found.marks
    for state, when in ((listening("r2"), soon), (listening(), late)):
        other = felt(senses.reading(state, mocking, when))
        assert other is not None
        assert "mockery" not in other.marks


def test_a_message_that_is_read_twice_is_no_repetition_of_itself() -> None:
    senses = Senses(sense())
    for _ in range(2):
        found = felt(senses.reading(listening(), reading("answer the question"), START))
        assert found is not None
        assert "repeated" not in found.marks
    again = felt(senses.reading(listening(), reading("answer the question", A, "w2"), START))
    assert again is not None
    assert "repeated" in again.marks


def test_memory_is_bounded() -> None:
    senses = Senses(sense())
    for number in range(ROOMS_MAX + 5):
        senses.reading(listening(f"r{number}"), reading("hello"), START)
    assert len(senses._latest) == ROOMS_MAX
    assert Mailbox("r4") not in senses._latest


def test_words_that_nobody_says_back_any_more_are_forgotten_by_the_sweep() -> None:
    senses = Senses(sense())
    senses.reading(listening("r1"), reading("hello"), START)
    senses.reading(listening("r2"), reading("hello"), START + timedelta(minutes=5))
    senses.forget(START + ECHO)
    assert list(senses._latest) == ["r1", "r2"]
    senses.forget(START + ECHO + timedelta(seconds=1))
    assert list(senses._latest) == ["r2"]


@pytest.mark.asyncio
async def test_retention_sweeps_them_also_when_the_disk_refuses(rig: DurableRig) -> None:
    async def full() -> None:
        raise StorageTrouble("disk is full")

    senses, journal = Senses(sense()), MemoryJournal(Disk(), rig.clock, full)
    senses.reading(listening(), reading("hello"), rig.clock.now() - ECHO - EVERY)
    sweeping = asyncio.create_task(Retention(journal, senses, rig.clock).run())
    await asyncio.sleep(0)
    sweeping.cancel()
    assert not senses._latest


def test_whoever_leaves_takes_their_words_along() -> None:
    senses = Senses(sense())
    senses.reading(listening(), reading("hello"), START)
    senses.reading(listening(), Reading(ev.Withdrew(person=PersonId(A))), START)
    assert not senses._latest


def test_an_exercise_goes_on_when_nothing_can_be_felt(library: Library) -> None:
    def broken(_: str) -> Tongue:
        raise OSError

    judge = Judge(
        library, Senses(Sense({"en": frozenset({"you"})}, broken, Head(0, 0, {}, 0, {}, 0)))
    )
    with structlog.testing.capture_logs() as logged:
        found = judge.decide(Case(ROOM, listening(), reading(HARSH), None, START))
    assert not found.commit.failed
    assert found.state.seq == listening().seq + 1
    assert [(one["event"], one["error"]) for one in logged] == [("sensing.failed", "OSError")]
