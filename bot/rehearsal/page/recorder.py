"""The run so far, as a transcript: every line that somebody does, and what is seen then."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.rehearsal.page import acts
from bot.rehearsal.page.acts import Act
from bot.rehearsal.page.couple import NAMES, Couple
from bot.rehearsal.page.phrasing import link, phrase
from bot.rehearsal.transcripts.cast import PACE, Clock
from bot.rehearsal.transcripts.eyes import Eyes
from bot.rehearsal.transcripts.script import Line, Script

#: Less than this beyond the usual pace is not worth a line.
_SLACK = timedelta(seconds=1)


class Recorder:
    """Writes a run down. What is seen while nobody has done anything for a while is a matter of
    time, and gets a line `+30 s` of its own; what is done before Heard has come to rest (`rested`)
    is joined to the line before by `&&`.
    """

    def __init__(self, couple: Couple, clock: Clock, rested: Callable[[], bool]) -> None:
        self._couple, self._clock, self._rested = couple, clock, rested
        began = clock.now().replace(microsecond=0)
        head = ["# A run of the rehearsal.", f"# began: {began.isoformat()}"]
        if couple.beginning.owner != "a":
            head.append(f"# owner: {NAMES[couple.beginning.owner]}")
        if couple.beginning.kind == "group":
            head.append("# group: basic")
        self.script = Script([*head, ""], [])
        self._at = began
        self._open: Line | None = None
        self._followed: dict[str, str] = {}
        cast = couple.cast
        self._eyes = Eyes(cast.world, cast.bot, cast.people, lambda: cast.group)
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
        if isinstance(act, acts.Start):
            return self._followed.pop(act.seat, None) or phrase(self._couple, act)
        return phrase(self._couple, act)

    @contextmanager
    def doing(self, line: str | None) -> Iterator[None]:
        """Something is done; unless it turns out to be impossible, it is written down."""
        if line is None:
            yield
            return
        self.settle()
        yield
        wait = self._clock.now() - self._at - PACE
        if self._open is not None and wait <= _SLACK:
            self._open.does += f" && {line}"
            self._at += PACE
            return
        if wait > _SLACK:
            self._wait(wait)
        self._note(line)

    def settle(self) -> None:
        """If nothing is under way, what has changed since the last line is what was seen then."""
        if not self._rested():
            return
        seen = self._eyes.difference(self._before, self._eyes.new_toasts())
        self._before = self._eyes.look()
        if seen and self._open is None:
            self._wait(max(self._clock.now() - self._at, _SLACK)).seen = seen
        elif self._open is not None:
            self._open.seen += seen
        self._open = None

    def text(self) -> str:
        """The transcript so far."""
        self.settle()
        return self.script.text()

    def _note(self, does: str) -> None:
        self._open = Line(len(self.script.lines) + 1, does)
        self.script.lines.append(self._open)
        self._at += PACE
        self._before = self._eyes.look()

    def _wait(self, length: timedelta) -> Line:
        seconds = math.ceil(length.total_seconds())
        self._at += timedelta(seconds=seconds)
        line = Line(len(self.script.lines) + 1, _span(seconds))
        self.script.lines.append(line)
        return line


def _span(seconds: int) -> str:
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds % length == 0:
            return f"+{seconds // length} {unit}"
    return f"+{seconds} s"
