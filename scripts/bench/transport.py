"""CPU of one sendMessage by transport, each as a ratio to python-telegram-bot's own.

Run: python scripts/bench/transport.py [calls]. Prints the machine, the baseline and the ratios of
one run; loopback, no TLS, the server in a process of its own.
"""

import asyncio
import multiprocessing
import os
import platform
import sys
import time
from pathlib import Path

from aiohttp import web
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bot.adapters.telegram.transport import AiohttpRequest

TOKEN = "1:bench"
ANSWER = (
    b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private",'
    b'"first_name":"A"},"text":"x"}}'
)
PORT = 18443
CONCURRENT = 32


def serve() -> None:
    """The simplest Bot API that could answer."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=ANSWER, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    web.run_app(app, host="127.0.0.1", port=PORT, print=None)


async def measure(request: BaseRequest, calls: int) -> float:
    """CPU seconds per call."""
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{PORT}/bot", request=request)
    await request.initialize()
    limit = asyncio.Semaphore(CONCURRENT)

    async def one() -> None:
        async with limit:
            await bot.send_message(1, "Pause. Nobody needs the last word.")

    await asyncio.gather(*(one() for _ in range(100)))
    start = time.process_time()
    await asyncio.gather(*(one() for _ in range(calls)))
    spent = time.process_time() - start
    await request.shutdown()
    return spent / calls


def transports() -> dict[str, BaseRequest]:
    """The baseline first."""
    found: dict[str, BaseRequest] = {
        "stock HTTPXRequest": HTTPXRequest(connection_pool_size=CONCURRENT),
    }
    try:
        from httpx_aiohttp import AiohttpTransport  # noqa: PLC0415
    except ImportError:
        print("httpx-aiohttp is not installed: left out")
    else:
        found["HTTPXRequest over httpx-aiohttp"] = HTTPXRequest(
            connection_pool_size=CONCURRENT, httpx_kwargs={"transport": AiohttpTransport()}
        )
    found["ours: AiohttpRequest"] = AiohttpRequest()
    return found


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    server = multiprocessing.Process(target=serve, daemon=True)
    server.start()
    time.sleep(1)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    baseline = 0.0
    for name, request in transports().items():
        cpu = asyncio.run(measure(request, calls))
        baseline = baseline or cpu
        print(f"{name:34} {cpu * 1e6:7.0f} us CPU a call   {cpu / baseline:5.2f}")
    server.terminate()


if __name__ == "__main__":
    main()
