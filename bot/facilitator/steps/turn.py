"""`turn`: one role has the floor and says something."""

from datetime import timedelta

from msgspec.structs import replace

from bot.dialogue.model import Turn
from bot.facilitator.cursor import said_back
from bot.facilitator.events import Said
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import ANEW_MAX, OVERTIME
from bot.facilitator.progress import Session, Speaking
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps import beside
from bot.facilitator.steps.base import (
    Then,
    Verb,
    allow,
    in_words,
    last_sentence,
    not_yours,
    once_more,
    unsaid,
    unused,
    used,
)
from bot.facilitator.texts import Text
from bot.sensing.signals import VOICED, Signals, wordless


class TurnVerb(Verb[Turn]):
    """Ends by its cap, by *done*, by *pass*, or by time: a warning, the end, one last sentence."""

    def enter(self, draft: RoomDraft, step: Turn) -> Then:
        """Give the floor, show the card, start the clocks."""
        speaker = draft.session.roles[step.floor]
        again = step.again is not None and step.id in draft.session.spoken
        spoken = {**draft.session.spoken, step.id: 0}
        draft.play(step=Speaking(again=again), spoken=spoken, tender=False)
        draft.give_floor(speaker)
        self._show(draft, step)
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
        used(draft)
        if said_back(draft.dialogue, step.id):
            if said.signals.insult:
                return self._anew(draft, step, seat)
            if wordless(said.signals):
                asked = _state(draft).bare
                draft.play(step=replace(_state(draft), bare=True))
                return in_words(draft, seat, asked=asked)
        return self._count(draft, step, said.signals)

    def _count(self, draft: RoomDraft, step: Turn, signals: Signals) -> Then:
        state = _state(draft)
        messages, chars = state.messages + 1, state.chars + signals.length
        voiced = state.voiced or signals.medium in VOICED
        draft.play(
            step=replace(
                state, messages=messages, chars=chars, harsh=False, backed=False, voiced=voiced
            ),
            spoken={**draft.session.spoken, step.id: max(chars, 1)},
            long=chars > step.messages.chars,
            voiced=voiced,
        )
        if state.over or messages >= step.messages.max or chars >= step.messages.chars:
            draft.note("turn.full" if not state.over else "turn.overtime")
            return "next"
        self._show(draft, step)
        return "wait"

    def tapped(
        self, draft: RoomDraft, step: Turn, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """*done* and *pass* both end the turn; without a word said, it is passed."""
        speaker = draft.session.roles[step.floor]
        if action in beside.ACTIONS and not step.until_kept:
            return beside.tapped(draft, step, self._prompt(draft, step), seat, action, tap)
        if action not in ("done", "pass"):
            return super().tapped(draft, step, seat, action, tap)
        if seat != speaker:
            return not_yours(draft, tap, speaker)
        used(draft)
        draft.answer(tap)
        if _state(draft).harsh:
            return self._not_said_back(draft, step)
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
                draft.play(step=replace(state, over=True))
            return "wait"
        if state.harsh:
            return self._not_said_back(draft, step)
        if state.messages:
            return "next"
        then = unused(draft)
        return "leave" if then == "next" else then

    def turned(self, draft: RoomDraft, step: Turn, seat: Seat, signals: Signals) -> Then:
        """Into words that hurt, or out of these: as if it had been said like that."""
        if seat != draft.session.roles[step.floor] or not said_back(draft.dialogue, step.id):
            return "wait"
        if signals.insult:
            return self._anew(draft, step, seat)
        return self._count(draft, step, signals) if _state(draft).harsh else "wait"

    def kept(self, draft: RoomDraft, step: Turn) -> Then:
        """In the trial, one kept message is the point of it all."""
        return "next" if step.until_kept else "wait"

    def verbs(self, session: Session, step: Turn, seat: Seat) -> frozenset[str]:
        """Only the speaker's."""
        own = {"speak", "done", "pass"} if seat == session.roles[step.floor] else set()
        if step.until_kept:
            return frozenset(own)
        return frozenset(own | beside.verbs(session, speaks=bool(own)))

    def _anew(self, draft: RoomDraft, step: Turn, seat: Seat) -> Then:
        """Once more, in words that can be said back; not for ever."""
        state = _state(draft)
        if state.anew >= ANEW_MAX:
            return self._not_said_back(draft, step)
        draft.play(step=replace(state, anew=state.anew + 1, harsh=True))
        if state.over:
            draft.clock("over", OVERTIME)
        once_more(draft, seat)
        return "wait"

    @staticmethod
    def _not_said_back(draft: RoomDraft, step: Turn) -> Then:
        """Nothing of this turn is put to the listener: as if nothing had been said in it."""
        draft.note("turn.not_said_back")
        draft.play(spoken={**draft.session.spoken, step.id: 0})
        return unsaid(draft)

    @staticmethod
    def _prompt(draft: RoomDraft, step: Turn) -> Text:
        return draft.text(f"{step.id}/{'again' if _state(draft).again else 'text'}")

    def _show(self, draft: RoomDraft, step: Turn) -> None:
        what, buttons = beside.card(draft, step, self._prompt(draft, step), _state(draft))
        draft.card("turn", what, buttons, calls=draft.session.roles[step.floor])


def _state(draft: RoomDraft) -> Speaking:
    state = draft.session.step
    return state if isinstance(state, Speaking) else Speaking()
