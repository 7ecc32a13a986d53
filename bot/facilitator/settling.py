"""What follows from the state of a session rather than from an event."""

from bot.dialogue.model import Repeat, Rounds, When
from bot.facilitator import sessions
from bot.facilitator.limits import SCROLL, SCROLLED
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps import verb


def settle(draft: RoomDraft) -> None:
    """What follows from the state rather than from an event: a session that was marked to end
    ends; one whose pause is over goes on; a turn's card that was silenced comes back.
    """
    if draft.state.session is not None and draft.session.closing is not None:
        sessions.close(draft, draft.session.closing)
        return
    if _pause_is_over(draft):
        step = sessions.here(draft)
        if step is None:
            draft.repost("turn")
        else:
            sessions.go(draft, verb(step).resume(draft, step))
    session, card = draft.state.session, draft.state.cards.get("turn")
    if session is None or card is None or draft.state.pause is not None:
        return
    last = draft.state.scrolled
    if card.stamp and card.below >= SCROLLED and (last is None or draft.now - last >= SCROLL):
        draft.note("turn.scrolled")
        draft.set(scrolled=draft.now)
        draft.repost("turn", silent=True)
    elif not card.stamp and (session.floor is None or not session.floor.halted):
        draft.repost("turn")


def _pause_is_over(draft: RoomDraft) -> bool:
    """In this event, and for a session that was there before it."""
    before, now = draft.before.session, draft.state.session
    if draft.before.pause is None or draft.state.pause is not None:
        return False
    return before is not None and now is not None and before.began == now.began


def missing(draft: RoomDraft) -> None:
    """A session whose dialogue is not here any more, in the edition that it began with, cannot go
    on; it is put away before anything else is done.
    """
    session = draft.state.session
    if session is None:
        return
    gone = draft.library.dialogue(session.dialogue, session.edition) is None
    step = None if gone else sessions.here(draft)
    another = isinstance(step, Rounds | Repeat | When) or (session.cursor and step is None)
    if gone or another:  # a cursor of another dialogue, by the name of this one
        draft.note("session.edition_gone")
        sessions.close(draft, "put_away")
