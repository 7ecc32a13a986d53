"""`consent`: both say yes, or it does not happen.

In the group it is one tap each. In private each is asked alone, and the group only learns whether
both are up for it: a *no* is spoken when both have answered or time is over, in the same words.
"""

from datetime import timedelta

from bot.dialogue.model import Consent
from bot.facilitator.ids import SEATS, Seat, TapId
from bot.facilitator.room import Session, Waiting
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import Close, Then, Verb, everybody, rows, used
from bot.facilitator.texts import Button, button, text

NOT_NOW = Close("not_now")
OPEN = (Button(text("button.open_private"), door="hello"),)


class ConsentVerb(Verb[Consent]):
    """Two separate answers; one bit comes out."""

    def enter(self, draft: RoomDraft, step: Consent) -> Then:
        """Ask; in private, only if both can be asked."""
        if step.private and not all(one.reachable for one in draft.state.seats.values()):
            draft.note("consent.unreachable")
            draft.say(text("consent.unreachable"), (OPEN,))
            return NOT_NOW
        draft.play(step=Waiting())
        draft.give_floor(None)
        what = draft.text(f"{step.id}/text")
        if step.private:
            draft.card("turn", text("consent.asked_in_private"), (OPEN, *rows()))
            stamp = draft.stamp("c")
            draft.play(asked=stamp)
            answers = ((button("yes", "button.up_for_it"), button("no", "button.not_today")),)
            for seat in SEATS:
                draft.show(seat, "consent", what, answers, stamp)
        else:
            draft.card("turn", what, rows(button("yes", "button.ready"), button("no")))
        draft.clock("consent", timedelta(minutes=step.minutes))
        return "wait"

    def tapped(
        self, draft: RoomDraft, step: Consent, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """In the group an answer can be changed until both are in; a private one is given once."""
        if action not in ("yes", "no"):
            return super().tapped(draft, step, seat, action, tap)
        used(draft)
        draft.answer(tap, "toast.noted" if action == "yes" else "")
        state = _state(draft)
        yes = tuple(one for one in state.yes if one != seat)
        no = tuple(one for one in state.no if one != seat)
        state = Waiting((*yes, seat), no) if action == "yes" else Waiting(yes, (*no, seat))
        draft.play(step=state)
        if step.private:
            draft.show(seat, "consent", text("consent.noted_in_private"))
        elif action == "no":
            draft.note("consent.not_now")
            return NOT_NOW
        return "wait" if draft.state.pause else self._settle(draft)

    def resume(self, draft: RoomDraft, step: Consent) -> Then:
        """Answers that came in during the pause count now."""
        draft.repost("turn")
        return self._settle(draft)

    def _settle(self, draft: RoomDraft) -> Then:
        state = _state(draft)
        if everybody(state.yes):
            draft.note("consent.both")
            return "next"
        if everybody((*state.yes, *state.no)):
            draft.note("consent.not_both")
            return NOT_NOW
        return "wait"

    def due(self, draft: RoomDraft, step: Consent, clock: str) -> Then:
        """No answer is not a yes, and reads the same as any other reason."""
        draft.note("consent.time")
        if step.private:
            state = _state(draft)
            for seat in SEATS:
                if seat not in (*state.yes, *state.no):
                    draft.show(seat, "consent", text("consent.passed_in_private"))
        return NOT_NOW

    def verbs(self, session: Session, step: Consent, seat: Seat) -> frozenset[str]:
        """Both can answer."""
        return frozenset({"yes", "no"})


def _state(draft: RoomDraft) -> Waiting:
    state = draft.session.step
    return state if isinstance(state, Waiting) else Waiting()
