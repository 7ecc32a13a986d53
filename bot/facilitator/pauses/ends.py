"""How every pause ends."""

from bot.facilitator import clocks
from bot.facilitator import events as told
from bot.facilitator.room import Break
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Text, button

SUPPORT = button("support", door="support")


def end(draft: RoomDraft, line: Text | None) -> None:
    """A pause is over; `sessions.settle` lets the exercise go on."""
    pause = draft.state.pause
    draft.fold("pause", line)
    clear(draft)
    draft.set(pause=None)
    if isinstance(pause, Break):
        draft.tell_both(told.BreakOver(room=draft.state.id))
        if draft.state.session is not None:
            draft.play(rested=True)
    if draft.state.session is not None:
        draft.floor(since=draft.now, halted=False)
    clocks.wake(draft)


def clear(draft: RoomDraft) -> None:
    """No deadline of a pause is left."""
    kept = {
        name: due for name, due in draft.state.deadlines.items() if not name.startswith("pause.")
    }
    draft.set(deadlines=kept)
