"""What docs/safety.md says that something is shown by is there."""

import ast
import re
from pathlib import Path

from bot.rehearsal.transcripts.script import read

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "safety.md").read_text("utf-8")


def table() -> list[list[str]]:
    section = PAGE.split("\n## Ways this could be misused")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_row_is_shown_by_something() -> None:
    rows = table()
    assert len(rows) > 10
    for misuse, counter, shown in rows:
        assert counter, misuse
        assert re.fullmatch(r"(?:`tests/[\w./:-]+` ?)+", shown), misuse


def test_what_it_is_shown_by_is_there() -> None:
    for *_, shown in table():
        for name in re.findall(r"`([^`]+)`", shown):
            path, _, test = name.partition("::")
            assert (ROOT / path).is_file(), name
            if path.endswith(".txt"):
                assert read(ROOT / path).lines, name
            else:
                tree = ast.parse((ROOT / path).read_text("utf-8"))
                tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
                assert not test or test in tests, name
