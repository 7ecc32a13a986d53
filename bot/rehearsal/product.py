"""The product on the stage: `bot.app` as it is, with a clock that follows the stage's, and a word
to the stage when there is nothing left to do.

Run as `python -m bot.rehearsal.product STAGE_URL [closely]`; settings come from the environment as
ever.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when python-telegram-bot is imported

import aiohttp
import msgspec
from msgspec.structs import replace

from bot import logs
from bot.adapters.library import library
from bot.app import App, hook_of, locked, opened, telegram_bot
from bot.config import Settings, settings
from bot.rehearsal.clock import FollowingClock, StageGone
from bot.rehearsal.standing import Standing, standing
from bot.running import Heartbeat, until_signalled
from bot.service.ports import StorageTrouble

#: How often the product looks whether it has come to rest, in seconds.
LOOK_S = 0.004


class AtRest(msgspec.Struct, frozen=True):
    """The product has nothing left to do at this setting of the clock. `offset`: the next update
    that it will ask for; `due`: its nearest deadline; `standing`: more, if the stage asked for it;
    `heard`: how many updates it has taken since its start.
    """

    version: int
    offset: int
    due: datetime | None
    standing: Standing = Standing()
    heard: int = 0


async def play(settings: Settings, stage: str, *, closely: bool) -> None:
    """Serve until cancelled."""
    clock = FollowingClock(stage)
    with locked(settings.data):
        async with aiohttp.ClientSession() as session:
            await clock.begin(session)
            await _serve(settings, stage, clock, session, closely=closely)


async def _serve(
    settings: Settings,
    stage: str,
    clock: FollowingClock,
    session: aiohttp.ClientSession,
    *,
    closely: bool,
) -> None:
    texts = library(settings.dialogues, settings.zone, settings.data)
    async with opened(settings, clock) as journal, telegram_bot(settings) as telegram:
        beat, hook = Heartbeat(settings.data).beat, hook_of(settings)
        served = App(clock, texts, journal, telegram, beat, hook=hook)
        await served.menu.publish()

        async def more() -> Standing:
            return await standing(served.journal, texts) if closely else Standing()

        async with asyncio.TaskGroup() as group:
            following = group.create_task(clock.follow(session))
            telling = group.create_task(Teller(served, clock, more).tell(session, stage))
            try:
                await served.serve()
            finally:
                following.cancel()
                telling.cancel()


class Teller:
    """Tells the stage each time the product comes to rest. `more` gives how it stands then."""

    def __init__(
        self, product: App, clock: FollowingClock, more: Callable[[], Awaitable[Standing]]
    ) -> None:
        self._product, self._clock, self._more = product, clock, more

    async def at_rest(self) -> AtRest | None:
        """What there is to tell; None while something is under way or due."""
        product, clock = self._product, self._clock
        if product.busy():
            return None
        due = await product.journal.next_deadline(())
        version, offset = clock.setting.version, product.ears.offset or 0
        # What is due waits until Telegram was heard, as everybody does; only without Telegram may
        # that take long.
        overdue = due is not None and due[1] <= clock.now()
        unheard = (overdue or product.alarms.held) and not product.out_of_reach
        if product.busy() or unheard:
            return None
        heard = product.ears.heard
        return AtRest(version, offset, due[1] if due else None, heard=heard)

    async def tell(self, session: aiohttp.ClientSession, stage: str) -> None:
        """For ever."""
        told: AtRest | None = None
        while True:
            await asyncio.sleep(LOOK_S)
            with suppress(aiohttp.ClientError, OSError, StorageTrouble):
                rest = await self.at_rest() if self._product.serving else None
                if rest is None or rest == told:
                    continue
                whole = replace(rest, standing=await self._more())
                await session.post(f"{stage}/rest", data=msgspec.json.encode(whole))
                told = rest


def main() -> None:
    """The process."""
    logs.configure()
    stage, *how = sys.argv[1:]
    try:
        until_signalled(play(settings(), stage, closely="closely" in how))
    except* StageGone:
        sys.exit(1)


if __name__ == "__main__":
    main()
