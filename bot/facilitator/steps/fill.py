"""`fill`: one role fills a form in private, and the whole stands in the group once it is sent."""

from msgspec.structs import replace

from bot.dialogue.model import Fill
from bot.facilitator import events as told
from bot.facilitator.cursor import said_back
from bot.facilitator.events import Said
from bot.facilitator.ids import Seat, TapId, WordRef
from bot.facilitator.progress import Form, Session, Waiting
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.alone import OPEN
from bot.facilitator.steps.base import (
    PASS,
    Then,
    Verb,
    allow,
    forget,
    last_sentence,
    not_yours,
    rows,
    unsaid,
    unused,
    used,
)
from bot.facilitator.texts import Words, text


class FillVerb(Verb[Fill]):
    """Sent, kept, or said in the group after all: each is fine, and each goes on."""

    def enter(self, draft: RoomDraft, step: Fill) -> Then:
        """The floor is theirs while they write; the form comes in private."""
        seat = draft.session.roles[step.by]
        forget(draft, step)
        draft.play(
            step=Waiting(),
            spoken={**draft.session.spoken, step.id: 0},
            asked=draft.stamp("q"),
            long=False,
        )
        draft.give_floor(seat)
        draft.card("turn", draft.text(f"{step.id}/ask"), (OPEN, *rows(PASS)), calls=seat)
        draft.tell(seat, self._question(draft, step))
        allow(draft, step.minutes)
        return "wait"

    @staticmethod
    def _question(draft: RoomDraft, step: Fill) -> told.AnswerWanted:
        slots = {
            name: (draft.text(f"{step.id}/{name}"), slot.chars) for name, slot in step.slots.items()
        }
        return told.AnswerWanted(
            room=draft.state.id,
            stamp=draft.session.asked,
            kind="form",
            text=text("answer.form" if len(slots) > 1 else "answer.form_one"),
            slots=slots,
            whole=draft.text(f"{step.id}/text"),
        )

    def sent(self, draft: RoomDraft, step: Fill, seat: Seat, sent: told.AnswerSent) -> Then:
        """The whole stands in the group, as its author's; or they keep it to themselves."""
        if seat != draft.session.roles[step.by]:
            return "wait"
        used(draft)
        draft.play(asked="")
        if not sent.words:
            draft.note("fill.kept")
            draft.play(step=Waiting(over=True))
            return "wait" if draft.state.pause else self._without(draft)
        draft.note("fill.sent")
        for ref in sent.words.values():
            draft.author(ref, seat)
        spoken = {**draft.session.spoken, step.id: max(sent.length, 1)}
        draft.play(found={**draft.session.found, step.id: Form(sent.words)}, spoken=spoken)
        return "wait" if draft.state.pause else self._post(draft, step, sent.words)

    @staticmethod
    def _post(draft: RoomDraft, step: Fill, slots: dict[str, WordRef]) -> Then:
        draft.floor(begun=True, spoke=draft.now, said=None, interruptions=0, interrupted=None)
        draft.clear("turn")
        whole = draft.text(f"{step.id}/text")
        words = {slot: Words(ref) for slot, ref in slots.items()}
        whole = replace(whole, values={**whole.values, **words})
        name = draft.state.name(draft.session.roles[step.by])
        draft.say(text("fill.sent", whole, name=name))
        return "next"

    def resume(self, draft: RoomDraft, step: Fill) -> Then:
        """What was sent or kept during the pause counts now."""
        form, state = draft.session.found.get(step.id), draft.session.step
        if isinstance(form, Form):
            return self._post(draft, step, form.slots)
        if isinstance(state, Waiting) and state.over:
            return self._without(draft)
        return super().resume(draft, step)

    @staticmethod
    def _without(draft: RoomDraft) -> Then:
        draft.clear("turn")
        return "next"

    def said(self, draft: RoomDraft, step: Fill, seat: Seat, said: Said) -> Then:
        """They would rather say it here: that counts as their turn."""
        used(draft)
        draft.note("fill.said")
        self._over(draft, seat)
        if said.signals.insult and said_back(draft.dialogue, step.id):
            draft.note("turn.not_said_back")
            self._without(draft)
            return unsaid(draft)
        draft.play(spoken={**draft.session.spoken, step.id: max(said.signals.length, 1)})
        return "next"

    def tapped(
        self, draft: RoomDraft, step: Fill, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """*pass*, without a reason."""
        if action != "pass":
            return super().tapped(draft, step, seat, action, tap)
        if seat != (holder := draft.session.roles[step.by]):
            return not_yours(draft, tap, holder)
        used(draft)
        draft.answer(tap)
        draft.note("fill.passed")
        self._over(draft, seat)
        return self._without(draft)

    def due(self, draft: RoomDraft, step: Fill, clock: str) -> Then:
        """On without it."""
        if last_sentence(draft, clock):
            return "wait"
        then = unused(draft)
        self._over(draft, draft.session.roles[step.by])
        return self._without(draft) if then == "next" else then

    @staticmethod
    def _over(draft: RoomDraft, seat: Seat) -> None:
        draft.play(asked="")
        draft.tell(seat, told.UpPassed(room=draft.state.id))

    def verbs(self, session: Session, step: Fill, seat: Seat) -> frozenset[str]:
        """Only that role's."""
        own = seat == session.roles[step.by]
        return frozenset({"speak", "pass"}) if own else frozenset()
