"""A transcript as text.

    # What this shows
    # notes: floor.kept reflect.heard          (rules that this transcript claims)
    # given: paired                            (how it begins; see `given.GIVEN`)
    # group: basic                             (else a supergroup)
    # owner: Ben                               (else Ana)
    # groups: Two(Ana, Cara)                   (further groups, and who is in them, the owner first)
    # began: 2026-01-10T18:00:00+00:00         (else `given.START`)
    # pace: 0                                  (seconds between two lines, else `given.PACE`)
    # ephemeral: 10.3                          (messages for one person; else the server has none)

    Ana: /begin three-good-minutes             what a human does: a line without indent
      Heard: Three good minutes ...            what is seen then: two spaces of indent
        [Apart] [Same room] [Not now]          its buttons: four
    Ben taps Apart
    +30 s
    Ana in Two: hello                          in another group, or in a topic of this one

What humans see after a line is compared with what stands there; `pytest --rewrite` writes it anew.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, cast, get_args

from bot.rehearsal.botapi.ephemerals import Ephemeral
from bot.rehearsal.transcripts.given import PACE, START


@dataclass(slots=True)
class Line:
    """One thing that happens, and what is seen after it. `number`: where it stands in its file."""

    number: int
    does: str
    seen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Script:
    """A transcript. `head`: the lines before the first thing that happens."""

    head: list[str]
    lines: list[Line]
    path: Path = Path("-")

    @property
    def notes(self) -> frozenset[str]:
        """The rules that it claims."""
        return frozenset(self.header("notes").split())

    @property
    def given(self) -> str:
        """How it begins."""
        return self.header("given") or "nothing"

    @property
    def kind(self) -> Literal["group", "supergroup"]:
        """The kind of group that it begins in."""
        basic = "basic" in self.given or self.header("group") == "basic"
        return "group" if basic else "supergroup"

    @property
    def owner(self) -> str:
        """Who owns the group."""
        return self.header("owner") or "Ana"

    @property
    def ephemeral(self) -> Ephemeral:
        """The ephemeral messages that the server has. `ValueError` if there are no such."""
        written = self.header("ephemeral") or "off"
        if written not in get_args(Ephemeral):
            raise self._wrong("ephemeral", written, "none of", ", ".join(get_args(Ephemeral)))
        return cast("Ephemeral", written)

    @property
    def began(self) -> datetime:
        """When it begins. `ValueError` if that is no instant with its zone."""
        written = self.header("began")
        try:
            began = datetime.fromisoformat(written) if written else START
        except ValueError:
            raise self._wrong("began", written, "no instant. Write it like", START) from None
        if began.tzinfo is None:
            raise self._wrong("began", written, "without its zone. Write it like", START)
        return began

    @property
    def pace(self) -> timedelta:
        """The time between two things that people do. `ValueError` if that is no number."""
        written = self.header("pace")
        try:
            return timedelta(seconds=float(written)) if written else PACE
        except (ValueError, OverflowError):
            raise self._wrong("pace", written, "no number of seconds", "") from None

    def _wrong(self, name: str, written: str, what: str, remedy: object) -> ValueError:
        return ValueError(f"{self.path}: “# {name}: {written[:60]}” is {what} {remedy}".rstrip())

    def header(self, name: str) -> str:
        """What a line of the head says: `# name: ...`; empty if there is none."""
        mark = f"# {name}:"
        return " ".join(line[len(mark) :].strip() for line in self.head if line.startswith(mark))

    def text(self) -> str:
        """The file again."""
        parts = list(self.head)
        for line in self.lines:
            parts += [line.does, *(f"  {seen}" for seen in line.seen)]
        return "\n".join(parts).rstrip() + "\n"


#: Two partners in a supergroup, and nothing has happened yet.
PLAIN = Script([], [])


def read(path: Path) -> Script:
    """A transcript from its file. `ValueError`: it is none, or cannot be read."""
    try:
        return parse(path.read_text("utf-8"), path)
    except UnicodeDecodeError:
        raise ValueError(f"{path}: this is no text. Save it as UTF-8") from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None


def parse(text: str, path: Path = Path("-")) -> Script:
    """A transcript. Blank lines between scenes belong to the head or to a line. `ValueError` for
    something seen before anything was done.
    """
    head: list[str] = []
    lines: list[Line] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not lines and (not line or line.startswith("#")):
            head.append(line)
        elif line.startswith("  "):
            if not lines:
                raise ValueError(f"{path}:{number}: something is seen before anybody does anything")
            lines[-1].seen.append(line[2:])
        elif line:
            lines.append(Line(number, line))
    return Script(head, lines, path)
