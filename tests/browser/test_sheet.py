"""A dialogue's file beside the seats, in a browser."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.table import Table
from tests.rehearsal.page.test_begin import OURS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Sit = Callable[..., Awaitable[Table]]
WRONG = OURS.replace("floor: speaker", "floor: nobody")

#: Heard has read everything and a couple has played up to a step, however busy the machine is.
RESTART_MS = 30_000


async def nothing_is_wrong(table: Table) -> None:
    found = await Axe().run(table.page, options={"resultTypes": ["violations"]})
    assert [rule["id"] for rule in found.response["violations"]] == []


async def away(table: Table) -> None:
    """The stage is as it was."""
    director = table.director
    number = director.notice.number
    for path in director.stage.own.iterdir():
        path.unlink()
    with director.audience.watching() as news:
        while director.notice.number == number or director.under_way:
            news.clear()
            await news.wait()


async def test_a_file_is_opened_mended_and_played(sit: Sit, tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(OURS, "utf-8")
    table = await sit()
    page = table.page
    await table.button("Dialogue file").click()
    sheet = page.get_by_role("region", name="A dialogue's file")
    await sheet.get_by_label("Open a file").set_input_files(path)
    await expect(sheet.get_by_role("heading")).to_have_text("ours.yaml")
    await expect(sheet).to_contain_text("Nothing to mend.", timeout=RESTART_MS)
    await expect(table.newest("Ana", "group")).to_contain_text(
        "Two minutes, nothing more.", timeout=RESTART_MS
    )
    await nothing_is_wrong(table)

    text = sheet.get_by_label("The file's text")
    await text.fill(WRONG)
    rows = sheet.get_by_role("listitem")
    await expect(sheet).to_contain_text(" to mend.", timeout=RESTART_MS)
    await expect(page.locator(".paper .wrong", has_text="18")).to_have_count(1)
    link = rows.filter(has_text="N02").get_by_role("link")
    await link.click()
    selected = await text.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    assert selected.strip() in ("- turn: first", "floor: nobody")
    await expect(text).to_be_focused()
    await nothing_is_wrong(table)

    await text.fill(OURS.replace("Two minutes", "Three minutes"))
    await expect(sheet).to_contain_text("Nothing to mend.", timeout=RESTART_MS)
    await expect(table.newest("Ben", "group")).to_contain_text(
        "Three minutes, nothing more.", timeout=RESTART_MS
    )
    async with page.expect_download() as download:
        await sheet.get_by_role("link", name="Save a copy").click()
    saved = await (await download.value).path()
    assert "Three minutes" in Path(saved).read_text("utf-8")
    assert (await download.value).suggested_filename == "ours.yaml"
    await sheet.get_by_role("button", name="Close the file").click()
    await expect(sheet).to_be_hidden()
    await expect(table.button("Dialogue file")).to_be_focused()
    await away(table)


async def test_on_a_phone_it_stands_where_the_seats_are(sit: Sit) -> None:
    table = await sit(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page = table.page
    await page.get_by_role("button", name="Stage").click()
    await table.button("Dialogue file").click()
    await page.get_by_role("button", name="Stage").click()
    sheet = page.get_by_role("region", name="A dialogue's file")
    await sheet.get_by_label("The file's text").fill("dialogue: ours")
    await expect(sheet).to_contain_text(" to mend.", timeout=RESTART_MS)
    await expect(page.locator("#seats")).to_be_hidden()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
    await nothing_is_wrong(table)
    await sheet.get_by_role("button", name="Close the file").click()
    await expect(page.locator("#seats")).to_be_visible()
