"""Make every mutant of some files, let the tests judge each, and write down what became of it.

    python -m tests.mutants.breed RESULT FILE ...

Runs in the root of a copy of the tree, which it changes. What is inside functions is bred and
judged by mutmut: all mutants of a file are loaded at once, each is judged in a fork. What stands
outside functions (the engine's order, the tables of buttons and deadlines) mutmut leaves alone, so
here the file is written anew for every mutant.
"""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import libcst as cst
import msgspec

from tests.mutants.operators import all_operators, entries
from tests.mutants.verdict import Mutant, difference

#: The tests that judge, in the order in which they find most.
JUDGES = ("tests/facilitator", "tests/test_transcripts.py::test_on_the_engine_alone")
#: A mutant that has not been judged after this many seconds hangs, which was noticed.
PATIENCE_S = 60
#: mutmut's operators and ours.
MUTATORS = all_operators()
QUIETLY = ("-p", "tests.mutants.judge", "-p", "no:cacheprovider")


def configure(files: list[str]) -> None:
    """Tell mutmut, in the copy's pyproject.toml."""
    mypy = ["mypy", "--config-file=", "--strict", "--no-warn-unused-ignores", "--output=json"]
    told = {
        "source_paths": ["bot"],
        "only_mutate": files,
        "also_copy": ["dialogues"],
        "pytest_add_cli_args": QUIETLY,
        "pytest_add_cli_args_test_selection": JUDGES,
        "type_check_command": [sys.executable, "-m", *mypy, *files],
        "timeout_multiplier": 1.5,
        "use_setproctitle": False,
        "use_git_change_detection": False,
    }
    project = Path("pyproject.toml")
    lines = [f"{name} = {msgspec.json.encode(value).decode()}" for name, value in told.items()]
    project.write_text(
        "\n".join([project.read_text("utf-8"), "[tool.mutmut]", *lines, ""]), "utf-8"
    )


def functions(files: list[str]) -> Iterator[Mutant]:
    """What is inside functions."""
    mutmut = importlib.import_module("mutmut.__main__")
    mutmut.cli(["run", "--max-children", "1"], standalone_mode=False)
    data = importlib.import_module("mutmut.mutation.data")
    apply = importlib.import_module("mutmut.mutation.diff_apply")
    names = importlib.import_module("mutmut.utils.format_utils")
    words = importlib.import_module("mutmut.stats").status_by_exit_code
    for file in files:
        found = data.SourceFileMutationData(path=file)
        found.load()
        for name, code in found.exit_code_by_key.items():
            function, _ = names.orig_function_and_class_names_from_key(name)
            lines = apply.get_diff_for_mutant(name, path=file).splitlines()
            was, becomes = (
                " ".join(line[1:].strip() for line in lines[2:] if line.startswith(sign))
                for sign in "-+"
            )
            yield Mutant(file, function, was, becomes, words[code])


def tables(file: str) -> Iterator[tuple[str, str, str]]:
    """What stands outside functions: the table's name, and the file before and after."""
    original = Path(file).read_text("utf-8")
    module = cst.parse_module(original)
    for line in module.body:
        if not isinstance(line, cst.SimpleStatementLine):
            continue
        for statement in line.body:
            if isinstance(statement, cst.Assign | cst.AnnAssign) and statement.value is not None:
                target = (
                    statement.target
                    if isinstance(statement, cst.AnnAssign)
                    else statement.targets[0].target
                )
                for old, new in _bred(statement.value):
                    changed = module.deep_replace(old, new)
                    assert isinstance(changed, cst.Module)
                    yield cst.ensure_type(target, cst.Name).value, original, changed.code


def _bred(value: cst.BaseExpression) -> Iterator[tuple[cst.CSTNode, Any]]:
    if isinstance(value, cst.Subscript | cst.BinaryOperation):  # a type
        return
    nodes: list[cst.CSTNode] = [value]
    while nodes:
        node = nodes.pop()
        nodes.extend(node.children)
        for new in entries(node):
            yield node, new
        for kind, operator in MUTATORS:
            if isinstance(node, kind):
                for new in operator(node):
                    yield node, new


#: One run of the judges, in a process of its own.
JUDGING = (sys.executable, "-m", "pytest", "-x", "-q", *QUIETLY, *JUDGES)


def judged(file: str) -> Iterator[Mutant]:
    """Every mutant of a file's tables."""
    for table, original, mutated in tables(file):
        was, becomes = difference(original, mutated)
        Path(file).write_text(mutated, "utf-8")
        try:
            done = subprocess.run(JUDGING, capture_output=True, timeout=PATIENCE_S, check=False)
            status = "survived" if done.returncode == 0 else "killed"
        except subprocess.TimeoutExpired:
            status = "timeout"
        finally:
            Path(file).write_text(original, "utf-8")
        print(file, table, was, becomes, status, flush=True)
        yield Mutant(file, table, was, becomes, status)


if __name__ == "__main__":
    result, *chosen = sys.argv[1:]
    configure(chosen)
    subprocess.run(JUDGING, check=True)
    found = [mutant for file in chosen for mutant in judged(file)]
    found += functions(chosen)
    Path(result).write_bytes(msgspec.json.encode(found))
