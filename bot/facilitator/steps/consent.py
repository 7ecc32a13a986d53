"""`consent`: both say yes, or it does not happen.

In the group it is one tap each. In private each is asked alone, by their own mailbox, and the group
only learns whether both are up for it and nothing closes it: *not today* is spoken when both have
answered or time is over, in the same words for every reason.
"""

from datetime import timedelta

from bot.dialogue.model import Consent
from bot.facilitator import events as told
from bot.facilitator import gates
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.progress import Session, Waiting
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
            return Close("put_away")
        draft.play(step=Waiting())
        draft.give_floor(None)
        if step.private:
            self._ask_alone(draft, step)
        else:
            ready = rows(button("yes", "button.ready"), button("no"))
            draft.card("turn", draft.text(f"{step.id}/text"), ready)
        draft.clock("consent", timedelta(minutes=step.minutes))
        return "wait"

    @staticmethod
    def _ask_alone(draft: RoomDraft, step: Consent) -> None:
        """The same question for each, at the same time."""
        draft.card("turn", text("consent.asked_in_private"), (OPEN, *rows()))
        draft.play(asked=draft.stamp("c"))
        if gates.gated(draft.dialogue):
            gates.attempt(draft, draft.dialogue)
        asked = told.UpAsked(
            room=draft.state.id,
            stamp=draft.session.asked,
            text=draft.text(f"{step.id}/text"),
            level=draft.dialogue.level,
            calm=step.calm,
        )
        draft.tell_both(asked)

    def tapped(
        self, draft: RoomDraft, step: Consent, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """An answer in the group can be changed until both are in."""
        if step.private or action not in ("yes", "no"):
            return super().tapped(draft, step, seat, action, tap)
        draft.answer(tap, "toast.noted" if action == "yes" else "")
        self._note(draft, seat, up=action == "yes")
        if action == "no":
            draft.note("consent.not_now")
            return NOT_NOW
        return "wait" if draft.state.pause else self._settle(draft)

    def answered(self, draft: RoomDraft, seat: Seat, *, up: bool) -> Then:
        """An answer in private; it is given once."""
        self._note(draft, seat, up=up)
        return "wait" if draft.state.pause else self._settle(draft)

    @staticmethod
    def _note(draft: RoomDraft, seat: Seat, *, up: bool) -> None:
        used(draft)
        state = _state(draft)
        yes = tuple(one for one in state.yes if one != seat)
        no = tuple(one for one in state.no if one != seat)
        draft.play(step=Waiting((*yes, seat), no) if up else Waiting(yes, (*no, seat)))

    def resume(self, draft: RoomDraft, step: Consent) -> Then:
        """Answers that came in during the pause count now."""
        draft.repost("turn")
        return self._settle(draft)

    @staticmethod
    def _settle(draft: RoomDraft) -> Then:
        """What is said and done here depends on one bit alone."""
        state = _state(draft)
        if not everybody((*state.yes, *state.no)):
            return "wait"
        alone = bool(draft.session.asked)
        draft.play(asked="")
        if everybody(state.yes) and not (alone and _closed(draft)):
            draft.note("consent.both")
            return "next"
        draft.note("consent.not_both")
        return NOT_NOW

    def due(self, draft: RoomDraft, step: Consent, clock: str) -> Then:
        """No answer is not a yes, and reads the same as any other reason."""
        draft.note("consent.time")
        return NOT_NOW

    def verbs(self, session: Session, step: Consent, seat: Seat) -> frozenset[str]:
        """Both can answer; in private the group has no button for it."""
        return frozenset() if step.private else frozenset({"yes", "no"})


CONSENT = ConsentVerb()


def _closed(draft: RoomDraft) -> bool:
    """Whether something warm comes first for this couple."""
    return gates.gated(draft.dialogue) and (gates.rests(draft) or gates.too_soon(draft))


def _state(draft: RoomDraft) -> Waiting:
    state = draft.session.step
    return state if isinstance(state, Waiting) else Waiting()
