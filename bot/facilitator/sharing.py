"""How it was, shared only if both chose so before they answered.

Whoever does not share is not to be found out: the group hears at a set time, and unless both have
shared it is the same line for no, for one, and for nobody who answered.
"""

from msgspec.structs import replace

from bot.facilitator.events import RatingShared
from bot.facilitator.ids import SEATS
from bot.facilitator.limits import SHARE
from bot.facilitator.room import Sharing
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.sentences import title
from bot.facilitator.texts import Name, Phrase, Text, phrase, text

DEADLINE = "share"


def ask(draft: RoomDraft, question: Text) -> str:
    """Both are asked now; gives the stamp that answers carry."""
    stamp = draft.stamp("s")
    names = {role: who for role, who in question.values.items() if isinstance(who, Name)}
    asked = replace(question, values=names)  # words of the exercise are gone by then
    draft.set(sharing=Sharing(stamp, question.key, title=title(draft.dialogue), asked=asked))
    draft.deadline(DEADLINE, draft.now + SHARE)
    return stamp


def shared(draft: RoomDraft, event: RatingShared) -> None:
    """One of the two wants it to be read, if the other does."""
    seat, sharing = draft.state.seat_of(event.person), draft.state.sharing
    if seat is not None and sharing is not None and sharing.stamp == event.stamp:
        draft.set(sharing=replace(sharing, said={**sharing.said, seat: event.label}))


def due(draft: RoomDraft) -> None:
    """The set time. In the middle of something else, or while somebody else is there, nobody hears
    of it.
    """
    sharing = draft.state.sharing
    draft.set(sharing=None)
    busy = draft.state.session is not None or draft.state.pause is not None
    if sharing is None or busy or draft.state.watched:
        return
    if not draft.all_of(sharing.said) or not draft.state.complete:
        draft.note("rate.not_shared")
        draft.say(text("rate.not_shared"), silent=True)
        return
    draft.note("rate.shared")
    lines = [
        text("rate.shared_line", name=draft.state.name(seat), label=phrase(sharing.said[seat]))
        for seat in SEATS
    ]
    asked = phrase(sharing.asked) if sharing.asked else Phrase(sharing.question)
    of = Phrase(sharing.title or sharing.question)
    draft.say(text("rate.shared", *lines, title=of, question=asked), silent=True)
