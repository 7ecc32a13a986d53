"""The stage manager's bar in a browser."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.rehearsal.page.deadlines import LABELS
from bot.rehearsal.transcripts.script import parse
from tests.browser.table import Table

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Sit = Callable[..., Awaitable[Table]]
PANELS = ("Begin at", "Heard", "Group", "Let them play", "Run")


async def test_how_to_begin_is_said(sit: Sit) -> None:
    table = await sit()
    im_in = table.said("button.im_in")
    tagline = table.page.locator("#tagline")
    await expect(tagline).to_have_text(f"You play both. Tap “{im_in}” for Ana, then for Ben.")
    await expect(table.pane("Ana", "private")).to_contain_text("Ana opens her chat with Heard:")
    await table.begin_at("try-me", "banana")
    await expect(tagline).not_to_contain_text(im_in)


async def test_time(sit: Sit) -> None:
    table = await sit()
    clock = table.page.locator("#clock time")
    before = await clock.inner_text()
    await table.button("+20 min").click()
    await expect(clock).not_to_have_text(before)
    due = table.page.get_by_role("button", name="Next: nothing due")
    await due.click()
    await expect(table.page.get_by_role("alert")).to_have_text("Nothing is due.")
    await table.begin_at("three-good-minutes", "thanks")
    warned = LABELS["session.warn"]
    next_one = table.page.get_by_role("button", name=re.compile(rf"^Next: {warned}, in \d:\d\d$"))
    await next_one.click()
    await expect(table.page.locator("#due")).not_to_contain_text(warned)


async def test_beginning_at_a_step(sit: Sit) -> None:
    table = await sit()
    panel = await table.panel("Begin at")
    await panel.get_by_label("Dialogue", exact=True).select_option("speaker-listener")
    steps = panel.get_by_label("Step", exact=True)
    await expect(steps.locator("optgroup")).to_have_count(3)
    await steps.select_option("agree")
    await panel.get_by_role("button", name="Begin there").click()
    await expect(panel).to_contain_text("at “agree”.")
    await expect(table.page.locator("#status")).to_have_text("Heard is running")
    for name in ("Ana", "Ben"):
        await expect(table.newest(name, "group").locator(".key").first).to_be_visible()
    await panel.get_by_label("When a dialogue's file changes").check()
    await expect(panel.get_by_label("When a dialogue's file changes")).to_be_checked()
    assert table.director.watcher.on


async def test_heard_restarts_and_crashes(sit: Sit) -> None:
    table = await sit()
    panel = await table.panel("Heard")
    status = table.page.locator("#status")
    for label in ("Restart Heard", "Crash Heard (kill -9)"):
        await panel.get_by_role("button", name=label).click()
        await expect(status).to_have_attribute("data-heard", "starting")
        await expect(status).to_have_text("Heard is running")
    await table.write("Ana", "group", "/help")
    await expect(table.newest("Ben", "group").locator(".key").first).to_be_visible()


async def test_heards_rights_are_heards(sit: Sit) -> None:
    table = await sit()
    panel = await table.panel("Heard")
    await panel.get_by_role("button", name="Take Heard's right to delete").click()
    await panel.get_by_role("button", name="Give Heard the right to delete").click()
    await panel.get_by_role("button", name="Make Heard a plain member").click()
    await panel.get_by_role("button", name="Make Heard an admin who may delete").click()
    await panel.get_by_role("button", name="Remove Heard from the group").click()
    await expect(table.pane("Ben", "group").locator(".name p")).to_have_text("Ana (owner), Ben")
    await panel.get_by_role("button", name="Add Heard to the group again").click()
    await expect(table.pane("Ben", "group").locator(".name p")).to_contain_text("Heard")


async def test_the_line(sit: Sit) -> None:
    table = await sit()
    panel = await table.panel("Heard")
    status = table.page.locator("#status")
    for label, said in (
        ("Slow", "Heard's line is slow"),
        ("Rate-limited", "Heard is rate-limited"),
        ("Silent", "Heard's line is silent"),
        ("Offline", "Heard is offline"),
    ):
        await panel.get_by_label(label).check()
        await expect(status).to_have_text(said)
    await table.write("Ana", "group", "/help")
    await expect(table.newest("Ben", "group")).to_contain_text("/help")
    await panel.get_by_label("As it should be").check()
    await expect(status).to_have_text("Heard is running")
    await expect(table.newest("Ben", "group")).to_have_attribute("data-who", "heard")


async def test_the_group_its_owner_and_its_kind(sit: Sit) -> None:
    table = await sit()
    panel = await table.panel("Run")
    await panel.get_by_label("The group is owned by").select_option("b")
    await panel.get_by_label("and is").select_option("group")
    await panel.get_by_role("button", name="Start over").click()
    group = await table.panel("Group")
    await expect(group).to_contain_text("Ben owns the group. It is a basic group.")
    await expect(table.pane("Ana", "group").locator(".name p")).to_contain_text("Ben (owner)")
    await group.get_by_role("button", name="It becomes a supergroup").click()
    await expect(group).to_contain_text("Ben owns the group. It is a supergroup.")
    await expect(
        table.messages("Ana", "group").filter(has_text="became a supergroup").first
    ).to_be_visible()
    await group.get_by_role("button", name="Ben gives it to Ana").click()
    await expect(group).to_contain_text("Ana owns the group.")
    await group.get_by_role("button", name="Ana brings Mara, the therapist, in").click()
    await expect(group.get_by_role("button", name="Mara, the therapist, leaves")).to_be_visible()
    await expect(group.get_by_role("button", name="Ana gives it to Mara")).to_be_visible()


async def test_start_over(sit: Sit) -> None:
    table = await sit()
    await table.write("Ana", "group", "the old one")
    panel = await table.panel("Run")
    await panel.get_by_role("button", name="Start over").click()
    await expect(table.pane("Ben", "group")).not_to_contain_text("the old one")
    await expect(table.key("Ben", "group", table.said("button.im_in"))).to_be_visible()


async def test_a_run_is_saved_and_played_again(sit: Sit, tmp_path: Path) -> None:
    table = await sit()
    await table.begin_at("three-good-minutes", "ready")
    panel = await table.panel("Run")
    async with table.page.expect_download() as downloading:
        await panel.get_by_role("link", name="Save as a transcript").click()
    download = await downloading.value
    path = tmp_path / "run.txt"
    await download.save_as(path)
    lines = len(parse(path.read_text("utf-8")).lines)
    assert lines > 8
    assert download.suggested_filename == "rehearsal.txt"

    await panel.get_by_label("Replay a transcript").set_input_files(path)
    said = f"Played {lines} lines. Everything was seen as it stands there."
    await expect(table.page.get_by_role("alert")).to_have_text(said)
    path.write_text("Ana: Hello\n  Heard: Something else.\n", "utf-8")
    await panel.get_by_label("Replay a transcript").set_input_files(path)
    await expect(table.page.get_by_role("alert")).to_contain_text("expected “Heard: Something")


async def test_panels_one_at_a_time_and_by_keyboard(sit: Sit) -> None:
    table = await sit()
    for label in PANELS:
        panel = await table.panel(label)
        await expect(panel).to_be_visible()
        await expect(table.page.locator(".panel:not([hidden])")).to_have_count(1)
    await table.page.keyboard.press("Escape")
    await expect(table.page.locator(".panel:not([hidden])")).to_have_count(0)
    await expect(table.button("Run")).to_be_focused()
    await table.page.keyboard.press("Enter")
    await expect(table.page.locator("#panel-run")).to_be_visible()
    await table.page.keyboard.press("Tab")
    await expect(table.page.locator("#save")).to_be_focused()
    await table.page.locator("#seats").click(position={"x": 5, "y": 5})
    await expect(table.page.locator("#panel-run")).to_be_hidden()


async def test_one_thing_at_a_time(sit: Sit) -> None:
    table = await sit()
    table.director.under_way = "something long"
    table.director.audience.changed()
    await expect(table.page.locator("#status")).to_have_text("Something long")
    await expect(table.button("+10 s")).to_have_attribute("aria-disabled", "true")
    panel = await table.panel("Begin at")
    await panel.get_by_role("button", name="Begin there").click()
    await expect(table.page.get_by_role("alert")).to_have_text(
        "One thing at a time: something long."
    )
    table.director.under_way = ""
    table.director.audience.changed()
    await expect(table.button("+10 s")).to_have_attribute("aria-disabled", "false")
