"""What happens in a room, and in which order it matters.

`advance` takes any event in any state. It is pure and total: what people do is never an error. A
fault of ours raises; the service marks the event as failed and calls `rescue`, which opens the
floor.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.dialogue.library import Library
from bot.facilitator import desk, enrolment, floor, notes, pauses, presence, sessions
from bot.facilitator.draft import Outcome
from bot.facilitator.events import (
    Asked,
    Edited,
    Enrolled,
    Joined,
    Known,
    Left,
    Moved,
    NotePosted,
    Probed,
    Refused,
    RightsChanged,
    RoomEvent,
    Said,
    SupportWanted,
    Tapped,
    TimePassed,
    Withdrew,
)
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import LATE
from bot.facilitator.room import Room
from bot.facilitator.room_draft import CLOCK, RoomDraft
from bot.facilitator.steps import verb
from bot.facilitator.steps.base import ALWAYS
from bot.facilitator.texts import text


def advance(library: Library, room: Room, event: RoomEvent, now: datetime) -> Outcome[Room]:
    """The room after this event, and what to do."""
    draft = RoomDraft(library, room, event, now)
    for interrupt in ORDER:
        if interrupt(draft):
            break
    sessions.settle(draft)
    return draft.outcome()


def next_deadline(room: Room) -> datetime | None:
    """When this room wants to hear that time has passed; None if never."""
    return min(room.deadlines.values(), default=None)


def rescue(library: Library, room: Room, event: RoomEvent, now: datetime) -> Outcome[Room]:
    """We failed: the floor opens, nothing runs, both are told. Uses as little as possible."""
    draft = RoomDraft(library, room, event, now)
    draft.note("engine.rescue")
    for seat in room.seats:
        draft.partner(seat, notes=0)
    draft.set(session=None, pause=None, deadlines={}, cards={})
    draft.say(text("closing.broken"))
    return draft.outcome()


def permitted(library: Library, room: Room) -> dict[Seat, frozenset[str]]:
    """What each seat can do now: *speak*, commands, buttons. For buttons, simulation, lint."""
    session = room.session
    can: dict[Seat, frozenset[str]] = {}
    for seat in room.seats:
        if session is None:
            can[seat] = frozenset({"speak", "pause", "breathe", "support", "resume"})
            can[seat] |= {"begin", "menu"} if room.complete and room.pause is None else set()
            continue
        own = {"speak"} if session.floor is None else set()
        if room.pause is None and (dialogue := library.dialogue(session.dialogue, session.edition)):
            step = sessions.at(dialogue, session.branch, session.cursor)
            if step is None:
                own |= {"apart", "together", "no"}
            else:
                own |= verb(step).verbs(session, step, seat)
        elif room.pause is not None:
            own = {"resume"}
        can[seat] = frozenset(own) | ALWAYS
    return can


# --- the interrupts ------------------------------------------------------------------------------


def _seat(draft: RoomDraft) -> Seat | None:
    return draft.state.seat_of(getattr(draft.event, "by", None))


def _stop(draft: RoomDraft) -> bool:
    match draft.event:
        case Asked(command="stop") | Tapped(action="stop"):
            seat = _seat(draft)
            draft.answer(getattr(draft.event, "tap", None))
            if seat is None:
                return True
            if draft.state.session is not None:
                sessions.close(draft, "stopped")
            elif not getattr(draft.event, "private", False):
                draft.note("stop.nothing")
                draft.say(text("stop.nothing"))
            return True
    return False


def _support(draft: RoomDraft) -> bool:
    match draft.event:
        case Asked(by=by, command="support"):
            draft.note("support.asked")
            if by is not None:
                draft.tell_to(by, SupportWanted())
            return True
        case Said(by=by, signals=signals) if signals.crisis:
            seat = _seat(draft)
            if seat is None or draft.state.session is None:
                return False  # free talk is free: nobody listens there
            draft.note(f"support.{signals.crisis}")
            draft.cover()
            if signals.crisis == "self_harm":
                draft.tell(seat, SupportWanted(crisis=signals.crisis))
            else:
                draft.tell_both(SupportWanted())
            sessions.close(draft, "support")
            return True
    return False


def _pause(draft: RoomDraft) -> bool:
    seat = _seat(draft)
    match draft.event:
        case Asked(command=command, argument=argument) if command in _PAUSES:
            if seat is not None:
                _PAUSES[command](draft, seat, argument)
            return True
        case Tapped(action="pause", tap=tap):
            draft.answer(tap)
            if seat is not None:
                pauses.call_break(draft, seat, "")
            return True
        case Tapped(action="film" | "ground" as action, tap=tap):
            draft.answer(tap)
            if action == "film":
                draft.film()
            else:
                draft.say(text("pause.ground"))
            return True
        case Tapped(stamp="early", action=action) if seat is not None:
            pauses.answered_early(draft, seat, action)
            return True
        case Tapped(stamp=stamp, action=action, tap=tap) if stamp.startswith("p"):
            card = draft.state.cards.get("pause")
            if seat is None or card is None or card.stamp != stamp:
                draft.answer(tap, "toast.passed")
            else:
                _pause_button(draft, seat, action, tap)
            return True
    return False


def _pause_button(draft: RoomDraft, seat: Seat, action: str, tap_id: TapId | None) -> None:
    match action:
        case "back_60" | "back_120" | "back_tomorrow":
            pauses.pick(draft, seat, action, tap_id)
        case "resume":
            pauses.come_back(draft, seat, tap_id)
        case "here":
            pauses.here(draft, seat, tap_id)
        case "later":
            pauses.later(draft, tap_id)
        case "fine":
            pauses.fine(draft, seat, tap_id)
        case "meta":
            draft.answer(tap_id)
            pauses.aside(draft)
        case "go_on":
            floor.tapped_go_on(draft, seat, tap_id)
        case _:
            draft.answer(tap_id, "toast.passed")


def _consent(draft: RoomDraft) -> bool:
    match draft.event:
        case Tapped(action="im_in") as tap:
            enrolment.tapped_in(draft, tap)
        case Tapped(action="skip", tap=tap_id):
            draft.answer(tap_id)
        case Enrolled() as event:
            enrolment.enrolled(draft, event)
        case Known() as event:
            enrolment.known(draft, event)
        case Withdrew() as event:
            enrolment.withdrew(draft, event)
        case _:
            return False
    return True


def _presence(draft: RoomDraft) -> bool:
    match draft.event:
        case RightsChanged() as event:
            presence.rights_changed(draft, event)
        case Probed() as event:
            presence.probed(draft, event)
        case Joined() as event:
            presence.joined(draft, event)
        case Left() as event:
            presence.left(draft, event)
        case Moved() as event:
            presence.moved(draft, event)
        case Refused() as event:
            presence.refused(draft, event)
        case _:
            return False
    return True


def _deadline(draft: RoomDraft) -> bool:
    """One deadline at a time, the earliest first; the next one is asked for right after."""
    if not isinstance(draft.event, TimePassed):
        return False
    due = sorted((at, name) for name, at in draft.state.deadlines.items() if at <= draft.now)
    if not due:
        return True
    at, name = due[0]
    draft.deadline(name, None)
    if name.startswith(CLOCK):
        _clock(draft, name.removeprefix(CLOCK), draft.now - at)
    else:
        _DEADLINES[name](draft)
    return True


def _clock(draft: RoomDraft, name: str, late: timedelta) -> None:
    session = draft.state.session
    if session is None:
        return
    if late > LATE and name != "end":
        sessions.again(draft, "turn" if name == "warn" else name, late)
        return
    step = sessions.here(draft)
    if name == "end" or step is None:
        sessions.close(draft, "quiet")
    else:
        sessions.go(draft, verb(step).due(draft, step, name))


def _floor(draft: RoomDraft) -> bool:
    match draft.event:
        case Said() as said:
            _said(draft, said)
        case Edited() as changed:
            seat = _seat(draft)
            if seat is not None and draft.state.session is not None:
                floor.edited(draft, seat, changed)
        case NotePosted() as posted:
            notes.posted(draft, posted)
        case _:
            return False
    return True


def _said(draft: RoomDraft, said: Said) -> None:
    seat = _seat(draft)
    if seat is None or draft.state.session is None:
        draft.cover()
        if said.by is None and draft.state.session is not None:
            notes.unattributed(draft)
    elif draft.state.pause is not None:
        floor.in_pause(draft, seat, said)
    else:
        before = len(draft.effects)
        verdict = floor.hear(draft, seat, said)
        step = sessions.here(draft)
        if step is None:
            return
        if verdict == "mine":
            sessions.go(draft, verb(step).said(draft, step, seat, said))
        elif verdict == "out" and len(draft.effects) > before:
            sessions.go(draft, verb(step).kept(draft, step))


def _step(draft: RoomDraft) -> bool:
    seat = _seat(draft)
    match draft.event:
        case Asked(command=command, argument=argument):
            if command in desk.LEAFLETS:
                desk.LEAFLETS[command](draft)
            elif seat is not None:
                _asked(draft, seat, command, argument)
        case Tapped() as tap:
            _tapped(draft, seat, tap)
    return True


def _asked(draft: RoomDraft, seat: Seat, command: str, argument: str) -> None:
    match command:
        case "begin":
            desk.begin(draft, seat, argument)
        case "menu":
            desk.begin(draft, seat, "")
        case "rules":
            desk.rules(draft)
        case "done" | "pass":
            draft.cover()
            step = sessions.here(draft) if draft.state.session else None
            if step is not None and draft.state.pause is None:
                sessions.go(draft, verb(step).tapped(draft, step, seat, command, None))


def _tapped(draft: RoomDraft, seat: Seat | None, tap: Tapped) -> None:
    if tap.action in ("help", "privacy", "sources"):
        draft.answer(tap.tap)
        desk.LEAFLETS[tap.action](draft)
        return
    session = draft.state.session
    private = session is not None and tap.stamp == session.asked and bool(tap.stamp)
    slot = next((slot for slot, card in draft.state.cards.items() if card.stamp == tap.stamp), None)
    if seat is None or (slot is None and not private):
        draft.note("tap.stale")
        draft.answer(tap.tap, "toast.not_yours" if seat is None else "toast.passed")
    elif private or slot == "turn":
        _tapped_step(draft, seat, tap)
    else:
        _tapped_desk(draft, seat, tap)


def _tapped_step(draft: RoomDraft, seat: Seat, tap: Tapped) -> None:
    step = sessions.here(draft)
    if step is not None:
        sessions.go(draft, verb(step).tapped(draft, step, seat, tap.action, tap.tap))
    elif tap.action in ("apart", "together"):
        sessions.placed(draft, "apart" if tap.action == "apart" else "together", tap.tap)
    else:
        draft.answer(tap.tap)
        sessions.close(draft, "not_now")


def _tapped_desk(draft: RoomDraft, seat: Seat, tap: Tapped) -> None:
    match tap.action:
        case "enough":
            draft.note("offer.enough")
            draft.answer(tap.tap)
            draft.fold("menu", text("menu.enough"))
            draft.deadline("offer", None)
        case "more" | "menu":
            draft.answer(tap.tap)
            draft.fold("menu")
            draft.deadline("offer", None)
            desk.begin(draft, seat, "")
        case "rules":
            draft.answer(tap.tap)
            desk.rules(draft)
        case action if action.startswith("begin_"):
            desk.begin(draft, seat, action.removeprefix("begin_"), tap.tap)
        case action if action.removeprefix("rule_") in desk.STRICT:
            desk.switch(draft, seat, action.removeprefix("rule_"), tap.tap)
        case _:
            draft.answer(tap.tap, "toast.passed")


_PAUSES: dict[str, Callable[[RoomDraft, Seat, str], None]] = {
    "pause": pauses.call_break,
    "breathe": lambda draft, _seat, argument: pauses.call_breather(draft, argument),
    "meta": lambda draft, _seat, _argument: pauses.aside(draft),
    "resume": lambda draft, seat, _argument: pauses.come_back(draft, seat, None),
}

_DEADLINES: dict[str, Callable[[RoomDraft], None]] = {
    "pause.breather": lambda draft: pauses.end(draft, text("pause.breather_over")),
    "pause.back": pauses.call_back,
    "pause.call": pauses.missed,
    "pause.aside": pauses.end_aside,
    "pause.halt": lambda draft: sessions.close(draft, "put_away"),
    "offer": lambda draft: draft.fold("menu"),
}

#: The first that answers wins. Safety stands above the exercise, so no dialogue can switch it off:
#: stopping first, then help, then the pause that either may call; consent and what is possible at
#: all before time, time before the floor, and the exercise last.
ORDER: tuple[Callable[[RoomDraft], bool], ...] = (
    _stop,
    _support,
    _pause,
    _consent,
    _presence,
    _deadline,
    _floor,
    _step,
)
