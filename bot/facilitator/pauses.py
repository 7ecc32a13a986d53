"""Pauses belong to the room: they work with and without an exercise.

A *breather* is short and stays in the exercise; messages are held meanwhile. A *break* is long,
stops the exercise and its clocks, leaves the chat open, and always has a return. An *aside* lets
the topic rest while the two talk about how they are talking. Whoever calls one gets it at once.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.facilitator import clocks
from bot.facilitator import events as told
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.limits import (
    ASIDE,
    AWAY,
    BREAK,
    BREAK_MAX,
    BREAK_MIN,
    BREATHER,
    BREATHER_MAX,
    BREATHER_MIN,
    CALL,
    LATER,
    MISSED_MAX,
)
from bot.facilitator.room import Aside, Break, Breather
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Rows, Span, Text, button, text

FILM = button("film")
GROUND = button("ground")
SUPPORT = button("support", door="support")

#: What the buttons of a break mean: the return, from now.
RETURNS: dict[str, timedelta | None] = {
    "back_60": timedelta(hours=1),
    "back_120": timedelta(hours=2),
    "back_tomorrow": None,
}


# --- breather ------------------------------------------------------------------------------------


def breathe(draft: RoomDraft, length: timedelta, line: Text) -> None:
    """A breather inside an exercise."""
    length = min(max(length, BREATHER_MIN), BREATHER_MAX)
    clocks.rest(draft)
    draft.silence("turn")
    until = draft.now + length
    draft.set(pause=Breather(draft.now, until))
    draft.deadline("pause.breather", until)
    rows: Rows = ((FILM, GROUND), (button("fine"), button("pause")))
    draft.cover()
    draft.card("pause", line, rows)
    draft.note("pause.breather")


def call_breather(draft: RoomDraft, argument: str) -> None:
    """`/breathe`: imposed inside an exercise, an offer on a card everywhere else."""
    length = clocks.length(argument) or BREATHER
    if draft.state.session is not None and draft.state.pause is None:
        minutes = round(min(max(length, BREATHER_MIN), BREATHER_MAX) / timedelta(minutes=1))
        breathe(draft, length, text("pause.breather", left=Span(minutes)))
    else:
        draft.note("pause.breather_offered")
        draft.say(text("pause.breather_offer"), ((FILM, GROUND),))


def fine(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*We're fine*: when both have said it, the breather is over."""
    pause = draft.state.pause
    if not isinstance(pause, Breather):
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap, "toast.noted")
    both = {*pause.fine, seat}
    draft.set(pause=replace(pause, fine=tuple(sorted(both))))
    if draft.all_of(both):
        draft.note("pause.fine")
        end(draft, text("pause.breather_over"))


# --- break ---------------------------------------------------------------------------------------


def call_break(draft: RoomDraft, seat: Seat, argument: str) -> None:
    """`/pause`: at once, from any state, by either."""
    if isinstance(draft.state.pause, Break):
        _again(draft, seat, argument)
        return
    back, line = _return(draft, argument)
    clocks.rest(draft)
    draft.silence("turn")
    if draft.state.pause is not None:
        draft.fold("pause")
    _clear(draft)
    draft.set(pause=Break(draft.now, back, seat))
    draft.note("pause.break")
    draft.cover()
    _show(draft, line)


def _return(draft: RoomDraft, argument: str) -> tuple[datetime, Text | None]:
    """The return, and a line if it is not quite what was asked for."""
    zone = draft.state.zone or draft.library.zone
    asked = clocks.length(argument)
    if argument.strip().lower() == "tomorrow":
        return clocks.next_evening(draft.now, zone), None
    if asked is not None:
        length = min(max(asked, BREAK_MIN), BREAK_MAX)
        if length != asked:
            draft.note("pause.bounds")
        return draft.now + length, text("pause.bounds") if length != asked else None
    line = text("pause.not_understood") if argument.strip() else None
    if clocks.is_late(draft.now, zone):
        draft.note("pause.late")
        return clocks.next_evening(draft.now, zone), line or text("pause.late")
    return draft.now + BREAK, line


