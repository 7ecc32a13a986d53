"""Long polls: waiting for updates, one wait per bot, in real time."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import replace

from .answers import Answer
from .calls import Call
from .errors import ApiError
from .files import Upload
from .methods.updates import MAX_TIMEOUT, pending
from .params import Params, encoded
from .people import Bot
from .world import World

_REPLACED = "Conflict: terminated by setWebhook request"
_CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running"
)
#: A conflict so soon after another is told so much later, in seconds, so that pollers do not spin.
CONFLICT_PAUSE = 3.0


class Polls:
    """The `getUpdates` requests that wait. A second one of a bot ends the first with a 409."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: dict[int, asyncio.Future[ApiError | None]] = {}
        self._calm_at: dict[int, float] = {}
        self._closed = asyncio.Event()
        self._deaf = world.listen_updates(self._wake)

    async def get_updates(
        self, token: str, params: Mapping[str, object], files: Mapping[str, Upload]
    ) -> Answer:
        """Answer a `getUpdates`, waiting up to its `timeout` seconds for something to tell."""
        given = self._world.answer(token, "getUpdates", params, files)
        bot = self._world.bots.get(token)
        if given.code == 409 and bot and bot.webhook:
            await self._keep_apart(bot)
        read = Params(encoded(params), files)
        timeout = read.integer("timeout", low=0, high=MAX_TIMEOUT)
        told = given.code != 200 or given.body["result"]
        if bot is None or told or not timeout or self._closed.is_set():
            return given
        error = await self._wait(bot, timeout)
        if error:
            await self._keep_apart(bot)
            return Answer.failure(error)
        return replace(given, body=Answer.success(pending(Call(self._world, bot, read))).body)

    def close(self) -> None:
        """End all waiting at once, with nothing to tell."""
        self._closed.set()
        self._deaf()
        for waiting in self._waiting.values():
            _settle(waiting, None)

    async def _wait(self, bot: Bot, seconds: int) -> ApiError | None:
        waiting = asyncio.get_running_loop().create_future()
        if earlier := self._waiting.get(bot.id):
            _settle(earlier, ApiError(409, _CONFLICT))
        self._waiting[bot.id] = waiting
        try:
            async with asyncio.timeout(seconds):
                error: ApiError | None = await waiting
                return error
        except TimeoutError:
            return None
        finally:
            if self._waiting.get(bot.id) is waiting:
                del self._waiting[bot.id]

    async def _keep_apart(self, bot: Bot) -> None:
        """Hold back a conflict that follows another (fail_query_conflict in Client.cpp)."""
        now = asyncio.get_running_loop().time()
        if now >= self._calm_at.get(bot.id, now):
            self._calm_at[bot.id] = now + CONFLICT_PAUSE
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CONFLICT_PAUSE):
                await self._closed.wait()

    def _wake(self, bot: Bot) -> None:
        if waiting := self._waiting.get(bot.id):
            _settle(waiting, ApiError(409, _REPLACED) if bot.webhook else None)


def _settle(waiting: asyncio.Future[ApiError | None], error: ApiError | None) -> None:
    if not waiting.done():
        waiting.set_result(error)
