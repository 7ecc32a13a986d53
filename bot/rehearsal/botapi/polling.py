"""Long polls: waiting for updates, one wait per bot."""

import asyncio
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


class Polls:
    """The `getUpdates` requests that wait. A second one of a bot ends the first with a 409."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: dict[int, asyncio.Future[ApiError | None]] = {}
        self._closing = False
        self._deaf = world.listen_updates(self._wake)

    async def get_updates(
        self, token: str, params: Mapping[str, object], files: Mapping[str, Upload]
    ) -> Answer:
        """Answer a `getUpdates`, waiting up to its `timeout` seconds for something to tell."""
        given = self._world.answer(token, "getUpdates", params, files)
        read = Params(encoded(params), files)
        timeout = read.integer("timeout", low=0, high=MAX_TIMEOUT)
        if given.code != 200 or given.body["result"] or not timeout or self._closing:
            return given
        bot = self._world.bots[token]
        error = await self._wait(bot, timeout)
        if error:
            return Answer.failure(error)
        return replace(given, body=Answer.success(pending(Call(self._world, bot, read))).body)

    def close(self) -> None:
        """End all waiting at once, with nothing to tell."""
        self._closing = True
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

    def _wake(self, bot: Bot) -> None:
        if waiting := self._waiting.get(bot.id):
            _settle(waiting, ApiError(409, _REPLACED) if bot.webhook else None)


def _settle(waiting: asyncio.Future[ApiError | None], error: ApiError | None) -> None:
    if not waiting.done():
        waiting.set_result(error)
