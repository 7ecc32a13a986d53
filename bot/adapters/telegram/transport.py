"""python-telegram-bot's requests over aiohttp.

python-telegram-bot builds the parameters and maps the answers; this only moves bytes, and says of
a failure whether the request can have arrived.
"""

from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

#: Seconds to connect, to hear the answer of a call, and to move a file.
CONNECT_S, READ_S, FILE_S = 5.0, 10.0, 30.0
#: Seconds until there is a connection at all: looking up the name, or waiting for one that is free.
READY_S = 10.0
#: Connections at once: removals never queue behind posts for want of one.
POOL = 128

_URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


class NeverSent(NetworkError):
    """The request surely did not reach the server."""


class Broken(NetworkError):
    """The connection ended before there was an answer."""


class AiohttpRequest(BaseRequest):
    """One session. Make it inside the running loop by `initialize`."""

    def __init__(self, read_timeout: float = READ_S) -> None:
        self._read = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """The default, in seconds."""
        return self._read

    async def initialize(self) -> None:
        """Open the session, once."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=POOL, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close it."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917 -- python-telegram-bot's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body. `NeverSent`, or `TimedOut` and `Broken` when nobody knows."""
        if self._session is None:
            raise RuntimeError("initialize comes first")
        files = bool(request_data and request_data.contains_files)
        read = _seconds(read_timeout, FILE_S if files else self._read)
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=READY_S,
            sock_connect=_seconds(connect_timeout, CONNECT_S),
            sock_read=max(read or 0.0, _seconds(write_timeout, 0.0) or 0.0) or None,
        )
        body = _multipart if files else _form
        more = body(request_data) if request_data else {}
        try:
            async with self._session.request(method, url, timeout=timeout, **more) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NeverSent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise Broken(type(error).__name__) from None


def _seconds(given: Any, default: float | None) -> float | None:
    if given is BaseRequest.DEFAULT_NONE:
        return default
    return None if given is None else float(given)


def _form(data: RequestData) -> dict[str, Any]:
    """A urlencoded form; by hand, since `FormData` gets ready for files first."""
    return {"data": urlencode(data.json_parameters).encode(), "headers": _URLENCODED}


def _multipart(data: RequestData) -> dict[str, Any]:
    """A form with the files in it."""
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for field, (name, content, mime) in data.multipart_data.items():
        form.add_field(field, content, filename=name, content_type=mime)
    return {"data": form}
