"""Live locations: how long they move, and what is left of them then."""

from .messages import Message

FOREVER = 2**31 - 1


def lives(message: Message, now: int) -> bool:
    """Whether this is a live location whose time is not up."""
    payload = message.body.payload
    period = payload.get("live_period") if isinstance(payload, dict) else None
    return isinstance(period, int) and (period == FOREVER or now - message.date < period)
