"""Held notes: kept for their author alone, given back in the author's own turn, one at a time."""

from datetime import datetime

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator.events import (
    Ended,
    Kept,
    NoteChanged,
    NotePlaced,
    NotePosted,
    NoteStayed,
    Said,
    TurnCame,
)
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.limits import NOTE, NOTE_WARNING, WORDS_MAX
from bot.facilitator.person import Note
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import Rows, Words, button, text

POST, EDIT, LET_GO, SHOW = (button(name) for name in ("post", "edit", "let_go", "show"))


def kept(draft: PersonDraft, event: Kept) -> None:
    """A message was taken out of a group. One line, not one per message of a burst."""
    note = Note(event.room, event.words, event.signals, event.message)
    draft.set(notes=(*draft.state.notes, note))
    if event.quiet:
        return
    draft.note("note.kept")
    rows: Rows = ((button("send_now"),),) if event.urgent else ()
    if event.urgent:
        draft.card("note", text("note.kept"), rows)
    else:
        draft.say(text("note.kept"))


def changed(draft: PersonDraft, event: NoteChanged) -> None:
    """The message was edited before it was gone."""
    for note in draft.state.notes:
        if note.room == event.room and note.message == event.message:
            if note.words != event.words:  # told twice, the words are still the note's
                draft.release(note.words)
                _replace(draft, note, replace(note, words=event.words))
            return
    draft.release(event.words)


def stayed(draft: PersonDraft, event: NoteStayed) -> None:
    """It could not be removed, so it stands in the group and is not needed here."""
    for note in draft.state.notes:
        if note.room == event.room and note.message == event.message:
            draft.note("note.stayed")
            _drop(draft, note)
            draft.say(text("note.stayed"))


def turn_came(draft: PersonDraft, event: TurnCame) -> None:
    """Their turn, and something is kept. After a break the first choice is to let it go."""
    if not any(note.room == event.room for note in draft.state.notes):
        return
    draft.note("note.turn_rested" if event.rested else "note.turn")
    first = (LET_GO, SHOW) if event.rested else (SHOW, LET_GO)
    draft.card("note", text("note.turn"), (first,))


def listing(draft: PersonDraft) -> None:
    """`/held`: one at a time, to their author, at any time."""
    if not draft.state.notes:
        draft.say(text("note.none"))
    else:
        draft.note("note.listed")
        show(draft)


def show(draft: PersonDraft) -> None:
    """The oldest note, as it was written."""
    note = draft.state.notes[0]
    rows: Rows = ((POST, EDIT), (LET_GO,))
    if note.signals.medium == "text":
        draft.card("note", text("note.show", words=Words(note.words)), rows)
    else:
        if draft.state.reachable:
            draft.add(do.Say(text=text("note.show_medium"), words=note.words))
        draft.card("note", text("note.choose"), rows)


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """*Show*, *post*, *edit*, *let it go*, *send now*."""
    if not draft.state.notes:
        draft.answer(tap, "toast.passed")
        draft.change("note", text("note.none"))
        return
    draft.answer(tap)
    note = draft.state.notes[0] if action != "send_now" else draft.state.notes[-1]
    match action:
        case "show":
            draft.change("note", text("note.shown"))
            show(draft)
        case "post" | "send_now":
            me = draft.state.id
            posted = NotePosted(person=me, words=note.words, signals=note.signals)
            draft.tell_to(note.room, posted)
        case "edit":
            draft.note("note.editing")
            draft.set(editing=note.words)
            draft.change("note", text("note.edit"))
        case _:
            draft.note("note.let_go")
            _drop(draft, note)
            draft.change("note", text("note.let_go"))
            _next(draft)


def rewritten(draft: PersonDraft, said: Said) -> bool:
    """The next private message is the note's new words."""
    awaited = draft.state.editing
    note = next((one for one in draft.state.notes if one.words == awaited), None)
    draft.set(editing=None)
    if awaited is None or note is None or said.signals.medium != "text":
        return False
    draft.note("note.edited")
    until = (note.expires or draft.now) + WORDS_MAX
    draft.add(do.Keep(words=said.words, owner=draft.state.id, room=note.room, until=until))
    draft.release(note.words)
    _replace(draft, note, replace(note, words=said.words, signals=said.signals))
    draft.card("note", text("note.rewritten"), ((POST, LET_GO),))
    return True


def placed(draft: PersonDraft, event: NotePlaced) -> None:
    """It stands in the group now, or it was not their turn after all."""
    note = next((one for one in draft.state.notes if one.words == event.words), None)
    if note is None:
        return
    if not event.placed:
        draft.note("note.still_kept")
        draft.change("note", text("note.still_kept"), ((LET_GO,),))
        return
    draft.note("note.placed")
    _drop(draft, note)
    draft.change("note", text("note.placed"))
    _next(draft)


def _next(draft: PersonDraft) -> None:
    if draft.state.notes:
        draft.card("note", text("note.another"), ((SHOW, LET_GO),))


# --- the end of a note ---------------------------------------------------------------------------


def ended(draft: PersonDraft, event: Ended) -> None:
    """The exercise is over: what is left begins to expire. A trial's note goes at once."""
    mine = [note for note in draft.state.notes if note.room == event.room]
    if not mine:
        return
    if event.trial:
        draft.note("note.trial_gone")
        drop(draft, event.room)
        return
    expires = draft.now + NOTE
    for note in mine:
        _replace(draft, note, replace(note, expires=expires, warned=False))
    _arm(draft)


def due(draft: PersonDraft) -> None:
    """The author is told before; then the note goes."""
    for note in draft.state.notes:
        if note.expires is None:
            continue
        if note.expires <= draft.now:
            draft.note("note.expired")
            _drop(draft, note)
        elif not note.warned and note.expires - NOTE_WARNING <= draft.now:
            _replace(draft, note, replace(note, warned=True))
    fresh = [note for note in draft.state.notes if note.warned]
    before = {note.words for note in draft.before.notes if note.warned}
    if any(note.words not in before for note in fresh):
        draft.note("note.warned")
        draft.card("note", text("note.warning"), ((SHOW, LET_GO),))
    _arm(draft)


def drop(draft: PersonDraft, room: RoomId) -> None:
    """Everything that was kept from a room goes."""
    for note in draft.state.notes:
        if note.room == room:
            _drop(draft, note)
    _arm(draft)


def _arm(draft: PersonDraft) -> None:
    instants: list[datetime] = [
        note.expires if note.warned else note.expires - NOTE_WARNING
        for note in draft.state.notes
        if note.expires is not None
    ]
    draft.deadline("notes", min(instants, default=None))


def _drop(draft: PersonDraft, note: Note) -> None:
    draft.release(note.words)
    draft.set(notes=tuple(one for one in draft.state.notes if one.words != note.words))


def _replace(draft: PersonDraft, note: Note, new: Note) -> None:
    changed_notes: list[Note] = [
        new if one.words == note.words else one for one in draft.state.notes
    ]
    draft.set(notes=tuple(changed_notes))
