"""The example bots of python-telegram-bot that need nothing but the library that Heard has too.

`scripts/strangers` plays with all of them, and with those of other libraries.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.strangers.company import Silence, company, says
from tests.strangers.play import LAUNCH, Play, perform
from tests.strangers.plays_ptb import PTB
from tests.strangers.sources import Unobtainable, source

HERE = [play for play in PTB.listed if not play.extras]


@pytest.fixture(scope="module")
def examples() -> Path:
    """Their source distribution has them; the library as it is installed has not."""
    try:
        return source("ptb") / "examples"
    except Unobtainable as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.mark.asyncio
@pytest.mark.parametrize("play", HERE, ids=lambda play: play.file)
async def test_a_stranger_feels_at_home(play: Play, examples: Path) -> None:
    played = await perform(play, Path(sys.executable), examples)

    assert not played.trouble


@pytest.mark.asyncio
async def test_a_bot_that_misbehaves_is_noticed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tests.strangers.company.REACTS_S", 1.0)
    bot = tmp_path / "mute.py"
    bot.write_text("import time\ntime.sleep(60)\n")
    command = [sys.executable, "-I", str(LAUNCH), "ptb", str(bot)]
    settings = {"STRANGER_PUBLIC": "", "STRANGER_LISTENS": ""}
    async with company(command, tmp_path, settings) as table:
        with pytest.raises(Silence, match="nobody polls"):
            await table.listens()
        await table.ana.starts()
        with pytest.raises(Silence, match="nobody reads 'Hello'"):
            await table.ana.reads("Hello")


@pytest.mark.parametrize(
    ("said", "expected", "true"),
    [
        ("Hello", "Hello", True),
        ("Hello there", "Hello", False),
        ("Hello there", "Hello…", True),
        ("Good-bye", "Hello…", False),
    ],
)
def test_what_is_said_is_compared(said: str, expected: str, true: bool) -> None:
    assert says({"text": said}, expected) is true
