"""Serving on this machine alone, inside a larger program."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol


@contextlib.asynccontextmanager
async def loopback(
    app: ASGIApp,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    http: type[H11Protocol] = H11Protocol,
    closing: Callable[[], None] = lambda: None,
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
    address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    if not address.is_loopback:
        raise ValueError(f"{host} is not a loopback address")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # Naming the protocol lets asyncio switch Nagle's delay off, which would cost 40 ms a call.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((str(address), port))
        yield listener
