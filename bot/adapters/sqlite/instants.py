"""Instants as the tables have them: microseconds since 1970."""

from datetime import UTC, datetime


def micros(instant: datetime) -> int:
    """An instant as the tables have it."""
    return int(instant.timestamp() * 1_000_000)


def instant(value: int) -> datetime:
    """And back."""
    return datetime.fromtimestamp(value / 1_000_000, UTC)
