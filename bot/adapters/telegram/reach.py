"""What keeps us from hearing Telegram: said once, and once more when it is over; and how long to
wait before the next attempt.
"""

import asyncio
import time

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.adapters.telegram.errors import seconds
from bot.adapters.telegram.intake import Listener
from bot.service.meter import Meter, Unheard
from bot.service.ports import STORAGE_RETRY_S, StorageTrouble

log = structlog.get_logger(__name__)

#: Between attempts, in seconds; the longer ones come after the shorter. Somebody waits for each.
RETRY_FIRST_S, RETRY_LONGEST_S = 0.5, 5.0
#: So many refusals of the token in a row are believed.
REFUSED_MAX = 8
#: A second process with our token ends when somebody ends it; until then, ask seldom.
CONFLICT_S = 5.0
#: Two that poll disturb each other again and again, and each gets through in between: it is over
#: once nothing was disturbed for so long, in seconds.
CALM_S = 60.0

TWO_POLL = "another process polls with this token; stop one of the two"
WEBHOOK_IS_SET = (
    "a webhook was set for this token, by another process or by hand, and keeps updates from us; "
    "stop that process, then start this one again, which removes the webhook"
)
NOT_OUR_WEBHOOK = (
    "another process with this token has changed or removed our webhook; stop one of the two"
)


class TokenRefused(Exception):
    """Telegram does not know this token."""


class Displaced(Exception):
    """Updates go elsewhere: the webhook is not ours any more."""


class Unbrought(Exception):
    """Telegram has updates for us and does not get through. Its text is Telegram's, or ours."""


class Reach:
    """Whether Telegram is heard, for one who asks again and again."""

    def __init__(self, listener: Listener, meter: Meter) -> None:
        self._listener = listener
        self._meter = meter
        self._wait = RETRY_FIRST_S
        self._refused = 0
        self._said = ""
        self._calm_at: float | None = None
        #: Whether the last attempt was in vain.
        self.failed = False

    def well(self, *, behind: bool) -> None:
        """Telegram was heard just now; `behind`: see `Listener.reached`."""
        self.failed = False
        self._wait, self._refused = RETRY_FIRST_S, 0
        if self._calm_at is not None and asyncio.get_running_loop().time() >= self._calm_at:
            self._calm_at = None
        if self._said and self._calm_at is None:
            log.info("telegram.back")
            self._said = ""
        self._listener.reached(behind=behind)

    def lost(self, error: Exception) -> float:
        """It was not: say so, once. Gives how long to wait now, in seconds. `TokenRefused`."""
        self.failed = True
        self._believe(error)
        self._listener.lost()
        pause = self._wait
        if isinstance(error, StorageTrouble):
            log.error("storage.refused", why=str(error))
            self._wait = min(self._wait * 2, STORAGE_RETRY_S)
            return pause
        self._wait = min(self._wait * 2, RETRY_LONGEST_S)
        why, what = _told(error)
        if why == "conflict":
            pause = CONFLICT_S
            self._calm_at = asyncio.get_running_loop().time() + CALM_S
        elif isinstance(error, RetryAfter):
            pause = seconds(error)
        self._meter.unheard(why)
        if what != self._said:
            log.warning("telegram.trouble", what=what, at=round(time.time()))
            self._said = what
        return pause

    def _believe(self, error: Exception) -> None:
        """A 404 is also what a proxy or a server that starts again answers for a moment."""
        if isinstance(error, InvalidToken):
            self._refused += 1
            if "unauthorized" in str(error).lower() or self._refused >= REFUSED_MAX:
                raise TokenRefused from None


def _told(error: Exception) -> tuple[Unheard, str]:
    """Why nothing was heard, and what the operator reads of it."""
    match error:
        case Conflict():
            webhook = "webhook" in str(error).lower()
            return "conflict", WEBHOOK_IS_SET if webhook else TWO_POLL
        case Displaced():
            return "conflict", NOT_OUR_WEBHOOK
        case Unbrought():
            return "other", f"Telegram has updates for us and cannot bring them: {error}"
        case RetryAfter():
            return "limited", type(error).__name__
        case _:
            return "other", type(error).__name__


def webhook_is_active(error: Conflict) -> bool:
    """Whether this 409 is no second poller, but a webhook that is set."""
    return "webhook is active" in str(error).lower()
