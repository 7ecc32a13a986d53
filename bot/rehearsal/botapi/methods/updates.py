"""Getting updates, and who the bot itself is."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.errors import ApiError
from bot.rehearsal.botapi.wire import JsonObject, parse_json

MAX_TIMEOUT = 50  # seconds


def get_me(call: Call) -> JsonObject:
    """Answer with the bot's own `User` object."""
    return call.bot.me()


def get_updates(call: Call) -> list[JsonObject]:
    """Answer with what is pending at once; waiting is the server's part."""
    if call.bot.webhook:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to"
            " delete the webhook first",
        )
    names = allowed(call.params.string("allowed_updates"))
    if names is not None:
        call.bot.updates.allow(names)
    return pending(call)


def pending(call: Call) -> list[JsonObject]:
    """The updates for this request, as far as faults let them be in order and unique."""
    queue, faults = call.bot.updates, call.state.faults
    limit = call.params.integer("limit", 100, low=1, high=100)
    offset = call.params.integer("offset", low=-(2**31))
    echoed, queue.echo = queue.echo, []
    fresh = queue.take(offset, limit, now=call.state.now())
    if repeated := fresh[: faults.duplicates]:
        faults.duplicates -= len(repeated)
        queue.echo = repeated
    taken = echoed + fresh
    if len(taken) > 1 and faults.reorders:
        faults.reorders -= 1
        taken.reverse()
    return taken


def allowed(raw: str) -> list[str] | None:
    """The kinds asked for; None keeps what was asked for before."""
    try:
        asked = parse_json(raw or "null")
    except ValueError:
        return None
    if not isinstance(asked, list) or not all(isinstance(kind, str) for kind in asked):
        return None
    return [kind.lower() for kind in asked]


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
}
