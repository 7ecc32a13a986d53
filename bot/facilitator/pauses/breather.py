"""A breather: short, stays in the exercise, messages are held meanwhile."""

from datetime import timedelta

from msgspec.structs import replace

from bot.facilitator import clocks, floor
from bot.facilitator import effects as do
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import BREATHER, BREATHER_MAX, BREATHER_MIN
from bot.facilitator.offers import ways
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


def film(draft: RoomDraft, tap: TapId | None) -> None:
    """The breathing film; only ever on a tap, and once in a breather."""
    pause = draft.state.pause
    if isinstance(pause, Breather):
        if pause.film:
            draft.answer(tap, "toast.above")
            return
        draft.set(pause=replace(pause, film=True))
    draft.answer(tap)
    draft.cover()
    draft.add(do.Say(text=text("pause.film"), film=True))
    _below(draft)


def ground(draft: RoomDraft, tap: TapId | None) -> None:
    """Other ways: with the breath, or without."""
    ways.show(draft, tap)
    _below(draft)


def _below(draft: RoomDraft) -> None:
    """The buttons stay in sight, below what was just shown."""
    if isinstance(draft.state.pause, Breather):
        draft.repost("pause")


def call_breather(draft: RoomDraft, argument: str) -> None:
    """`/breathe`: imposed inside an exercise, an offer on a card everywhere else."""
    length = clocks.length(argument) or BREATHER
    if draft.state.session is not None and draft.state.pause is None:
        minutes = round(min(max(length, BREATHER_MIN), BREATHER_MAX) / timedelta(minutes=1))
        held = draft.session.branch != "together" and floor.may_remove(draft)
        key = "pause.breather" if held else "pause.breather_open"
        breathe(draft, length, text(key, left=Span(minutes)))
    elif isinstance(draft.state.pause, Breather):
        draft.repost("pause")
    else:
        draft.note("pause.breather_offered")
        draft.say(text("pause.breather_offer"), ((FILM, GROUND),))


def fine(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*We're fine*: when both have said it, the breather is over."""
    pause = draft.state.pause
    if not isinstance(pause, Breather):
        draft.answer(tap, "toast.passed")
        return
    both = {*pause.fine, seat}
    draft.set(pause=replace(pause, fine=tuple(sorted(both))))
    if draft.all_of(both):
        draft.answer(tap)
        draft.note("pause.fine")
        over(draft)
    elif tap is None:
        draft.say(text("pause.when_both"))
    else:
        draft.answer(tap, "pause.when_both")


def over(draft: RoomDraft) -> None:
    """Its time is over."""
    end(draft, text("pause.breather_over"))
