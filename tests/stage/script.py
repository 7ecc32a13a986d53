"""Transcripts: plays in text files, which are also tests.

    # What this shows
    # notes: floor.kept reflect.heard          (rules that this transcript claims)
    # given: paired                            (how it begins; see `cast.GIVEN`)

    Ana: /begin three-good-minutes             what a human does: a line without indent
      Heard: Three good minutes ...            what is seen then: two spaces of indent
        [Apart] [Same room] [Not now]          its buttons: four
    Ben taps Apart
    +30 s

What humans see after a line is compared with what stands there; `pytest --rewrite` writes it anew.
"""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Line:
    """One thing that happens, and what is seen after it."""

    number: int
    does: str
    seen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Script:
    """A transcript. `head`: the lines before the first thing that happens."""

    path: Path
    head: list[str]
    lines: list[Line]

    @property
    def notes(self) -> frozenset[str]:
        """The rules that it claims."""
        return frozenset(self._header("notes").split())

    @property
    def given(self) -> str:
        """How it begins."""
        return self._header("given") or "nothing"

    def _header(self, name: str) -> str:
        mark = f"# {name}:"
        return " ".join(line[len(mark) :].strip() for line in self.head if line.startswith(mark))

    def text(self) -> str:
        """The file again."""
        parts = list(self.head)
        for line in self.lines:
            parts += [line.does, *(f"  {seen}" for seen in line.seen)]
        return "\n".join(parts).rstrip() + "\n"


def read(path: Path) -> Script:
    """A transcript from its file. Blank lines between scenes belong to the head or to a line."""
    head: list[str] = []
    lines: list[Line] = []
    for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not lines and (not text or text.startswith("#")):
            head.append(text)
        elif text.startswith("  "):
            lines[-1].seen.append(text[2:])
        elif text:
            lines.append(Line(number, text))
    return Script(path, head, lines)
