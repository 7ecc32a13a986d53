"""Locks on their way: what an effect asks of the chat, and what its room hears of it."""

from datetime import datetime, timedelta

from bot.facilitator import effects as do
from bot.facilitator.events import LockRefused, Stood
from bot.facilitator.limits import LOCK_LEAST
from bot.service.ports import Call, NoRights, Result, Trouble
from bot.service.standing import Mute, Standing, Stands, Unmute

Locking = do.Inspect | do.Lock | do.Unlock
#: Telegram takes less than 30 seconds for ever; its clock and ours may differ.
_REST = timedelta(minutes=2)


def call(effect: Locking, user: str, now: datetime) -> Call | None:
    """What to ask of the chat; None: it is too late for that. Less than half a minute would be for
    ever; and what is long over has ended by itself.
    """
    match effect:
        case do.Inspect():
            return Standing(user)
        case do.Lock(until=until, latest=latest):
            return Mute(user, until, latest) if until - now >= LOCK_LEAST else None
        case do.Unlock(latest=latest):
            return Unmute(user, latest, max(latest, now + _REST)) if now < latest else None


def heard(effect: Locking, result: Result) -> Stood | None:
    """What the room hears when it is done."""
    return Stood(person=effect.person, plain=result.plain) if isinstance(result, Stands) else None


def refused(effect: Locking, trouble: Trouble | None) -> LockRefused:
    """What it hears when it is not. None: nobody knows that person any more."""
    until = effect.latest if isinstance(effect, do.Unlock) else None
    rights = isinstance(trouble, NoRights)
    return LockRefused(person=effect.person, rights=rights, until=until)
