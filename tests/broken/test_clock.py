"""The machine's clock was set while Heard was down, or is set while it runs.

Turns are judged by Telegram's clock alone, so they are kept as before. Deadlines are the machine's:
a clock that was set forward looks like having been away, one that was set back lets a turn or a
break last longer. /pause works at once in any case, and `heard doctor` names the difference.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.broken.evening import evening

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TURN = "Ana, one small thing that Ben did and that helped. What did it change for you?"
AWAY = [
    "(Heard, without buttons: Ana, one small thing that Ben di…)",
    f"Heard: {TURN} / I was away. Nothing is lost; take your time.",
    "  [Pass] [With you] [More]",
    "  [Pause]",
]
PUT_AWAY = [
    f"gone: Heard: {TURN}",
    "Heard: Put away, not lost. Another time is fine, when you both like.",
]
KEPT = "Heard to Ben: Kept. It's here when it's your turn."


@pytest.mark.asyncio
@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize(
    ("off", "first", "back"),
    [(-DAY, [], "18:32"), (-HOUR, [], "17:32"), (HOUR, AWAY, "19:32"), (DAY, PUT_AWAY, "18:32")],
)
async def test_set(
    tmp_path: Path, off: timedelta, first: list[str], back: str, running: bool
) -> None:
    async with evening(tmp_path) as table:
        if not running:
            await table.kill()
        table.machine.set(off)
        if not running:
            table.start()
            await table.until(lambda: table.read("heard.serving"))
        assert await table.seen() == first
        table.act("Ben: I was tired!")
        await table.heard()
        assert (await table.seen() == [KEPT]) is (first != PUT_AWAY)
        table.act("Ana: /pause")
        await table.heard()
        pause = f"Heard: Pause. Nobody needs the last word. Back at {back}, in 30 min."
        assert pause in await table.seen()
        assert {entry["event"] for entry in table.logs} <= {
            "heard.stopped", "heard.status", "heard.serving",
        }  # fmt: skip
