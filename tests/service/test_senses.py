"""What is felt of a message before it is decided: of whom, when, and what stays in memory."""

from datetime import timedelta

from msgspec.structs import replace

from bot.adapters.senses import sense
from bot.facilitator import events as ev
from bot.facilitator.ids import Mailbox, MessageId, PersonId, WordRef
from bot.facilitator.person import Person
from bot.facilitator.room import Room, Rules
from bot.sensing.sense import Felt
from bot.sensing.signals import Signals
from bot.service.ports import Reading, Words
from bot.service.senses import ECHO, MESSAGES_MAX, ROOMS_MAX, Senses
from tests.facilitator.walk import GUEST, START, A, B, room

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
    for number in range(MESSAGES_MAX + 5):
        senses.reading(listening("r9"), reading("hello", A, f"w{number}"), START)
    assert len(senses._latest) == ROOMS_MAX
    assert len(senses._latest[Mailbox("r9")]) == MESSAGES_MAX
    senses.reading(listening("r1"), reading("hello"), START + ECHO + timedelta(seconds=1))
    assert list(senses._latest) == [Mailbox("r1")]
