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
        """See `Clock`."""
        loop = asyncio.get_running_loop()
        until = loop.time() + (instant - self.now()).total_seconds()
        while (left := min((instant - self.now()).total_seconds(), until - loop.time())) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, LOOK_S))
