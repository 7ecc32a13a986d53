"""A group becomes a supergroup, and its news comes one update at a time: whatever is first, there
is one room and one greeting.
"""

from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.library import Library
from bot.rehearsal.botapi import World
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


class Slow:
    """Telegram, which brings the news that a group has moved when it likes."""

    def __init__(self) -> None:
        self.late: list[Any] = []
        self.holds = False
        self._call = World.call

    def call(self, world: World, token: str, method: str, *given: Any) -> Any:
        answer = self._call(world, token, method, *given)
        if method != "getUpdates" or "offset" in given[0]:
            return answer
        if not self.holds:
            whole, self.late = [*self.late, *answer], []
            return whole
        late = [one for one in answer if any("migrate" in key for key in one.get("message", {}))]
        if late:
            self.late += late
            self._call(world, token, method, {"offset": answer[-1]["update_id"] + 1})
        return [one for one in answer if one not in late]


#: What is done before anybody knows, and after it.
TAPS = ["Ana taps I'm in", "Ana starts"]
YES = "Ana taps I'm in, private"
BEN = ["Ben taps I'm in", "Ben starts", "Ben taps I'm in, private"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("before", "after"),
    [(TAPS, [YES, *BEN]), ([*TAPS, YES], BEN), ([*TAPS, YES, *BEN], [])],
    ids=["invited", "one is in", "both are in"],
)
async def test_who_came_in_before_the_group_was_known_is_in(
    before: list[str],
    after: list[str],
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Slow()

    def call(world: World, *given: Any) -> Any:
        return slow.call(world, *given)

    monkeypatch.setattr(World, "call", call)
    script = read(FOLDER / "setup" / "grows-after-the-first-im-in.txt")
    async with DurableRig(library, tmp_path, script, kill=False) as rig:
        await rig.play("Ana adds Heard as member")
        slow.holds = True
        for does in ("Ana migrates", *before):
            await rig.play(does)
        slow.holds = False
        seen = await rig.play("+1 s")
        for does in after:
            seen += await rig.play(does)
        assert [one[:22] for one in seen].count("Heard: You're both in.") == 1
        (leaving,) = [one for one in await rig.play("Ana, private: /leave") if "?" in one]
        assert "Which one?" not in leaving  # there is one group, not two
