"""Webhooks: where a bot wants its updates, and which of them is to go when.

The rules are those of WebhookActor.cpp: updates of one lane one after another, lanes beside each
other, at most `max_connections` at a time; a refused update comes again at once, then after 2, 4, 8
and so on up to 60 seconds, or when the bot's `Retry-After` says, until it is a day old. A bot that
answers 410 for 23 hours has given its webhook up.
"""

from dataclasses import dataclass, field

from .updates import Pending, UpdateQueue
from .wire import JsonObject

DEFAULT_CONNECTIONS = 40
LONGEST_WAIT = 60
LONGEST_RETRY_AFTER = 3600
GIVEN_UP_AFTER = 23 * 60 * 60
_GONE = 410


@dataclass(slots=True)
class Webhook:
    """What a bot has asked for, and what became of it. Times are seconds of the world's clock."""

    url: str
    secret: str = ""
    connections: int = DEFAULT_CONNECTIONS
    ip: str = ""
    fixed_ip: bool = False
    error: str = ""
    error_at: int = 0
    gone_since: float | None = None
    _under_way: set[int] = field(default_factory=set)
    _failures: dict[int, int] = field(default_factory=dict)
    _not_before: dict[int, float] = field(default_factory=dict)

    def json(self, pending: int) -> JsonObject:
        """The fields of `WebhookInfo` that a webhook has."""
        shown: JsonObject = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": pending,
        }
        if self.error_at:
            shown |= {"last_error_date": self.error_at, "last_error_message": self.error}
        return shown | {"max_connections": self.connections, "ip_address": self.ip}

    def due(self, queue: UpdateQueue, now: float) -> list[Pending]:
        """What is to be sent now; it counts as under way from here on."""
        ready: list[Pending] = []
        lanes: set[tuple[str, int]] = set()
        waiting = queue.waiting(now=int(now))
        self._forget_all_but({update.id for update in waiting})
        for update in waiting:
            if len(self._under_way) >= self.connections:
                break
            if update.lane in lanes:
                continue
            lanes.add(update.lane)
            late = self._not_before.get(update.id, 0.0) > now
            if update.id not in self._under_way and not late:
                self._under_way.add(update.id)
                self._not_before.pop(update.id, None)
                ready.append(update)
        return ready

    def next_at(self) -> float | None:
        """When a refused update is to go again; None if none waits."""
        return min(self._not_before.values(), default=None)

    def took(self, queue: UpdateQueue, update: Pending) -> None:
        """The bot has answered with a 2xx."""
        self.gone_since = None
        self._settle(update)
        queue.confirm(update.id)

    def again(self, update: Pending) -> None:
        """The bot has taken an update, but is to get it once more."""
        self._settle(update)

    def refused(
        self,
        queue: UpdateQueue,
        update: Pending,
        why: str,
        now: float,
        *,
        code: int = 0,
        retry_after: int = 0,
    ) -> bool:
        """The bot has answered with something else, or with `code` 0 not at all. False: it has
        said so often enough that the webhook is gone that this is the end of it.
        """
        failures = self._failures.get(update.id, 0)
        self._settle(update)
        self.error, self.error_at = why, int(now)
        if code == _GONE and self.gone_since is None:
            self.gone_since = now
        elif code not in (0, _GONE):
            self.gone_since = None
        wait = max(min(retry_after, LONGEST_RETRY_AFTER), 0)
        if not wait and failures:
            wait = min(2**failures, LONGEST_WAIT)
        if now + wait > update.expires:
            queue.confirm(update.id)
        else:
            self._failures[update.id] = failures + 1
            self._not_before[update.id] = now + wait
        at_an_end = self.gone_since is not None and now > self.gone_since + GIVEN_UP_AFTER
        return not (code == _GONE and at_an_end)

    def _settle(self, update: Pending) -> None:
        self._under_way.discard(update.id)
        self._failures.pop(update.id, None)

    def _forget_all_but(self, numbers: set[int]) -> None:
        for number in self._failures.keys() - numbers:
            del self._failures[number]
        for number in self._not_before.keys() - numbers:
            del self._not_before[number]
