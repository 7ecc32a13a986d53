"""`/healthz` and `/metrics` on a port of this machine."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.adapters.status.metrics import CONTENT_TYPE, PrometheusMeter

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
#: Telegram holds a poll for 25 s; more than this without one is not well, in seconds.
POLLED_S_MAX = 90.0
#: A disk that refuses for longer than this is not well, in seconds.
REFUSING_S_MAX = 30.0


class PortTaken(Exception):
    """Nothing can be served at that port: why."""


@asynccontextmanager
async def serving(meter: PrometheusMeter, port: int) -> AsyncIterator[int]:
    """Serve until left; gives the port. `PortTaken`."""
    app = web.Application()
    app.add_routes([web.get("/healthz", _health(meter)), web.get("/metrics", _metrics(meter))])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        try:
            await site.start()
        except OSError as error:
            raise PortTaken(error.strerror or str(error)) from None
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _health(meter: PrometheusMeter) -> Handler:
    async def health(_: web.Request) -> web.Response:
        age, refusing = meter.age(), meter.refusing()
        well = age <= POLLED_S_MAX and refusing <= REFUSING_S_MAX
        said = {
            "well": well,
            "polled_s": None if age == float("inf") else round(age, 1),
            "disk_refuses_s": round(refusing, 1),
        }
        return web.json_response(said, status=200 if well else 503)

    return health


def _metrics(meter: PrometheusMeter) -> Handler:
    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=meter.text(), headers={"Content-Type": CONTENT_TYPE})

    return metrics
