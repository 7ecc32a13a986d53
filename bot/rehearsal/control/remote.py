"""Asking a control that another program serves."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec

from .request import Trouble, WrongRequest

_TROUBLES: dict[int, Trouble] = {404: "unknown", 400: "malformed", 409: "impossible"}


class Remote:
    """The other end of `serve`."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session, self._address = session, address.rstrip("/")

    async def ask(self, verb: str, **fields: object) -> Any:
        """Ask and give the result. Raises `WrongRequest` with the server's line."""
        url, body = f"{self._address}/{verb}", msgspec.json.encode(fields)
        async with self._session.post(url, data=body) as answer:
            given = msgspec.json.decode(await answer.read())
            if not given["ok"]:
                trouble = _TROUBLES.get(answer.status, "malformed")
                raise WrongRequest(trouble, given["error"])
            return given["result"]


@contextlib.asynccontextmanager
async def remote(address: str) -> AsyncIterator[Remote]:
    """A connection to the control at this address."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        yield Remote(session, address)
