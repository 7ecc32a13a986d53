"""Becoming a partner of a room, and leaving it: each alone, in private."""

from datetime import datetime

from msgspec.structs import replace

from bot.facilitator.events import (
    ConsentDue,
    Enrolled,
    Invited,
    Named,
    RoomFound,
    Seated,
    SeatTaken,
    Unseated,
    Withdrew,
)
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.limits import CONSENT_VERSION, LEAVE_LATER, ROOMS_MAX
from bot.facilitator.person import Consent, Membership
from bot.facilitator.private import asking, check, forget, held
from bot.facilitator.private.draft import SUPPORT, PersonDraft
from bot.facilitator.texts import Button, Rows, button, text


def invited(draft: PersonDraft, event: Invited) -> None:
    """*I'm in* was tapped in a group: the short consent, here."""
    if event.room in draft.state.rooms:
        return
    others = tuple(room for room in draft.state.invites if room != event.room)
    draft.set(invites=(*others, event.room)[-ROOMS_MAX:], name=event.name or draft.state.name)
    ask(draft)


def room_found(draft: PersonDraft, event: RoomFound) -> None:
    """A group has another name for us now; it is the same invitation, and the same seat."""
    draft.note("joining.room_found")
    state = draft.state
    into = tuple(event.into if one == event.room else one for one in state.invites)
    invites = dict.fromkeys(one for one in into if one not in state.rooms)
    rooms = {one: own for one, own in state.rooms.items() if one != event.room}
    if event.room in state.rooms:
        rooms = {event.into: state.rooms[event.room], **rooms}
    draft.set(invites=tuple(invites), rooms=rooms)


def ask(draft: PersonDraft) -> None:
    """One screen; not once more, where it came just now and START is pressed below it."""
    if draft.is_latest("consent"):
        draft.note("joining.stands")
        return
    draft.note("joining.asked")
    draft.card("consent", text("consent.screen"), (_answers(), (SUPPORT,)))


def _answers() -> tuple[Button, ...]:
    return (button("join", "button.im_in"), button("more_about"), button("decline"))


def due_again(draft: PersonDraft, event: ConsentDue) -> None:
    """The screen has changed: nothing goes on by a yes to the old one."""
    given = draft.state.consent
    if event.room not in draft.state.rooms:
        return
    if given is not None and given.version >= CONSENT_VERSION:
        draft.make_known()
        return
    draft.note("joining.asked_again")
    screen = text("consent.changed", text("consent.screen"))
    draft.card("consent", screen, (_answers(), (SUPPORT,)))


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*I'm in*, *More*, *No*."""
    draft.answer(tap)
    if action == "more_about":
        draft.note("joining.more")
        rows = ((button("join", "button.im_in"), button("decline")),)
        draft.change("consent", text("consent.more"), rows)
        return
    if not draft.state.invites and draft.state.rooms:
        _again(draft, action)
        return
    room = draft.state.invites[-1] if draft.state.invites else None
    if action == "decline" or room is None:
        draft.set(invites=())
        draft.note("joining.declined")
        draft.change("consent", text("consent.declined"))
        return
    draft.note("joining.consented")
    draft.set(consent=Consent(CONSENT_VERSION, draft.now))
    draft.change("consent", text("consent.given"))
    me = draft.state
    enrolled = Enrolled(
        person=me.id, name=me.name, zone=me.zone, version=CONSENT_VERSION, language=me.language
    )
    draft.make_known()  # where they are in already, it counts as well
    draft.tell_to(room, enrolled)


def _again(draft: PersonDraft, action: str) -> None:
    """The same screen in its new form, for somebody who is in already."""
    if action == "decline":
        draft.note("joining.not_again")
        draft.change("consent", text("consent.not_again"))
        return
    draft.note("joining.consented_again")
    draft.set(consent=Consent(CONSENT_VERSION, draft.now))
    draft.change("consent", text("consent.given"))
    draft.make_known()


def seated(draft: PersonDraft, event: Seated) -> None:
    """A seat in a room, alone or as one of two."""
    fresh = event.room not in draft.state.rooms
    _somebody_else(draft, event)
    old = draft.state.rooms.get(event.room, Membership())
    new = replace(old, partner=event.partner)
    if event.who is not None and event.who != old.who:
        # What was said was not of them, but what was said of them in another group is.
        same = (one for one in draft.state.rooms.values() if one.who == event.who)
        known = next(same, Membership())
        new = replace(known, partner=event.partner, who=event.who, leaves=old.leaves)
        if old.gate == "closed":  # whoever comes back as somebody new does not open it
            new = replace(new, gate="closed")
    draft.set(rooms={**draft.state.rooms, event.room: new})
    _invited_no_more(draft, event.room)
    if event.partner is None:
        forget.unname(draft, event.room)
    if event.partner:
        draft.note("joining.both")
        draft.say(text("joining.both", partner=event.partner))
    elif fresh:
        draft.note("joining.waiting")
        draft.say(text("joining.waiting"))


