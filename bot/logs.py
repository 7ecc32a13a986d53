"""Logs: one JSON object a line on standard error, names and numbers only.

What a partner wrote can reach a log in two ways: as a value of ours, so only known keys pass; or in
a library's message, so of those only the logger's name and the level pass.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

#: The keys that may be logged. Each is a name of ours, a number, or a fixed phrase.
KEYS = frozenset(
    {
        "event", "level", "timestamp", "logger", "mailbox", "row", "error", "where", "effect",
        "kind", "why", "what", "wait_s", "count", "at", "rows", "sent", "words", "inbox", "keys",
        "outbox", "journal", "port", "dialogues", "ms", "findings",
    }
)  # fmt: skip


def configure() -> None:
    """Set up structlog and the standard library's logging."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_known_keys,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(NameOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def only_known_keys(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every key that is not known to be harmless."""
    return {key: value for key, value in event.items() if key in KEYS}


class NameOnly(logging.Formatter):
    """A library's record without its message, arguments and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The logger's name, the level, and where in the library it was."""
        where = f"{record.module}:{record.lineno}"
        return f'{{"logger":"{record.name}","level":"{record.levelname.lower()}","at":"{where}"}}'
