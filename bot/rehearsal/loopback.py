"""Serving on this machine alone, inside a larger program."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol


class Door:
    """The entrance of a server that is served by `loopback`: it can be shut and opened again."""

    def __init__(self) -> None:
        self._server: _Server | None = None
        self._address: tuple[str, int] = ("", 0)

    @property
    def is_open(self) -> bool:
        """Whether anybody can come in."""
        return self._server is not None and any(one.is_serving() for one in self._server.servers)

    def shut(self) -> None:
        """Refuse new connections as if nobody listened there, and break those that are open."""
        if self._server is not None:
            for listening in self._server.servers:
                listening.close()
            for connection in tuple(self._server.server_state.connections):
                if connection.transport is not None:
                    connection.transport.abort()

    async def open(self) -> None:
        """Take connections again, at the same address."""
        if self._server is not None and not self.is_open:
            await self._server.startup(sockets=[_bound(*self._address)])

    def leave(self) -> None:
        """Let the server begin to end, while something else still does; `loopback` sees it out."""
        if self._server is not None:
            self._server.should_exit = True

    def hang(self, server: "_Server", address: tuple[str, int]) -> None:
        """Put it into a server that has just begun; `loopback` does."""
        self._server, self._address = server, address


@contextlib.asynccontextmanager
async def loopback(
    app: ASGIApp,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    http: type[H11Protocol] = H11Protocol,
    closing: Callable[[], None] = lambda: None,
    door: Door | None = None,
) -> AsyncIterator[str]:
    """Serve an application; gives its base address, such as `http://127.0.0.1:40123`.

    Only loopback addresses are allowed (`ValueError`); port 0 takes any free one. `closing` is
    called at the end, to let waiting requests go; then it stops within a second.
    """
    with _listening(host, port) as listener:
        server = _Server(
            uvicorn.Config(
                app,
                http=http,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                log_level="warning",
                timeout_graceful_shutdown=1,
            )
        )
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            running.add_done_callback(lambda _: server.ready.set())
            await server.ready.wait()
            bound, number = listener.getsockname()[:2]
            if door is not None:
                door.hang(server, (bound, number))
            yield f"http://{f'[{bound}]' if ':' in bound else bound}:{number}"
        finally:
            closing()
            server.should_exit = True
            await running


class _Server(uvicorn.Server):
    """A server that leaves the program's signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    with _bound(host, port) as listener:
        yield listener


def _bound(host: str, port: int) -> socket.socket:
    address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    if not address.is_loopback:
        raise ValueError(f"{host} is not a loopback address")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # Naming the protocol lets asyncio switch Nagle's delay off, which would cost 40 ms a call.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((str(address), port))
    except OSError:
        listener.close()
        raise
    return listener
