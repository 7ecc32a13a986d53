"""Counts and timings of the running service: of how much and how long, never of whom."""

from typing import Literal, Protocol

#: What became of a row of the inbox.
Settled = Literal["done", "not ours", "failed"]
#: What became of a call to the chat.
Outcome = Literal["done", "gone", "no rights", "later", "unsure", "moved", "rejected", "not alone"]
#: Why nothing was heard from the chat: somebody else hears it, we asked too often, anything else.
Unheard = Literal["conflict", "limited", "other"]

#: What an effect is called that could not be made sense of.
DROPPED = "dropped"


class Meter(Protocol):
    """Somebody who counts. Times are in seconds. Nothing here may wait or raise."""

    def came(self, count: int, *, used: bool) -> None:
        """So many updates came from Telegram; `used`: they are stored and will be heard."""

    def unheard(self, why: Unheard) -> None:
        """We asked what people did, and had no answer."""

    def settled(self, how: Settled, waited: float) -> None:
        """A row is settled, so long after it came in."""

    def committed(self, took: float) -> None:
        """An outcome reached the disk."""

    def called(self, what: str, outcome: Outcome, took: float) -> None:
        """A call to the chat was answered, or was not."""

    def done(self, what: str, since: float) -> None:
        """What was decided so long ago is done: a post is shown, a message is gone."""

    def refused(self) -> None:
        """The disk refused; it will be asked again until it does not."""

    def accepted(self) -> None:
        """The disk took what it was given, whether or not anything was decided."""


class Nobody:
    """A meter that counts nothing."""

    def came(self, count: int, *, used: bool) -> None:
        """See `Meter`."""

    def unheard(self, why: Unheard) -> None:
        """See `Meter`."""

    def settled(self, how: Settled, waited: float) -> None:
        """See `Meter`."""

    def committed(self, took: float) -> None:
        """See `Meter`."""

    def called(self, what: str, outcome: Outcome, took: float) -> None:
        """See `Meter`."""

    def done(self, what: str, since: float) -> None:
        """See `Meter`."""

    def refused(self) -> None:
        """See `Meter`."""

    def accepted(self) -> None:
        """See `Meter`."""


#: Who does not want to know.
NOBODY: Meter = Nobody()
