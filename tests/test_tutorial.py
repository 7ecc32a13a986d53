"""The tutorial is followed word by word: its commands run in order, with the answers, the changes
and what is seen as they stand there.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import main

ROOT = Path(__file__).parents[1]
TUTORIAL = (ROOT / "docs" / "write-a-dialogue.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PICTURE = ROOT / "docs" / "images" / "a-thing-i-noticed.svg"
ANSWER = re.compile(r"^(.+\[.*\]:) ?(.*)$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, and what stands in it."""

    language: str
    text: str


def blocks() -> Iterator[Block]:
    for found in re.finditer(r"(?ms)^( *)```(\w+)\n(.*?)^ *```$", TUTORIAL):
        yield Block(found[2], re.sub(rf"(?m)^{found[1]}", "", found[3]))


BLOCKS = list(blocks())


class Reader:
    """Follows it in a folder of their own, with `heard` and `scripts/` at hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seconds: dict[str, float] = {}
        tools = folder / "tools"
        (folder / "scripts").mkdir()
        tools.mkdir()
        self._tool(tools / "heard", f'exec "{sys.executable}" -m bot "$@"')
        script = ROOT / "scripts" / "new-dialogue"
        self._tool(folder / "scripts" / "new-dialogue", f'exec "{script}" "$@"')
        path = (str(tools), str(Path(sys.executable).parent), os.environ["PATH"])
        self._environment = {
            **os.environ,
            "PATH": os.pathsep.join(path),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "VIRTUAL_ENV": sys.prefix,
            "BROWSER": "true",
        }

    def _tool(self, path: Path, command: str) -> None:
        path.write_text(f"#!/bin/sh\n{command}\n", "utf-8")
        path.chmod(0o755)

    def run(self, command: str, typed: str = "") -> str:
        """What is seen; exit codes 0 and 1 are both part of the tutorial."""
        done = subprocess.run(
            ["bash", "-ec", command],
            input=typed,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    def rehearse(self, command: str) -> str:
        """Start it, see the address, press Ctrl-C."""
        process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        seen = process.stdout.readline() + process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)
        process.stdout.close()
        return seen

    def change(self, old: str, new: str) -> None:
        """In the file that was written last."""
        path = max((self.folder / "my-dialogues").iterdir(), key=lambda one: one.stat().st_mtime_ns)
        text = path.read_text("utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), "utf-8")


def test_it_is_followed_word_by_word(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    install, *rest = BLOCKS
    assert "pip install ." in install.text
    place = 0
    while place < len(rest):
        block = rest[place]
        after = rest[place + 1] if place + 1 < len(rest) else Block("", "")
        place += 1
        if block.language == "yaml" and after.language == "yaml":
            reader.change(block.text, after.text)
            place += 1
        elif block.language == "yaml":
            (written,) = (tmp_path / "my-dialogues").iterdir()
            assert block.text in written.read_text("utf-8")
        elif block.language == "sh" and "rehearse" in block.text:
            assert reader.rehearse(block.text).startswith("Heard rehearses at http://127.0.0.1:")
        elif block.language == "sh":
            shown = after.text if after.language == "text" else ""
            place += after.language == "text"
            step(reader, block.text, shown)
    drawn = (tmp_path / "pictures" / "a-thing-i-noticed.svg").read_text("utf-8")
    if not PICTURE.exists():
        PICTURE.write_text(drawn, "utf-8")
        pytest.fail(f"{PICTURE.name} is written; look at it")
    assert drawn == PICTURE.read_text("utf-8")


def step(reader: Reader, command: str, shown: str) -> None:
    """A command, and the block below it: answers, lines to type, or what is seen."""
    if "new-dialogue" in command:
        asked, answers = zip(*ANSWER.findall(shown), strict=True)
        seen = reader.run(command, "\n".join([*answers, ""]))
        assert [one for one, _ in ANSWER.findall(seen)] == list(asked)
        assert "it is clean" in seen
    elif "play" in command:
        if "play" not in main.commands:
            pytest.fail("heard play is not there")
        seen = reader.run(command, shown)
        assert "That cannot be done" not in seen
        assert "Not understood" not in seen
        assert "There is no button" not in seen
        assert "is that what you meant?" in seen
    else:
        seen = reader.run(command)
        assert shown.strip() in seen


def test_it_is_linked_and_installs_as_the_readme_does() -> None:
    assert "docs/write-a-dialogue.md" in README
    assert "write-a-dialogue.md" in (ROOT / "docs" / "dialogues.md").read_text("utf-8")
    assert "-m venv venv" in BLOCKS[0].text
    assert "-m venv venv && venv/bin/pip install ." in README
