"""Whole evenings, by hand, message by message: what each seat shows after each of them."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.rehearsal.transcripts.script import read
from tests.browser.evening import Evening
from tests.browser.table import Table

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
Sit = Callable[..., Awaitable[Table]]


async def test_the_first_evening(sit: Sit) -> None:
    script = read(TRANSCRIPTS / "setup" / "the-first-ten-minutes.txt")
    assert script.lines[0].does == "Ana adds Heard"
    assert len(script.lines) > 15
    await Evening(await sit()).play(script)


@pytest.mark.parametrize(
    "name",
    [
        "dialogues/one-speaks-one-listens",
        "turns/an-interruption",
        "notes/edit-and-post",
        "pauses/in-an-exercise",
    ],
)
async def test_another_evening(sit: Sit, name: str) -> None:
    script = read(TRANSCRIPTS / f"{name}.txt")
    assert len(script.lines) > 3
    await Evening(await sit()).play(script)
