"""While nothing can be written down, nobody is left with a dead button."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.library import library
from bot.facilitator.events import Asked
from bot.facilitator.ids import Mailbox, MessageId, PersonId, TapId
from bot.rehearsal.transcripts.cast import TOKEN, UNSEEN
from bot.service import excuse as module
from bot.service.excuse import EVERY, Excuse, Plea, excused
from bot.service.ports import Call, Gone, Post, Reading, Reply, Seen
from tests.stage.durable import DurableRig

TEXTS = library(zone="UTC")
ROOM, ANA = Mailbox("r1"), PersonId(Mailbox("p1"))


class Chats:
    """Remembers what was said where."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, str]] = []
        self.gone: set[str] = set()

    async def do(self, place: str, call: Call) -> MessageId | Seen | None:
        if place in self.gone:
            raise Gone("the chat", chat=True)
        assert isinstance(call, Post | Reply)
        text = call.html if isinstance(call, Post) else call.text
        self.said.append((place, type(call).__name__, text))
        return None


class Now:
    """A clock that is set."""

    value = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.value

    async def sleep_until(self, instant: datetime) -> None:
        raise NotImplementedError


@pytest.fixture
def chats() -> Chats:
    return Chats()


@pytest.mark.asyncio
async def test_a_tap_is_answered_once_and_a_chat_once_an_hour(chats: Chats) -> None:
    clock = Now()
    excuse = Excuse(chats, TEXTS, clock)
    asked = Plea("-1", private=False, command="pause")
    for _ in range(3):
        await excuse.make([asked, Plea("-1", private=False, tap=TapId("t1"))])
    assert [(place, kind) for place, kind, _ in chats.said] == [("-1", "Post"), ("-1", "Reply")]
    clock.value += EVERY
    await excuse.make([asked])
    assert len(chats.said) == 3


@pytest.mark.asyncio
async def test_the_clock_may_be_set_back(chats: Chats) -> None:
    clock = Now()
    excuse = Excuse(chats, TEXTS, clock)
    await excuse.make([Plea("-1", private=False, command="stop")])
    clock.value -= timedelta(days=2)
    await excuse.make([Plea("-1", private=False, command="stop")])
    assert len(chats.said) == 2


@pytest.mark.asyncio
async def test_in_private_it_says_who_listens(chats: Chats) -> None:
    await Excuse(chats, TEXTS, Now()).make([Plea("7", private=True)])
    [(_, _, said)] = chats.said
    assert "findahelpline.com" in said
    assert "I can't write anything down" in said


@pytest.mark.asyncio
async def test_a_command_of_another_bots_is_not_answered(chats: Chats) -> None:
    await Excuse(chats, TEXTS, Now()).make([Plea("-1", private=False, command="roll")])
    assert chats.said == []


@pytest.mark.asyncio
async def test_who_cannot_be_reached_keeps_nobody_waiting(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAYING_S", 0.01)
    chats.gone.add("-1")
    reach = chats.do

    async def slow(place: str, call: Call) -> MessageId | Seen | None:
        await asyncio.sleep(1.0 if place == "-2" else 0)
        return await reach(place, call)

    monkeypatch.setattr(chats, "do", slow)
    pleas = [Plea(place, private=False, command="pause") for place in ("-1", "-2", "-3")]
    await Excuse(chats, TEXTS, Now()).make(pleas)
    assert [place for place, *_ in chats.said] == ["-3"]


@pytest.mark.asyncio
async def test_what_is_remembered_has_an_end(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOLD_MAX", 2)
    excuse = Excuse(chats, TEXTS, Now())
    for place in ("-1", "-2", "-3"):
        await excuse.make([Plea(place, private=False, command="pause")])
    assert len(excuse._told) == 2


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ana: /pause", "Heard: I can't write anything down just now, so turns and pauses wait."),
        ("Ana, private: /held", "Heard to Ana: I can't write anything down just now."),
        ("Ana, private: hello", "Heard to Ana: I can't write anything down just now."),
        ("Ana taps Pause", "(toast for Ana: I can't write anything down just now."),
        ("Ben: out of turn", ""),
    ],
)
async def test_whoever_asked_hears_that_an_outcome_cannot_be_stored(
    rig: DurableRig, refuse: Callable[[int], None], line: str, said: str
) -> None:
    refuse(4)
    rig.at_once = False  # as if their mailboxes were busy
    seen = await rig.play(line)
    excuses = [one for one in seen if "can't write anything down" in one]
    assert len(excuses) == (1 if said else 0)
    assert "".join(excuses).startswith(said)
    assert len(seen) > len(excuses), "and then it does what was asked"


@pytest.mark.asyncio
@pytest.mark.parametrize("line", ["Ana: /support", "Ana: /held"])
async def test_what_only_the_bot_saw_is_excused_to_whoever_wrote_it(
    rig: DurableRig, refuse: Callable[[int], None], line: str
) -> None:
    """A line for all would say that somebody has asked for something."""
    rig.cast.world.become("10.3")
    rig.cast.world.call(TOKEN, "setMyCommands", {"commands": UNSEEN})
    refuse(4)
    rig.at_once = False
    (excuse,) = (one for one in await rig.play(line) if "can't write anything down" in one)
    assert excuse.startswith("Heard to Ana: ")
    assert "findahelpline.com" in excuse


@pytest.mark.parametrize(
    ("event", "author"),
    [
        (Asked(by=ANA, command="support", unseen=MessageId(3)), ANA),
        (Asked(by=ANA, command="support"), ROOM),
        (Asked(by=None, command="support", unseen=MessageId(3)), None),
        (Asked(by=None, command="pause"), ROOM),
    ],
)
def test_whom_an_excuse_is_for(event: Asked, author: Mailbox | None) -> None:
    assert excused(ROOM, Reading(event)) == author
