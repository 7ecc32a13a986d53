"""The webhook, with one promise: what is answered with 200 is on our disk.

Telegram brings updates to this door side by side. One task stores what has come, in the order of
the updates' numbers as far as that is known, and each request is answered when its own is stored.
"""

import asyncio
import hmac
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot

from bot.adapters.telegram import wire
from bot.adapters.telegram.intake import Intake, Listener
from bot.adapters.telegram.listening import PortTaken, listening
from bot.adapters.telegram.lookout import DoorTrouble, Hook, Lookout
from bot.adapters.telegram.order import Order
from bot.adapters.telegram.reach import Reach
from bot.service.meter import NOBODY, Meter
from bot.service.ports import Clock, Journal, StorageTrouble

log = structlog.get_logger(__name__)

#: The header in which Telegram shows the secret.
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- its name
#: An update is a few KB; what is larger than this is none, in bytes.
BODY_BYTES_MAX = 1024 * 1024
#: A body is here within so many seconds, or its request is given up.
BODY_S = 10.0
#: So many updates are stored together.
LIMIT = 100


class Door:
    """Takes what Telegram brings."""

    def __init__(
        self,
        bot: Bot,
        hook: Hook,
        journal: Journal,
        clock: Clock,
        listener: Listener,
        *,
        meter: Meter = NOBODY,
    ) -> None:
        self._hook = hook
        self._secret = hook.secret.encode()
        self._intake = Intake(journal, clock, listener, meter)
        self._reach = Reach(listener, meter)
        self._lookout = Lookout(bot, hook, self._reach)
        self._order = Order()
        self._waiting: dict[int, tuple[bytes, asyncio.Future[int]]] = {}
        self._stirred = asyncio.Event()
        self._strangers = self._taken = 0
        #: There is none: Telegram is told of each update by itself.
        self.offset: int | None = None

    @property
    def heard(self) -> int:
        """How many updates were taken since the start."""
        return self._taken

    def app(self) -> Starlette:
        """What answers requests: a POST at the path of the address, and nothing else."""
        path = urlsplit(self._hook.url).path or "/"
        app = Starlette(routes=[Route(path, self._take, methods=["POST"])])
        app.router.redirect_slashes = False
        return app

    async def run(self) -> None:
        """Until cancelled. `DoorTrouble` and `TokenRefused` end it. The webhook stays set: Telegram
        keeps what people do until somebody takes it.
        """
        try:
            async with listening(self.app(), self._hook.port):
                try:
                    async with asyncio.TaskGroup() as group:
                        group.create_task(self._store())
                        group.create_task(self._lookout.run())
                finally:
                    self._answer(tuple(self._waiting), 503)
        except PortTaken as taken:
            raise DoorTrouble(
                f"HEARD_PORT: {self._hook.port}: {taken}. Choose another, and tell your proxy"
            ) from None

    # --- a request -------------------------------------------------------------------------------

    async def _take(self, request: Request) -> Response:
        shown = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(shown, self._secret):
            self._turn_away()
            return Response(status_code=403)
        self._lookout.moved()
        try:
            async with asyncio.timeout(BODY_S):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        status = await self._brought(body)
        self._taken += status == 200
        return Response(status_code=status)

    async def _brought(self, data: bytes | None) -> int:
        """The status, once it is known. What is refused comes again for a day, so what nobody can
        read is taken, too.
        """
        number = wire.number(data) if data is not None else None
        if data is None or number is None:
            self._intake.ignore("too large" if data is None else "unreadable")
            return 200
        if self._order.heard(number):
            return 200
        if number not in self._waiting:
            loop = asyncio.get_running_loop()
            self._waiting[number] = data, loop.create_future()
            self._order.put(number, loop.time())
            self._stirred.set()
        return await asyncio.shield(self._waiting[number][1])

    def _turn_away(self) -> None:
        """Said the first time, the tenth, the hundredth: strangers knock at every door."""
        self._strangers += 1
        if str(self._strangers).rstrip("0") == "1":
            log.warning("door.refused", count=self._strangers)

    # --- storing ---------------------------------------------------------------------------------

    async def _store(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._stirred.clear()
            if numbers := self._order.ready(loop.time(), LIMIT):
                await self._store_these(numbers)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._order.due()):
                    await self._stirred.wait()

    async def _store_these(self, numbers: list[int]) -> None:
        try:
            await self._intake.store([self._waiting[number][0] for number in numbers])
        except StorageTrouble as trouble:
            self._order.refused(numbers)
            self._reach.lost(trouble)
            self._lookout.refused()
            self._answer(numbers, 503)
        else:
            self._order.stored(numbers)
            self._answer(numbers, 200)

    def _answer(self, numbers: Iterable[int], status: int) -> None:
        for number in numbers:
            _, waits = self._waiting.pop(number)
            if not waits.done():
                waits.set_result(status)


async def _body(request: Request) -> bytes | None:
    """The body; None if it is too large, and then nothing of it is kept."""
    found = bytearray()
    large = False
    async for chunk in request.stream():
        large = large or len(found) + len(chunk) > BODY_BYTES_MAX
        if not large:
            found += chunk
    return None if large else bytes(found)
