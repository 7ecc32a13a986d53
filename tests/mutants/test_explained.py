"""What is explained is still there. Whether it still survives, `scripts/mutants` says."""

import ast
from pathlib import Path

import pytest

from tests.mutants import explained

ROOT = Path(__file__).parents[2]
KNOWN = explained.read()


def places(file: str) -> dict[str, str]:
    """The lines of each function and of each table of a module, without indent, as one line."""
    source = (ROOT / file).read_text("utf-8")
    lines, found = source.splitlines(), dict[str, str]()
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name):
                found[name] = _joined(lines, node)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = _joined(lines, node)
    return found


def _joined(lines: list[str], node: ast.stmt) -> str:
    return " ".join(line.strip() for line in lines[node.lineno - 1 : node.end_lineno])


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: f"{Path(one.file).stem}.{one.function}")
def test_the_lines_of_an_explanation_are_still_there(one: explained.Explanation) -> None:
    assert one.was in places(one.file).get(one.function, "")
    assert one.was not in one.becomes
    assert one.why.strip()


def test_no_mutant_is_explained_twice() -> None:
    keys = [(one.file, one.function, one.was, becomes) for one in KNOWN for becomes in one.becomes]
    assert len(keys) == len(set(keys))
