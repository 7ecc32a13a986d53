"""When an exercise that goes deeper does not begin although both are up for it, and what keeps
*not today* from saying anything about anybody.

What the group reads is a function of one bit: both are up for it and nothing closes it. Here are
the everyday things that close it for both; what closes it for one stays in that one's own mailbox
(`private.asking`), which answers *no* for them.
"""

import zlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.dialogue.limits import GATED_LEVEL
from bot.dialogue.model import PLAYED, Closing, Dialogue
from bot.dialogue.shelf import Entry
from bot.facilitator import zones
from bot.facilitator.limits import APART, CALM_AFTER_CRISIS, EARLY_MORNING
from bot.facilitator.room_draft import RoomDraft

#: One evening in so many is for warm exercises only: those whose draw leaves this remainder, which
#: might be any.
WARM_IN, WARM = 7, 1


def gated(dialogue: Dialogue | Entry | None) -> bool:
    """Whether each is asked alone first."""
    return dialogue is not None and dialogue.level >= GATED_LEVEL


# --- one attempt an evening ----------------------------------------------------------------------


def tried(draft: RoomDraft, dialogue: Dialogue | Entry) -> bool:
    """Whether both were asked for this one already this evening: asking again would make of
    *not today* a question that has an answer.
    """
    last = draft.state.pace.tried.get(dialogue.dialogue)
    return last is not None and _this_evening(draft, last)


def attempt(draft: RoomDraft, dialogue: Dialogue) -> None:
    """Both are asked now."""
    tried = draft.state.pace.tried.items()
    kept = {name: at for name, at in tried if _this_evening(draft, at)}
    _set(draft, tried={**kept, dialogue.dialogue: draft.now})


# --- what closes it for both ---------------------------------------------------------------------


def rests(draft: RoomDraft) -> bool:
    """Whether something warm comes first, whatever the two have answered: calm after a break or a
    call for help, something hard earlier this evening, or a warm evening.
    """
    if not (tender(draft) or _warm_evening(draft)):
        return False
    draft.note("gate.rests")
    return True


def too_soon(draft: RoomDraft) -> bool:
    """Whether the latest pause is not long enough past for the dialogue that is to begin."""
    paused, rest = draft.state.pace.paused, timedelta(minutes=draft.dialogue.rest)
    if paused is None or draft.now - paused >= rest:
        return False
    draft.note("gate.too_soon")
    return True


def after_pause(draft: RoomDraft) -> None:
    """Any pause is over."""
    _set(draft, paused=draft.now)


def tender(draft: RoomDraft) -> bool:
    """The part of it that both have seen for themselves: a break, a call for help, something hard.
    What is suggested may follow from this, and from nothing else that closes anything.
    """
    pace = draft.state.pace
    calm = pace.calm is not None and draft.now < pace.calm
    return calm or (pace.hard is not None and _this_evening(draft, pace.hard))


def after_break(draft: RoomDraft) -> None:
    """Until the next morning."""
    tomorrow = evening(draft, draft.now) + timedelta(days=1)
    morning = datetime.combine(tomorrow, EARLY_MORNING, _zone(draft))
    _calm(draft, morning.astimezone(draft.now.tzinfo))


def after_close(draft: RoomDraft, dialogue: Dialogue | None, closing: Closing) -> None:
    """After something that goes deeper, something warm; after a call for help, longer."""
    if closing == "support":
        _calm(draft, draft.now + CALM_AFTER_CRISIS)
    if closing == "not_now":
        return
    if gated(dialogue):
        if _begun(draft):
            _set(draft, hard=draft.now)
    elif closing in PLAYED:
        _set(draft, hard=None)


def _begun(draft: RoomDraft) -> bool:
    """Whether it came past its first step, which asks each alone."""
    return any(frame.place > 0 for frame in draft.session.cursor[:1])


def _calm(draft: RoomDraft, until: datetime) -> None:
    _set(draft, calm=max(draft.state.pace.calm or until, until))


def _warm_evening(draft: RoomDraft) -> bool:
    """About one evening in seven, never the first, each drawn for itself: which ones follows from
    the couple's seed, so nobody in the chat can know it, and one says nothing about the next.
    """
    pace = draft.state.pace
    if pace.since is None:
        return False
    night = (evening(draft, draft.now) - evening(draft, pace.since)).days
    return night > 0 and zlib.crc32(f"{pace.seed}/{night}".encode()) % WARM_IN == WARM


# --- the seed ------------------------------------------------------------------------------------


def both_in(draft: RoomDraft) -> None:
    """A couple: its evenings begin, and what chooses the warm ones: the microsecond in which this
    was decided, which nobody in the chat can know. Leaving and coming back begins nothing anew.
    """
    if draft.state.pace.since is None:
        _set(draft, since=draft.now, seed=str(round(draft.now.timestamp() * 1e6)))


# --- evenings ------------------------------------------------------------------------------------


def evening(draft: RoomDraft, at: datetime) -> date:
    """The couple's day that this belongs to; it ends early in the morning."""
    local = at.astimezone(_zone(draft))
    since_midnight = timedelta(hours=EARLY_MORNING.hour, minutes=EARLY_MORNING.minute)
    return (local - since_midnight).date()


def _this_evening(draft: RoomDraft, at: datetime) -> bool:
    """Whether this was in the evening that it is now. Either can set their clock, so the date alone
    would be a way to begin a new evening at once.
    """
    return draft.now - at < APART or evening(draft, at) == evening(draft, draft.now)


def _zone(draft: RoomDraft) -> ZoneInfo:
    return ZoneInfo(zones.day(draft.state, draft.library.zone, draft.now))


def _set(draft: RoomDraft, **changes: object) -> None:
    draft.set(pace=replace(draft.state.pace, **changes))
