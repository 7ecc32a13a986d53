"""Setting and deleting webhooks.

As with the real server's own option `--local`, any port and plain HTTP will do, since nothing
leaves this machine: another host cannot be resolved, and another address counts as reserved.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.errors import ApiError, bad_request, too_many_requests
from bot.rehearsal.botapi.people import Bot
from bot.rehearsal.botapi.updates import DEFAULT_KINDS, UPDATE_KINDS
from bot.rehearsal.botapi.webhooks import DEFAULT_CONNECTIONS, Webhook
from bot.rehearsal.botapi.wire import JsonObject

from .updates import allowed

MAX_SECRET = 256
MAX_CONNECTIONS = 100


def set_webhook(call: Call) -> bool:
    """Let updates be brought to an address; without one, the same as `deleteWebhook`."""
    url = call.params.string("url")
    if not url:
        return delete_webhook(call)
    bot, now = call.bot, call.state.now()
    if bot.webhook_set_at == now:
        raise too_many_requests(1)
    bot.webhook_set_at = now
    drop, old = call.params.flag("drop_pending_updates"), bot.webhook
    try:
        wanted = _webhook(call, url)
    except ApiError:
        # The old webhook is closed before the new one is looked at.
        _close(bot, drop=drop)
        raise
    if old and not drop and _same(old, wanted):
        call.note = "Webhook is already set"
        return True
    _close(bot, drop=drop)
    bot.webhook = wanted
    call.note = "Webhook was set"
    call.state.wake(bot)
    return True


def delete_webhook(call: Call) -> bool:
    """Let updates be fetched again. May drop what is pending."""
    drop = call.params.flag("drop_pending_updates")
    call.note = "Webhook was deleted" if call.bot.webhook else "Webhook is already deleted"
    if not call.bot.webhook and not drop:
        _allow(call)  # Only a request that changes nothing else gets as far as this.
    _close(call.bot, drop=drop)
    return True


def get_webhook_info(call: Call) -> JsonObject:
    """Answer with the webhook, if there is one, and how much is pending."""
    queue, webhook = call.bot.updates, call.bot.webhook
    pending = len(queue.pending(now=call.state.now()))
    info: JsonObject = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": pending,
    }
    if webhook:
        info = webhook.json(pending)
    if queue.allowed != DEFAULT_KINDS:
        info["allowed_updates"] = [kind for kind in UPDATE_KINDS if kind in queue.allowed]
    return info


def _close(bot: Bot, *, drop: bool) -> None:
    bot.webhook = None
    if drop:
        bot.updates.clear()


def _webhook(call: Call, url: str) -> Webhook:
    """The webhook that is asked for. Raises `ApiError`; where it would go is looked at last."""
    params = call.params
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    secret = params.string("secret_token")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(call)
    fixed = params.string("ip_address")
    return Webhook(
        url=parts.geturl(),
        secret=secret,
        connections=params.integer(
            "max_connections", DEFAULT_CONNECTIONS, low=1, high=MAX_CONNECTIONS
        ),
        ip=_address(parts.hostname, fixed),
        fixed_ip=bool(fixed),
    )


def _address(host: str, fixed: str) -> str:
    """Where a host is: nowhere but on this machine."""
    named = _parsed(host)
    if fixed and _parsed(fixed) is None:
        raise bad_request("bad webhook: Invalid IP address specified")
    if named is None and not fixed and host != "localhost":
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    for address in (named, _parsed(fixed)):
        if address and not address.is_loopback:
            raise bad_request(f"bad webhook: IP address {address} is reserved")
    return fixed or (str(named) if named else "127.0.0.1")


def _parsed(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(written)
    except ValueError:
        return None


def _same(old: Webhook, new: Webhook) -> bool:
    return (old.url, old.secret, old.connections, old.ip) == (
        new.url,
        new.secret,
        new.connections,
        new.ip,
    )


def _allow(call: Call) -> None:
    names = allowed(call.params.string("allowed_updates"))
    if names is not None:
        call.bot.updates.allow(names)


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
