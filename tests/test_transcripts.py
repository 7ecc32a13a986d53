"""The corpus: every transcript on the engine alone, and killed after every commit and every send.
Over HTTP it is played by `test_transcripts_over_http`.
"""

from pathlib import Path

import pytest

from bot.dialogue.library import Library
from bot.rehearsal.plays.rig import PureRig
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Script, read
from tests.stage.durable import DurableRig

FOLDER = Path(__file__).parent / "transcripts"
CORPUS = sorted(FOLDER.rglob("*.txt"))
NAMES = [str(path.relative_to(FOLDER).with_suffix("")) for path in CORPUS]


def compare(script: Script, played: list[list[str]]) -> None:
    """The first line that is seen otherwise, as a conversation."""
    for line, seen in zip(script.lines, played, strict=True):
        if line.seen != seen:
            expected = "\n".join(f"  - {one}" for one in line.seen)
            found = "\n".join(f"  + {one}" for one in seen)
            pytest.fail(
                f"{script.path}:{line.number}: {line.does}\n{expected}\n{found}", pytrace=False
            )


@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
def test_on_the_engine_alone(path: Path, library: Library, request: pytest.FixtureRequest) -> None:
    script = read(path)
    rig = PureRig(library, script)
    for does in GIVEN[script.given]:
        rig.play(does)
    rig.notes.clear()
    played = [rig.play(line.does) for line in script.lines]
    if request.config.getoption("--rewrite"):
        for line, seen in zip(script.lines, played, strict=True):
            line.seen = seen
        path.write_text(script.text(), "utf-8")
    compare(script, played)
    missing = script.notes - rig.notes
    assert not missing, f"claims what did not happen: {sorted(missing)}"


@pytest.mark.asyncio
@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
async def test_killed_after_every_commit_and_every_send(
    path: Path, library: Library, tmp_path: Path
) -> None:
    script = read(path)
    async with DurableRig(library, tmp_path, script, kill=False) as rig:
        for does in GIVEN[script.given]:
            await rig.play(does)
        rig.kill = True
        played = [await rig.play(line.does) for line in script.lines]
    compare(script, played)
