"""A dialogue's file that lies open beside the seats: its text, and what is wrong with it.

What is opened or written at the page is copied into the stage's own folder as long as nothing is
wrong with it; Heard reads the copy. Nobody's own file is ever written.
"""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bot.adapters.library import LibraryTrouble, library
from bot.dialogue.diagnostics import Finding
from bot.dialogue.tree import parse

if TYPE_CHECKING:
    from bot.rehearsal.page.director import Director

_NAME_CHARS_MAX = 60


class Wrong(msgspec.Struct, frozen=True):
    """A finding. `file` is empty for the one that lies open; `line` 0 is all of it."""

    file: str
    line: int
    code: str
    message: str
    remedy: str


class Shown(msgspec.Struct, frozen=True):
    """What the page shows of it, without its text. A new `number` is a new text; `own`: it was
    opened here, and can be changed here; `judged`: what is `wrong` is of this text.
    """

    name: str
    number: int
    own: bool
    judged: bool
    wrong: tuple[Wrong, ...]


class Sheet:
    """One file at most. `dialogue`: the one that the stage's copy holds, or empty."""

    def __init__(self, director: "Director") -> None:
        self._director = director
        self._draft = director.stage.folder / "draft"
        self._draft.mkdir()
        self._findings: tuple[Finding, ...] = ()
        self._path = Path()
        self._number = 0
        self._own = self._judged = True
        self._judging = asyncio.Lock()
        self.name = self.text = self.dialogue = ""

    @property
    def shown(self) -> Shown:
        """As the page shows it."""
        wrong = tuple(
            Wrong(self._file(one), one.line, one.code, one.message, one.remedy)
            for one in self._findings
        )
        return Shown(self.name, self._number, self._own, self._judged, wrong)

    def _file(self, finding: Finding) -> str:
        return "" if finding.path == str(self._path) else Path(finding.path).name

    def holds(self, path: Path) -> bool:
        """Whether this is the stage's copy."""
        return path.parent == self._director.stage.own

    def open(self, name: str, text: str) -> None:
        """A file from the page takes the place of the one before, and is judged soon. If anything
        is wrong with it, the stage keeps the copy that it has.
        """
        file, before = _file_name(name), self._findings if self._own else ()
        self._lay(self._draft / file, name or file, text, own=True)
        self._findings, self._judged = before, False
        task = asyncio.create_task(self._judge(self._number))
        self._director.work.add(task)
        task.add_done_callback(self._director.work.discard)

    async def _judge(self, number: int) -> None:
        """Look through the whole library with this file in it, unless a newer one lies here."""
        stage, path = self._director.stage, self._path
        folders = [self._draft if one == stage.own else one for one in stage.dialogues]
        async with self._judging:
            if number != self._number:
                return
            content = self.text.encode("utf-8", "replace")
            _put(path, content)
            try:
                # It takes a while, and the page goes on meanwhile.
                await asyncio.to_thread(library, folders)
            except LibraryTrouble as trouble:
                findings = tuple(trouble.findings)
            else:
                findings = ()
            if number != self._number:
                return
            self._findings, self._judged = findings, True
            if not findings:
                tree, _ = parse(self.text, str(path))
                self.dialogue = str(tree.get("dialogue", ""))
                _put(stage.own / path.name, content)
            self._director.audience.changed()

    def trouble(self, findings: list[Finding]) -> None:
        """Something is wrong with files that are watched. They are shown unless one has been opened
        here, which may have changes that are nowhere else.
        """
        if self.name and self._own:
            return
        path = Path(findings[0].path)
        try:
            text = path.read_text("utf-8", "replace")
        except OSError:
            text = ""
        self._lay(path, path.name, text, own=False)
        self._findings = tuple(findings)

    def mended(self) -> None:
        """Nothing is wrong any more with files that are watched."""
        if not self._own:
            self._findings = ()

    def _lay(self, path: Path, name: str, text: str, *, own: bool) -> None:
        self._path, self._own, self._findings, self._judged = path, own, (), True
        self.name, self.text, self._number = name, text, self._number + 1


def _put(path: Path, content: bytes) -> None:
    """The folder holds this file and no other."""
    for other in path.parent.glob("*.yaml"):
        if other != path:
            other.unlink()
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def _file_name(name: str) -> str:
    """A plain name for the copy, whatever the file is called."""
    stem = re.sub(r"\.ya?ml$", "", name.strip(), flags=re.IGNORECASE)
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:_NAME_CHARS_MAX]
    return f"{plain or 'dialogue'}.yaml"
