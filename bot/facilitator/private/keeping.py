"""The notes of a person as a pile: putting one there, finding it, changing it, taking it away."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from bot.facilitator.ids import RoomId, WordRef
from bot.facilitator.limits import NOTE_WARNING
from bot.facilitator.person import Note, Part
from bot.facilitator.private.draft import PersonDraft


def take(draft: PersonDraft, note: Note) -> None:
    """One more note."""
    draft.set(notes=(*draft.state.notes, note))
    arm(draft)


def put(draft: PersonDraft, note: Note, part: Part) -> None:
    """One more part of an album."""
    draft.note("note.part")
    exchange(draft, note, replace(note, more=(*note.more, part)))


def first(draft: PersonDraft, room: RoomId | None = None) -> Note | None:
    """The oldest note, of one room or of any."""
    return next((one for one in draft.state.notes if room in (None, one.room)), None)


def of(draft: PersonDraft, words: WordRef | None) -> Note | None:
    """The note with these words."""
    return next((one for one in draft.state.notes if one.words == words), None)


def at_home(draft: PersonDraft) -> list[Note]:
    """All that are not on their way to the group."""
    return [note for note in draft.state.notes if not note.on_its_way]


def all_back(draft: PersonDraft) -> None:
    """None is on its way any more, as far as anybody knows."""
    notes = tuple(replace(note, on_its_way=False) for note in draft.state.notes)
    draft.set(notes=notes)
    draft.deadline("notes", _soonest(notes))


def exchange(draft: PersonDraft, note: Note, new: Note) -> None:
    """It is like this now; a card that is about it still is."""
    notes = tuple(new if one.words == note.words else one for one in draft.state.notes)
    draft.set(notes=notes)
    if draft.state.about == note.words:
        draft.set(about=new.words)


def let_go(draft: PersonDraft, note: Note) -> None:
    """It is not kept any more."""
    release(draft, note)
    draft.set(notes=tuple(one for one in draft.state.notes if one.words != note.words))
    arm(draft)


def release(draft: PersonDraft, note: Note) -> None:
    """The words of all its parts are done with."""
    for part in note.parts:
        draft.release(part.words)


def arm(draft: PersonDraft) -> None:
    """Wake up when the next one is to be warned of, or goes. One on its way to the group waits to
    hear what became of it, as long as there are words.
    """
    draft.deadline("notes", _soonest(draft.state.notes))


def _soonest(notes: Iterable[Note]) -> datetime | None:
    return min(map(_next, notes), default=None)


def _next(note: Note) -> datetime:
    if note.on_its_way:
        return note.gone
    return note.end if note.warned else note.end - NOTE_WARNING
