"""Write it first: a message for one's own turn that waits with its author for some seconds, to be
sent, softened, or kept for later. A draft is a held note that nobody took out of anywhere.
"""

from bot.facilitator import effects as do
from bot.facilitator.events import Said
from bot.facilitator.ids import MessageId, RoomId
from bot.facilitator.limits import HELD_MAX, WORDS_MAX
from bot.facilitator.person import Note
from bot.facilitator.private import held
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import text


def begin(draft: PersonDraft, room: RoomId) -> None:
    """The next private message is the draft."""
    draft.note("draft.began")
    draft.listen(drafting=room)
    draft.say(text("draft.write"))


def written(draft: PersonDraft, said: Said) -> bool:
    """Whether this message was it."""
    room = draft.state.drafting
    if room is None or room not in draft.state.rooms:
        draft.listen()
        return False
    if said.signals.insult:
        draft.note("draft.other_words")
        draft.say(text("gather.other_words"))
        return True
    if len(draft.state.notes) >= HELD_MAX:
        draft.note("draft.too_many")
        draft.listen()
        draft.say(text("draft.too_many"))
        return True
    draft.note("draft.written")
    draft.listen()
    gone = draft.now + WORDS_MAX
    draft.add(do.Keep(words=said.words, owner=draft.state.id, room=room, until=gone))
    none = MessageId(0)  # it was never in the group
    note = Note(room, said.words, said.signals, none, gone, ready=draft.now, own=said.message)
    held.add(draft, note)
    return True
