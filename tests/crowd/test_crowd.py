"""A small crowd in the suite; `scripts/random-updates` plays a large one. And each of the things
that are looked at is seen when it is brought about.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.dialogue.library import Library
from bot.rehearsal.simulation.marks import marks
from bot.sensing.crisis import crisis
from tests.crowd.crowd import MOODS, Crowd
from tests.crowd.durable import DurableCrowd, durable_crowd
from tests.crowd.runs import Failure, Tally, beginning, live, run, seeds, shorter
from tests.crowd.words import CRISES

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def warm(library: Library, tmp_path: Path) -> AsyncIterator[DurableCrowd]:
    """It is Ana's turn; Ben listens."""
    async with durable_crowd(library, tmp_path, "warm", "calm") as played:
        yield played


@pytest_asyncio.fixture
async def paired(library: Library, tmp_path: Path) -> AsyncIterator[DurableCrowd]:
    """Both are in, nothing runs."""
    async with durable_crowd(library, tmp_path, "paired", "calm") as played:
        yield played


def quietly(crowd: Crowd, monkeypatch: pytest.MonkeyPatch, act: object) -> None:
    """Let the next step be this and nothing else."""

    def step(_: int) -> None:
        crowd.happened.append("what the test does")
        act()  # type: ignore[operator]

    monkeypatch.setattr(crowd, "step", step)


async def test_nothing_goes_wrong(library: Library) -> None:
    tally = await run(library, 1, 300, http=False)

    assert not [str(failure) for failure in tally.failures]
    assert tally.updates >= 300
    assert tally.seen["messages removed"]
    assert tally.seen["rooms with a floor"]


@pytest.mark.http
async def test_nothing_goes_wrong_over_http(library: Library) -> None:
    tally = Tally()
    assert await live(library, 0, seeds(1, 0), tally, http=True) is None
    assert tally.updates > 30


async def test_a_life_is_the_same_each_time(library: Library) -> None:
    first, second = Tally(), Tally()
    for tally in (first, second):
        await live(library, 7, seeds(3, 7), tally, http=False)
    assert (first.done, first.seen, first.updates) == (second.done, second.seen, second.updates)


async def test_a_held_note_that_somebody_else_sees(warm, monkeypatch) -> None:
    crowd = warm.crowd
    ben, group = crowd.people[1], crowd.groups[0]

    def interrupt() -> None:
        crowd.move(timedelta(seconds=5))
        crowd.eyes.wrote(crowd.world.post(ben, group, "wait ‡1"))

    quietly(crowd, monkeypatch, interrupt)
    assert await warm.step(0) == []
    assert warm._before.notes[ben.id] == ["wait ‡1"]

    def tell() -> None:
        crowd.world.call(
            crowd.bot.token, "sendMessage", {"chat_id": group.id, "text": "Ben: wait ‡1"}
        )

    quietly(crowd, monkeypatch, tell)
    wrong = await warm.step(0)
    assert "Ana sees what Ben wrote out of turn: 'Ben: wait ‡1" in wrong[0]
    assert "Ana sees a note that is kept: ‡1" in wrong


async def test_what_was_said_in_private_and_is_told(paired, monkeypatch) -> None:
    crowd = paired.crowd
    ana, ben = crowd.people[:2]

    def tell() -> None:
        private = crowd.world.open_private(ben, crowd.bot)
        crowd.eyes.wrote(crowd.world.post(ben, private, "secret ‡1"))
        crowd.world.call(crowd.bot.token, "sendMessage", {"chat_id": ana.id, "text": "he: ‡1"})

    quietly(crowd, monkeypatch, tell)
    assert any(
        line.startswith("Ana sees what Ben wrote in private") for line in await paired.step(0)
    )


async def test_a_message_removed_in_free_talk(paired, monkeypatch) -> None:
    crowd = paired.crowd
    ben, group = crowd.people[1], crowd.groups[0]
    quietly(crowd, monkeypatch, lambda: crowd.world.post(ben, group, "free ‡1"))
    assert await paired.step(0) == []

    def remove() -> None:
        newest = max(group.messages)
        place = {"chat_id": group.id, "message_id": newest}
        crowd.world.call(crowd.bot.token, "deleteMessage", place)

    quietly(crowd, monkeypatch, remove)
    assert "removed in free talk: 'free ‡1'" in await paired.step(0)


async def test_the_holders_own_words_removed(warm, monkeypatch) -> None:
    crowd = warm.crowd
    ana, group = crowd.people[0], crowd.groups[0]
    posted: list[int] = []

    def speak() -> None:
        posted.append(crowd.world.post(ana, group, "mine ‡1", reply_to=0).id)

    quietly(crowd, monkeypatch, lambda: None)
    await warm.step(0)

    def speak_and_lose() -> None:
        speak()
        place = {"chat_id": group.id, "message_id": posted[0]}
        crowd.world.call(crowd.bot.token, "deleteMessage", place)
        crowd.bot.updates.clear()  # the product hears nothing of it

    quietly(crowd, monkeypatch, speak_and_lose)
    assert "the floor holder's own words were removed: 'mine ‡1'" in await warm.step(0)


@pytest.mark.parametrize("text", ["/stop", f"{CRISES[2]} ‡1"])
async def test_what_is_never_removed(warm, monkeypatch, text: str) -> None:
    crowd = warm.crowd
    ben, group = crowd.people[1], crowd.groups[0]

    def remove() -> None:
        message = crowd.world.post(ben, group, text)
        place = {"chat_id": group.id, "message_id": message.id}
        crowd.world.call(crowd.bot.token, "deleteMessage", place)

    quietly(crowd, monkeypatch, remove)
    assert any("was removed: " in line for line in await warm.step(0))


async def test_calls_that_are_refused_or_wrong(paired, monkeypatch) -> None:
    crowd = paired.crowd

    def call() -> None:
        crowd.world.answer(crowd.bot.token, "sendMessage", {"chat_id": 1, "text": "a"})
        crowd.world.answer(crowd.bot.token, "getMe", {"colour": "blue"})

    quietly(crowd, monkeypatch, call)
    wrong = await paired.step(0)
    assert any(line.startswith("sendmessage was refused: 400 ") for line in wrong)
    assert "getme was called wrongly: colour: there is no such parameter" in wrong


async def test_a_row_that_fails(paired, monkeypatch) -> None:
    crowd = paired.crowd

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.service.decision.Judge.decide", broken)
    quietly(crowd, monkeypatch, lambda: crowd.world.post(crowd.people[0], crowd.groups[0], "a"))
    assert "1 rows failed" in await paired.step(0)


async def test_a_failing_life_is_made_short(library: Library, monkeypatch) -> None:
    steps = seeds(1, 0)
    bad = steps[20]

    async def fails(_: Library, life: int, tried, __: Tally, *, http: bool) -> Failure | None:
        assert not http
        return Failure(life, list(tried), ["bad: x"], []) if bad in tried else None

    monkeypatch.setattr("tests.crowd.runs.live", fails)
    short = await shorter(library, Failure(0, steps, ["bad: y"], []), http=False)
    assert short.steps == [bad]


async def test_marks_are_found() -> None:
    assert marks("a ‡12 b ‡3 ‡ ‡x") == ["‡12", "‡3"]


async def test_every_act_of_every_mood_is_there() -> None:
    for weights in MOODS.values():
        assert all(callable(getattr(Crowd, act)) for act in weights)
    assert beginning(10) == beginning(0)


async def test_the_product_knows_the_calls_for_help_of_the_crowd() -> None:
    assert all(crisis(f"{text} ‡1", "en") for text in CRISES)
