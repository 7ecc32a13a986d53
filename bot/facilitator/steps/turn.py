"""`turn`: one role has the floor and says something."""

from datetime import timedelta

from bot.dialogue.model import Turn
from bot.facilitator.events import Said
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.room import Session, Speaking
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import (
    PASS,
    Then,
    Verb,
    allow,
    last_sentence,
    not_yours,
    rows,
    unused,
    used,
)
from bot.facilitator.texts import Text, button


class TurnVerb(Verb[Turn]):
    """Ends by its cap, by *done*, by *pass*, or by time: a warning, the end, one last sentence."""

    def enter(self, draft: RoomDraft, step: Turn) -> Then:
        """Give the floor, show the card, start the clocks."""
        speaker = draft.session.roles[step.floor]
        again = step.again is not None and step.id in draft.session.spoken
        draft.play(step=Speaking(), spoken={**draft.session.spoken, step.id: 0})
        draft.give_floor(speaker)
        draft.card("turn", self._prompt(draft, step, again=again), rows(PASS), calls=speaker)
        if step.until_kept:
            draft.clock("over", timedelta(minutes=step.minutes))
        else:
            allow(draft, step.minutes)
            draft.offer_notes(speaker)
        return "wait"

    def resume(self, draft: RoomDraft, step: Turn) -> Then:
        """The card comes back, and so does the offer of what was kept meanwhile."""
        draft.offer_notes(draft.session.roles[step.floor])
        return super().resume(draft, step)

    def said(self, draft: RoomDraft, step: Turn, seat: Seat, said: Said) -> Then:
        """Count it. The cap passes the floor; so does anything once the time is over."""
        if step.until_kept:
            return "wait"
        state = _state(draft)
        used(draft)
        messages, chars = state.messages + 1, state.chars + said.signals.length
        draft.play(
            step=Speaking(messages, chars, state.over),
            spoken={**draft.session.spoken, step.id: max(chars, 1)},
            long=chars > step.messages.chars,
        )
        if state.over or messages >= step.messages.max or chars >= step.messages.chars:
            draft.note("turn.full" if not state.over else "turn.overtime")
            return "next"
        draft.card("turn", draft.text(f"{step.id}/text"), rows(button("done")), calls=seat)
        return "wait"

    def tapped(
        self, draft: RoomDraft, step: Turn, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """*done* and *pass* both end the turn; without a word said, it is passed."""
        speaker = draft.session.roles[step.floor]
        if action not in ("done", "pass"):
            return super().tapped(draft, step, seat, action, tap)
        if seat != speaker:
            return not_yours(draft, tap, speaker)
        used(draft)
        draft.answer(tap)
        if _state(draft).messages:
            draft.note("turn.done")
            return "next"
        draft.note("turn.passed")
        return "leave"

    def due(self, draft: RoomDraft, step: Turn, clock: str) -> Then:
        """Warned before; then one last sentence counts; then the floor passes."""
        state = _state(draft)
        if last_sentence(draft, clock):
            if clock == "time":
                draft.play(step=Speaking(state.messages, state.chars, over=True))
            return "wait"
        if state.messages:
            return "next"
        then = unused(draft)
        return "leave" if then == "next" else then

    def kept(self, draft: RoomDraft, step: Turn) -> Then:
        """In the trial, one kept message is the point of it all."""
        return "next" if step.until_kept else "wait"

    def verbs(self, session: Session, step: Turn, seat: Seat) -> frozenset[str]:
        """Only the speaker's."""
        own = seat == session.roles[step.floor]
        return frozenset({"speak", "done", "pass"}) if own else frozenset()

    @staticmethod
    def _prompt(draft: RoomDraft, step: Turn, *, again: bool) -> Text:
        return draft.text(f"{step.id}/{'again' if again else 'text'}")


def _state(draft: RoomDraft) -> Speaking:
    state = draft.session.step
    return state if isinstance(state, Speaking) else Speaking()
