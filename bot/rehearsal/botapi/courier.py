"""Bringing updates to the webhooks of a world's bots, over HTTP on this machine."""

import asyncio
import contextlib
import errno
import os
from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import SplitResult, urlsplit

import aiohttp
import msgspec

from .errors import ApiError
from .forms import Form, read_form
from .people import Bot
from .updates import Pending
from .webhooks import Webhook
from .world import World

_PATIENCE: Final = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60)
# Retries go by the world's clock, which may be moved: while one waits it is looked at this often.
_GLANCE = 1.0
_NOT_IN_ANSWERS = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


@contextlib.asynccontextmanager
async def delivering(world: World) -> AsyncIterator[None]:
    """Bring updates as long as this lasts."""
    running = asyncio.create_task(Courier(world).run())
    try:
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


class Courier:
    """Brings each update to its bot's webhook and tells the webhook what became of it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stirred = asyncio.Event()

    async def run(self) -> None:
        """Bring updates until cancelled."""
        deaf = self._world.listen_updates(lambda _: self._stirred.set())
        try:
            async with (
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(limit=0), timeout=_PATIENCE
                ) as session,
                asyncio.TaskGroup() as errands,
            ):
                while True:
                    self._stirred.clear()
                    for bot, webhook, update in self._due():
                        errands.create_task(self._bring(session, bot, webhook, update))
                    await self._rest()
        finally:
            deaf()

    def _due(self) -> list[tuple[Bot, Webhook, Pending]]:
        now = self._world.instant()
        return [
            (bot, bot.webhook, update)
            for bot in self._world.bots.values()
            if bot.webhook
            for update in bot.webhook.due(bot.updates, now)
        ]

    async def _rest(self) -> None:
        retries = any(
            bot.webhook and bot.webhook.next_at() is not None for bot in self._world.bots.values()
        )
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GLANCE if retries else None):
                await self._stirred.wait()

    async def _bring(
        self, session: aiohttp.ClientSession, bot: Bot, webhook: Webhook, update: Pending
    ) -> None:
        code, retry_after, form = 0, 0, Form()
        try:
            async with self._post(session, webhook, update) as response:
                code, why = response.status, f"{response.status} {response.reason}"
                retry_after = _seconds(response.headers.get("Retry-After", ""))
                kind = response.headers.get("Content-Type", "")
                with contextlib.suppress(ApiError):
                    form = read_form("", kind, await response.read())
            why = f"Wrong response from the webhook: {why}"
        except aiohttp.ServerTimeoutError:
            code, why = 0, "Read timeout expired"
        except aiohttp.ClientConnectorError as error:
            code, why = 0, os.strerror(error.os_error.errno or errno.ECONNREFUSED)
        except aiohttp.ClientError:
            code, why = 0, "Webhook connection closed"
        if 200 <= code < 300:
            self._taken(bot, webhook, update)
            self._perform(bot, form)
        elif not webhook.refused(
            bot.updates, update, why, self._world.instant(), code=code, retry_after=retry_after
        ):
            bot.webhook = None
        self._stirred.set()

    def _post(
        self, session: aiohttp.ClientSession, webhook: Webhook, update: Pending
    ) -> contextlib.AbstractAsyncContextManager[aiohttp.ClientResponse]:
        parts = urlsplit(webhook.url)
        headers = {"Content-Type": "application/json", "Host": parts.netloc.rpartition("@")[2]}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        return session.post(
            parts._replace(netloc=_netloc(parts, webhook.ip)).geturl(),
            data=msgspec.json.encode(update.json()),
            headers=headers,
            server_hostname=parts.hostname,
            allow_redirects=False,
        )

    def _taken(self, bot: Bot, webhook: Webhook, update: Pending) -> None:
        bot.webhook_taken += 1
        faults = self._world.faults
        if faults.duplicates:
            faults.duplicates -= 1
            webhook.again(update)
        elif bot.webhook is webhook:
            webhook.took(bot.updates, update)

    def _perform(self, bot: Bot, form: Form) -> None:
        """Do what the bot asks for in its answer; it will not learn what came of it."""
        method = form.values.get("method", "").lower()
        if method and method not in _NOT_IN_ANSWERS and not method.startswith("get"):
            self._world.answer(bot.token, method, form.values, form.files)


def _seconds(header: str) -> int:
    return int(header) if header.isascii() and header.isdigit() else 0


def _netloc(parts: SplitResult, address: str) -> str:
    """The place in an address, by number: no name is looked up anywhere."""
    user, at, _ = parts.netloc.rpartition("@")
    host = f"[{address}]" if ":" in address else address
    return f"{user}{at}{host}" + (f":{parts.port}" if parts.port else "")
