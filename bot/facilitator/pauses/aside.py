"""An aside: the topic rests while the two talk about how they are talking."""

from bot.facilitator import clocks
from bot.facilitator.limits import ASIDE, META
from bot.facilitator.pauses.ends import clear, end
from bot.facilitator.room import Aside, Break, Guest
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import button, text


def call_aside(draft: RoomDraft) -> None:
    """`/meta`: the topic rests, the floor is open, one sentence each about the talking."""
    if isinstance(draft.state.pause, Break):
        draft.say(text("pause.aside_in_break"))
        return
    if isinstance(draft.state.pause, Guest):  # that card comes first
        draft.repost("pause")
        return
    clocks.rest(draft)
    draft.silence("turn")
    clear(draft)
    until = draft.now + ASIDE
    draft.set(pause=Aside(until))
    draft.deadline("pause.aside", until)
    draft.note("pause.aside")
    draft.cover()
    back = button("resume", "button.back_to_topic" if draft.state.session else "button.enough")
    whole = draft.state.session is None and draft.library.dialogue(META) is not None
    more = ((button(f"begin_{META}", "button.whole"),),) if whole else ()
    draft.card("pause", text("pause.aside"), ((back,), *more, (button("pause"),)))


def over(draft: RoomDraft) -> None:
    """Back to the topic, if there is one."""
    end(draft, text("pause.aside_over") if draft.state.session else None)
