"""Whole evenings, by hand, message by message: what each seat shows after each of them."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.rehearsal.page.couple import Beginning
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


async def test_from_the_link(sit: Sit) -> None:
    script = read(TRANSCRIPTS / "setup" / "from-the-link.txt")
    assert script.kind == "group"
    table = await sit()
    await Evening(table).play(script)
    assert table.director.couple.group.is_supergroup
    await expect(table.pane("Ana", "private").get_by_role("group", name="Ana adds")).to_be_hidden()


async def test_who_may_not_add_admins_is_told_and_can_go_back(sit: Sit) -> None:
    table = await sit()
    table.director.start_over(Beginning(kind="group"), alone=True)
    await table.key("Ben", "private", "START").click()
    await table.director.stage.rest()
    await table.key("Ben", "private", table.said("button.add_to_group")).click()
    question = table.pane("Ben", "private").get_by_role("group", name="Ben adds Heard to a group")
    await expect(question).to_contain_text("Ben may add no admins to any group.")
    await expect(question.get_by_role("button")).to_be_focused()
    await question.get_by_role("button", name="Close").click()
    await expect(question).to_be_hidden()
    await expect(table.page.get_by_label("Ben writes to Heard")).to_be_visible()


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
