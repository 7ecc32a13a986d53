"""Listening at a port of this machine, for Telegram."""

import contextlib
import socket
from collections.abc import AsyncIterator

from starlette.types import ASGIApp

from bot.serving import bound, served

#: Connections at once, more than Telegram opens; others are refused with 503.
CONNECTIONS_MAX = 100


class PortTaken(Exception):
    """Nothing can listen at that port: why."""


@contextlib.asynccontextmanager
async def listening(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """Serve until left, on all addresses of this machine. `PortTaken`."""
    both = socket.has_dualstack_ipv6()
    try:
        listener = bound(socket.AF_INET6 if both else socket.AF_INET, ("", port), both=both)
    except OSError as error:
        raise PortTaken(error.strerror or str(error)) from None
    with contextlib.closing(listener):
        async with served(app, listener, connections=CONNECTIONS_MAX):
            yield
