"""Who runs the stage: moves the clock, restarts Heard, begins anew, and knows how things stand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.rehearsal.botapi import Change, ImpossibleError
from bot.rehearsal.page.audience import Audience
from bot.rehearsal.page.couple import Couple
from bot.rehearsal.stage import Stage

#: How often the product is looked at, and how long one look may take, in seconds.
LOOK_S = 0.1

Status = Literal["starting", "running", "stopped"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell everybody who watches; numbers grow."""

    number: int = 0
    text: str = ""


@asynccontextmanager
async def directing(stage: Stage) -> AsyncIterator["Director"]:
    """A couple on this stage, and the product running.

    It ends with the product killed: its data goes with the stage, so nothing needs finishing.
    """
    director = Director(stage)
    hush = stage.world.listen(director.noticed)
    following: list[asyncio.Task[None]] = []
    try:
        await stage.start()
        following += [
            asyncio.create_task(director.follow_clock()),
            asyncio.create_task(director.follow_product()),
        ]
        yield director
    finally:
        hush()
        director.audience.close()
        tasks = [*following, *director.work]
        for task in tasks:
            task.cancel()
        await stage.stop(kill=True)
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


class Director:
    """One couple on a stage, and what those who watch see beside it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.couple = Couple(stage.world, stage.bot)
        self.audience = Audience()
        self.heard: Status = "starting"
        self.due: datetime | None = None
        self.notice = Notice()
        self.under_way = ""
        self.work: set[asyncio.Task[None]] = set()

    def say(self, text: str) -> None:
        """Tell everybody."""
        self.notice = Notice(self.notice.number + 1, text)
        self.audience.changed()

    # --- what the bar does -----------------------------------------------------------------------

    def move(self, seconds: int) -> None:
        """Let time pass, deadline by deadline. `ImpossibleError` if something is under way."""
        self._begin("moving the clock", lambda: self._move(timedelta(seconds=seconds)))

    def move_to_due(self) -> None:
        """Let time pass up to the next deadline."""
        self._begin("moving the clock", self._move_to_due)

    def restart(self, *, kill: bool) -> None:
        """Stop Heard, in order or by `kill -9`, and start it on the same data, dead or alive."""
        self._begin("starting Heard", lambda: self._restart(kill=kill))

    def start_over(self) -> None:
        """A new couple in the same world."""
        self._check_idle()
        self.couple.leave()
        self.couple = Couple(self.stage.world, self.stage.bot, self.couple.number + 1)
        self.audience.changed()

    def _begin(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        self._check_idle()
        self.under_way = what
        task = asyncio.create_task(self._do(work))
        self.work.add(task)
        task.add_done_callback(self.work.discard)
        self.audience.changed()

    def _check_idle(self) -> None:
        if self.under_way:
            raise ImpossibleError(f"one thing at a time: {self.under_way}")

    async def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except TimeoutError:
            self.say(f"Heard doesn't come to rest. Its log: {self.stage.folder / 'product.log'}")
        finally:
            self.under_way = ""
            self.audience.changed()

    async def _move(self, length: timedelta) -> None:
        if self.stage.running:
            await self.stage.wait(length)
        else:
            self.stage.clock.move(length)

    async def _move_to_due(self) -> None:
        due = (await self.stage.rest()).due if self.stage.running else None
        if due is None:
            self.say("Nothing is due.")
        else:
            self.stage.clock.move(max(due - self.stage.clock.now(), timedelta()))

    async def _restart(self, *, kill: bool) -> None:
        self.heard, self.due = "starting", None
        await self.stage.stop(kill=kill)
        await self.stage.start()
        await self.stage.rest()

    # --- what happens ----------------------------------------------------------------------------

    def noticed(self, change: Change) -> None:
        """Something has changed in the world."""
        if change.kind == "toast":
            self.couple.toasted(self.stage.world.toasts[-1])
        self.audience.changed()

    async def follow_clock(self) -> None:
        """Tell of every move of the clock."""
        while True:
            version = self.stage.clock.setting.version
            await self.stage.clock.after(version)
            self.audience.changed()

    async def follow_product(self) -> None:
        """Keep an eye on Heard: whether it runs, and what is due."""
        while True:
            if self.under_way != "starting Heard":
                seen = await self._look()
                if seen != (self.heard, self.due):
                    self.heard, self.due = seen
                    self.audience.changed()
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> tuple[Status, datetime | None]:
        if not self.stage.running:
            return "stopped", None
        try:
            async with asyncio.timeout(LOOK_S):
                return "running", (await self.stage.rest()).due
        except TimeoutError:
            # Busy, or not ready yet: whichever it was.
            return "running" if self.heard == "running" else "starting", self.due
