"""Becoming a partner of a room, and leaving it: each alone, in private."""

from bot.facilitator.events import (
    Enrolled,
    Invited,
    Seated,
    Unseated,
    Withdrew,
)
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.limits import ROOMS_MAX
from bot.facilitator.person import Consent, Membership
from bot.facilitator.private import held
from bot.facilitator.private.draft import SUPPORT, PersonDraft
from bot.facilitator.texts import Button, Text, button, text

#: The version of the screen that is consented to; a new text is a new version.
CONSENT_VERSION = 1


def invited(draft: PersonDraft, event: Invited) -> None:
    """*I'm in* was tapped in a group: the short consent, here."""
    if event.room in draft.state.rooms:
        return
    others = tuple(room for room in draft.state.invites if room != event.room)
    draft.set(invites=(*others, event.room)[-ROOMS_MAX:], name=event.name or draft.state.name)
    ask(draft)


def ask(draft: PersonDraft) -> None:
    """One screen."""
    draft.note("joining.asked")
    answers = (button("join", "button.im_in"), button("more_about"), button("decline"))
    draft.card("consent", text("consent.screen"), (answers, (SUPPORT,)))


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*I'm in*, *More*, *No*."""
    draft.answer(tap)
    if action == "more_about":
        draft.note("joining.more")
        rows = ((button("join", "button.im_in"), button("decline")),)
        draft.change("consent", text("consent.more"), rows)
        return
    room = draft.state.invites[-1] if draft.state.invites else None
    draft.set(invites=draft.state.invites[:-1] if action == "join" else ())
    if action == "decline" or room is None:
        draft.note("joining.declined")
        draft.change("consent", text("consent.declined"))
        return
    draft.note("joining.consented")
    draft.set(consent=Consent(CONSENT_VERSION, draft.now))
    draft.change("consent", text("consent.given"))
    me = draft.state
    draft.tell_to(room, Enrolled(person=me.id, name=me.name, zone=me.zone))


def seated(draft: PersonDraft, event: Seated) -> None:
    """A seat in a room, alone or as one of two."""
    fresh = event.room not in draft.state.rooms
    rooms = {**draft.state.rooms, event.room: Membership(event.partner)}
    draft.set(rooms=rooms)
    if event.partner:
        draft.note("joining.both")
        draft.say(text("joining.both", partner=event.partner))
    elif fresh:
        draft.note("joining.waiting")
        draft.say(text("joining.waiting"))


def seat_taken(draft: PersonDraft) -> None:
    """Two others were first."""
    draft.note("joining.taken")
    draft.say(text("joining.taken"))


def unseated(draft: PersonDraft, event: Unseated) -> None:
    """Out of a room; what was kept from there goes."""
    held.drop(draft, event.room)
    rooms = {room: one for room, one in draft.state.rooms.items() if room != event.room}
    draft.set(rooms=rooms, ratings=draft.state.ratings if rooms else ())
    draft.note("leaving.done")
    draft.say(text("leaving.done"))


# --- leaving -------------------------------------------------------------------------------------


def ask_leave(draft: PersonDraft, room: RoomId) -> None:
    """Said honestly: the other reads one neutral line, and may guess."""
    draft.note("leaving.asked")
    draft.set(leaving=room)
    draft.card("leave", text("leaving.ask"), ((button("leave"), button("stay")),))


def leave(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*Leave* or *stay*."""
    draft.answer(tap)
    room = draft.state.leaving
    draft.set(leaving=None)
    if action == "stay" or room is None:
        draft.change("leave", text("leaving.stayed"))
        return
    draft.change("leave", text("leaving.going"))
    draft.tell_to(room, Withdrew(person=draft.state.id))


def rooms_card(draft: PersonDraft) -> tuple[tuple[Button, ...], ...]:
    """One button per room, by the other's name."""
    return tuple(
        (Button(_label(draft, room), f"room_{room}"),) for room in sorted(draft.state.rooms)
    )


def _label(draft: PersonDraft, room: RoomId) -> Text:
    name = draft.partner(room)
    return text("button.room", name=name) if name else text("button.room_alone")
