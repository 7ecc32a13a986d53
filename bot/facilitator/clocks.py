"""Stopping a session's clocks and starting them again, and local times of day."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.facilitator import zones
from bot.facilitator.limits import BREAK_MAX, EARLY_MORNING, LATE_EVENING, NEXT_EVENING
from bot.facilitator.room_draft import CLOCK, RoomDraft

HALF_HOUR = timedelta(minutes=30)
_LENGTH = re.compile(
    r"^(?:(?P<hours>\d{1,3})\s*(?:h|hr|hrs|hours?))?\s*"
    r"(?:(?P<minutes>\d{1,5})\s*(?:m|min|mins|minutes?)?)?$"
)


def rest(draft: RoomDraft) -> None:
    """Stop the session's clocks; what is left on each is remembered. Twice is once."""
    room = draft.state
    if room.session is None or room.session.resting is not None:
        return
    clocks = {name: due for name, due in room.deadlines.items() if name.startswith(CLOCK)}
    kept = {name: due for name, due in room.deadlines.items() if name not in clocks}
    draft.set(deadlines=kept)
    left = {name: max(due - draft.now, timedelta()) for name, due in clocks.items()}
    draft.play(resting=left)


def wake(draft: RoomDraft) -> None:
    """Start them again with what was left."""
    session = draft.state.session
    if session is None or session.resting is None:
        return
    again = {name: draft.now + left for name, left in session.resting.items()}
    draft.set(deadlines={**draft.state.deadlines, **again})
    draft.play(resting=None)


def length(argument: str) -> timedelta | None:
    """`20`, `20m`, `1h`, `1h 30m` as a length; None if it is nothing like that."""
    found = _LENGTH.match(argument.strip().lower())
    if not found or not argument.strip():
        return None
    hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
    return min(timedelta(hours=hours, minutes=minutes), 2 * BREAK_MAX)


def late(draft: RoomDraft, at: datetime | None = None) -> bool:
    """Whether the evening is over for either: nobody is called in their night."""
    now = draft.now if at is None else at
    return any(is_late(now, zone) for zone in zones.zones(draft.state, draft.library.zone))


def evening(draft: RoomDraft, at: datetime | None = None) -> datetime:
    """*Tomorrow* for both: of their next evenings the later one that is in nobody's night; where
    neither is that, the last half hour before that is. It does not matter who asks.
    """
    now = draft.now if at is None else at
    known = zones.zones(draft.state, draft.library.zone)
    sooner, *_, last = sorted(next_evening(now, zone) for zone in (*known, *known))
    times = (last, sooner, *(last - step * HALF_HOUR for step in range(1, 48)))
    return next((one for one in times if now < one and not late(draft, one)), sooner)


def is_late(now: datetime, zone: str) -> bool:
    """Whether, on this clock, the evening is over."""
    local = now.astimezone(ZoneInfo(zone)).time()
    return local >= LATE_EVENING or local < EARLY_MORNING


def next_evening(now: datetime, zone: str) -> datetime:
    """*Tomorrow*: the next 19:00 on this clock that is on another day than the one that is
    ending, or, where that is more than a day away, the same time tomorrow, on the half hour.
    """
    local = now.astimezone(ZoneInfo(zone))
    day = local.date()
    if local.time() >= EARLY_MORNING:
        day += timedelta(days=1)
    evening = datetime.combine(day, NEXT_EVENING, local.tzinfo)
    if evening - now <= BREAK_MAX:
        return evening.astimezone(now.tzinfo)
    latest = now + BREAK_MAX
    return latest.replace(minute=latest.minute // 30 * 30, second=0, microsecond=0)
