"""Marks: everything that somebody writes carries one of its own, so that it can be found again
wherever it is shown.
"""

import re

_MARK = re.compile(r"‡\d+")


def mark(number: int) -> str:
    """The mark with this number."""
    return f"‡{number}"


def marks(text: str) -> list[str]:
    """The marks in a text."""
    return _MARK.findall(text)
