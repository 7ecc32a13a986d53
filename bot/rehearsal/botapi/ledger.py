"""A record of what bots have called, for tests."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from .findings import Finding


@dataclass(frozen=True, slots=True)
class Entry:
    """One call: when (Unix seconds), by which bot, what, and the answer's code and description.

    `method` is in lower case; `params` are the strings of the request, `files` the names of its
    files. An answer of 0 means that the connection was dropped. `findings` is what was amiss in
    the call, whatever the server answered.
    """

    at: int
    bot_id: int
    method: str
    params: Mapping[str, str]
    files: tuple[str, ...]
    code: int
    description: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Ledger:
    """The newest calls, oldest first. `amiss` counts all findings ever, as `method kind where`."""

    amiss: Counter[str] = field(default_factory=Counter)
    _kept: deque[Entry] = field(default_factory=lambda: deque(maxlen=10_000))

    def add(self, entry: Entry) -> None:
        """Record a call."""
        self._kept.append(entry)
        self.amiss.update(f"{entry.method} {one.kind} {one.where}" for one in entry.findings)

    def calls(self, *methods: str, chat_id: int | None = None) -> list[Entry]:
        """The calls of these methods (of all if none is named), in one chat if one is given."""
        wanted = {method.lower() for method in methods}
        return [
            entry
            for entry in self._kept
            if (not wanted or entry.method in wanted)
            and (chat_id is None or entry.params.get("chat_id") == str(chat_id))
        ]