def _show(draft: RoomDraft, line: Text | None = None) -> None:
    """The break's card: the return, and the ways to move it."""
    pause = draft.state.pause
    if not isinstance(pause, Break):
        return
    draft.deadline("pause.back", pause.back)
    draft.deadline("pause.call", None)
    tomorrow = clocks.next_evening(draft.now, draft.state.zone or draft.library.zone)
    labels = {"back_tomorrow": text("button.back_tomorrow", when=draft.at(tomorrow))}
    times = tuple(
        Button(labels.get(action, text(f"button.{action}")), action) for action in RETURNS
    )
    then = (line,) if line else ()
    left = Span(max(round((pause.back - draft.now) / timedelta(minutes=1)), 1))
    what = text("pause.card", *then, back=draft.at(pause.back), left=left)
    draft.card("pause", what, (times, (button("resume", "button.earlier"), SUPPORT)))


def _again(draft: RoomDraft, seat: Seat, argument: str) -> None:
    """`/pause` while there is a break: with a time it moves the return, else it says when."""
    if argument.strip():
        back, line = _return(draft, argument)
        move(draft, seat, back, None, line)
    else:
        draft.note("pause.already")
        draft.cover()
        _show(draft)


def pick(draft: RoomDraft, seat: Seat, action: str, tap: TapId | None) -> None:
    """A return from the card."""
    after = RETURNS[action]
    zone = draft.state.zone or draft.library.zone
    back = draft.now + after if after else clocks.next_evening(draft.now, zone)
    move(draft, seat, back, tap)


def move(
    draft: RoomDraft, seat: Seat, back: datetime, tap: TapId | None, line: Text | None = None
) -> None:
    """The caller chooses the return; the other may move it later, once."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or pause.calling:
        draft.answer(tap, "toast.passed")
        return
    back = min(back, pause.since + BREAK_MAX)
    if seat != pause.by and (pause.moved or back <= pause.back):
        draft.note("pause.moved_once")
        draft.answer(tap, "toast.moved_once" if pause.moved else "toast.later_only")
        return
    draft.answer(tap, "toast.noted")
    draft.note("pause.moved")
    draft.set(pause=replace(pause, back=back, moved=pause.moved or seat != pause.by))
    _show(draft, line)


def come_back(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """`/resume`: at the return it means *I'm here*; before it, both must want it, and nobody sees
    who does not."""
    pause = draft.state.pause
    if isinstance(pause, Aside):
        draft.answer(tap)
        end_aside(draft)
    elif isinstance(pause, Breather):
        fine(draft, seat, tap)
    elif pause is None:
        draft.answer(tap, "toast.passed")
        if tap is None and draft.state.session is not None and draft.state.session.resting is None:
            draft.repost("turn")
        elif tap is None:
            draft.say(text("pause.none"))
    elif pause.calling:
        here(draft, seat, tap)
    else:
        earlier(draft, seat, tap)


def earlier(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """One would come back sooner: the other is asked in private."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap, "toast.asked_quietly")
    if seat in pause.early:
        return
    early = (*pause.early, seat)
    draft.set(pause=replace(pause, early=early))
    if draft.all_of(early):
        draft.note("pause.early")
        end(draft, text("pause.back_early"))
        return
    draft.note("pause.asked_early")
    answers = ((button("early"), button("not_yet")),)
    draft.show(other(seat), "early", text("pause.early"), answers, "early")


def answered_early(draft: RoomDraft, seat: Seat, action: str) -> None:
    """The private answer to *come back now?*; a *not yet* is heard by nobody."""
    draft.show(seat, "early", text("pause.early_noted"))
    if action == "early":
        earlier(draft, seat, None)


# --- the return ----------------------------------------------------------------------------------


def call_back(draft: RoomDraft) -> None:
    """The return is due: both are called."""
    pause = draft.state.pause
    if not isinstance(pause, Break):
        return
    if draft.now - pause.back > AWAY:
        _call_later(draft, pause)
        return
    draft.set(pause=replace(pause, calling=True, here=()))
    draft.deadline("pause.call", draft.now + CALL)
    draft.note("pause.return")
    draft.cover()
    answers: tuple[Button, ...] = (button("here"), button("later"))
    draft.card("pause", text("pause.return", back=draft.at(pause.back)), (answers, (SUPPORT,)))


