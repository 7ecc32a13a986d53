"""What follows from an event: first what is felt in it, then what the core decides."""

from datetime import datetime
from typing import Any

from bot.dialogue.library import Library
from bot.facilitator.ids import Mailbox
from bot.service import decision
from bot.service.decision import Decision
from bot.service.ports import Parcel, Reading
from bot.service.senses import Senses

#: What a decision settles: a row of the inbox, a parcel that was never in it, or nothing.
Settles = int | Parcel | None


class Judge:
    """The library and the senses that everything is decided with."""

    def __init__(self, library: Library, senses: Senses) -> None:
        self._library = library
        self._senses = senses

    def decide(
        self,
        mailbox: Mailbox,
        state: Any,
        reading: Reading,
        row: int | Parcel | None,
        now: datetime,
    ) -> Decision:
        """See `decision.decide`."""
        felt = self._senses.reading(state, reading, now)
        return decision.decide(self._library, mailbox, state, felt, row, now)

    def rescue(
        self,
        mailbox: Mailbox,
        state: Any,
        reading: Reading,
        row: int | Parcel | None,
        now: datetime,
    ) -> Decision:
        """See `decision.rescue`; whatever failed, feeling is not tried again."""
        return decision.rescue(self._library, mailbox, state, reading, row, now)
