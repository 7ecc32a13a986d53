"""For the service's tests."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.dialogue.library import Library
from bot.rehearsal.transcripts.given import GIVEN
from bot.service.ports import StorageTrouble
from tests.stage.durable import DurableRig


@pytest_asyncio.fixture
async def rig(library: Library, tmp_path: Path) -> AsyncIterator[DurableRig]:
    """Ana and Ben in the middle of three good minutes; it is Ana's turn."""
    async with DurableRig(library, tmp_path, kill=False) as playing:
        for does in GIVEN["warm"]:
            await playing.play(does)
        yield playing


@pytest.fixture
def refuse(rig: DurableRig, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets the disk refuse so many commits from now on."""

    def refuse(times: int) -> None:
        assert rig.life is not None
        kind, refusals = type(rig.life.journal), iter(range(times))
        commit = kind.commit

        async def refusing(self, *what):  # type: ignore[no-untyped-def]
            if next(refusals, None) is not None:
                raise StorageTrouble("database or disk is full")
            return await commit(self, *what)

        monkeypatch.setattr(kind, "commit", refusing)

    monkeypatch.setattr("bot.service.conductor.STORAGE_RETRY_S", 0.01)
    return refuse
