"""Reactions that are meant to sting: of those that Telegram offers to everybody, the ones that mock
or belittle. Anger and sadness are feelings, and stay.
"""

from typing import Final

STINGING: Final = frozenset({"🖕", "🤡", "💩", "🤮", "👎", "🥱"})


def stings(emojis: tuple[str, ...]) -> bool:
    """Whether one of these does."""
    return not STINGING.isdisjoint(emojis)
