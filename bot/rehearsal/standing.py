"""How the product stands, as far as a rehearsal wants to know: what is due next, and what runs.

Read from the journal through its port, as any part of the service may.
"""

from collections.abc import Mapping

from msgspec import Struct

from bot.dialogue.library import Library
from bot.dialogue.model import Dialogue, Step, Turn, children
from bot.facilitator import codec, engine
from bot.facilitator.ids import Mailbox, Seat, other
from bot.facilitator.progress import Session
from bot.facilitator.room import Room
from bot.facilitator.steps.base import ALWAYS
from bot.service.ports import Journal

#: The nearest so many deadlines are looked at; a session's are minutes away, never hidden by more.
MAILBOXES_MAX = 12


class Playing(Struct, frozen=True):
    """An exercise that runs. `place`: its chat, as the Bot API numbers it; `step` is empty until
    *same room or apart?* is answered; `verb` is the step's, or *trial* for the turn that ends when
    something was kept; `writes`: the name of who is asked to write, if anybody is; `may`: what each
    partner can do now that is the step's own (*speak*, buttons' actions), by name.
    """

    place: str
    dialogue: str
    step: str = ""
    verb: str = ""
    writes: str = ""
    may: dict[str, tuple[str, ...]] = {}


class Standing(Struct, frozen=True):
    """`due`: the name of the nearest deadline, as the state has it, or empty. `playing`: what runs,
    the most urgent first.
    """

    due: str = ""
    playing: tuple[Playing, ...] = ()


async def standing(journal: Journal, library: Library) -> Standing:
    """How things stand now."""
    due, playing, seen = "", list[Playing](), list[Mailbox]()
    while len(seen) < MAILBOXES_MAX:
        found = await journal.next_deadline(tuple(seen))
        if found is None:
            break
        mailbox, _ = found
        snapshot = await journal.load(mailbox)
        place = await journal.place_of(mailbox)
        if snapshot is not None:
            room = codec.room(snapshot) if mailbox.startswith("r") else None
            state = room or codec.person(snapshot)
            if not seen:
                due = min(state.deadlines, key=lambda name: state.deadlines[name], default="")
            if room is not None and place is not None and (runs := plays(library, room, place)):
                playing.append(runs)
        seen.append(mailbox)
    return Standing(due, tuple(playing))


def plays(library: Library, room: Room, place: str) -> Playing | None:
    """What runs in a room, if anything does."""
    session = room.session
    if session is None:
        return None
    dialogue = library.dialogue(session.dialogue, session.edition)
    step = _here(dialogue, session) if dialogue else None
    verb = str(type(step).__struct_config__.tag) if step else ""
    permitted = engine.permitted(library, room)
    may = {room.name(seat): tuple(sorted(can - ALWAYS)) for seat, can in permitted.items()}
    if isinstance(step, Turn) and step.until_kept:
        # It is the other one who is asked to write.
        verb = "trial"
        may = {name: ("speak",) if "speak" not in can else () for name, can in may.items()}
    seat = writes(room, step, permitted)
    name = room.name(seat) if seat else ""
    return Playing(place, session.dialogue, step.id if step else "", verb, name, may)


def writes(room: Room, step: Step | None, may: Mapping[Seat, frozenset[str]]) -> Seat | None:
    """Who is asked to write in the group: who has the floor, and in the trial the other one."""
    floor = room.session.floor if room.session else None
    if floor is None or floor.halted or room.pause is not None:
        return None
    if isinstance(step, Turn) and step.until_kept:
        return other(floor.holder)
    return floor.holder if "speak" in may[floor.holder] else None


def _here(dialogue: Dialogue, session: Session) -> Step | None:
    """The step that the cursor points to; None before the first."""
    steps, step = dialogue.branch(session.branch), None
    for frame in session.cursor:
        if step is not None:
            steps = dict(children(step)).get(frame.block, ())
        if frame.place >= len(steps):
            return None
        step = steps[frame.place]
    return step
