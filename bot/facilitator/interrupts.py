"""What stands above the exercise: stop, support, pause, consent, what is possible, time.

Each looks at the event; if it is for them they do what follows and say so. `engine.ORDER` says who
looks first.
"""

from collections.abc import Callable
from datetime import timedelta

from bot.facilitator import (
    again,
    company,
    desk,
    enrolment,
    floor,
    heat,
    kept,
    lock,
    masks,
    presence,
    sessions,
    sharing,
    whispers,
)
from bot.facilitator.events import (
    Asked,
    Astray,
    Brought,
    Edited,
    Enrolled,
    Joined,
    Known,
    Left,
    LockRefused,
    Moved,
    Probed,
    Refused,
    RightsChanged,
    Said,
    StandingChanged,
    Stood,
    SupportWanted,
    Tapped,
    TimePassed,
    Unheard,
    Withdrew,
)
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import AWAY, GRACE, LATE
from bot.facilitator.pauses import aside, breaks, breather, returns
from bot.facilitator.pauses.ends import SUPPORT
from bot.facilitator.room import Aside, Break, Breather
from bot.facilitator.room_draft import CLOCK, OFFERED, RoomDraft
from bot.facilitator.steps import verb
from bot.facilitator.texts import button, text


def seat_of(draft: RoomDraft) -> Seat | None:
    """The seat of whoever did this; None for anybody else."""
    return draft.state.seat_of(getattr(draft.event, "by", None))


# --- stop, support -------------------------------------------------------------------------------


def stop(draft: RoomDraft) -> bool:
    """`/stop`, by either, at once."""
    event = draft.event
    if not (isinstance(event, Asked) and event.command == "stop"):
        return False
    seat = seat_of(draft)
    if seat is None:
        _by_nobody(draft, event)
        return True
    if draft.state.session is not None:
        sessions.close(draft, "stopped")
    elif isinstance(draft.state.pause, Breather):
        draft.note("stop.minute")
        breather.over(draft)
    else:
        draft.note("stop.nothing")
        line = text("stop.nothing_paused" if draft.state.pause else "stop.nothing")
        if event.private:
            draft.show(seat, "reply", line)
        else:
            draft.say(line)
    return True


def support(draft: RoomDraft) -> bool:
    """A call for support, in a command or in words. Free talk is free: nobody listens there, but
    while messages are held.
    """
    match draft.event:
        case Asked(by=by, command="support", unseen=unseen):
            draft.note("support.asked")
            if by is not None:
                draft.tell_to(by, SupportWanted())
                whispers.door_to_support(draft, by, unseen)
            else:
                draft.say(text("help.in_private"), ((SUPPORT,),))
            return True
        case (Said() | Edited()) as said if said.signals.crisis and _public(said) and _holds(draft):
            seat = seat_of(draft)
            if seat is None and (said.by is not None or draft.state.watched):
                return False
            draft.note(f"support.{said.signals.crisis}")
            draft.cover()
            if said.signals.crisis == "self_harm" and seat is not None:
                draft.tell(seat, SupportWanted(crisis=said.signals.crisis))
            else:
                draft.tell_both(SupportWanted())
            if draft.state.session is not None:
                sessions.close(draft, "support")
            else:
                breather.over(draft)
            return True
    return False


def _by_nobody(draft: RoomDraft, asked: Asked) -> None:
    """Telegram does not say who asked for a pause or an end; a tap does, and is a pause."""
    if asked.by is not None or not draft.state.complete:
        return
    draft.note("pause.by_nobody")
    if asked.command == "resume":
        draft.say(text("pause.by_nobody"))
    else:
        draft.say(text("pause.by_nobody_tap"), ((button("pause"),),))


def _public(said: Said | Edited) -> bool:
    """What only the bot saw is answered to its author alone (`unseen`)."""
    return not (isinstance(said, Said) and said.unseen is not None)


def _holds(draft: RoomDraft) -> bool:
    """Whether something may be taken out of the chat just now."""
    return draft.state.session is not None or isinstance(draft.state.pause, Breather)


# --- pause ---------------------------------------------------------------------------------------


