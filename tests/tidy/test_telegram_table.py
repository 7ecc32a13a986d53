"""docs/telegram.md: every row says how sure it is, and is shown by something that is there."""

import ast
import re
from pathlib import Path

import pytest

from bot.rehearsal.transcripts.script import read

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "telegram.md").read_text("utf-8")
MARKS = {"read", "documented", "reported", "inferred", "guessed"}
#: Folders whose transcripts are about nothing else.
ALL_OF = ("people", "topics")


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    return [row for row in cells if row[0] != "situation"]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_a_row_is_sure_and_shown(row: list[str]) -> None:
    _, does, _, sure, shown = row
    assert does
    assert sure in MARKS
    names = re.findall(r"`(tests/[^`]+)`", shown)
    assert names
    assert not re.sub(r"`tests/[^`]+`", "", shown).strip()
    for name in names:
        path, _, test = name.partition("::")
        assert (ROOT / path).is_file(), name
        if path.endswith(".txt"):
            assert read(ROOT / path).lines, name
        elif test:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            kinds = ast.FunctionDef | ast.AsyncFunctionDef
            assert test in {one.name for one in ast.walk(tree) if isinstance(one, kinds)}, name


@pytest.mark.parametrize("folder", ALL_OF)
def test_every_transcript_about_that_is_in_the_table(folder: str) -> None:
    for path in (ROOT / "tests" / "transcripts" / folder).glob("*.txt"):
        assert f"`{path.relative_to(ROOT)}`" in PAGE, path
