"""`remind`: either may choose when one quiet card says that this could be begun again."""

from datetime import timedelta

from bot.dialogue.model import Remind
from bot.facilitator import again
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.progress import Session, Waiting
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.steps.base import Then, Verb, rows, used
from bot.facilitator.texts import button


class RemindVerb(Verb[Remind]):
    """One tap of either; no tap is no."""

    def enter(self, draft: RoomDraft, step: Remind) -> Then:
        """Ask."""
        draft.play(step=Waiting())
        draft.give_floor(None)
        choices = (button("again_tomorrow"), button("again_week"), button("again_no"))
        draft.card("turn", draft.text(f"{step.id}/text"), rows(*choices))
        draft.clock("remind", timedelta(minutes=step.minutes))
        return "wait"

    def tapped(
        self, draft: RoomDraft, step: Remind, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """The first tap of either."""
        if action not in ("again_tomorrow", "again_week", "again_no"):
            return super().tapped(draft, step, seat, action, tap)
        used(draft)
        draft.answer(tap)
        draft.clear("turn")
        if action == "again_no":
            draft.note("again.no")
            return "next"
        again.arrange(draft, step.dialogue or draft.session.dialogue, action.partition("_")[2])
        return "next"

    def due(self, draft: RoomDraft, step: Remind, clock: str) -> Then:
        """Nobody chose: then not."""
        draft.note("again.no")
        draft.clear("turn")
        return "next"

    def verbs(self, session: Session, step: Remind, seat: Seat) -> frozenset[str]:
        """Both."""
        return frozenset({"again_tomorrow", "again_week", "again_no"})
