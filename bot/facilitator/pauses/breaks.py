"""A break: long, stops the exercise and its clocks, leaves the chat open, and always has a return.

Whoever calls one gets it at once, whatever the other thinks.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.facilitator import clocks, floor
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import BREAK, BREAK_MAX, BREAK_MIN, QUIET_BREAK
from bot.facilitator.pauses.ends import SUPPORT, clear
from bot.facilitator.room import Break
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Rows, Span, Text, button, text

#: What the buttons of a break mean: the return, from now.
RETURNS: dict[str, timedelta | None] = {
    "back_60": timedelta(hours=1),
    "back_120": timedelta(hours=2),
    "back_tomorrow": None,
}


def call_break(draft: RoomDraft, seat: Seat, argument: str) -> None:
    """`/pause`: at once, from any state, by either; while both are being called back, too."""
    pause = draft.state.pause
    if isinstance(pause, Break) and not pause.calling:
        _again(draft, seat, argument)
        return
    back, line = _return(draft, argument)
    clocks.rest(draft)
    draft.silence("turn")
    clear(draft)
    draft.set(pause=Break(draft.now, back, seat))
    draft.note("pause.break")
    draft.cover()
    _show(draft, line)


def _return(draft: RoomDraft, argument: str) -> tuple[datetime, Text | None]:
    """The return, and a line if it is not quite what was asked for."""
    asked = clocks.length(argument)
    if argument.strip().lower() == "tomorrow":
        return clocks.evening(draft), None
    if asked is not None:
        length = min(max(asked, BREAK_MIN), BREAK_MAX)
        if length == asked:
            return draft.now + length, None
        draft.note("pause.bounds")
        return draft.now + length, text("pause.bounds")
    line = text("pause.not_understood") if argument.strip() else None
    if clocks.late(draft):
        draft.note("pause.late")
        return clocks.evening(draft), line
    return draft.now + BREAK, line


def _show(draft: RoomDraft, line: Text | None = None) -> None:
    """The break's card: the return, and the ways to move it."""
    pause = draft.state.pause
    if not isinstance(pause, Break):
        return
    draft.deadline("pause.back", pause.back)
    then = [line] if line else []
    if floor.is_quiet(draft, pause) and floor.may_remove(draft):
        then.append(text("pause.quiet", until=draft.at(pause.since + QUIET_BREAK)))
    rest: Rows = ((button("resume", "button.earlier"), SUPPORT),)
    tomorrow = clocks.evening(draft)
    if clocks.late(draft) and pause.back == tomorrow:
        draft.card("pause", text("pause.card_late", *then, back=draft.at(pause.back)), rest)
        return
    labels = {"back_tomorrow": text("button.back_tomorrow", when=draft.at(tomorrow))}
    times = tuple(
        Button(labels.get(action, text(f"button.{action}")), action) for action in RETURNS
    )
    left = Span(max(round((pause.back - draft.now) / timedelta(minutes=1)), 1))
    what = text("pause.card", *then, back=draft.at(pause.back), left=left)
    draft.card("pause", what, (times, *rest))


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
    back = draft.now + after if after else clocks.evening(draft)
    move(draft, seat, back, tap)


def move(
    draft: RoomDraft, seat: Seat, back: datetime, tap: TapId | None, line: Text | None = None
) -> None:
    """The caller chooses the return; the other may move it later, once, and then the caller, too,
    can only move it later.
    """
    pause = draft.state.pause
    if not isinstance(pause, Break) or pause.calling:
        draft.answer(tap, "toast.passed")
        return
    back = min(back, draft.now + BREAK_MAX)
    sooner = back <= pause.back and (seat != pause.by or pause.moved)
    if sooner or (seat != pause.by and pause.moved):
        draft.note("pause.moved_once")
        draft.answer(tap, "toast.later_only" if not pause.moved else "toast.moved_once")
        if tap is None:
            draft.cover()
            _show(draft, text("pause.as_it_was"))
        return
    draft.answer(tap, "toast.noted")
    draft.note("pause.moved")
    draft.set(pause=replace(pause, back=back, moved=pause.moved or seat != pause.by))
    _show(draft, line)
