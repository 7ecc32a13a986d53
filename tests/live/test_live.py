"""`scripts/live-check` asks the local Bot API too, and the answers are the ones it expects."""

import re
from pathlib import Path

import pytest

from tests.live.__main__ import ask_here
from tests.live.checks import CHECKS, Check

ROOT = Path(__file__).parents[2]
FIDELITY = (ROOT / "docs" / "fidelity.md").read_text("utf-8")


@pytest.mark.asyncio
async def test_the_local_bot_api_says_what_is_expected(capsys) -> None:
    different = await ask_here(CHECKS)

    printed = capsys.readouterr().out
    assert different == 0, printed
    assert f"{len(CHECKS)} asked, 0 different" in printed


@pytest.mark.asyncio
async def test_a_difference_is_noticed(capsys) -> None:
    async def look(_: object) -> str:
        return "something else"

    assert await ask_here([Check("odd", "an odd one", "what is expected", look)]) == 1
    assert "DIFFERENT odd: an odd one" in capsys.readouterr().out


def test_every_check_is_in_the_docs_and_every_name_there_is_one() -> None:
    section = FIDELITY.split("## What to ask Telegram")[1].split("\n## ")[0]
    named = re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)
    assert sorted(named) == sorted(one.name for one in CHECKS)
