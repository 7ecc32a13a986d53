"""For the service's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.dialogue.library import Library
from bot.rehearsal.transcripts.given import GIVEN
from tests.stage.durable import DurableRig


@pytest_asyncio.fixture
async def rig(library: Library, tmp_path: Path) -> AsyncIterator[DurableRig]:
    """Ana and Ben in the middle of three good minutes; it is Ana's turn."""
    async with DurableRig(library, tmp_path, kill=False) as playing:
        for does in GIVEN["warm"]:
            await playing.play(does)
        yield playing
