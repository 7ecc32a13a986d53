"""When it gets fast: a line, a breather, the offer of a break. Each is quieter than what it
prevents, the same for both, names nobody and shows no number. `sensing.heat` says what is called
for; here is what the bot does with it, in an exercise and, where both have said so, in free talk.
"""

from datetime import timedelta

from msgspec.structs import replace

from bot.facilitator import events as told
from bot.facilitator import floor
from bot.facilitator.events import Said
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.limits import ASK_HELPED, BREATHER, BREATHER_MAX, LOWERED, MINUTE
from bot.facilitator.pauses import breaks, breather
from bot.facilitator.pauses.ends import SUPPORT
from bot.facilitator.progress import Reflecting
from bot.facilitator.room import Aside, Break, Breather, Guest, Room
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Rows, Span, Text, button, text
from bot.sensing import heat as sensing
from bot.sensing.sense import Role

#: When each is asked, alone, whether it helped; when nothing is left of how fast it was.
ASK, COOL = "heat.ask", "heat.cool"
TOO_MUCH = button("too_much")
FINE, PAUSE = button("fine"), button("pause")

# --- what is listened to -------------------------------------------------------------------------


def listens(room: Room) -> bool:
    """Whether what the two write is looked at: in an exercise in writing, and in free talk only if
    both have said so and nobody else reads along. In a break nothing is.
    """
    if not room.complete or isinstance(room.pause, Break):
        return False
    if room.session is not None:
        return room.session.branch not in ("", "together")
    return room.rules.listening and room.pause is None and not room.company


def role(room: Room, seat: Seat) -> Role:
    """Whether this seat says back just now what the other has said."""
    session = room.session
    if session is None or session.floor is None or session.floor.holder != seat:
        return ""
    step = session.step
    return "listener-reflect" if isinstance(step, Reflecting) and step.phase == "mirror" else ""


def wish(draft: RoomDraft) -> int:
    """How soon to step in: 1 sooner, 0, or -1 later, which lapses."""
    rules = draft.state.rules
    lapsed = rules.sense < 0 and rules.lowered is not None and rules.lowered <= draft.now
    return 0 if lapsed else rules.sense


# --- what is done --------------------------------------------------------------------------------


def hear(draft: RoomDraft, seat: Seat, said: Said) -> None:
    """A message that stands in the chat."""
    felt, room = said.signals.felt, draft.state
    if felt is None or room.pause is not None:
        return
    if room.session is None and not room.rules.listening:
        return  # the exercise ended with this message
    heat, found = sensing.sensed(room.heat, seat, felt, draft.now, wish(draft))
    draft.set(heat=heat)
    draft.deadline(COOL, draft.now + sensing.ANOTHER if sensing.stirred(heat) else None)
    slowed = said.signals.insult and room.session is not None  # it is asked for in other words
    if found.action == "none" or (found.action == "nudge" and slowed):
        return
    draft.because(found.why)
    draft.deadline(ASK, draft.now + ASK_HELPED)
    match found.action:
        case "nudge":
            draft.note("heat.nudge")
            _card(draft, text("heat.nudge"), ((FINE, TOO_MUCH),))
        case "check_in":
            draft.note("heat.check_in")
            draft.say(text("heat.check_in"), ((PAUSE,),))
        case "breather":
            _breather(draft)
        case _:
            draft.note("heat.break")
            _card(draft, text("heat.break"), ((PAUSE, breather.FILM), (FINE,)))


def _breather(draft: RoomDraft) -> None:
    """In an exercise it is imposed. In free talk it is an offer, or, where both have chosen that, a
    minute in which messages are held.
    """
    if draft.state.session is not None:
        draft.note("heat.breather")
        held = floor.may_remove(draft)
        key = "heat.breather" if held else "heat.breather_open"
        _breathe(draft, BREATHER, key)
    elif draft.state.rules.minute and floor.may_remove(draft):
        draft.note("heat.minute")
        _breathe(draft, MINUTE, "heat.minute")
    else:
        draft.note("heat.offer")
        _card(draft, text("heat.offer"), _ways())


