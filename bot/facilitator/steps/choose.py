"""`choose`: one tap among a few options; without a tap, the one named `otherwise`."""

from datetime import timedelta

from msgspec.structs import replace

from bot.dialogue.model import EITHER, Choose
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.progress import Session, Waiting
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import Close, Into, Then, Verb, not_yours, rows, unused, used
from bot.facilitator.texts import Button, grid, phrase, text

#: Characters of all labels that fit beside each other on a phone.
ROW_CHARS_MAX = 40


class ChooseVerb(Verb[Choose]):
    """An option leads into its own block, to a closing, or simply on."""

    def enter(self, draft: RoomDraft, step: Choose) -> Then:
        """Show the options."""
        draft.play(step=Waiting())
        draft.give_floor(None)
        buttons = [Button(draft.text(f"{step.id}/{name}"), name) for name in step.options]
        length = sum(len(option.label) for option in step.options.values())
        wide = len(buttons) if length <= ROW_CHARS_MAX else 2
        choices = grid(buttons, wide)
        calls = None if step.by == EITHER else draft.session.roles[step.by]
        draft.card("turn", draft.text(f"{step.id}/text"), (*choices, *rows()), calls=calls)
        draft.clock("choose", timedelta(minutes=step.minutes))
        return "wait"

    def tapped(
        self, draft: RoomDraft, step: Choose, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """The first tap of somebody who may choose."""
        if action not in step.options:
            return super().tapped(draft, step, seat, action, tap)
        if step.by != EITHER and seat != (holder := draft.session.roles[step.by]):
            return not_yours(draft, tap, holder)
        used(draft)
        draft.answer(tap)
        option = step.options[action]
        if option.close is None and not option.unsaid:
            label = phrase(draft.text(f"{step.id}/{action}"))
            key = "choose.made_by_either" if step.by == EITHER else "choose.made"
            made = text(key, name=draft.state.name(seat), label=label)
            draft.fold("turn", replace(draft.text(f"{step.id}/text"), then=(made,)))
        return self._choose(draft, step, action)

    def due(self, draft: RoomDraft, step: Choose, clock: str) -> Then:
        """Nobody tapped."""
        draft.note("choose.otherwise")
        then = unused(draft)
        return self._choose(draft, step, step.otherwise) if then == "next" else then

    def verbs(self, session: Session, step: Choose, seat: Seat) -> frozenset[str]:
        """The options, for who may choose."""
        own = step.by == EITHER or seat == session.roles[step.by]
        return frozenset(step.options) if own else frozenset()

    @staticmethod
    def _choose(draft: RoomDraft, step: Choose, name: str) -> Then:
        draft.play(choices={**draft.session.choices, step.id: name})
        option = step.options[name]
        if option.steps:
            return Into(name)
        return Close(option.close) if option.close is not None else "next"