def _somebody_else(draft: PersonDraft, event: Seated) -> None:
    """Questions about the one who sat here before are asked no longer."""
    checking, old = draft.state.checking, draft.state.rooms.get(event.room, Membership())
    if checking is not None and checking.room == event.room and event.who not in (None, old.who):
        check.give_up(draft)


def _invited_no_more(draft: PersonDraft, room: RoomId) -> None:
    """Only now: who is forgotten before the room has answered leaves it as well."""
    draft.set(invites=tuple(one for one in draft.state.invites if one != room))


def seat_taken(draft: PersonDraft, event: SeatTaken) -> None:
    """Two others were first."""
    rooms = {room: one for room, one in draft.state.rooms.items() if room != event.room}
    draft.set(rooms=rooms)  # there is one only if it was found to be that of a former room
    _invited_no_more(draft, event.room)
    draft.note("joining.taken")
    draft.say(text("joining.taken"))


def unseated(draft: PersonDraft, event: Unseated) -> None:
    """Out of a room; what was kept from there goes."""
    held.drop(draft, event.room)
    rooms = {room: one for room, one in draft.state.rooms.items() if room != event.room}
    draft.set(rooms=rooms)
    if not rooms:
        draft.set(ratings=(), consent=None)
    _arm(draft)
    asking.forget(draft, event.room)
    if draft.state.checking is not None and draft.state.checking.room == event.room:
        check.give_up(draft)
    draft.note("leaving.done")
    draft.say(text("leaving.done"))


def named(draft: PersonDraft, event: Named) -> None:
    """This person, or the other in that room, is called otherwise now."""
    if event.who == draft.state.id:
        if event.name != draft.state.name:
            draft.set(name=event.name)
            draft.make_known()
        return
    old = draft.state.rooms.get(RoomId(event.room))
    if old is not None and old.partner is not None and old.who in (None, event.who):
        new = replace(old, partner=event.name)
        draft.set(rooms={**draft.state.rooms, RoomId(event.room): new})


# --- leaving -------------------------------------------------------------------------------------

_STAY = button("stay")


def ask_leave(draft: PersonDraft, room: RoomId) -> None:
    """Said honestly: the other reads one neutral line, and may guess. At once, or at a time that
    has nothing to do with anything.
    """
    draft.set(leaving=room)
    leaves = draft.state.rooms[room].leaves
    if leaves is not None:
        draft.note("leaving.asked_waiting")
        when = draft.day(leaves, draft.state.zone)
        rows: Rows = ((button("leave", "button.leave_now"), _STAY),)
        draft.card("leave", text("leaving.waiting", when=when), rows)
        return
    draft.note("leaving.asked")
    later = tuple(button(f"leave_{name}") for name in LEAVE_LATER)
    draft.card("leave", text("leaving.ask"), ((button("leave"), *later), (_STAY,)))


def leave(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*Leave*, now or later, or *stay*."""
    draft.answer(tap)
    room = draft.state.leaving
    draft.set(leaving=None)
    if action == "stay" or room not in draft.state.rooms:
        if room in draft.state.rooms:
            _leaves(draft, room, None)
        draft.change("leave", text("leaving.stayed"))
        return
    after = LEAVE_LATER.get(action.removeprefix("leave_"))
    if after is None:
        draft.change("leave", text("leaving.going"))
        draft.tell_to(room, Withdrew(person=draft.state.id))
        return
    draft.note("leaving.later")
    _leaves(draft, room, draft.now + after)
    when = draft.day(draft.now + after, draft.state.zone)
    draft.change("leave", text("leaving.later", when=when))


def due(draft: PersonDraft) -> None:
    """The time has come that somebody chose to leave at."""
    for room, membership in draft.state.rooms.items():
        if membership.leaves is not None and membership.leaves <= draft.now:
            draft.note("leaving.due")
            _leaves(draft, room, None)
            draft.tell_to(room, Withdrew(person=draft.state.id))


def _leaves(draft: PersonDraft, room: RoomId, when: datetime | None) -> None:
    membership = replace(draft.state.rooms[room], leaves=when)
    draft.set(rooms={**draft.state.rooms, room: membership})
    _arm(draft)


def _arm(draft: PersonDraft) -> None:
    times = [one.leaves for one in draft.state.rooms.values() if one.leaves is not None]
    draft.deadline("leave", min(times, default=None))
