"""A browser, and the whole thing on its stage: world, product, page.

One stage and one browser serve all tests; each test begins with a new couple.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from bot.rehearsal.page.director import Director
from bot.rehearsal.rehearse import rehearsing
from bot.rehearsal.stage import stage
from tests.browser.table import Table

WIDE = {"width": 1440, "height": 900}


def chromium(own: str) -> str:
    """Where it is: `$HEARD_CHROMIUM`, or the system's, or Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    for path in (os.environ.get("HEARD_CHROMIUM"), *map(shutil.which, names), own):
        if path and Path(path).exists():
            return path
    missing = "no Chromium: set HEARD_CHROMIUM, or run `playwright install chromium`"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with async_playwright() as playwright:
        path = chromium(playwright.chromium.executable_path)
        running = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        await running.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def rehearsal() -> AsyncIterator[tuple[Director, str]]:
    """The product and its page, and the page's address."""
    async with stage() as built, rehearsing(built) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def sit(
    browser: Browser, rehearsal: tuple[Director, str]
) -> AsyncIterator[Callable[..., Awaitable[Table]]]:
    """Opens the page for a new couple, whom Heard has greeted; whatever a page complains of
    fails the test."""
    director, address = rehearsal
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    await director.stage.rest()
    director.start_over()
    await director.stage.rest()

    async def open_page(path: str = "", **settings: Any) -> Table:
        context = await browser.new_context(**{"viewport": WIDE, **settings})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        await page.goto(f"{address.rsplit('/', 2)[0]}{path}" if path else address)
        table = Table(page, director)
        await page.locator(".message").first.wait_for()
        return table

    yield open_page
    for context in contexts:
        await context.close()
    director.players.stop()
    director.watcher.on = False
    await director.connection.become("fine")
    # That an act is refused is a line in the console, and no complaint.
    assert [line for line in complaints if "409" not in line] == []
