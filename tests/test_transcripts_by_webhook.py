"""Some of the corpus once more, with updates that are brought to the door instead of asked for; and
what only a door can have: a kill between receipt and answer, updates twice, a change of the way.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.rehearsal.stage import SECRET, Stage, stage
from bot.rehearsal.transcripts.given import GIVEN, START
from bot.rehearsal.transcripts.script import Script, read
from tests.stage.http import HttpRig, played
from tests.test_transcripts import CORPUS, compare

pytestmark = pytest.mark.http

#: What happens in several chats at once (`&&`) is brought side by side, and whether one has told
#: another of it by then is chance, so those are left out; of the others, every tenth.
PLAYED = [path for path in CORPUS if " && " not in path.read_text("utf-8")][::10]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theatre() -> AsyncIterator[Stage]:
    """A stage with the product on it, behind a webhook."""
    async with stage(START, by="webhook") as built:
        await built.start()
        yield built


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", PLAYED, ids=lambda path: path.stem)
async def test_by_webhook(path: Path, theatre: Stage) -> None:
    script = read(path)
    compare(script, await played(theatre, script))


@pytest.mark.asyncio(loop_scope="module")
async def test_nobody_asked_for_updates_and_nothing_went_the_long_way(theatre: Stage) -> None:
    """Comes after the corpus: everything above was played into this log."""
    assert not theatre.world.ledger.calls("getUpdates")
    log = theatre.log()
    assert "heard.serving" in log
    for wrong in (SECRET, "telegram.trouble", "door.refused", "update.long_way", "mailbox.failed"):
        assert wrong not in log


@pytest_asyncio.fixture
async def table() -> AsyncIterator[HttpRig]:
    """Ana has the floor of an exercise, by webhook."""
    async with stage(START, by="webhook") as built:
        await built.start()
        rig = HttpRig(built, Script(["# given: warm"], []))
        for does in GIVEN["warm"]:
            await rig.play(does)
        yield rig


OUT_OF_TURN = [
    "gone: Ben: Wait, me first!",
    "Heard to Ben: Kept. It's here when it's your turn.",
]


@pytest.mark.asyncio
async def test_what_comes_twice_happens_once(table: HttpRig) -> None:
    table.stage.world.faults.duplicates = 3
    assert await table.play("Ben: Wait, me first!") == OUT_OF_TURN
    assert table.stage.world.faults.duplicates == 0
    assert "mailbox.failed" not in table.stage.log()


@pytest.mark.asyncio
@pytest.mark.parametrize("moment", [0.0, 0.002, 0.005, 0.01, 0.02])
async def test_killed_between_receipt_and_answer(table: HttpRig, moment: float) -> None:
    """However far it came in that moment: what was not stored is brought again, and what was
    stored and not answered is brought again, too, and happens once.
    """
    built = table.stage
    table.cast.act("Ben: Wait, me first!")
    before = table.cast.look()
    await asyncio.sleep(moment)
    await built.restart(kill=True)
    await built.rest()
    assert sorted(table.cast.difference(before)) == sorted(OUT_OF_TURN)
    assert "mailbox.failed" not in built.log()


async def bring(built: Stage, update: dict[str, object], secret: str = SECRET) -> int:
    """One request, as Telegram makes it; the status."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with aiohttp.ClientSession(headers=headers) as session:
        url = f"http://127.0.0.1:{built.port}/heard"
        async with session.post(url, json=update) as answer:
            return answer.status


@pytest.mark.asyncio
async def test_a_tap_that_is_brought_before_the_words_that_it_came_after(table: HttpRig) -> None:
    """*I feel heard* before the last words would end a turn too soon: the number says who was
    first.
    """
    built = table.stage
    built.bot.webhook, hook = None, built.bot.webhook
    before = table.cast.look()
    table.cast.act("Ana: You made tea. && Ben taps Pause")
    words, tap = built.world.pending_updates(built.bot)
    later = asyncio.create_task(bring(built, tap))
    await asyncio.sleep(0.02)
    assert await asyncio.gather(bring(built, words), later) == [200, 200]
    for update in (words, tap):
        built.bot.updates.confirm(int(str(update["update_id"])))
    built.bot.webhook, built.bot.webhook_taken = hook, built.bot.webhook_taken + 2
    await built.rest()
    seen = table.cast.difference(before)
    said = [line for line in seen if line.startswith("Heard: ")]
    assert said[0] == "Heard: Ben, say back what you heard. Nothing to add."
    assert said[-1].startswith("Heard: Pause.")


@pytest.mark.asyncio
async def test_a_stranger_at_the_door_is_not_heard(table: HttpRig) -> None:
    said = {"update_id": 5, "message": {"message_id": 1, "date": 1, "text": "/stop",
            "chat": {"id": table.cast.group.id, "type": "supergroup"}}}  # fmt: skip
    assert await bring(table.stage, said, "guessed") == 403
    await table.stage.rest()
    assert '"door.refused"' in table.stage.log()
    assert await table.play("Ben: Wait, me first!") == OUT_OF_TURN


@pytest.mark.asyncio
async def test_from_one_way_to_the_other_nothing_is_lost(table: HttpRig) -> None:
    """Stopped, changed, started; what people do meanwhile is kept by Telegram."""
    built = table.stage
    for way in ("polling", "webhook"):
        await built.stop()
        table.cast.act("Ben: Wait, me first!")
        before = table.cast.look()
        built.by = way  # type: ignore[assignment]
        await built.start()
        await built.rest()
        assert sorted(table.cast.difference(before)) == sorted(OUT_OF_TURN)
        assert (built.bot.webhook is None) == (way == "polling")
        await table.play("+15 s")
    assert '"webhook.removed"' in built.log()
