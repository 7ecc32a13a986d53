"""An exercise at another time: one quiet card, once, that either can wave off."""

from datetime import datetime, timedelta

from bot.facilitator import clocks
from bot.facilitator.limits import NOT_JUST_NOW, SOON, WEEK
from bot.facilitator.room import Again
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.sentences import title
from bot.facilitator.texts import Phrase, button, text

DEADLINE = "again"
DAY = timedelta(days=1)


def arrange(draft: RoomDraft, dialogue: str, when: str) -> None:
    """`soon`, `tomorrow`, or in a `week`. The latest one holds, and where there was one
    before, that is said.
    """
    found = draft.library.dialogue(dialogue)
    if found is None:
        draft.note("again.unknown")
        return
    at = _at(draft, when)
    moved = draft.state.again is not None
    draft.set(again=Again(at, dialogue))
    draft.deadline(DEADLINE, at)
    draft.note("again.moved" if moved else "again.arranged")
    draft.say(
        text(
            "again.moved" if moved else "again.arranged",
            title=Phrase(title(found)),
            when=draft.at(at),
        )
    )


def _at(draft: RoomDraft, when: str) -> datetime:
    if when == "soon" and soon_is_early(draft):
        return draft.now + SOON
    if when == "week":
        at = draft.now + WEEK
        return clocks.evening(draft, at - DAY) if clocks.late(draft, at) else at
    return clocks.evening(draft)


def soon_is_early(draft: RoomDraft) -> bool:
    """Whether *in two hours* is still before the night."""
    return not clocks.late(draft, draft.now + SOON)


def due(draft: RoomDraft) -> None:
    """The card; later, if it would disturb."""
    arranged = draft.state.again
    found = draft.library.dialogue(arranged.dialogue) if arranged else None
    room = draft.state
    if arranged is None or found is None or not room.complete or room.company:
        draft.set(again=None)
        return
    if draft.state.session is not None or draft.state.pause is not None:
        draft.note("again.later")
        draft.deadline(DEADLINE, draft.now + NOT_JUST_NOW)
        return
    if clocks.late(draft):
        draft.note("again.later")
        draft.deadline(DEADLINE, clocks.evening(draft))
        return
    draft.note("again.came")
    draft.set(again=None)
    draft.cover()
    what = text("again.now", title=Phrase(title(found)))
    begin = button(f"begin_{found.dialogue}", "button.begin")
    draft.card("menu", what, ((begin, button("enough")),), silent=True)
