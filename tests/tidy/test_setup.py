"""docs/setup.md counts taps; they are counted here, in the transcripts that it names."""

import re
from pathlib import Path

from bot.rehearsal.transcripts.script import read

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "setup.md").read_text("utf-8")
ROW = re.compile(r"^\| .*\(\.\./(\S+)\) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
FIRST_TURN = "Heard: Try me."
#: In an app, adding by the link is: the link, which group, and yes.
LINK, CHOICES = 1, 2


def taps(does: str) -> int:
    """How often a finger comes down for a line."""
    if does.endswith(" adds Heard"):
        return LINK + CHOICES
    if " taps Add me to a group" in does:
        return LINK + CHOICES
    return int(" taps " in does or does.endswith(" starts"))


def counted(path: str) -> list[int]:
    """Taps of Ana, of Ben, of both, and what is typed, up to the first turn."""
    fingers, typed = {"Ana": 0, "Ben": 0}, 0
    for line in read(ROOT / path).lines:
        fingers[line.does.split()[0].rstrip(":,")] += taps(line.does)
        typed += ": " in line.does
        if any(seen.startswith(FIRST_TURN) for seen in line.seen):
            return [*fingers.values(), sum(fingers.values()), typed]
    raise AssertionError(f"{path} never comes to the first turn")


def test_the_taps_are_those_of_the_transcripts() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) == 2
    for path, *figures in rows:
        assert counted(path) == [int(one) for one in figures]


def test_every_picture_is_there_and_small() -> None:
    shown = re.findall(r"!\[[^\]]{20,}\]\((images/setup-\S+\.png)\)", PAGE)
    kept = sorted(one.name for one in (ROOT / "docs" / "images").glob("setup-*.png"))
    assert sorted(Path(one).name for one in shown) == kept
    assert all((ROOT / "docs" / one).stat().st_size < 200_000 for one in shown)
