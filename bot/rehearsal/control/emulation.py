"""The local Bot API and its control, served together: for `heard emulate`, for any bot."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp

from bot.rehearsal.botapi import World
from bot.rehearsal.botapi import serve as serve_bot_api
from bot.rehearsal.clock import StageClock
from bot.rehearsal.loopback import Door

from .control import Control
from .server import serve


@dataclass(frozen=True, slots=True)
class Emulation:
    """A world that is served. `api_url` is a bot's base address, without `/bot<token>`;
    `control_url` ends in the secret and the version.
    """

    control: Control
    api_url: str
    control_url: str

    @property
    def world(self) -> World:
        """The world; use it from the event loop that serves it."""
        return self.control.world


@contextlib.asynccontextmanager
async def emulating(
    world: World | None = None,
    clock: StageClock | None = None,
    *,
    port: int = 0,
    control_port: int = 0,
    secret: str = "",
) -> AsyncIterator[Emulation]:
    """Serve a world and its control on loopback; ports of 0 take any that are free.

    Without a world it is an empty one; `clock` is the one that it was made with. Leaving ends
    within a second. `OSError` if a port is taken.
    """
    clock = clock or StageClock()
    world, door = world or World(clock.now), Door()
    async with (
        serve_bot_api(world, port=port, door=door) as api_url,
        aiohttp.ClientSession() as session,
    ):

        async def poll(token: str, seconds: int) -> None:
            address = f"{api_url}/bot{token}/getUpdates"
            with contextlib.suppress(aiohttp.ClientError, OSError):
                async with session.get(address, params={"timeout": str(seconds)}) as answer:
                    await answer.read()

        control = Control(world, clock, door=door, poll=poll)
        async with serve(control, port=control_port, secret=secret) as control_url:
            try:
                yield Emulation(control, api_url, control_url)
            finally:
                door.leave()  # both servers end together