def pause(draft: RoomDraft) -> bool:
    """The commands of the pauses, and the buttons of their card."""
    seat = seat_of(draft)
    match draft.event:
        case Said(signals=signals) if seat and signals.felt is not None and signals.felt.stop:
            heat.asks_to_stop(draft, seat)
        case Asked(command=command) as asked if command in _PAUSES:
            _asked_pause(draft, seat, asked)
        case Tapped(action=action, tap=tap) if action in _ANYWHERE:
            if seat is None:
                draft.answer(tap, "toast.unknown" if draft.event.by is None else "toast.not_yours")
            else:
                _ANYWHERE[action](draft, seat, tap)
        case Tapped(stamp=stamp, action=action, tap=tap) if stamp.startswith("e"):
            if seat is None or not returns.answered_early(draft, seat, stamp, action):
                draft.answer(tap, "toast.passed")
        case Tapped(stamp=stamp) as tap if stamp.startswith("p"):
            card = draft.state.cards.get("pause")
            if seat is None or card is None or card.stamp != stamp:
                draft.answer(tap.tap, "toast.not_yours" if seat is None else "toast.passed")
            else:
                _tapped(draft, seat, tap)
        case _:
            return False
    return True


def _asked_pause(draft: RoomDraft, seat: Seat | None, asked: Asked) -> None:
    """A pause or its end, by command. Whoever cannot call one is told why, and what to do."""
    if seat is not None:
        before = draft.state.pause
        _PAUSES[asked.command](draft, seat, asked.argument)
        if asked.command == "resume":
            returns.acknowledge(draft, asked)
        if asked.private and draft.state.pause != before and asked.command == "pause":
            draft.show(seat, "reply", text("private.paused"))
        return
    if asked.by is None and draft.state.complete:
        _by_nobody(draft, asked)
    elif not draft.state.complete:
        draft.note("pause.not_in")
        draft.say(text("pause.not_in"))


