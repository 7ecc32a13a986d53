"""A held note that is an album: its parts come, are changed, or stay in the group one by one."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from bot.facilitator.ids import RoomId, WordRef
from bot.facilitator.person import Note, Part, Person


def open_album(person: Person, room: RoomId, album: str, *, composed: bool = False) -> Note | None:
    """The note that a further part of this album belongs to; None if there is none, or if it is on
    its way to the group. `composed`: written in private, else taken out of the group.
    """
    if not album:
        return None
    return next(
        (
            note
            for note in person.notes
            if (note.room, note.album) == (room, album)
            and not note.on_its_way
            and (not note.message) == composed
        ),
        None,
    )


def find(person: Person, wanted: Callable[[Note, Part], bool]) -> tuple[Note, Part] | None:
    """The first note and part of it that is meant."""
    return next(_all(person, wanted), None)


def _all(person: Person, wanted: Callable[[Note, Part], bool]) -> Iterator[tuple[Note, Part]]:
    for note in person.notes:
        for part in note.parts:
            if wanted(note, part):
                yield note, part


def exchanged(note: Note, old: WordRef, new: Part) -> Note:
    """The note with another part in the place of the one with these words."""
    if note.words == old:
        return replace(note, words=new.words, signals=new.signals, message=new.message, own=new.own)
    return replace(note, more=tuple(new if one.words == old else one for one in note.more))


def without(note: Note, words: WordRef) -> Note | None:
    """The note without this part; None if nothing is left."""
    if note.words != words:
        return replace(note, more=tuple(one for one in note.more if one.words != words))
    if not note.more:
        return None
    first, *rest = note.more
    return replace(exchanged(note, words, first), more=tuple(rest))