def _breathe(draft: RoomDraft, length: timedelta, key: str) -> None:
    draft.fold("heat")
    draft.set(heat=sensing.rested(draft.state.heat))
    breather.breathe(draft, length, text(key, left=Span(round(length / timedelta(minutes=1)))))


def _ways() -> Rows:
    return ((breather.FILM, breather.GROUND), (PAUSE, FINE))


def _card(draft: RoomDraft, line: Text, rows: Rows) -> None:
    draft.cover()
    draft.set(fine=())
    draft.card("heat", line, rows)


def cool(draft: RoomDraft) -> None:
    """Nobody has written for long: nothing of it stays."""
    draft.set(heat=sensing.cooled(draft.state.heat), fine=())
    draft.clear("heat")


# --- what the two do -----------------------------------------------------------------------------


def fine(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*We're fine*: when both have said it, the line goes and nothing is said for a while."""
    both = {*draft.state.fine, seat}
    draft.set(fine=tuple(sorted(both)))
    if not draft.all_of(both):
        draft.answer(tap, "heat.when_both")
        return
    draft.note("heat.fine")
    draft.answer(tap)
    draft.clear("heat")
    draft.set(heat=sensing.fine(draft.state.heat, draft.now), fine=())


def too_much(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*Too much right now*, by either, at any time, and nobody reads who: a breather in an
    exercise, in a breather a break, in free talk the ways to settle. Its author alone is shown the
    longer pause.
    """
    pause, session = draft.state.pause, draft.state.session
    draft.answer(tap, "toast.noted")
    if isinstance(pause, Break):
        draft.note("heat.too_much_in_a_break")
        draft.show(seat, "reply", text("heat.paused_already"), ((SUPPORT,),), draft.stamp("x"))
        return
    draft.note("heat.too_much")
    if isinstance(pause, Breather | Aside | Guest):
        breaks.call_break(draft, seat, "")
        return
    if session is not None:
        held = session.branch != "together" and floor.may_remove(draft)
        _breathe(draft, BREATHER_MAX, "pause.breather" if held else "pause.breather_open")
    else:
        _card(draft, text("heat.offer_asked"), _ways())
    draft.show(seat, "reply", text("heat.for_you"), ((PAUSE, SUPPORT),), draft.stamp("x"))


def asks_to_stop(draft: RoomDraft, seat: Seat) -> None:
    """Somebody asks to stop in their own words: in an exercise that is a pause; in free talk it
    brings the button.
    """
    if draft.state.session is not None:
        draft.note("pause.in_words")
        draft.cover()
        breaks.call_break(draft, seat, "")
    else:
        draft.note("heat.stop_offered")
        _card(draft, text("heat.stop_offered"), ((PAUSE, breather.FILM), (FINE,)))


# --- whether it helped ---------------------------------------------------------------------------


def ask(draft: RoomDraft) -> None:
    """Each is asked alone, once for all of it."""
    draft.note("heat.asked")
    draft.tell_both(told.HelpedAsked(room=draft.state.id))


def answered(draft: RoomDraft, event: told.HelpedSaid) -> None:
    """What one of them said, alone: sooner is at once, later needs both and lapses."""
    seat = draft.state.seat_of(event.person)
    if seat is None:
        return
    now = wish(draft)
    match event.word:
        case "sooner":
            set_wish(draft, min(now + 1, 1))
        case "helped":
            set_wish(draft, max(now, 0))
        case "not_needed":
            later(draft, seat)


def later(draft: RoomDraft, seat: Seat) -> bool:
    """One of them would rather hear less; whether it is so now."""
    rules = draft.state.rules
    if rules.wishes.get("sense") == other(seat):
        draft.note("heat.later")
        set_wish(draft, max(wish(draft) - 1, -1))
        return True
    draft.set(rules=replace(rules, wishes={**rules.wishes, "sense": seat}))
    return False


def set_wish(draft: RoomDraft, value: int) -> None:
    """How soon to step in, from now on; less than usual for a month."""
    rules = draft.state.rules
    wishes = {name: who for name, who in rules.wishes.items() if name != "sense"}
    lowered = draft.now + LOWERED if value < 0 else None
    draft.set(rules=replace(rules, sense=value, lowered=lowered, wishes=wishes))
