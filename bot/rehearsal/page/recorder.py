"""The run so far, as a transcript: every line that somebody does, and what is seen then."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.rehearsal.page import acts
from bot.rehearsal.page.acts import Act
from bot.rehearsal.page.couple import NAMES, Couple
from bot.rehearsal.page.phrasing import link, phrase
from bot.rehearsal.transcripts.cast import Clock
from bot.rehearsal.transcripts.eyes import Eyes
from bot.rehearsal.transcripts.script import Line, Script


class Recorder:
    """Writes a run down, in a transcript without a pace of its own: every wait is a line. What is
    done before Heard has come to rest (`rested`) is joined to the line before by `&&`.
    """

    def __init__(self, couple: Couple, clock: Clock, rested: Callable[[], bool]) -> None:
        self._couple, self._clock, self._rested = couple, clock, rested
        began = clock.now().replace(microsecond=0)
        head = ["# A run of the rehearsal.", f"# began: {began.isoformat()}", "# pace: 0"]
        if couple.beginning.owner != "a":
            head.append(f"# owner: {NAMES[couple.beginning.owner]}")
        if couple.beginning.kind == "group":
            head.append("# group: basic")
        self.script = Script([*head, ""], [])
        self._at = began
        self._open: Line | None = None
        self._followed: dict[str, str] = {}
        cast = couple.cast
        self._eyes = Eyes(cast.world, cast.bot, cast.people, lambda: {"": cast.group})
        self._before = self._eyes.look()

    def heard_was_added(self) -> None:
        """The couple began with Heard in their group: that is the first line."""
        how = "" if self._couple.beginning.kind == "supergroup" else " as member"
        self._note(f"{self._couple.owner.name} adds Heard{how}")

    def phrase(self, act: Act) -> str | None:
        """The line of an act that is about to be done."""
        if isinstance(act, acts.Follow):
            if line := link(self._couple, act):
                self._followed[act.seat] = line
            return None
        if isinstance(act, acts.Start | acts.Add | acts.LetBe):
            followed = self._followed.pop(act.seat, None)
            return None if isinstance(act, acts.LetBe) else followed or phrase(self._couple, act)
        return phrase(self._couple, act)

    @contextmanager
    def doing(self, line: str | None) -> Iterator[None]:
        """Something is done; unless it turns out to be impossible, it is written down."""
        if line is None:
            yield
            return
        self.settle()
        yield
        wait = round((self._clock.now() - self._at).total_seconds())
        if self._open is not None and not self._seen() and wait <= 0:
            self._open.does += f" && {line}"
            return
        if wait > 0:
            self._wait(wait)
        self._note(line)

    def settle(self) -> None:
        """If nothing is under way, what has changed since the last line is what was seen then."""
        if self._rested():
            self._seen()

    def _seen(self) -> list[str]:
        """Whatever is new to see, once it has been written down where it belongs."""
        seen = self._eyes.difference(self._before, self._eyes.new_toasts())
        self._before = self._eyes.look()
        if seen and self._open is None:
            wait = math.ceil((self._clock.now() - self._at).total_seconds())
            self._wait(max(wait, 1)).seen = seen
        elif self._open is not None:
            self._open.seen += seen
        if seen or self._rested():
            self._open = None
        return seen

    def text(self) -> str:
        """The transcript so far."""
        self.settle()
        return self.script.text()

    def _note(self, does: str) -> None:
        self._open = Line(len(self.script.lines) + 1, does)
        self.script.lines.append(self._open)
        self._before = self._eyes.look()

    def _wait(self, seconds: int) -> Line:
        self._at += timedelta(seconds=seconds)
        line = Line(len(self.script.lines) + 1, _span(seconds))
        self.script.lines.append(line)
        return line


def _span(seconds: int) -> str:
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds % length == 0:
            return f"+{seconds // length} {unit}"
    return f"+{seconds} s"
