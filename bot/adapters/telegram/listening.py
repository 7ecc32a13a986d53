"""Listening at a port of this machine, inside a larger program."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Connections at once, more than Telegram opens; others are refused with 503.
CONNECTIONS_MAX = 100
#: Requests that are under way at a stop get this long, in seconds.
STOP_S = 1


class PortTaken(Exception):
    """Nothing can listen at that port: why."""


@contextlib.asynccontextmanager
async def listening(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """Serve until left, on all addresses of this machine. `PortTaken`."""
    with contextlib.closing(_bound(port)) as listener:
        server = _Server(
            uvicorn.Config(
                app,
                http=H11Protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                log_level="warning",
                server_header=False,
                proxy_headers=False,
                limit_concurrency=CONNECTIONS_MAX,
                timeout_graceful_shutdown=STOP_S,
            )
        )
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            running.add_done_callback(lambda _: server.ready.set())
            await server.ready.wait()
            yield
        finally:
            server.should_exit = True
            await running


class _Server(uvicorn.Server):
    """A server that leaves the program's signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server`."""
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None of them."""
        yield


def _bound(port: int) -> socket.socket:
    both = socket.has_dualstack_ipv6()
    # Naming the protocol lets asyncio switch Nagle's delay off, which would cost 40 ms a request.
    family = socket.AF_INET6 if both else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if both:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", port))
    except OSError as error:
        listener.close()
        raise PortTaken(error.strerror or str(error)) from None
    return listener
