"""The `Clock` port on the machine's own clock."""

import asyncio
from datetime import UTC, datetime

#: A machine may sleep and clocks may be set: look again at least this often, in seconds.
LOOK_S = 30.0


class SystemClock:
    """Wall time, since deadlines outlive the process."""

    def now(self) -> datetime:
        """This instant in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, instant: datetime) -> None:
        """Return at that instant or soon after."""
        while (left := (instant - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 -- no event
            await asyncio.sleep(min(left, LOOK_S))