def _call_later(draft: RoomDraft, pause: Break) -> None:
    """We were away at the return. Nobody is called in the middle of the night."""
    draft.note("pause.was_away")
    zone = draft.state.zone or draft.library.zone
    late = clocks.is_late(draft.now, zone)
    back = clocks.next_evening(draft.now, zone) if late else draft.now + LATER
    draft.set(pause=replace(pause, since=draft.now, back=back))
    draft.deadline("pause.back", back)
    line = text("pause.new_time", text("session.was_away"), back=draft.at(back))
    draft.fold("pause")
    draft.say(line, silent=True)


def here(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*Now*: when both have said it, we go on."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or not pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap, "toast.noted")
    came = {*pause.here, seat}
    draft.set(pause=replace(pause, here=tuple(sorted(came))))
    if draft.all_of(came):
        draft.note("pause.both_here")
        end(draft, text("pause.back"))


def later(draft: RoomDraft, tap: TapId | None) -> None:
    """*Later*, by either: the group reads the new time only."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or not pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap)
    draft.note("pause.later")
    _postpone(draft, pause)


def missed(draft: RoomDraft) -> None:
    """Not both came. After the second time it is put away, not lost."""
    pause = draft.state.pause
    if not isinstance(pause, Break):
        return
    draft.note("pause.missed")
    if pause.missed + 1 >= MISSED_MAX:
        put_away(draft)
    else:
        _postpone(draft, replace(pause, missed=pause.missed + 1))


def _postpone(draft: RoomDraft, pause: Break) -> None:
    back = draft.now + LATER
    if back > pause.since + BREAK_MAX:
        put_away(draft)
        return
    draft.set(pause=replace(pause, back=back, calling=False, here=(), early=()))
    draft.deadline("pause.call", None)
    draft.deadline("pause.back", back)
    again = text("pause.new_time", back=draft.at(back))
    draft.card("pause", again, ((button("resume", "button.earlier"), SUPPORT),))


def put_away(draft: RoomDraft) -> None:
    """The break ends; an exercise that it stopped is put away, not lost."""
    draft.note("pause.put_away")
    end(draft, text("pause.over"))
    if draft.state.session is not None:
        draft.play(closing="put_away")


# --- aside ---------------------------------------------------------------------------------------


def aside(draft: RoomDraft) -> None:
    """`/meta`: the topic rests, the floor is open, one sentence each about the talking."""
    if isinstance(draft.state.pause, Break):
        draft.say(text("pause.aside_in_break"))
        return
    clocks.rest(draft)
    draft.silence("turn")
    _clear(draft)
    until = draft.now + ASIDE
    draft.set(pause=Aside(until))
    draft.deadline("pause.aside", until)
    draft.note("pause.aside")
    draft.cover()
    back = button("resume", "button.back_to_topic" if draft.state.session else "button.enough")
    draft.card("pause", text("pause.aside"), ((back,), (button("pause"),)))


def end_aside(draft: RoomDraft) -> None:
    """Back to the topic, if there is one."""
    end(draft, text("pause.aside_over") if draft.state.session else None)


# --- ends ----------------------------------------------------------------------------------------


def end(draft: RoomDraft, line: Text | None) -> None:
    """A pause is over; `sessions.settle` lets the exercise go on."""
    pause = draft.state.pause
    draft.fold("pause", line)
    _clear(draft)
    draft.set(pause=None)
    if isinstance(pause, Break):
        draft.tell_both(told.BreakOver(room=draft.state.id))
        if draft.state.session is not None:
            draft.play(rested=True)
    if draft.state.session is not None:
        draft.floor(since=draft.now, halted=False)
    clocks.wake(draft)


def _clear(draft: RoomDraft) -> None:
    kept = {
        name: due for name, due in draft.state.deadlines.items() if not name.startswith("pause.")
    }
    draft.set(deadlines=kept)
