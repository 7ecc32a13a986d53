"""Topics: a group with topics has one conversation in each, and a room talks in one of them.

Which one: that of the latest command by which the two take something up. An exercise keeps its own.
What is written in another one is free talk: not removed, not counted, not listened to. Commands
work from every topic.
"""

from bot.facilitator import sessions
from bot.facilitator.events import Asked, Edited, Refused, Said, Tapped
from bot.facilitator.limits import UNATTRIBUTED
from bot.facilitator.room import Room, Slot
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import text

#: Commands by which the two take something up: the room comes along to where they are given.
TAKES_UP = frozenset({"start", "begin", "menu", "rules", "card", "repair"})
#: Cards without which nothing goes on.
LIVING: tuple[Slot, ...] = ("hello", "pause", "turn")


def heard(room: Room, said: Said | Edited) -> bool:
    """Whether this was written where the room talks."""
    return said.thread is None or said.thread == room.thread


def elsewhere(draft: RoomDraft) -> bool:
    """Whether this is free talk in another topic; and where the room talks from now on."""
    _learn(draft)
    match draft.event:
        case Said(thread=None) | Edited(thread=None):
            _go(draft, 0)  # there are no topics, or none any more
        case (Said() | Edited()) as said:
            if not heard(draft.state, said) and getattr(said, "unseen", None) is None:
                draft.note("topics.elsewhere")
                return True
        case Asked(private=False, command=command, thread=thread) if command in TAKES_UP:
            _asked(draft, thread or 0)
        case Tapped(stamp=stamp, tap=tap, thread=int(thread)) if stamp and tap is not None:
            living = any(card.stamp == stamp for card in draft.state.cards.values())
            if living and draft.state.session is None and draft.state.pause is None:
                _go(draft, thread)
    return False


def _learn(draft: RoomDraft) -> None:
    """Whoever writes in a topic shows that there are topics, before anybody has looked."""
    match draft.event:
        case Said(thread=int()) | Edited(thread=int()) | Asked(thread=int()) | Tapped(thread=int()):
            draft.set(forum=True)
        case Said() | Edited():
            draft.set(forum=False)


def _asked(draft: RoomDraft, thread: int) -> None:
    """An exercise stays where it is; a guest moves nobody."""
    theirs = draft.state.seat_of(getattr(draft.event, "by", None)) is not None
    if draft.state.session is None and (theirs or not draft.state.complete):
        _go(draft, thread)


def _go(draft: RoomDraft, thread: int) -> None:
    """From now on here. No card is the last thing that was written here."""
    if thread != draft.state.thread:
        draft.note("topics.moved")
        draft.cover()
        draft.set(thread=thread)


def answer_there(draft: RoomDraft) -> None:
    """What only answers a question is said where it was asked."""
    event = draft.event
    if isinstance(event, Asked | Tapped) and event.thread is not None:
        draft.topic = event.thread


def lost(draft: RoomDraft, event: Refused) -> None:
    """The topic is closed or gone. What was to be posted there stands in the general one now, and
    there we go on; if that is closed as well, both hear it in private.
    """
    if event.thread != draft.state.thread:
        return  # a leaflet, asked for elsewhere
    if event.thread == 0:
        _nowhere(draft)
    else:
        draft.note("topics.lost")
        draft.set(thread=0)
        draft.say(text("presence.topic"))
        for slot in LIVING:
            card = draft.state.cards.get(slot)
            if card is not None and card.stamp and card.say != event.effect:
                draft.repost(slot)


def _nowhere(draft: RoomDraft) -> None:
    """There is no topic left to write in. Nothing can go on unseen, so the exercise rests."""
    last = draft.state.hinted
    if draft.state.session is not None:
        sessions.close(draft, "put_away", wordless=True)
    elif last is not None and draft.now - last <= UNATTRIBUTED:
        return
    draft.note("topics.nowhere")
    draft.set(hinted=draft.now)
    for seat in draft.state.seats:
        draft.show(seat, "topic", text("presence.no_topic"))
