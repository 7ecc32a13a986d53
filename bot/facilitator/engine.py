"""What happens in a room, and in which order it matters.

`advance` takes any event in any state. It is pure and total: what people do is never an error. A
fault of ours raises; the service marks the event as failed and calls `rescue`, which opens the
floor.
"""

from collections.abc import Callable
from datetime import datetime

from bot.dialogue.library import Library
from bot.facilitator import (
    again,
    company,
    exercise,
    interrupts,
    kept,
    lock,
    masks,
    names,
    notes,
    presence,
    settling,
    topics,
)
from bot.facilitator.cursor import at
from bot.facilitator.draft import Outcome
from bot.facilitator.events import Ended, RoomEvent, UpPassed
from bot.facilitator.ids import Seat
from bot.facilitator.room import Break, Room
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps import verb
from bot.facilitator.steps.base import ALWAYS
from bot.facilitator.texts import text
from bot.sensing.heat import Heat

#: The first that answers wins. What is written in another topic is nobody's affair. Safety stands
#: above the exercise, so no dialogue can switch it off: stopping first, then help, then the pause
#: that either may call; who is in and what is possible at all before time; time before the floor,
#: since a turn that is over is over; the exercise last.
ORDER: tuple[Callable[[RoomDraft], bool], ...] = (
    topics.elsewhere,
    interrupts.stop,
    interrupts.support,
    interrupts.pause,
    interrupts.consent,
    interrupts.possible,
    interrupts.deadline,
    exercise.hear,
    exercise.act,
)


def advance(library: Library, room: Room, event: RoomEvent, now: datetime) -> Outcome[Room]:
    """The room after this event, and what to do."""
    draft = RoomDraft(library, room, event, now)
    masks.lift(draft)
    settling.missing(draft)
    names.learn(draft)
    presence.seen(draft)
    for interrupt in ORDER:
        if interrupt(draft):
            break
    draft.topic = None  # what follows from the state belongs to where the room talks
    presence.settle(draft)
    company.settle(draft)
    settling.settle(draft)
    lock.settle(draft)
    return draft.outcome()


def next_deadline(room: Room) -> datetime | None:
    """When this room wants to hear that time has passed; None if never."""
    return min(room.deadlines.values(), default=None)


def rescue(library: Library, room: Room, event: RoomEvent, now: datetime) -> Outcome[Room]:
    """We failed: the floor opens, no exercise runs, both are told; a break and its return stay.
    Uses as little as possible.
    """
    draft = RoomDraft(library, room, event, now)
    draft.note("engine.rescue")
    if room.session is not None:
        draft.release_session()
        if room.session.asked:
            draft.tell_both(UpPassed(room=room.id))
        draft.tell_both(Ended(room=room.id))
    notes.unanswered(draft)
    for seat in room.seats:
        draft.partner(seat, notes=0)
    pause = room.pause if isinstance(room.pause, Break) else None
    stay = {name: due for name, due in room.deadlines.items() if name in _STAYS}
    cards = {slot: card for slot, card in room.cards.items() if pause and slot == "pause"}
    draft.set(session=None, pause=pause, deadlines=stay, cards=cards, sharing=None)
    draft.set(heat=Heat(), fine=())
    lock.open_all(draft)
    draft.say(text("closing.broken"))
    return draft.outcome()


#: Deadlines of a break, of what was arranged for another day, of what is kept.
_STAYS = frozenset({"pause.back", "pause.call", again.DEADLINE, kept.DEADLINE, masks.DEADLINE})


def permitted(library: Library, room: Room) -> dict[Seat, frozenset[str]]:
    """What each seat can do now: *speak*, commands, buttons. For buttons, simulation, lint."""
    return {seat: _permitted(library, room, seat) for seat in room.seats}


def _offered(room: Room) -> set[str]:
    """What two can take up while no exercise runs."""
    if not room.complete:
        return set()
    return {"repair"} if room.pause else {"begin", "menu", "card", "repair"}


def _permitted(library: Library, room: Room, seat: Seat) -> frozenset[str]:
    session = room.session
    if session is None:
        free = {"speak", "pause", "breathe", "support", "resume"}
        return frozenset(free | _offered(room))
    own = {"speak"} if session.floor is None else set()
    dialogue = library.dialogue(session.dialogue, session.edition)
    step = at(dialogue, session.branch, session.cursor) if dialogue else None
    if room.pause is not None:
        own = {"resume"}
    elif step is None:
        card = room.cards.get("turn")
        own |= {one.action for row in card.rows for one in row} if card else {"no"}
    else:
        own |= verb(step).verbs(session, step, seat)
    return frozenset(own) | ALWAYS
