"""States of mailboxes that are kept in memory; more are loaded when they are needed."""

from collections import OrderedDict
from typing import Any

from bot.facilitator.ids import Mailbox
from bot.service.mailboxes import kind_of
from bot.service.ports import Journal

#: So many at the same time; the one that was not needed for the longest time goes first.
LIVE_MAX = 1024


class States:
    """What the journal has, or will have when it takes the commit that is on its way."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._live: OrderedDict[Mailbox, Any] = OrderedDict()

    def __contains__(self, mailbox: Mailbox) -> bool:
        return mailbox in self._live

    def __getitem__(self, mailbox: Mailbox) -> Any:
        return self._live[mailbox]

    async def load(self, mailbox: Mailbox) -> Any:
        """From memory, or from the journal; a fresh one if nothing ever happened to it."""
        if mailbox in self._live:
            self._live.move_to_end(mailbox)
            return self._live[mailbox]
        snapshot = await self._journal.load(mailbox)
        kind = kind_of(mailbox)
        return kind.fresh(mailbox) if snapshot is None else kind.decode(snapshot)

    def keep(self, mailbox: Mailbox, state: Any) -> None:
        """This was committed."""
        self._live[mailbox] = state
        self._live.move_to_end(mailbox)
        while len(self._live) > LIVE_MAX:
            self._live.popitem(last=False)

    def drop(self, mailbox: Mailbox) -> None:
        """Nobody can say what became of its commit, but the journal."""
        self._live.pop(mailbox, None)

    @property
    def mailboxes(self) -> list[Mailbox]:
        """Whose are in memory."""
        return list(self._live)
