"""Written to the bot alone while an exercise runs, unasked: kept for the author's turn, like what
is taken out of the group, but nobody there ever saw it.
"""

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator.events import Composed, NoteWaits, Said, TurnsBegan
from bot.facilitator.ids import MessageId, RoomId
from bot.facilitator.limits import HELD_MAX, WORDS_MAX
from bot.facilitator.person import Note, Part
from bot.facilitator.private import held, keeping, parts
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import text


def turns_began(draft: PersonDraft, event: TurnsBegan) -> None:
    """From now on until the exercise ends, what is written here is kept for a turn."""
    membership = draft.state.rooms.get(event.room)
    if membership is not None:
        now = replace(membership, turns=draft.now)
        draft.set(rooms={**draft.state.rooms, event.room: now})


def ended(draft: PersonDraft, room: RoomId) -> None:
    """There are no turns any more."""
    membership = draft.state.rooms.get(room)
    if membership is not None and membership.turns is not None:
        draft.set(rooms={**draft.state.rooms, room: replace(membership, turns=None)})


def written(draft: PersonDraft, said: Said) -> bool:
    """Whether an exercise runs, so that this is kept; of two, the one that began last."""
    began = {room: one.turns for room, one in draft.state.rooms.items() if one.turns is not None}
    if not began:
        return False
    room = max(began, key=lambda one: began[one])
    album = parts.open_album(draft.state, room, said.album, composed=True)
    if album is None and len(draft.state.notes) >= HELD_MAX:
        draft.note("compose.too_many")
        draft.say(text("draft.too_many"))
        return True
    gone = album.gone if album is not None else draft.now + WORDS_MAX
    draft.add(do.Keep(words=said.words, owner=draft.state.id, room=room, until=gone))
    signals = replace(said.signals, felt=None)
    if album is not None:
        keeping.put(draft, album, Part(said.words, signals, MessageId(0), said.message))
        return True
    draft.note("compose.kept")
    never = MessageId(0)  # it was never in the group
    note = Note(room, said.words, signals, never, gone, own=said.message, album=said.album)
    keeping.take(draft, note)
    draft.tell_to(room, Composed(person=draft.state.id))
    return True


def waits(draft: PersonDraft, event: NoteWaits) -> None:
    """The room says when its author can use it: one line, not one for each of a burst."""
    held.say_kept(draft, event.room, event.when)
