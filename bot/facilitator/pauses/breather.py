"""A breather: short, stays in the exercise, messages are held meanwhile."""

from datetime import timedelta

from msgspec.structs import replace

from bot.facilitator import clocks
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import BREATHER, BREATHER_MAX, BREATHER_MIN
from bot.facilitator.pauses.ends import clear, end
from bot.facilitator.room import Breather
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Rows, Span, Text, button, text

FILM = button("film")
GROUND = button("ground")


def breathe(draft: RoomDraft, length: timedelta, line: Text) -> None:
    """A breather inside an exercise."""
    length = min(max(length, BREATHER_MIN), BREATHER_MAX)
    clocks.rest(draft)
    draft.silence("turn")
    clear(draft)
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
        over(draft)


def over(draft: RoomDraft) -> None:
    """Its time is over."""
    end(draft, text("pause.breather_over"))
