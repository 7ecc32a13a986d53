"""What the line between Heard and Telegram is like, by the words on the bar."""

from typing import Literal

from bot.rehearsal.botapi import Change, Fault
from bot.rehearsal.line import Quality
from bot.rehearsal.stage import Stage

How = Literal["fine", "slow", "silent", "offline", "limited"]

#: What Telegram asks for when it limits, in seconds.
RETRY_AFTER_S = 5
_QUALITY: dict[How, Quality] = {"slow": "slow", "silent": "silent", "offline": "down"}


class Connection:
    """The line as the stage manager wants it. *Limited*: Telegram answers the first attempt at
    everything with a 429, and takes the second one after `RETRY_AFTER_S`.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._fault = Fault("too_many_requests", retry_after=RETRY_AFTER_S)
        self.how: How = "fine"

    async def become(self, how: How) -> None:
        """From now on."""
        self.how = how
        await self._stage.line.become(_QUALITY.get(how, "fine"))
        self._disarm()
        if how == "limited":
            self._arm()

    def noticed(self, change: Change) -> None:
        """Something has happened in the world: the next attempt is limited again."""
        if self.how == "limited" and change.kind in {"posted", "edited", "removed", "toast"}:
            self._arm()

    def _arm(self) -> None:
        self._disarm()
        self._stage.world.faults.calls.append(self._fault)

    def _disarm(self) -> None:
        calls = self._stage.world.faults.calls
        calls[:] = [fault for fault in calls if fault is not self._fault]
