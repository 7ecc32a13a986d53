"""`gather`: a few words from one role, for later texts."""

from bot.dialogue.model import Gather
from bot.facilitator.events import Said
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.progress import Session, Waiting
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import (
    PASS,
    Close,
    Then,
    Verb,
    allow,
    last_sentence,
    not_yours,
    rows,
    unused,
    used,
)
from bot.facilitator.texts import text


class GatherVerb(Verb[Gather]):
    """The first message that fits is the answer. These words are stored: later texts name them."""

    def enter(self, draft: RoomDraft, step: Gather) -> Then:
        """Give the floor and ask."""
        seat = draft.session.roles[step.of]
        draft.play(step=Waiting())
        draft.give_floor(seat)
        draft.card("turn", draft.text(f"{step.id}/text"), rows(PASS), calls=seat)
        allow(draft, step.minutes)
        return "wait"

    def said(self, draft: RoomDraft, step: Gather, seat: Seat, said: Said) -> Then:
        """Too long for a later text, no text at all, or words that the bot will not put to the
        other: asked once more, nothing is lost.
        """
        used(draft)
        if said.signals.medium != "text" or said.signals.length > step.chars:
            draft.note("gather.shorter")
            again = draft.text(f"{step.id}/text", text("gather.shorter", chars=step.chars))
            draft.card("turn", again, rows(PASS), calls=seat)
            return "wait"
        if said.signals.insult:
            draft.note("gather.other_words")
            again = draft.text(f"{step.id}/text", text("gather.other_words"))
            draft.card("turn", again, rows(PASS), calls=seat)
            return "wait"
        before = draft.session.answers.get(step.id)
        if before is not None and not draft.is_kept(before):
            draft.release(before)
        draft.keep(said.words, seat)
        draft.author(said.words, seat)
        draft.play(answers={**draft.session.answers, step.id: said.words})
        return "next"

    def tapped(
        self, draft: RoomDraft, step: Gather, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """Without these words there is no exercise: passing them means *not now*."""
        if action != "pass":
            return super().tapped(draft, step, seat, action, tap)
        if seat != (holder := draft.session.roles[step.of]):
            return not_yours(draft, tap, holder)
        draft.note("gather.passed")
        draft.answer(tap)
        return Close("not_now")

    def due(self, draft: RoomDraft, step: Gather, clock: str) -> Then:
        """As with *pass*, but nobody said so."""
        if last_sentence(draft, clock):
            return "wait"
        then = unused(draft)
        return Close("quiet") if then == "next" else then

    def verbs(self, session: Session, step: Gather, seat: Seat) -> frozenset[str]:
        """Only that role's."""
        own = seat == session.roles[step.of]
        return frozenset({"speak", "pass"}) if own else frozenset()
