"""Getting updates, and who the bot itself is."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.updates import DEFAULT_KINDS, UPDATE_KINDS
from bot.rehearsal.botapi.wire import JsonObject, parse_json

MAX_TIMEOUT = 50  # seconds


def get_me(call: Call) -> JsonObject:
    """Answer with the bot's own `User` object."""
    return call.bot.me()


def get_updates(call: Call) -> list[JsonObject]:
    """Answer with what is pending at once; waiting is the server's part."""
    names = _allowed(call.params.string("allowed_updates"))
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


def delete_webhook(call: Call) -> bool:
    """Answer True: there is never a webhook. May drop what is pending."""
    if call.params.flag("drop_pending_updates"):
        call.bot.updates.clear()
        call.note = "Webhook was deleted"
    else:
        call.note = "Webhook is already deleted"
    return True


def get_webhook_info(call: Call) -> JsonObject:
    """Answer that there is no webhook, and how much is pending."""
    queue = call.bot.updates
    info: JsonObject = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue.pending(now=call.state.now())),
    }
    if queue.allowed != DEFAULT_KINDS:
        info["allowed_updates"] = [kind for kind in UPDATE_KINDS if kind in queue.allowed]
    return info


def _allowed(raw: str) -> list[str] | None:
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
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
