"""The strictest way to keep turns: while one has the floor of an exercise, the other cannot write.

Only where it can be the same for both, and both have chosen it. Who is locked follows from the
state alone, at the end of every event; so whatever opens the floor (a pause, the end, a third
human, a right that is lost, a fault of ours) unlocks by the same line. Below it, whatever still
comes through is out of turn as ever.

A lock never lasts: Telegram lets go by itself soon after the turn, if nobody does before.
"""

from datetime import datetime

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator.events import (
    Joined,
    Left,
    LockRefused,
    Moved,
    StandingChanged,
    Stood,
)
from bot.facilitator.ids import PersonId, other
from bot.facilitator.limits import (
    BREATH,
    BREATH_MESSAGES_MAX,
    LOCK_LONGEST,
    LOCK_MARGIN,
    LOCK_RENEW,
    LOCK_SHORTEST,
    TRIAL,
)
from bot.facilitator.progress import Floor
from bot.facilitator.room import Locks, Room
from bot.facilitator.room_draft import CLOCK, RoomDraft
from bot.facilitator.texts import Text, text

DEADLINE = "lock"
#: After these, what somebody was in the group may be so no longer.
_UNSETTLING = StandingChanged | Moved | Joined | Left


# --- where it can be -----------------------------------------------------------------------------


def possible(room: Room) -> bool:
    """Whether either could be locked, and so both."""
    return room.rights.present and room.rights.restricts and equal(room)


def equal(room: Room) -> bool:
    """Whether the two are the same to Telegram: plain members, both, of a supergroup. A lock is for
    all its topics, and all but one are free talk: so there are none.
    """
    persons = [partner.person for partner in room.seats.values()]
    plain = all(room.lock.stood.get(one) is not False for one in persons)
    where = room.supergroup and not room.forum
    return room.complete and where and plain and not set(persons) & set(room.admins)


def _waits(room: Room) -> tuple[PersonId, datetime] | None:
    """Who is out of turn, and from when on: the breath that one is still in is not cut off."""
    session = room.session
    if not room.rules.locking or not possible(room) or room.company:
        return None
    if session is None or session.floor is None or session.branch not in ("apart", "short"):
        return None
    last_sentence = {CLOCK + "over"} & set(room.deadlines) and not session.tender
    if session.resting is not None or session.dialogue == TRIAL:  # it rests in every pause
        return None
    if last_sentence or not all(room.lock.stood.get(who.person) for who in room.seats.values()):
        return None
    return room.seats[other(session.floor.holder)].person, _breathed(session.floor)


def _breathed(floor: Floor) -> datetime:
    """When whoever had the floor before has finished, if nobody begins."""
    ended = floor.begun or floor.before is None or floor.spoke is None
    if ended or floor.breaths >= BREATH_MESSAGES_MAX - 1:
        return floor.since
    return max(floor.since, (floor.spoke or floor.since) + BREATH)


# --- what follows --------------------------------------------------------------------------------


def settle(draft: RoomDraft) -> None:
    """Whoever should be locked is, and nobody else."""
    if not draft.state.rules.locking and draft.state.lock == Locks():
        return
    line = ended(draft)
    if line is not None:
        draft.say(line)
    unknown = _doubt(draft)
    waits = _waits(draft.state)
    who = waits[0] if waits is not None and waits[1] <= draft.now else None
    _open(draft, who)
    for person in unknown:  # they are looked at as they are when nobody of them is locked
        draft.note("lock.looks")
        draft.add(do.Inspect(person=person))
    if who is not None:
        _lock(draft, who)
    held = draft.state.lock.held.items()
    dues = [until - LOCK_RENEW if one == who else until for one, until in held]
    if waits is not None and who is None:
        dues.append(waits[1])
    draft.deadline(DEADLINE, min(dues, default=None))


def open_all(draft: RoomDraft) -> None:
    """Nobody is locked, whatever the state says."""
    if draft.state.lock == Locks():
        return
    _open(draft, None)
    draft.deadline(DEADLINE, min(draft.state.lock.held.values(), default=None))


