"""Live locations: how long they move, and what is left of them then."""

from dataclasses import replace

from .messages import Body, Message
from .state import State

FOREVER = 2**31 - 1
#: What only a live location has besides its period.
LIVE = ("heading", "proximity_alert_radius")
_ALIVE = frozenset({"live_period", *LIVE})


def lives(message: Message, now: int) -> bool:
    """Whether this is a live location whose time is not up."""
    payload = message.body.payload
    period = payload.get("live_period") if isinstance(payload, dict) else None
    return isinstance(period, int) and (period == FOREVER or now - message.date < period)


def stilled(body: Body) -> Body:
    """The same content, but of a live location only where it is just now."""
    if body.kind != "location" or not isinstance(body.payload, dict):
        return body
    still = {name: value for name, value in body.payload.items() if name not in _ALIVE}
    return replace(body, payload=still)


def still_due(state: State) -> None:
    """Let live locations whose time is up stand still: bots are told no period of them."""
    now = state.now()
    for message in [one for one in state.moving if not lives(one, now)]:
        state.moving.remove(message)
        message.body = stilled(message.body)
