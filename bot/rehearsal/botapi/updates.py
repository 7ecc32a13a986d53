"""A bot's pending updates: numbered, filtered, kept for a day, confirmed by the next offset."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from .wire import JsonObject

UPDATE_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "message_reaction",
    "message_reaction_count",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "purchased_paid_media",
    "managed_bot",
    "guest_message",
)
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
DEFAULT_KINDS = frozenset(UPDATE_KINDS) - ON_REQUEST_ONLY

RETENTION = 24 * 60 * 60
QUERY_RETENTION = 150
INLINE_RETENTION = 30
CHOSEN_RETENTION = 600

# Real queues begin at a random number; one that is fixed keeps a rehearsal repeatable.
_FIRST_ID = 416_203_001
# An offset further ahead than this is taken for a mistake and forgets nothing.
_FUTURE = 10


@dataclass(frozen=True, slots=True)
class Pending:
    """One update. `lane`: of two updates in the same lane, a webhook gets the second only once it
    has taken the first.
    """

    id: int
    kind: str
    payload: JsonObject
    expires: int
    lane: tuple[str, int]

    def json(self) -> JsonObject:
        """The `Update` object."""
        return {"update_id": self.id, self.kind: self.payload}


@dataclass(slots=True)
class UpdateQueue:
    """What one bot has not confirmed yet. Times are whole Unix seconds."""

    allowed: frozenset[str] = DEFAULT_KINDS
    echo: list[JsonObject] = field(default_factory=list)
    _pending: deque[Pending] = field(default_factory=deque)
    _next_id: int = _FIRST_ID
    _confirmed: int = 0

    def allow(self, kinds: Iterable[str]) -> None:
        """Remember which kinds the bot wants; none that is known means the default."""
        self.allowed = frozenset(kinds) & frozenset(UPDATE_KINDS) or DEFAULT_KINDS

    def push(
        self, kind: str, payload: JsonObject, *, expires: int, lane: tuple[str, int] = ("", 0)
    ) -> bool:
        """Add an update; False if the bot has not asked for this kind."""
        if kind not in self.allowed:
            return False
        self._pending.append(Pending(self._next_id, kind, payload, expires, lane))
        self._next_id += 1
        return True

    def take(self, offset: int, limit: int, *, now: int) -> list[JsonObject]:
        """The next updates from `offset` on, forgetting all before it.

        A negative offset keeps only so many of the newest. Zero forgets nothing.
        """
        self._expire(now)
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        elif 0 < offset <= self._next_id + _FUTURE:
            while self._pending and self._pending[0].id < offset:
                self._confirmed = self._pending.popleft().id
        return [update.json() for update in list(self._pending)[:limit]]

    def pending(self, *, now: int) -> list[JsonObject]:
        """Everything not yet confirmed, oldest first; confirms nothing."""
        self._expire(now)
        return [update.json() for update in self._pending]

    @property
    def newest(self) -> int:
        """The number of the newest update that is pending or was confirmed; 0 without any."""
        return self._pending[-1].id if self._pending else self._confirmed

    def clear(self) -> None:
        """Forget everything pending."""
        self._pending.clear()

    def waiting(self, *, now: int) -> tuple[Pending, ...]:
        """Everything not yet confirmed, oldest first."""
        self._expire(now)
        return tuple(self._pending)

    def confirm(self, update_id: int) -> None:
        """Forget one update, which a webhook has taken."""
        self._pending = deque(update for update in self._pending if update.id != update_id)
        self._confirmed = max(self._confirmed, update_id)

    def _expire(self, now: int) -> None:
        if any(update.expires <= now for update in self._pending):
            self._pending = deque(update for update in self._pending if update.expires > now)
