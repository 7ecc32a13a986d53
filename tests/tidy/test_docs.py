"""The docs say what is so."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import config
from bot.adapters.telegram import menu
from bot.cli import main
from bot.dialogue.diagnostics import CODES
from bot.dialogue.model import VERBS

ROOT = Path(__file__).parents[2]
DOCS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "dialogues" / "findings").glob("*.md"),
]
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
DIALOGUES = (ROOT / "docs" / "dialogues.md").read_text("utf-8")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text):
        assert (path.parent / target).exists(), target


def anchors(text: str) -> set[str]:
    """The names of the headings, as they are linked to."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"(?ms)^```.*?^```", "", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_to_a_heading_find_it(path: Path) -> None:
    for target, name in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", path.read_text("utf-8")):
        where = path.parent / target if target else path
        if where.suffix == ".md":
            assert name in anchors(where.read_text("utf-8")), f"{target}#{name}"


def test_every_module_is_on_the_map_and_every_name_on_the_map_is_a_module() -> None:
    listed = set(
        re.findall(r"`([a-z_]+(?:/[a-z_*]+)*)`", ARCHITECTURE.split("## Module by module")[1])
    )
    listed = {name for name in listed if "/" in name or (ROOT / "bot" / f"{name}.py").exists()}
    groups = {name[:-2] for name in listed if name.endswith("/*")}
    modules = {
        str(path.relative_to(ROOT / "bot").with_suffix(""))
        for path in (ROOT / "bot").rglob("*.py")
        if path.stem != "__init__"
    }
    mapped = {one for one in modules if any(one.startswith(f"{group}/") for group in groups)}
    assert modules - mapped == {name for name in listed if not name.endswith("/*")}


def test_the_readme_opens_with_the_two_commands() -> None:
    first = README.split("```")[1]
    assert [line.split()[0] for line in first.splitlines()[1:] if line] == [
        "scripts/rehearse",
        "scripts/test",
    ]


def test_every_command_and_setting_is_in_the_readme() -> None:
    for command in main.commands:
        assert f"`heard {command}" in README, command
    source = Path(config.__file__).read_text("utf-8")
    for setting in set(re.findall(r'"(HEARD_[A-Z_]+)"', source)):
        if "WEBHOOK" not in setting:
            assert f"`{setting}`" in README, setting
    for name in {*menu.GROUP_COMMANDS, *menu.PRIVATE_COMMANDS}:
        assert f"/{name}" in README, name


def test_every_verb_with_its_fields_and_every_code_is_documented() -> None:
    for name, verb in VERBS.items():
        (row,) = re.findall(rf"^\| `{name}` \|.*$", DIALOGUES, re.MULTILINE)
        fields = set(re.findall(r"`([a-z_]+)`", row.split("|")[3]))
        assert fields == set(verb.__struct_encode_fields__) - {"id"}, name
    for code in CODES:
        assert f"`{code}`" in DIALOGUES, code


def test_the_tables_of_the_dialogues_are_as_generated() -> None:
    script = ROOT / "scripts" / "dialogues" / "tables.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_scripts_that_are_named_exist() -> None:
    for path in DOCS:
        for name in re.findall(r"(?<![\w/])(scripts/[\w./-]+)", path.read_text("utf-8")):
            assert (ROOT / name.rstrip(".")).exists(), f"{path.name}: {name}"
