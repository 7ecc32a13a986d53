"""Write it first: a message for one's own turn that waits with its author for some seconds, to be
sent, softened, or kept for later. A draft is a held note that nobody took out of anywhere.
"""

from bot.facilitator import effects as do
from bot.facilitator.events import Said
from bot.facilitator.ids import MessageId, RoomId
from bot.facilitator.limits import DRAFT_HOLD, WORDS_MAX
from bot.facilitator.person import Note
from bot.facilitator.private import held
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import Rows, button, text

SOFTEN, KEEP = button("soften"), button("keep_later")
WAITING: Rows = ((SOFTEN, KEEP),)
READY: Rows = ((held.POST, SOFTEN), (KEEP, held.LET_GO))


def begin(draft: PersonDraft, room: RoomId) -> None:
    """The next private message is the draft."""
    draft.note("draft.began")
    draft.set(drafting=room, editing=None)
    draft.say(text("draft.write"))


def written(draft: PersonDraft, said: Said) -> bool:
    """Whether this message was it."""
    room = draft.state.drafting
    draft.set(drafting=None)
    if room is None or room not in draft.state.rooms:
        return False
    draft.note("draft.written")
    gone, ready = draft.now + WORDS_MAX, draft.now + DRAFT_HOLD
    draft.add(do.Keep(words=said.words, owner=draft.state.id, room=room, until=gone))
    note = Note(room, said.words, said.signals, MessageId(0), gone, ready=ready)
    held.add(draft, note, text("draft.waits"), WAITING)
    draft.deadline("draft", ready)
    return True


def due(draft: PersonDraft) -> None:
    """The seconds are over: now it can go."""
    draft.deadline("draft", None)
    about = draft.state.about
    note = next((one for one in draft.state.notes if one.words == about), None)
    if note is not None and note.ready is not None and note.ready <= draft.now:
        draft.note("draft.ready")
        draft.change("note", text("draft.ready"), READY)
