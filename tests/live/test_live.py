"""`scripts/live-check` asks the local Bot API too, and docs/fidelity.md knows all that is asked and
all that is refused.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.live.__main__ import EVERY, ask_here
from tests.live.asking import Check
from tests.live.refusals import texts

ROOT = Path(__file__).parents[2]
FIDELITY = (ROOT / "docs" / "fidelity.md").read_text("utf-8")


def section(title: str) -> str:
    """The part of the docs below a heading."""
    return FIDELITY.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.asyncio
async def test_the_local_bot_api_says_what_is_expected(capsys) -> None:
    different = await ask_here(EVERY)

    printed = capsys.readouterr().out
    assert different == 0, printed
    assert f"{len(EVERY)} asked, 0 different" in printed


@pytest.mark.asyncio
async def test_a_server_without_ephemeral_messages_is_told_apart(capsys) -> None:
    asked = [one for one in EVERY if "ephemeral" in one.name]
    different = await ask_here(asked, ephemeral="off")

    got = re.findall(r"^    got +(.*)$", capsys.readouterr().out, re.MULTILINE)
    for_all = "for all to see; deleted: ok"
    assert dict(zip([one.name for one in asked], got, strict=True)) == {
        "ephemeral-10-2": for_all,
        "ephemeral-10-3": for_all,
        "ephemeral-both-forms": for_all,
        "ephemeral-unknown": for_all,
        "ephemeral-probe": "404 Not Found: method not found",
        "ephemeral-command": f"for all to see; {for_all}",
        "command-is-ephemeral": "ok; is_ephemeral False",
    }
    assert different == 6


@pytest.mark.asyncio
async def test_a_difference_is_noticed(capsys) -> None:
    async def look(_: object) -> str:
        return "something else"

    assert await ask_here([Check("odd", "an odd one", "what is expected", look)]) == 1
    assert "DIFFERENT odd: an odd one" in capsys.readouterr().out


def test_every_check_is_in_the_docs_and_every_name_there_is_one() -> None:
    asked = section("What to ask Telegram")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (.*) \|$", asked, re.MULTILINE)
    assert dict(rows) == {one.name: f"{one.about} | `{one.expected}`" for one in EVERY}
    assert len(rows) == len(EVERY)


def test_every_refusal_is_in_the_docs_and_every_text_there_is_one() -> None:
    """`python -m tests.live.refusals` prints the table anew."""
    _, *rows = re.findall(r"^\| (.*?) \| .* \|$", section("Every refusal"), re.MULTILINE)
    assert sorted(row.replace("\\|", "|") for row in rows) == sorted(texts())


def test_the_docs_count_how_sure_they_are() -> None:
    rows = re.findall(r"^\|.* \| ([a-z]+) \|$", FIDELITY.split("\n## What to ask")[0], re.MULTILINE)
    counts = re.findall(r"^- ([0-9]+) are `([a-z]+)`", FIDELITY, re.MULTILINE)
    assert {mark: int(number) for number, mark in counts} == Counter(rows)
    assert f"Of {len(rows)} rows," in FIDELITY
