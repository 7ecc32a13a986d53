"""A held note comes back: from its author's mailbox into the group, in the author's own turn."""

from datetime import datetime

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator import floor, presence, sessions
from bot.facilitator.events import Composed, NoteOut, NotePlaced, NotePosted, NoteWaits, Said
from bot.facilitator.ids import MessageId, Seat
from bot.facilitator.limits import BURST
from bot.facilitator.progress import Speaking
from bot.facilitator.room import Break
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps import verb
from bot.facilitator.texts import Words, text


def posted(draft: RoomDraft, event: NotePosted) -> None:
    """Post it if it is their turn, or urgent in a quiet break or in free talk; else say that it is
    still kept. Its author keeps it until it is `out`.
    """
    seat = draft.state.seat_of(event.person)
    if seat is None:
        return
    turn = _own_turn(draft, seat)
    if not (turn or (event.urgent and _urgent(draft) and not draft.state.company)):
        draft.note("note.too_soon")
        _tell(draft, event, placed=False)
        return
    draft.note("note.posted")
    if turn:
        floor.go_on(draft)
    _say(draft, seat, replace(event, turn=_since(draft) if turn else None))


def out(draft: RoomDraft, event: NoteOut) -> None:
    """It stands in the group, and then it is what they say in this turn, if it still is this turn;
    or the group did not take it, and then nothing was said.
    """
    _tell(draft, event.note, placed=event.placed, refused=not event.placed)
    if event.refused is not None:
        presence.refused(draft, event.refused)
    seat = draft.state.seat_of(event.note.person)
    if not event.placed:
        draft.note("note.not_out")
    elif seat is not None and event.note.turn == _since(draft) and _own_turn(draft, seat):
        _spoken(draft, seat, event.note)


def _spoken(draft: RoomDraft, seat: Seat, note: NotePosted) -> None:
    said = Said(
        by=note.person,
        words=note.words,
        signals=note.signals,
        message=MessageId(0),
        sent=draft.now,
    )
    floor.spoken(draft, said)
    step = sessions.here(draft)
    if step is not None:
        sessions.go(draft, verb(step).said(draft, step, seat, said))


def unanswered(draft: RoomDraft) -> None:
    """We failed at a note: its author must not wait for it."""
    match draft.event:
        case NotePosted() as note:
            _tell(draft, note, placed=False, refused=True)
        case NoteOut(note=note, placed=placed):
            _tell(draft, note, placed=placed, refused=not placed)


def _tell(draft: RoomDraft, note: NotePosted, *, placed: bool, refused: bool = False) -> None:
    seat = draft.state.seat_of(note.person)
    if seat is not None:
        room, words = draft.state.id, note.words
        draft.tell(seat, NotePlaced(room=room, words=words, placed=placed, refused=refused))


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
        draft.tell(seat, NoteWaits(room=draft.state.id, when=when))


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


def _since(draft: RoomDraft) -> datetime | None:
    """Since when it is this turn; None if it is nobody's."""
    session = draft.state.session
    return session.floor.since if session is not None and session.floor is not None else None


def _say(draft: RoomDraft, seat: Seat, note: NotePosted) -> None:
    name = draft.state.name(seat)
    draft.cover()
    if note.signals.medium == "text":
        line = text("note.posted", name=name, words=Words(note.words))
        draft.add(do.Say(text=line, note=note))
    else:
        first, *more = note.more or (note.words,)
        line = text("note.posted_medium", name=name)
        draft.add(do.Say(text=line, words=first, more=tuple(more), note=note))
