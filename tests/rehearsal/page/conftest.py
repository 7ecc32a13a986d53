"""One stage for all tests of the page; each begins with a new couple, whom Heard has greeted."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from bot.rehearsal.rehearse import rehearsing
from bot.rehearsal.stage import stage
from tests.rehearsal.page.served import Page, pane


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served() -> AsyncIterator[Page]:
    async with (
        stage() as built,
        rehearsing(built) as (director, address),
        httpx.AsyncClient(timeout=20) as client,
    ):
        yield Page(director, address, client)


@pytest_asyncio.fixture(loop_scope="session")
async def page(served: Page) -> AsyncIterator[Page]:
    director = served.director
    if not director.stage.running:
        await director.start_again(kill=True)
    await director.stage.rest()
    director.start_over()
    await served.scene(lambda scene: pane(scene, "a", "group")["lines"][-1].get("keys"))
    await director.stage.rest()
    yield served
    director.players.stop()
    director.watcher.on = False
    await director.connection.become("fine")
