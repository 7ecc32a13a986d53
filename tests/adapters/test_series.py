"""A post that is several messages stands there once, or not at all."""

import asyncio
from collections.abc import Sequence

import pytest
from telegram.error import BadRequest, RetryAfter, TimedOut

from bot.adapters.telegram import series
from bot.adapters.telegram.sheets import Sheet
from bot.adapters.telegram.transport import NeverSent
from bot.facilitator.ids import MessageId
from bot.rehearsal.botapi import Fault
from bot.service.ports import Gone, Later, Post, Posted, Rejected, Trouble, Unsure, Words
from tests.adapters.test_telegram import Line, line

__all__ = ["line"]

PIECES = tuple(Sheet(text) for text in ("one", "two", "three"))


class Desk:
    """Takes sheets by a script: an error for the next attempt, or None."""

    def __init__(self, *script: Exception | None) -> None:
        self.script = list(script)
        self.there: list[str] = []
        self.tried: list[str] = []
        self.slept: list[float] = []

    async def send(self, sheet: Sheet) -> list[MessageId]:
        self.tried.append(sheet.html)
        error = self.script.pop(0) if self.script else None
        if error is not None:
            raise error
        self.there.append(sheet.html)
        return [MessageId(len(self.there))]

    async def take_back(self, stands: Sequence[MessageId]) -> None:
        assert stands
        for number in reversed(stands):
            del self.there[number - 1]

    async def sleep(self, pause: float) -> None:
        self.slept.append(pause)


async def play(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[MessageId]:
    monkeypatch.setattr(asyncio, "sleep", desk.sleep)
    return await series.in_order(PIECES, desk.send, desk.take_back)


@pytest.mark.asyncio
async def test_it_goes_on_where_it_was_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(None, RetryAfter(3), NeverSent("no way there"), None, RetryAfter(4))
    assert await play(desk, monkeypatch) == [1, 2, 3]
    assert desk.tried == ["one", "two", "two", "two", "three", "three"]
    assert desk.there == ["one", "two", "three"]
    assert desk.slept == [3, series.AGAIN_S, 4]


@pytest.mark.asyncio
async def test_the_first_waits_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(RetryAfter(3))
    with pytest.raises(RetryAfter):
        await play(desk, monkeypatch)
    assert (desk.tried, desk.slept) == (["one"], [])


@pytest.mark.asyncio
async def test_who_would_wait_too_long_goes_away_and_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(None, RetryAfter(40), None, RetryAfter(40))
    with pytest.raises(RetryAfter):
        await play(desk, monkeypatch)
    assert (desk.there, desk.slept) == ([], [40])


@pytest.mark.asyncio
@pytest.mark.parametrize("error", [BadRequest("TOPIC_CLOSED"), TimedOut(), KeyError("message_id")])
async def test_what_cannot_be_finished_does_not_stand_there_by_half(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    desk = Desk(None, None, error)
    with pytest.raises(type(error)):
        await play(desk, monkeypatch)
    assert desk.there == []


# --- by the gateway, on the local Bot API ---------------------------------------------------------

#: A voice whose words are too long for a caption: a text, then a voice.
LONG = "word " * 300


async def voice(line: Line) -> Post:
    sent = await line.bot.send_voice(line.group.id, b"OggS")
    await line.bot.delete_message(line.group.id, sent.message_id)
    assert sent.voice is not None
    return Post("From Ana:", media=(Words(LONG, "voice", sent.voice.file_id),))


def shown(line: Line) -> list[int]:
    """What Ana sees of ours."""
    view = line.world.view(line.ana, line.group).messages
    return [one.id for one in view if one.author == "Heard" and one.kind != "service"]


@pytest.mark.asyncio
async def test_a_429_in_the_middle_makes_nothing_twice(line: Line) -> None:
    post, before = await voice(line), shown(line)
    fault = Fault("too_many_requests", method="sendVoice", retry_after=1)
    line.world.faults.calls.append(fault)
    posted = await line.gateway().do(str(line.group.id), post)
    assert isinstance(posted, Posted)
    assert shown(line) == [*before, *posted.also, posted.message]
    assert len(posted.also) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fault("refused", description="Bad Request: TOPIC_CLOSED", method="sendVoice"), Gone),
        (Fault("refused", description="Bad Request: wrong file", method="sendVoice"), Rejected),
        (Fault("too_many_requests", method="sendVoice", retry_after=300), Later),
        (Fault("server_error", method="sendVoice"), Unsure),
    ],
)
async def test_no_half_is_left(line: Line, fault: Fault, trouble: type[Trouble]) -> None:
    post, before = await voice(line), shown(line)
    line.world.faults.calls.append(fault)
    with pytest.raises(trouble):
        await line.gateway().do(str(line.group.id), post)
    assert shown(line) == before
    posted = await line.gateway().do(str(line.group.id), post)  # and again
    assert isinstance(posted, Posted)
    assert shown(line) == [*before, *posted.also, posted.message]
