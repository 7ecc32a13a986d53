"""Names, as they are found while the network is well."""

import asyncio
import socket
from typing import Any

import pytest

from tests.broken.evening import HOST


class Names:
    """How looking up names goes: `well`, `fails`, or `hangs`."""

    quality = "well"


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """The host of `evening`, looked up on this machine."""
    kept, real = Names(), asyncio.BaseEventLoop.getaddrinfo

    async def getaddrinfo(loop: asyncio.BaseEventLoop, host: Any, port: Any, **more: Any) -> Any:
        if host != HOST:
            return await real(loop, host, port, **more)
        if kept.quality == "hangs":
            await asyncio.sleep(3600)
        if kept.quality == "fails":
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return await real(loop, "127.0.0.1", port, **more)

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return kept
