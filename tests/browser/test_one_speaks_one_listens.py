"""*One speaks, one listens*, played on the page to its end, with an interruption, a pause, and a
restart of the product in the middle."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.table import Table

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def come_in(table: Table) -> None:
    for name in ("Ana", "Ben"):
        await table.key(name, "group", "I'm in").click()
        await table.key(name, "private", "START").click()
        await table.key(name, "private", "I'm in").click()
    await expect(table.newest("Ben", "group")).to_contain_text("Try me.")
    await table.settle()
    await table.write("Ana", "group", "/stop")
    await expect(table.newest("Ana", "group")).to_contain_text("This exercise has ended.")


async def piece(table: Table, speaker: str, listener: str, said: str, back: str) -> None:
    """One piece: said, said back, and *that's it*."""
    await table.settle()
    await table.write(speaker, "group", said)
    await expect(table.newest(listener, "group")).to_contain_text(f"{listener}, say back")
    await table.settle()
    await table.write(listener, "group", back)
    await expect(table.newest(speaker, "group")).to_contain_text(f"{speaker}, is that what")
    await table.key(speaker, "group", "That's it").click()


async def test_to_its_end_with_an_interruption_a_pause_and_a_restart(
    sit: Callable[..., Awaitable[Table]],
) -> None:
    table = await sit()
    await come_in(table)

    await table.write("Ana", "group", "/begin one speaks, one listens")
    await table.key("Ben", "group", "Apart").click()
    for name in ("Ana", "Ben"):
        await table.key(name, "private", "I'm up for it").click()
    await expect(table.newest("Ana", "group")).to_contain_text("Ana, what is it about?")
    await table.write("Ana", "group", "the dishes")
    await expect(table.newest("Ben", "group")).to_contain_text("is “the dishes” all right")
    await table.key("Ben", "group", "All right").click()
    await expect(table.newest("Ana", "group")).to_contain_text("how is it for you?")

    # An interruption: gone in both seats, kept for its author alone.
    await table.settle()
    interruption = "That is not how it was!"
    await table.write("Ben", "group", interruption)
    await expect(table.newest("Ben", "private")).to_contain_text("Kept")
    for name in ("Ana", "Ben"):
        await expect(table.pane(name, "group")).not_to_contain_text(interruption)

    await piece(table, "Ana", "Ben", "I get tense when the sink is full.", "A full sink, tense.")

    # A pause: at once, called at the return, the same turn goes on.
    await table.key("Ben", "group", "Pause").click()
    await expect(table.newest("Ana", "group")).to_contain_text("Pause. Nobody needs the last word.")
    await table.director.stage.rest()
    await table.page.get_by_role("button", name="Next deadline").click()
    await expect(table.newest("Ana", "group")).to_contain_text("Now, or later?")
    for name in ("Ana", "Ben"):
        await table.key(name, "group", "Now").click()
    await expect(table.newest("Ana", "group")).to_contain_text("Ana, is there more?")

    # A kill in the middle: the same person has the floor, the note is still there.
    await table.page.get_by_role("button", name="Kill Heard").click()
    await table.director.stage.rest()
    await piece(table, "Ana", "Ben", "And I feel alone with it.", "You feel alone with it.")
    await expect(table.newest("Ana", "group")).to_contain_text("Ana, is there more?")
    await table.key("Ana", "group", "Pass").click()
    await expect(table.newest("Ben", "group")).to_contain_text("how is it for you?")
    await table.key("Ben", "private", "Show it").click()
    await expect(table.newest("Ben", "private")).to_contain_text(interruption)
    await table.key("Ben", "private", "Let it go").click()

    await piece(table, "Ben", "Ana", "I feel watched at the sink.", "You feel watched.")
    await expect(table.newest("Ben", "group")).to_contain_text("Ben, is there more?")
    await table.key("Ben", "group", "Pass").click()
    await expect(table.newest("Ana", "group")).to_contain_text("Both had the floor")
    await table.key("Ana", "private", "mostly").click()
    await expect(table.newest("Ana", "private")).to_contain_text("Noted, for you alone.")
    await expect(table.pane("Ben", "private")).not_to_contain_text("Noted, for you alone.")
    await table.key("Ben", "group", "Enough").click()
    await expect(table.newest("Ana", "group")).to_contain_text("Enough is fine.")
