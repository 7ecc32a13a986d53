"""How every pause ends."""

from bot.facilitator import clocks, gates
from bot.facilitator import events as told
from bot.facilitator.ids import SEATS
from bot.facilitator.room import Break, Breather
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Text, button, text
from bot.sensing.heat import rested

SUPPORT = button("support", door="support")


def end(draft: RoomDraft, line: Text | None) -> None:
    """A pause is over; `settling.settle` lets the exercise go on."""
    pause = draft.state.pause
    draft.fold("pause", line)
    clear(draft)
    withdraw(draft)
    draft.set(pause=None)
    gates.after_pause(draft)
    if isinstance(pause, Break):
        break_over(draft)
        if draft.state.session is not None:
            draft.play(rested=True)
    draft.set(heat=rested(draft.state.heat))
    if draft.state.session is not None:
        draft.floor(since=draft.now, halted=False)
    elif isinstance(pause, Breather):
        _minute_over(draft)
    clocks.wake(draft)


def _minute_over(draft: RoomDraft) -> None:
    """What was held in free talk begins to expire; its author can still post it."""
    draft.tell_both(told.Ended(room=draft.state.id))
    for seat in draft.state.seats:
        draft.partner(seat, notes=0)


def break_over(draft: RoomDraft) -> None:
    """After every break both read the same line, however it ended."""
    ended = draft.state.session is None
    gates.after_break(draft)
    draft.tell_both(told.BreakOver(room=draft.state.id, ended=ended))


def withdraw(draft: RoomDraft) -> None:
    """Whoever was asked to come back sooner is asked no longer, wherever they have answered."""
    pause = draft.state.pause
    if isinstance(pause, Break) and pause.asked:
        for seat in SEATS:
            draft.show(seat, "early", text("pause.early_passed"), only_if_open=True)


def clear(draft: RoomDraft) -> None:
    """No deadline of a pause is left."""
    kept = {
        name: due for name, due in draft.state.deadlines.items() if not name.startswith("pause.")
    }
    draft.set(deadlines=kept)