def _tapped_pause(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """Both may tap *Pause* in the same moment; one pause is enough."""
    pause = draft.state.pause
    if isinstance(pause, Break) and draft.now - pause.since <= GRACE:
        draft.answer(tap, "toast.paused")
    else:
        draft.answer(tap)
        breaks.call_break(draft, seat, "")


#: Buttons that mean the same wherever they stand, for as long as they stand there.
_ANYWHERE: dict[str, Callable[[RoomDraft, Seat, TapId | None], None]] = {
    "pause": _tapped_pause,
    "too_much": heat.too_much,
    "film": lambda draft, _seat, tap: breather.film(draft, tap),
    "ground": lambda draft, _seat, tap: breather.ground(draft, tap),
}


def _tapped(draft: RoomDraft, seat: Seat, tap: Tapped) -> None:
    match tap.action:
        case action if action in breaks.RETURNS:
            breaks.pick(draft, seat, action, tap.tap)
        case "resume":
            returns.come_back(draft, seat, tap.tap)
        case "here":
            returns.here(draft, seat, tap.tap)
        case "later":
            returns.later(draft, tap.tap)
        case "fine":
            breather.fine(draft, seat, tap.tap)
        case "meta":
            draft.answer(tap.tap)
            aside.call_aside(draft)
        case action if action.startswith("begin_") and isinstance(draft.state.pause, Aside):
            aside.over(draft)
            desk.begin(draft, seat, action.removeprefix("begin_"), tap.tap)
        case company.WITH:
            company.go_on(draft, seat, tap.tap)
        case company.AWAY:
            company.put_away(draft, tap.tap)
        case "go_on":
            floor.tapped_go_on(draft, seat, tap.tap)
        case _:
            draft.answer(tap.tap, "toast.passed")


_PAUSES: dict[str, Callable[[RoomDraft, Seat, str], None]] = {
    "pause": breaks.call_break,
    "breathe": lambda draft, _seat, argument: breather.call_breather(draft, argument),
    "meta": lambda draft, _seat, _argument: aside.call_aside(draft),
    "too_much": lambda draft, seat, _argument: heat.too_much(draft, seat, None),
    "resume": lambda draft, seat, _argument: returns.come_back(draft, seat, None),
}


# --- consent, presence ---------------------------------------------------------------------------


def consent(draft: RoomDraft) -> bool:
    """Who the two are."""
    match draft.event:
        case Tapped(action="im_in") as tap:
            enrolment.tapped_in(draft, tap)
        case Tapped(action="skip", tap=tap_id):
            draft.answer(tap_id, "toast.no_reminders")
        case Tapped(action="claim") as tap:
            masks.claimed(draft, tap)
        case Enrolled() as event:
            enrolment.enrolled(draft, event)
        case Known() as event:
            enrolment.known(draft, event)
        case Astray() as event:
            enrolment.astray(draft, event)
        case Brought() as event:
            enrolment.brought(draft, event)
        case Withdrew() as event:
            enrolment.withdrew(draft, event)
        case _:
            return False
    return True


def possible(draft: RoomDraft) -> bool:
    """What the bot can do here, and who is here."""
    match draft.event:
        case RightsChanged() as event:
            presence.rights_changed(draft, event)
        case StandingChanged():
            presence.standing_changed(draft)
        case Probed() as event:
            presence.probed(draft, event)
        case Joined() as event:
            presence.joined(draft, event)
        case Left() as event:
            presence.left(draft, event)
        case Moved():
            presence.moved(draft)
        case Refused() as event:
            presence.refused(draft, event)
        case Stood() as event:
            lock.stood(draft, event)
        case LockRefused() as event:
            lock.refused(draft, event)
        case Unheard() as event:
            whispers.unheard(draft, event)
        case _:
            return False
    return True


# --- time ----------------------------------------------------------------------------------------


def deadline(draft: RoomDraft) -> bool:
    """One deadline at a time, the earliest first; the next one is asked for right after."""
    if not isinstance(draft.event, TimePassed):
        return False
    due = sorted((at, name) for name, at in draft.state.deadlines.items() if at <= draft.now)
    if due:
        at, name = due[0]
        draft.deadline(name, None)
        if name.startswith(CLOCK):
            _clock(draft, name.removeprefix(CLOCK), draft.now - at)
        else:
            _DEADLINES[name](draft, draft.now - at)
    return True


def _clock(draft: RoomDraft, name: str, late: timedelta) -> None:
    """One of the session's clocks ran out, or did while we were away."""
    if draft.state.session is None:
        return
    step = sessions.here(draft)
    if late > LATE and name != "end":
        sessions.again(draft, "time" if name == "warn" else name, late)
    elif name == "end" or step is None:
        sessions.close(draft, "quiet")
    else:
        sessions.go(draft, verb(step).due(draft, step, name))


def _short(draft: RoomDraft, late: timedelta, over: Callable[[RoomDraft], None]) -> None:
    """A short pause is over; if it was over long ago, and we were away, nobody is called back to
    an exercise in the middle of something else.
    """
    if late > AWAY and draft.state.session is not None:
        draft.note("deadline.away")
        sessions.close(draft, "put_away", silent=True)
    else:
        over(draft)


_DEADLINES: dict[str, Callable[[RoomDraft, timedelta], None]] = {
    "pause.breather": lambda draft, late: _short(draft, late, breather.over),
    "pause.back": returns.call_back,
    "pause.call": returns.missed,
    again.DEADLINE: lambda draft, _late: again.due(draft),
    "pause.aside": lambda draft, late: _short(draft, late, aside.over),
    company.DEADLINE: lambda draft, _late: company.put_away(draft),
    "pause.halt": lambda draft, late: sessions.close(draft, "put_away", silent=late > AWAY),
    OFFERED: lambda draft, _late: draft.fold("menu"),
    masks.DEADLINE: lambda draft, _late: masks.due(draft),
    lock.DEADLINE: lambda _draft, _late: None,  # what follows is settled after every event
    kept.DEADLINE: lambda draft, _late: kept.prune(draft),
    sharing.DEADLINE: lambda draft, _late: sharing.due(draft),
    heat.ASK: lambda draft, _late: heat.ask(draft),
    heat.COOL: lambda draft, _late: heat.cool(draft),
}
