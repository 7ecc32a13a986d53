"""The verbs without a turn: `say`, `rate`, `breathe`, `wait`, `hand_off`."""

from datetime import timedelta

from bot.dialogue.model import Breathe, HandOff, Rate, Say, Wait
from bot.facilitator import events as told
from bot.facilitator import gates, sharing
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.pauses import breather
from bot.facilitator.progress import Session, Waiting
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.sentences import title
from bot.facilitator.steps.base import Close, Then, Verb, everybody, rows, used
from bot.facilitator.texts import Text, button


class SayVerb(Verb[Say]):
    """One post, and on."""

    def enter(self, draft: RoomDraft, step: Say) -> Then:
        """Say it."""
        draft.say(draft.text(f"{step.id}/text"))
        return "next"


class RateVerb(Verb[Rate]):
    """Each is asked alone; the answer never comes back to the room, so nothing waits for it."""

    def enter(self, draft: RoomDraft, step: Rate) -> Then:
        """Ask both, in the same words, at the same time."""
        labels = tuple(draft.text(f"{step.id}/{place}") for place in range(len(step.labels)))
        question = draft.text(f"{step.id}/text")
        asked = told.RatingAsked(
            room=draft.state.id,
            text=question,
            title=Text(title(draft.dialogue)),
            labels=labels,
            stamp=sharing.ask(draft, question) if step.share else "",
            low=len(labels) * 2 // 5 if gates.gated(draft.dialogue) else 0,
        )
        draft.note("rate.asked")
        draft.tell_both(asked)
        return "next"


class BreatheVerb(Verb[Breathe]):
    """A breather that the dialogue asks for: both stop, nobody was too fast."""

    def enter(self, draft: RoomDraft, step: Breathe) -> Then:
        """Begin the breather; the session goes on when it is over."""
        draft.play(step=Waiting())
        draft.give_floor(None)
        line = draft.text(f"{step.id}/text")
        breather.breathe(draft, timedelta(minutes=step.minutes), line)
        return "wait"

    def resume(self, draft: RoomDraft, step: Breathe) -> Then:
        """The breather was the step."""
        return "next"


class WaitVerb(Verb[Wait]):
    """Some quiet, until both are ready."""

    def enter(self, draft: RoomDraft, step: Wait) -> Then:
        """Show the card and start the timer."""
        draft.play(step=Waiting())
        draft.give_floor(None)
        draft.card("turn", draft.text(f"{step.id}/text"), rows(button("ready")))
        draft.clock("wait", timedelta(minutes=step.minutes))
        return "wait"

    def tapped(
        self, draft: RoomDraft, step: Wait, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """On when both are ready."""
        if action != "ready":
            return super().tapped(draft, step, seat, action, tap)
        used(draft)
        state = draft.session.step
        yes = state.yes if isinstance(state, Waiting) else ()
        yes = yes if seat in yes else (*yes, seat)
        draft.play(step=Waiting(yes))
        if not everybody(yes):
            draft.answer(tap, "toast.when_both_ready")
            return "wait"
        draft.answer(tap)
        draft.note("wait.both_ready")
        return "next"

    def due(self, draft: RoomDraft, step: Wait, clock: str) -> Then:
        """The quiet was the step."""
        draft.note("wait.over")
        return "next"

    def verbs(self, session: Session, step: Wait, seat: Seat) -> frozenset[str]:
        """Both."""
        return frozenset({"ready"})


class HandOffVerb(Verb[HandOff]):
    """Phones down: one card, a timer, *done*. The bot is silent until then."""

    def enter(self, draft: RoomDraft, step: HandOff) -> Then:
        """Show the card and start the timer."""
        draft.play(step=Waiting())
        draft.give_floor(None)
        draft.card("turn", draft.text(f"{step.id}/text"), rows(button("done")))
        if step.halves:
            draft.clock("half", timedelta(minutes=step.minutes) / 2)
        draft.clock("hand_off", timedelta(minutes=step.minutes))
        return "wait"

    def tapped(
        self, draft: RoomDraft, step: HandOff, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """Either says that they are done."""
        if action not in ("done", "pass"):
            return super().tapped(draft, step, seat, action, tap)
        used(draft)
        draft.answer(tap)
        draft.note("hand_off.done")
        return "next"

    def due(self, draft: RoomDraft, step: HandOff, clock: str) -> Then:
        """The bell is a new post each time, since an edit does not ring; after the second, people
        may well still be talking.
        """
        if clock == "half":
            draft.note("hand_off.half")
            self._ring(draft, "hand_off.half")
            return "wait"
        state = draft.session.step
        if isinstance(state, Waiting) and not state.over:
            draft.note("hand_off.time")
            draft.play(step=Waiting(over=True))
            self._ring(draft, "hand_off.time")
            draft.clock("hand_off", timedelta(minutes=step.minutes))
            return "wait"
        return Close("quiet")

    @staticmethod
    def _ring(draft: RoomDraft, key: str) -> None:
        draft.cover()
        draft.card("turn", Text(key), rows(button("done")))

    def verbs(self, session: Session, step: HandOff, seat: Seat) -> frozenset[str]:
        """Both."""
        return frozenset({"done", "pass"})
