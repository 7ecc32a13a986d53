"""A clock that can be moved, on the stage and in the product that plays on it.

The stage has the `StageClock`. The product, a process of its own, follows it with a
`FollowingClock`; nothing but the rehearsal ever uses either.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import msgspec

#: How long the stage holds a question for news, and the wait before asking again, in seconds.
HOLD_S, AGAIN_S = 20.0, 0.2
#: A stage that is silent for so long has died, and its product goes too, in seconds.
GONE_S = 5.0


class StageGone(Exception):
    """There is nobody left to play for."""


class Setting(msgspec.Struct, frozen=True):
    """What a clock shows: the machine's time moved by `ahead`, or `stopped` at an instant.
    `version` grows with every move.
    """

    version: int = 0
    ahead: timedelta = timedelta()
    stopped: datetime | None = None

    def now(self) -> datetime:
        """This instant on that clock."""
        return self.stopped or datetime.now(UTC) + self.ahead


class StageClock:
    """The clock of a rehearsal. `moved` is called after each move."""

    def __init__(self, stopped: datetime | None = None) -> None:
        self.setting = Setting(stopped=stopped)
        self.moved: Callable[[], None] = lambda: None
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """This instant."""
        return self.setting.now()

    def move(self, by: timedelta) -> None:
        """Forward, or back."""
        old = self.setting
        stopped = old.stopped + by if old.stopped else None
        ahead = old.ahead if old.stopped else old.ahead + by
        self._set(Setting(old.version + 1, ahead, stopped))

    def stop_at(self, instant: datetime) -> None:
        """Stand still at this instant; it only moves by hand from now on."""
        self._set(Setting(self.setting.version + 1, stopped=instant))

    def run_from(self, instant: datetime) -> None:
        """Show this instant and run on from it."""
        self._set(Setting(self.setting.version + 1, ahead=instant - datetime.now(UTC)))

    def go_on(self) -> None:
        """Go by itself again, from what it shows now."""
        self.run_from(self.now())

    async def after(self, version: int) -> Setting:
        """The setting, as soon as it is newer than `version`, or after a while anyway."""
        if self.setting.version <= version:
            try:
                async with asyncio.timeout(HOLD_S):
                    await self._moved.wait()
            except TimeoutError:
                pass
        return self.setting

    def let_go(self) -> None:
        """Answer whoever waits for news."""
        self._moved.set()
        self._moved = asyncio.Event()

    def _set(self, setting: Setting) -> None:
        self.setting = setting
        self.moved()
        self.let_go()


class FollowingClock:
    """The `Clock` port in the product: shows what the stage's clock shows."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.setting = Setting()
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """This instant."""
        return self.setting.now()

    async def sleep_until(self, instant: datetime) -> None:
        """Return at that instant, or when the clock is moved past it."""
        while (left := (instant - self.now()).total_seconds()) > 0:
            try:
                async with asyncio.timeout(None if self.setting.stopped else min(left, HOLD_S)):
                    await self._moved.wait()
            except TimeoutError:
                pass

    async def begin(self, session: aiohttp.ClientSession) -> None:
        """Read the stage's clock once; everything after it is in its time."""
        self._take(await self._ask(session, -1))

    async def follow(self, session: aiohttp.ClientSession) -> None:
        """For ever; `StageGone` when the stage has not answered for a while."""
        failures = 0
        while failures * AGAIN_S < GONE_S:
            try:
                self._take(await self._ask(session, self.setting.version))
                failures = 0
            except (aiohttp.ClientError, OSError, msgspec.DecodeError, TimeoutError):
                failures += 1
                await asyncio.sleep(AGAIN_S)
        raise StageGone

    async def _ask(self, session: aiohttp.ClientSession, version: int) -> Setting:
        timeout = aiohttp.ClientTimeout(total=HOLD_S * 2)
        async with session.get(f"{self._url}/clock?after={version}", timeout=timeout) as answer:
            return msgspec.json.decode(await answer.read(), type=Setting)

    def _take(self, setting: Setting) -> None:
        if setting.version != self.setting.version:
            self.setting = setting
            self._moved.set()
            self._moved = asyncio.Event()
        else:
            self.setting = setting
