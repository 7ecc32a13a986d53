"""However much is written or asked for at once: all that is out of turn is kept, in order, with one
notice; and no minute has more posts than Telegram takes. The whole program, over HTTP.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.rehearsal.stage import Stage, stage
from bot.rehearsal.transcripts.given import GIVEN, START
from tests.stage.http import HttpRig

MESSAGES, SPAN = 60, timedelta(seconds=3)
#: What Telegram takes in a group in any minute.
POSTS, MINUTE_S = 20, 60
COMMANDS = ("/menu", "/help", "/rules", "/privacy", "/start", "/card", "/repair")
ASKING_S, PATIENCE_S = 120, 600
#: So long the product has to see that the clock has moved, in seconds of real time.
SEEN_S = 0.03
SENDING = ("sendMessage", "sendAnimation", "sendDocument", "sendPhoto", "sendMediaGroup")

pytestmark = [pytest.mark.http, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theatre() -> AsyncIterator[Stage]:
    async with stage(START) as built:
        await built.start()
        yield built


async def rig_of(theatre: Stage, given: str) -> HttpRig:
    rig = HttpRig(theatre)
    for does in GIVEN[given]:
        await rig.play(does)
    return rig


async def test_sixty_messages_in_three_seconds_are_kept_in_order_with_one_notice(
    theatre: Stage,
) -> None:
    rig = await rig_of(theatre, "warm")
    await rig.play("+1 min")
    cast, world = rig.cast, theatre.world
    ben, group = cast.person("Ben"), cast.group
    said = [f"This is what I say, number {number}" for number in range(MESSAGES)]
    before = cast.look()
    for words in said:
        world.post(ben, group, words)
        theatre.clock.move(SPAN / MESSAGES)
    await theatre.rest()
    now = cast.look()
    assert not [one.text for one in now[""].values() if one.text in said]
    posted = [one for number, one in now[""].items() if number not in before[""] and one.own]
    assert not posted
    fresh = [one.text for number, one in now["Ben"].items() if number not in before["Ben"]]
    assert fresh == ["Kept. It's here when it's your turn."]
    assert now["Ana"] == before["Ana"]
    found = ["\n".join(await rig.play("Ben, private: /held"))]
    while len(found) < MESSAGES:
        await rig.play("Ben taps Let it go, private")
        found.append("\n".join(await rig.play("Ben taps Show it, private")))
    assert all(words in one for words, one in zip(said, found, strict=True))


async def test_no_minute_has_more_posts_than_telegram_takes(theatre: Stage) -> None:
    """Both ask for something every second for two minutes, in an exercise."""
    rig = await rig_of(theatre, "warm")
    cast, world, clock = rig.cast, theatre.world, theatre.clock
    for second in range(ASKING_S):
        who = cast.person(("Ana", "Ben")[second % 2])
        world.post(who, cast.group, COMMANDS[second % len(COMMANDS)])
        clock.move(timedelta(seconds=1))
        await asyncio.sleep(SEEN_S)
    for _ in range(PATIENCE_S):
        if theatre.rested is not None:
            break
        clock.move(timedelta(seconds=1))
        await asyncio.sleep(SEEN_S)
    await theatre.rest()
    sent = world.ledger.calls(*SENDING, chat_id=cast.group.id)
    assert len(sent) > POSTS
    assert all(entry.code == 200 for entry in sent)
    window: deque[int] = deque()
    for entry in sent:
        window.append(entry.at)
        while window[0] <= entry.at - MINUTE_S + 1:  # they are counted in whole seconds
            window.popleft()
        assert len(window) <= POSTS
