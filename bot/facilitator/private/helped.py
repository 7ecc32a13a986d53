"""Whether it helped that the bot stepped in: asked of each alone, once for several times."""

from typing import Final, Literal

from bot.facilitator.events import HelpedAsked, HelpedSaid
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import Button, Rows, text

SLOT = "helped"
WORDS: Final[tuple[Literal["helped", "sooner", "not_needed"], ...]] = (
    "helped",
    "sooner",
    "not_needed",
)


def asked(draft: PersonDraft, event: HelpedAsked) -> None:
    """The room asks. No phone makes a sound."""
    if event.room not in draft.state.rooms:
        return
    draft.note("helped.asked")
    helped, sooner, not_needed = (
        Button(text(f"button.{word}"), f"helped_{word}_{event.room}") for word in WORDS
    )
    rows: Rows = ((helped, not_needed), (sooner,))
    draft.card(SLOT, text("heat.helped"), rows, silent=True)


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """One of the words: the room gets it, and nobody else."""
    draft.answer(tap)
    said, _, name = action.removeprefix("helped_").rpartition("_")
    room = RoomId(name)
    for word in WORDS:
        if said == word and room in draft.state.rooms:
            draft.tell_to(room, HelpedSaid(person=draft.state.id, word=word))
    draft.change(SLOT, text("heat.helped_noted"))
