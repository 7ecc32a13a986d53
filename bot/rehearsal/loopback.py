"""Serving on this machine alone, inside a larger program."""

import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable

from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.serving import Server, bound, served


class Door:
    """The entrance of a server that is served by `loopback`: it can be shut and opened again."""

    def __init__(self) -> None:
        self._server: Server | None = None
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

    def hang(self, server: Server, address: tuple[str, int]) -> None:
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
    with contextlib.closing(_bound(host, port)) as listener:
        async with served(app, listener, http=http, closing=closing) as server:
            at, number = listener.getsockname()[:2]
            if door is not None:
                door.hang(server, (at, number))
            yield f"http://{f'[{at}]' if ':' in at else at}:{number}"


def _bound(host: str, port: int) -> socket.socket:
    address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    if not address.is_loopback:
        raise ValueError(f"{host} is not a loopback address")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    return bound(family, (str(address), port))
