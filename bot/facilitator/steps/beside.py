"""What belongs to every turn beside its words, so that no file has to say it: the listener's *with
you* and *go on*; and, one tap further, *write it first*, *this is tender*, *I'm not fully here*.
"""

from msgspec.structs import replace

from bot.dialogue.model import Turn
from bot.facilitator import floor
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.progress import Session, Speaking
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import PASS, PAUSE, Close, Then, not_yours, tender
from bot.facilitator.texts import Rows, Text, button, text

#: What can be tapped beside *done* and *pass*.
ACTIONS = frozenset({"with_you", "say_more", "else", "back", "tender", "not_here"})


def card(draft: RoomDraft, step: Turn, prompt: Text, state: Speaking) -> tuple[Text, Rows]:
    """A turn's card: what is asked, what the listener has let the speaker know, the buttons."""
    if step.until_kept:
        return prompt, ((PASS,), (PAUSE,))
    listener = draft.state.name(other(draft.session.roles[step.floor]))
    lines = []
    if draft.session.tender:
        lines.append(text("turn.tender" if floor.may_remove(draft) else "turn.tender_open"))
    if state.backed:
        lines.append(text("turn.say_more" if state.messages else "turn.with_you", name=listener))
    end = button("done") if state.messages else PASS
    backing = button("say_more") if state.messages else button("with_you")
    rows: Rows = ((end, backing, button("else")),)
    if state.aside:
        tender = () if draft.session.tender else (button("tender"),)
        first = (button("write_first", door="draft"), *tender)
        rows = (
            (end, backing, button("back", "button.less")),
            first,
            (button("not_here"), button("too_much")),
        )
    return replace(prompt, then=tuple(lines)), (*rows, (PAUSE,))


def verbs(session: Session, *, speaks: bool) -> set[str]:
    """What the card offers this one beside the words."""
    state = session.step
    if isinstance(state, Speaking) and state.harsh:
        return set()  # the card asks for other words, and for nothing else
    backing = "say_more" if isinstance(state, Speaking) and state.messages else "with_you"
    own = set() if speaks else {backing}
    if not isinstance(state, Speaking) or not state.aside:
        return {"else", *own}
    tender = {"tender"} if speaks and not session.tender else set()
    return {"not_here", "back", *own, *tender}


def tapped(
    draft: RoomDraft, step: Turn, prompt: Text, seat: Seat, action: str, tap: TapId | None
) -> Then:
    """One of ACTIONS."""
    state = draft.session.step
    state = state if isinstance(state, Speaking) else Speaking()
    speaker = draft.session.roles[step.floor]
    match action:
        case "with_you" | "say_more" if seat != speaker and state.backed:
            draft.answer(tap, "toast.noted")
            return "wait"
        case "with_you" | "say_more" if seat != speaker:
            draft.note("turn.backed")
            state = replace(state, backed=True)
        case "with_you" | "say_more":
            draft.answer(tap, "toast.for_listener", name=draft.state.name(other(seat)))
            return "wait"
        case "tender" if seat == speaker and draft.session.tender:
            draft.answer(tap, "toast.passed")
            return "wait"
        case "tender" if seat == speaker:
            draft.note("turn.tender")
            draft.play(tender=True)
            tender(draft, step.minutes)
            state = replace(state, aside=False, over=False)
        case "tender":
            return not_yours(draft, tap, speaker)
        case "not_here":
            draft.note("turn.not_here")
            draft.answer(tap)
            return Close("away")
        case _:
            draft.note("turn.aside")
            state = replace(state, aside=action == "else")
    draft.answer(tap)
    draft.play(step=state)
    draft.refresh("turn", *card(draft, step, prompt, state))
    return "wait"