def ended(draft: RoomDraft) -> Text | None:
    """It was chosen, and is possible no longer: the rule is off, at once, and what to say of it.
    Both would have to choose it anew: what it rests on has changed.
    """
    room = draft.state
    if not room.rules.locking or possible(room) or not room.rights.present:
        return None
    draft.note("lock.ended")
    wishes = {rule: who for rule, who in room.rules.wishes.items() if rule != "locking"}
    draft.set(rules=replace(room.rules, locking=False, wishes=wishes))
    until = max(room.lock.held.values(), default=draft.now)
    owed = () if room.rights.restricts else _owed(draft, until)
    return text("lock.topics" if room.forum else "lock.ended", *owed)


def _owed(draft: RoomDraft, until: datetime) -> tuple[Text, ...]:
    """Somebody is locked, and the bot may not unlock them: that this ends, and when."""
    if until <= draft.now:
        return ()
    draft.note("lock.owed")
    return (text("lock.owed", at=draft.at(until)),)


def _doubt(draft: RoomDraft) -> list[PersonId]:
    """Who has to be looked at before anybody is locked: both, when it is chosen, in each exercise,
    and whenever it may have changed.
    """
    room, lock = draft.state, draft.state.lock
    if not room.rules.locking or not room.rights.present:
        draft.set(lock=Locks(held=lock.held))
        return []
    began = room.session.began if room.session is not None else lock.session
    anew = isinstance(draft.event, _UNSETTLING) or began != lock.session
    known = {} if anew else lock.stood
    persons = [partner.person for partner in room.seats.values()]
    stood = {person: known.get(person) for person in persons}
    draft.set(lock=replace(lock, stood=stood, session=began))
    return [person for person in persons if person not in known]


def _open(draft: RoomDraft, wanted: PersonId | None) -> None:
    """Unlock whoever should not be. What the bot may not undo just now stays in the state until
    Telegram has undone it; what Telegram has is gone.
    """
    room = draft.state
    held = dict(room.lock.held)
    for person, until in room.lock.held.items():
        if person == wanted:
            continue
        if until > draft.now:
            if not (room.rights.present and room.rights.restricts):
                continue
            draft.note("lock.opened")
            draft.add(do.Unlock(person=person, latest=draft.now + LOCK_LONGEST))
        del held[person]
    draft.set(lock=replace(room.lock, held=held))


def _lock(draft: RoomDraft, person: PersonId) -> None:
    """Until a little after the turn; again, if the turn is longer than a lock may be."""
    lock = draft.state.lock
    until = lock.held.get(person)
    if until is not None and until - draft.now > LOCK_RENEW:
        return
    draft.note("lock.locked" if until is None else "lock.renewed")
    if lock.told != lock.session:
        draft.note("lock.told")
        draft.say(text("lock.told"), silent=True)
        lock = replace(draft.state.lock, told=lock.session)
    clocks = draft.state.deadlines.items()
    ends = [due for name, due in clocks if name.startswith(CLOCK) and name != CLOCK + "end"]
    end = min(max([draft.now, *ends]) + LOCK_MARGIN, draft.now + LOCK_LONGEST)
    until = max(end, draft.now + LOCK_SHORTEST).replace(microsecond=0)
    latest = draft.now + LOCK_LONGEST
    draft.add(do.Lock(person=person, until=until, latest=latest))
    draft.set(lock=replace(lock, held={**lock.held, person: until}))


# --- what the chat says --------------------------------------------------------------------------


def stood(draft: RoomDraft, event: Stood) -> None:
    """What somebody is in the group."""
    lock = draft.state.lock
    if event.person in lock.stood:
        draft.set(lock=replace(lock, stood={**lock.stood, event.person: event.plain}))


def refused(draft: RoomDraft, event: LockRefused) -> None:
    """It does not hold: for both, then. A lock that could not be opened is remembered."""
    room = draft.state
    draft.note("lock.refused")
    if event.rights:
        draft.set(rights=replace(room.rights, restricts=False))
    else:
        draft.set(lock=replace(room.lock, stood={**room.lock.stood, event.person: False}))
    if event.until is not None and event.rights:
        held = {**draft.state.lock.held, event.person: event.until}
        draft.set(lock=replace(draft.state.lock, held=held))
        if room.rights.present and not room.rules.locking:  # else `settle` says it
            for line in _owed(draft, event.until):
                draft.say(line)
