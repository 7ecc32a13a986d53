"""A record of what bots have called, for tests."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One call: when (Unix seconds), by which bot, what, and the answer's code and description.

    `method` is in lower case; `params` are the strings of the request, `files` the names of its
    files. An answer of 0 means that the connection was dropped.
    """

    at: int
    bot_id: int
    method: str
    params: Mapping[str, str]
    files: tuple[str, ...]
    code: int
    description: str = ""


@dataclass(slots=True)
class Ledger:
    """The newest calls, oldest first."""

    _kept: deque[Entry] = field(default_factory=lambda: deque(maxlen=10_000))

    def add(self, entry: Entry) -> None:
        """Record a call."""
        self._kept.append(entry)

    def calls(self, *methods: str, chat_id: int | None = None) -> list[Entry]:
        """The calls of these methods (of all if none is named), in one chat if one is given."""
        wanted = {method.lower() for method in methods}
        return [
            entry
            for entry in self._kept
            if (not wanted or entry.method in wanted)
            and (chat_id is None or entry.params.get("chat_id") == str(chat_id))
        ]
