"""`reflect`: the listener says back what they heard, the speaker checks.

Every way round is bounded: two *nearly*, then the missing part is named and the next reflection is
enough; one *let me say it again*; one example; *pass* at any time, without a reason.
"""

from msgspec.structs import replace

from bot.dialogue.model import Reflect
from bot.facilitator.events import Said
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.limits import AGAIN_MAX, ANEW_MAX, CHECK, EXAMPLE_MAX, NEARLY_MAX
from bot.facilitator.progress import Reflecting, ReflectPhase, Session
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import (
    PASS,
    Then,
    Verb,
    allow,
    in_words,
    last_sentence,
    named,
    not_yours,
    once_more,
    rows,
    unsaid,
    unused,
    used,
)
from bot.facilitator.texts import Button, Text, button, text
from bot.sensing.signals import VOICED, Signals, wordless

#: Who acts in each phase: the speaker, or the listener.
SPEAKS: dict[ReflectPhase, bool] = {
    "mirror": False,
    "check": True,
    "missing": True,
    "again": True,
    "example": True,
    "validate": False,
}


class ReflectVerb(Verb[Reflect]):
    """mirror -> check -> (that's it | nearly -> mirror | again -> mirror), or a pass."""

    def enter(self, draft: RoomDraft, step: Reflect) -> Then:
        """Nothing was said: nothing to say back."""
        if not draft.session.spoken.get(step.of):
            return "next"
        draft.play(step=Reflecting("mirror"))
        line = draft.text(f"{step.id}/text")
        if draft.session.voiced:
            line = self._gist(draft, step)
        elif draft.session.long:
            draft.note("reflect.long")
            line = named(draft, "reflect.long", _pair(draft.session, step)[1])
        self._mirror(draft, step, line)
        return "wait"

    def said(self, draft: RoomDraft, step: Reflect, seat: Seat, said: Said) -> Then:
        """In each phase one message is what it waits for; in *check* it waits for a tap."""
        state = _state(draft)
        used(draft)
        if said.signals.insult and state.phase in ("missing", "again", "example"):
            return self._anew(draft, seat, state)
        if state.phase != "check" and wordless(said.signals):
            draft.play(step=replace(state, bare=True))
            return in_words(draft, seat, asked=state.bare)
        draft.play(step=replace(state, bare=False))
        return self._heard_in(draft, step, seat, said)

    def _heard_in(self, draft: RoomDraft, step: Reflect, seat: Seat, said: Said) -> Then:
        state = _state(draft)
        speaker, listener = _pair(draft.session, step)
        match state.phase:
            case "mirror":
                self._check(draft, step, named(draft, "reflect.check", speaker))
            case "check":
                self._one_tap(draft, speaker, state)
            case "missing":
                draft.play(step=replace(state, phase="mirror", last=True))
                self._mirror(draft, step, named(draft, "reflect.with_that", listener))
            case "validate":
                if said.signals.insult:
                    draft.note("reflect.not_validated")
                    return "next"
                draft.note("reflect.validated")
                draft.play(validated={**draft.session.validated, speaker: True})
                return "next"
            case "again" | "example":
                draft.play(step=replace(state, phase="mirror"))
                spoken = said.signals.medium in VOICED
                line = self._gist(draft, step) if spoken else draft.text(f"{step.id}/text")
                self._mirror(draft, step, line)
        return "wait"

    @staticmethod
    def _gist(draft: RoomDraft, step: Reflect) -> Text:
        """What was spoken cannot be read again, so the gist of it is enough."""
        draft.note("reflect.gist")
        return named(draft, "reflect.gist", _pair(draft.session, step)[1])

    def tapped(
        self, draft: RoomDraft, step: Reflect, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """The speaker's three answers; the listener's question for an example; *pass*."""
        state = _state(draft)
        if action not in self._actions(state):
            return super().tapped(draft, step, seat, action, tap)
        if seat != (holder := _holder(draft.session, step)):
            return not_yours(draft, tap, holder)
        used(draft)
        draft.answer(tap)
        match action:
            case "pass" if state.phase == "validate":
                draft.note("reflect.not_validated")
                return "next"
            case "pass" if state.phase == "example":
                draft.note("reflect.no_example")
                draft.play(step=replace(state, phase="mirror"))
                self._mirror(draft, step, draft.text(f"{step.id}/text"))
                return "wait"
            case "example":
                draft.note("reflect.example")
                draft.play(step=replace(state, phase="example", examples=state.examples + 1))
                self._ask_speaker(draft, step, "reflect.example")
                return "wait"
            case "nearly":
                return self._nearly(draft, step, state)
            case "again":
                draft.note("reflect.again")
                draft.play(step=replace(state, phase="again", again=state.again + 1))
                self._ask_speaker(draft, step, "reflect.again")
                return "wait"
            case "pass":
                return self._not_said_back(draft, state)
            case "enough_for_now":
                draft.note("reflect.enough")
                return "next"
            case _:
                draft.note("reflect.heard")
                draft.play(heard={**draft.session.heard, seat: True})
                return self._heard(draft, step)

    def _heard(self, draft: RoomDraft, step: Reflect) -> Then:
        """One thing that makes sense from the other's side, where the dialogue asks for it."""
        if step.validate is None:
            return "next"
        _, listener = _pair(draft.session, step)
        draft.play(step=replace(_state(draft), phase="validate"))
        draft.clear_clocks()
        draft.give_floor(listener)
        draft.card("turn", draft.text(f"{step.id}/validate"), rows(PASS), calls=listener)
        allow(draft, step.minutes)
        return "wait"

    def due(self, draft: RoomDraft, step: Reflect, clock: str) -> Then:
        """A reflection is never owed; a missing tap means that it was good enough."""
        if last_sentence(draft, clock):
            return "wait"
        then = unused(draft)
        if _state(draft).phase == "validate":
            return then
        return self._not_said_back(draft, _state(draft)) if then == "next" else then

    def turned(self, draft: RoomDraft, step: Reflect, seat: Seat, signals: Signals) -> Then:
        """The listener was asked, and now it is meant to hurt: then nobody says it back."""
        state = _state(draft)
        asked = state.phase == "mirror" and seat == _pair(draft.session, step)[0]
        return self._not_said_back(draft, state) if asked and signals.insult else "wait"

    def _anew(self, draft: RoomDraft, speaker: Seat, state: Reflecting) -> Then:
        """What the speaker adds is said back as well, so the same holds as in a turn."""
        if state.anew >= ANEW_MAX:
            draft.note("reflect.not_said_back")
            return unsaid(draft)
        draft.play(step=replace(state, anew=state.anew + 1))
        once_more(draft, speaker)
        return "wait"

    @staticmethod
    def _not_said_back(draft: RoomDraft, state: Reflecting) -> Then:
        """The listener passed, or said nothing: said once, so that nobody thinks it was heard."""
        draft.note("reflect.passed")
        return unsaid(draft) if state.phase == "mirror" else "next"

    @staticmethod
    def _one_tap(draft: RoomDraft, speaker: Seat, state: Reflecting) -> None:
        """The speaker wrote where a tap is waited for: the buttons come once more, below it."""
        draft.note("reflect.talked_in_check")
        line = named(draft, "reflect.one_tap", speaker)
        card = draft.state.cards.get("turn")
        if card is not None and card.text != line:
            draft.card("turn", line, rows(*ReflectVerb._buttons(state)), calls=speaker)

    def verbs(self, session: Session, step: Reflect, seat: Seat) -> frozenset[str]:
        """The holder's: words, and the buttons of the phase."""
        state = session.step
        if not isinstance(state, Reflecting) or seat != _holder(session, step):
            return frozenset()
        return frozenset(self._actions(state)) | {"speak"}

    def _nearly(self, draft: RoomDraft, step: Reflect, state: Reflecting) -> Then:
        nearly = state.nearly + 1
        if nearly < NEARLY_MAX:
            draft.note("reflect.nearly")
            draft.play(step=replace(state, phase="mirror", nearly=nearly))
            _, listener = _pair(draft.session, step)
            self._mirror(draft, step, named(draft, "reflect.once_more", listener))
        else:
            draft.note("reflect.missing")
            draft.play(step=replace(state, phase="missing", nearly=nearly))
            self._ask_speaker(draft, step, "reflect.missing")
        return "wait"

    def _mirror(self, draft: RoomDraft, step: Reflect, line: Text) -> None:
        _, listener = _pair(draft.session, step)
        draft.clear_clocks()
        draft.give_floor(listener)
        draft.card("turn", line, rows(*self._buttons(_state(draft))), calls=listener)
        allow(draft, step.minutes)

    def _check(self, draft: RoomDraft, step: Reflect, line: Text) -> None:
        state = replace(_state(draft), phase="check")
        speaker, _ = _pair(draft.session, step)
        draft.play(step=state)
        draft.clear_clocks()
        draft.give_floor(speaker)
        draft.card("turn", line, rows(*self._buttons(state)), calls=speaker)
        draft.clock("check", CHECK)

    def _ask_speaker(self, draft: RoomDraft, step: Reflect, key: str) -> None:
        speaker, listener = _pair(draft.session, step)
        draft.clear_clocks()
        draft.give_floor(speaker)
        names = (draft.state.name(speaker), draft.state.name(listener))
        line = text(key, name=names[0], listener=names[1])
        draft.card("turn", line, rows(PASS), calls=speaker)
        allow(draft, step.minutes)

    @staticmethod
    def _actions(state: Reflecting) -> tuple[str, ...]:
        return tuple(one.action for one in ReflectVerb._buttons(state))

    @staticmethod
    def _buttons(state: Reflecting) -> tuple[Button, ...]:
        if state.phase == "mirror":
            example = (button("example"),) if state.examples < EXAMPLE_MAX else ()
            return (PASS, *example)
        if state.phase != "check":
            return (PASS,)
        if state.last:
            return (button("thats_it"), button("enough_for_now"))
        again = (button("again"),) if state.again < AGAIN_MAX else ()
        return (button("thats_it"), button("nearly"), *again)


def _state(draft: RoomDraft) -> Reflecting:
    state = draft.session.step
    return state if isinstance(state, Reflecting) else Reflecting("mirror")


def _pair(session: Session, step: Reflect) -> tuple[Seat, Seat]:
    """Speaker and listener, by their roles in this round."""
    listener = session.roles[step.by]
    return other(listener), listener


def _holder(session: Session, step: Reflect) -> Seat:
    speaker, listener = _pair(session, step)
    state = session.step
    phase = state.phase if isinstance(state, Reflecting) else "mirror"
    return speaker if SPEAKS[phase] else listener
