"""A group becomes a supergroup, and its news comes one update at a time: whatever is first, there
is one room and one greeting.
"""

from pathlib import Path

import pytest

from bot.dialogue.library import Library
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import read
from tests.stage.durable import DurableRig
from tests.test_transcripts import FOLDER, compare

GROWING = [
    *sorted((FOLDER / "setup").glob("grows-*.txt")),
    FOLDER / "presence" / "a-group-becomes-a-supergroup.txt",
]


@pytest.mark.asyncio
@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("path", GROWING, ids=[path.stem for path in GROWING])
async def test_one_update_at_a_time(
    path: Path, library: Library, tmp_path: Path, *, at_once: bool
) -> None:
    script = read(path)
    async with DurableRig(library, tmp_path, script, kill=False) as rig:
        rig.batch, rig.at_once = 1, at_once
        for does in GIVEN[script.given]:
            await rig.play(does)
        played = [await rig.play(line.does) for line in script.lines]
    compare(script, played)
