"""A held note comes back: from its author's mailbox into the group, in the author's own turn."""

from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator import floor, sessions
from bot.facilitator.events import Composed, NotePosted, Said
from bot.facilitator.ids import MessageId, Seat
from bot.facilitator.limits import BURST
from bot.facilitator.progress import Speaking
from bot.facilitator.room import Break
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps import verb
from bot.facilitator.texts import Words, text


def posted(draft: RoomDraft, event: NotePosted) -> None:
    """Post it if it is their turn, or urgent in a quiet break or in free talk; else say that it is
    still kept.
    """
    seat = draft.state.seat_of(event.person)
    if seat is None:
        return
    turn = _own_turn(draft, seat)
    placed = turn or (event.urgent and _urgent(draft) and not draft.state.company)
    draft.tell(seat, told.NotePlaced(room=draft.state.id, words=event.words, placed=placed))
    if not placed:
        draft.note("note.too_soon")
        return
    draft.note("note.posted")
    _say(draft, seat, event)
    if turn:
        said = Said(
            by=event.person,
            words=event.words,
            signals=event.signals,
            message=MessageId(0),
            sent=draft.now,
        )
        floor.go_on(draft)
        floor.spoken(draft, said)
        step = sessions.here(draft)
        if step is not None:
            sessions.go(draft, verb(step).said(draft, step, seat, said))


def composed(draft: RoomDraft, event: Composed) -> None:
    """Somebody wrote to the bot alone: they hear when it can be used; in their own turn, now."""
    seat = draft.state.seat_of(event.person)
    if seat is None:
        return
    last = draft.state.seats[seat].told
    if last is not None and draft.now - last <= BURST:
        return
    draft.partner(seat, told=draft.now)
    if _own_turn(draft, seat):
        draft.note("note.composed_in_turn")
        draft.offer_notes(seat)
    else:
        draft.note("note.composed")
        when = floor.turn_comes(draft, seat)
        draft.tell(seat, told.NoteWaits(room=draft.state.id, when=when))


def _own_turn(draft: RoomDraft, seat: Seat) -> bool:
    session = draft.state.session
    return (
        session is not None
        and draft.state.pause is None
        and isinstance(session.step, Speaking)
        and session.floor is not None
        and session.floor.holder == seat
    )


def _urgent(draft: RoomDraft) -> bool:
    pause = draft.state.pause
    if isinstance(pause, Break):
        return draft.state.rules.quiet_breaks
    return draft.state.session is None


def _say(draft: RoomDraft, seat: Seat, event: NotePosted) -> None:
    name = draft.state.name(seat)
    draft.cover()
    if event.signals.medium == "text":
        draft.say(text("note.posted", name=name, words=Words(event.words)))
    else:
        first, *more = event.more or (event.words,)
        line = text("note.posted_medium", name=name)
        draft.add(do.Say(text=line, words=first, more=tuple(more)))
