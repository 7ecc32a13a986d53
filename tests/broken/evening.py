"""A couple in the middle of an exercise, the whole program on this event loop as `heard run` starts
it, and a line to Telegram that can be broken.
"""

import asyncio
from collections.abc import (
    AsyncIterator,
    Callable,
    Coroutine,
    MutableMapping,
    MutableSequence,
)
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import structlog

from bot import app
from bot.app import run
from bot.config import Settings
from bot.rehearsal.botapi import World, serve
from bot.rehearsal.clock import FollowingClock, Setting, StageClock
from bot.rehearsal.line import Line, line
from bot.rehearsal.transcripts.cast import Cast
from bot.rehearsal.transcripts.given import GIVEN, START
from bot.rehearsal.transcripts.script import PLAIN

TOKEN = "7000000001:rehearsal"
#: What should happen happens within so many seconds of real time.
PATIENCE_S = 20.0
#: Nothing more happens if nothing has for so long, in seconds.
STILL_S = 0.3
Work = Coroutine[Any, Any, None]
Logs = MutableSequence[MutableMapping[str, Any]]
HOST = "telegram.test"


class MachineClock(FollowingClock):
    """What the machine's clock shows: the true time, which Telegram has, and what it is `off`."""

    def __init__(self, true: StageClock) -> None:
        super().__init__("")
        self.true = true
        self.off = timedelta()
        true.moved = self.set
        self.set()

    def set(self, off: timedelta | None = None) -> None:
        """Be so much off from now on; by as much as before, if nothing is said."""
        self.off = self.off if off is None else off
        stopped = self.true.now() + self.off
        self._take(Setting(self.setting.version + 1, stopped=stopped))


class Evening:
    """`logs`: what the operator reads, one dict a line. `health`: the address of `/healthz`."""

    def __init__(
        self, built: Line, cast: Cast, machine: MachineClock, work: Callable[[], Work], logs: Logs
    ) -> None:
        self.line, self.cast, self.machine, self.logs = built, cast, machine, logs
        self.clock = machine.true
        self.apps: list[app.App] = []  # of every start
        self._work = work
        self._task: asyncio.Task[None] | None = None
        self._before = cast.look()
        self.start()

    def start(self) -> None:
        """`heard run`."""
        self._task = asyncio.create_task(self._work())

    async def kill(self) -> None:
        """It ends."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def health(self) -> str:
        """Where it says how it is."""
        return f"http://127.0.0.1:{self._port}/healthz"

    async def begin(self, given: str) -> None:
        """Play this, unseen."""
        for does in GIVEN[given]:
            if does.startswith("+"):
                await self.seen()
                await self.pass_(timedelta(minutes=1))
            else:
                self.act(does)
            await self.heard()
            await self.until(lambda: self.apps and not self.apps[-1].busy())
            await self.seen(still=0.1)
        [status] = self.read("heard.status")
        self._port = status["port"]
        self.logs.clear()

    def act(self, does: str) -> None:
        """Somebody does this."""
        self.cast.act(does)

    async def seen(self, still: float = STILL_S) -> list[str]:
        """What has come to be seen since the last time, once nothing has changed for so long, in
        seconds.
        """
        look = self.cast.look()
        quiet = 0.0
        while quiet < still:
            await asyncio.sleep(0.02)
            now = self.cast.look()
            quiet, look = (quiet + 0.02, look) if now == look else (0.0, now)
        found = self.cast.difference(self._before)
        self._before = self.cast.look()
        return found

    async def until(self, there: Callable[[], object]) -> None:
        """Wait for this."""
        async with asyncio.timeout(PATIENCE_S):
            while not there():
                await asyncio.sleep(0.01)

    async def heard(self) -> None:
        """Wait until everything that people did is heard."""
        bot, world = self.cast.bot, self.cast.world
        await self.until(lambda: not world.pending_updates(bot))

    async def pass_(self, length: timedelta) -> None:
        """Let time pass, five minutes at a time."""
        until = self.clock.now() + length
        while (left := until - self.clock.now()) > timedelta():
            self.clock.move(min(left, timedelta(minutes=5)))
            await asyncio.sleep(0.01)

    def read(self, event: str) -> list[MutableMapping[str, Any]]:
        """The operator's lines of this kind."""
        return [entry for entry in self.logs if entry["event"] == event]


@asynccontextmanager
async def evening(folder: Path, given: str = "warm", **more: Any) -> AsyncIterator[Evening]:
    """It is Ana's turn in three good minutes. `more`: settings."""
    clock = StageClock(START)
    machine = MachineClock(clock)
    world = World(clock.now)
    bot = world.add_bot(TOKEN, username="heard_bot", name="Heard")
    cast = Cast.of(PLAIN, world, clock, bot)
    async with serve(world) as far, line(far) as near:
        settings = Settings(
            token=TOKEN,
            api_url=f"http://{HOST}:{urlsplit(near.url).port}",
            data=folder,
            key_file=folder / "master.key",
            zone="UTC",
            status_port=0,
            **more,
        )
        with structlog.testing.capture_logs() as logs, pytest.MonkeyPatch.context() as patch:
            built = Evening(near, cast, machine, lambda: run(settings, machine), logs)

            class Kept(app.App):
                """Lets us look whether it is at work."""

                def __init__(self, *given: Any, **more: Any) -> None:
                    super().__init__(*given, **more)
                    built.apps.append(self)

            patch.setattr(app, "App", Kept)
            try:
                await built.begin(given)
                yield built
            finally:
                await near.become("fine")
                await built.kill()
