"""Serving over HTTP inside a larger program: ready when it says so, its hands off signals."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Requests that are under way at a stop get this long, in seconds.
STOP_S = 1


class Server(uvicorn.Server):
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


@contextlib.asynccontextmanager
async def served(
    app: ASGIApp,
    listener: socket.socket,
    *,
    http: type[H11Protocol] = H11Protocol,
    connections: int | None = None,
    closing: Callable[[], None] = lambda: None,
) -> AsyncIterator[Server]:
    """Serve an application at a socket until left. `connections`: at once, others are refused with
    503; `closing` is called at the end, to let waiting requests go.
    """
    server = Server(
        uvicorn.Config(
            app,
            http=http,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            limit_concurrency=connections,
            timeout_graceful_shutdown=STOP_S,
        )
    )
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        running.add_done_callback(lambda _: server.ready.set())
        await server.ready.wait()
        yield server
    finally:
        closing()
        server.should_exit = True
        await running


def bound(
    family: socket.AddressFamily, address: tuple[str, int], *, both: bool = False
) -> socket.socket:
    """A socket at this address. `both`: of IPv6, for IPv4 as well. `OSError` if it is taken."""
    # Naming the protocol lets asyncio switch Nagle's delay off, which would cost 40 ms a request.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if both:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener
