"""The house rules that a machine can see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
MODULE_LINES_MAX, FUNCTION_LINES_MAX = 400, 50
BANNED_NAMES = {"utils", "util", "helper", "helpers", "manager", "managers", "misc", "common"}
TRACKED = (".py", ".md", ".yaml", ".toml", ".txt", ".html", ".css", ".js", "")
#: A path of one machine, or a registry's host, written so that this line does not name one.
FOREIGN = re.compile(
    r"/(?:wor)k/(?:main|shared|steering)|(?:file)s\.pythonhosted|index[-_]url|/ho" r"me/\w+/"
)


def names() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=names())
def test_modules_and_functions_are_short(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= MODULE_LINES_MAX
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LINES_MAX, f"{node.name} has {length} lines"


def test_no_module_is_named_after_nothing() -> None:
    assert not {path.stem for path in MODULES} & BANNED_NAMES


@pytest.mark.parametrize("path", MODULES, ids=names())
def test_nothing_is_left_for_later(path: Path) -> None:
    words = ("TODO", "FIXME", "XXX", "NotImplementedError()")
    source = path.read_text("utf-8")
    assert not [word for word in words if word in source]


@pytest.mark.parametrize("path", MODULES, ids=names())
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def files() -> Iterator[Path]:
    skip = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "build",
            "dist", "data", ".import_linter_cache", "__pycache__"}  # fmt: skip
    for path in ROOT.rglob("*"):
        if path.is_file() and path.suffix in TRACKED and not skip & set(path.parts):
            yield path


def test_no_file_names_this_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert not found


def test_sentences_for_people_live_in_dialogues() -> None:
    """No string of the core reads like something that is said: a capital, spaces, a full stop."""
    spoken = re.compile(r"^[A-Z][^\n]* [^\n]*[.?!]$")
    found = []
    for folder in ("facilitator", "service"):
        for path in (ROOT / "bot" / folder).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            documented = {
                id(node.body[0].value)
                for node in ast.walk(tree)
                if isinstance(
                    node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
                )
                and node.body
                and isinstance(node.body[0], ast.Expr)
            }
            for node in ast.walk(tree):
                value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
                if isinstance(value, str) and id(node) not in documented and spoken.match(value):
                    found.append(f"{path.name}:{node.lineno}: {value}")
    assert not found
