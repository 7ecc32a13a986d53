"""The Bot API over HTTP, on this machine alone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.rehearsal.loopback import Door, loopback

from .answers import Answer
from .courier import delivering
from .errors import ApiError
from .forms import read_form
from .polling import Polls
from .state import TOKEN
from .world import World

_NOT_FOUND = Answer.failure(ApiError(404, "Not Found"))

Transports = dict[tuple[str, int], asyncio.Transport]


class BotApi:
    """The ASGI application of a world.

    `/bot<token>/<method>` by GET and POST, `/file/bot<token>/<path>` by GET. `transports` holds
    the open connections by peer, for faults that drop them. `close` ends waiting requests.
    """

    def __init__(self, world: World) -> None:
        self.transports: Transports = {}
        self._world = world
        self._polls = Polls(world)
        self._app = Starlette(
            routes=[
                Route("/file/bot{rest:path}", self._download, methods=["GET"]),
                Route("/bot{rest:path}", self._call, methods=["GET", "POST"]),
                Route("/{rest:path}", self._nothing, methods=["GET", "POST"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] not in {"GET", "POST"}:
            await _bare(501)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def close(self) -> None:
        """End all waiting requests at once."""
        self._polls.close()

    async def _call(self, request: Request) -> Response:
        token, slash, method = request.path_params["rest"].partition("/")
        if not TOKEN.fullmatch(token) or not slash:
            return _response(_NOT_FOUND)
        try:
            form = read_form(
                request.url.query, request.headers.get("content-type", ""), await request.body()
            )
        except ApiError as error:
            return _bare(error.code)
        method = method or form.values.get("method", "")
        if method.lower() == "getupdates":
            given = await self._polls.get_updates(token, form.values, form.files)
        else:
            given = self._world.answer(token, method, form.values, form.files)
        if given.delay:
            await asyncio.sleep(given.delay)
        return _response(given) if given.dropped is None else await self._tear(request)

    async def _download(self, request: Request) -> Response:
        token, _, path = request.path_params["rest"].partition("/")
        stored = self._world.files.by_path(path) if token in self._world.bots else None
        if stored is None:
            return _response(_NOT_FOUND)
        return Response(stored.content, media_type="application/octet-stream")

    async def _nothing(self, _: Request) -> Response:
        return _response(_NOT_FOUND)

    async def _tear(self, request: Request) -> Response:
        """Break the connection; the response that is returned goes nowhere."""
        client = request.client
        transport = self.transports.get((client.host, client.port)) if client else None
        if transport is None:
            raise RuntimeError("no connection to drop: serve the world with `serve`")
        transport.abort()
        await request.receive()
        return Response()


def _response(given: Answer) -> Response:
    headers = {}
    parameters = given.body.get("parameters")
    if isinstance(parameters, dict) and "retry_after" in parameters:
        headers["Retry-After"] = str(parameters["retry_after"])
    return Response(
        msgspec.json.encode(given.body), given.code, headers, media_type="application/json"
    )


def _bare(code: int) -> Response:
    """What HttpConnectionBase.cpp says of a request that it cannot read: no word, and no more."""
    return Response(status_code=code, headers={"Connection": "close"})


@contextlib.asynccontextmanager
async def serve(
    world: World, host: str = "127.0.0.1", port: int = 0, *, door: Door | None = None
) -> AsyncIterator[str]:
    """Serve a world over HTTP; gives the base address, such as `http://127.0.0.1:40123`.

    Bots that have set a webhook get their updates brought. Only loopback addresses are allowed
    (`ValueError`); port 0 takes any free one; a `door` can be shut, so that connections are
    refused. Leaving ends within a second, even with long polls
    open. Use the world from this event loop alone.
    """
    app = BotApi(world)
    protocol = _tracking(app.transports)
    serving = loopback(app, host, port, http=protocol, closing=app.close, door=door)
    async with serving as base, delivering(world):
        yield base


def _tracking(transports: Transports) -> type[H11Protocol]:
    """A protocol that leaves its transport where a fault can find it."""

    class Tracking(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if self.client:
                transports[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self.client:
                transports.pop(self.client, None)

    return Tracking
