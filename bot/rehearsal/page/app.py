"""The page over HTTP, on this machine alone.

Everything lies below a secret path: the page and its files, a stream of scenes, one address for
acts, and the films that are in the chats. Another page in the same browser knows neither the
secret nor our name, and is refused by name and origin besides.
"""

from collections.abc import AsyncIterator
from importlib.resources import files
from zoneinfo import ZoneInfo

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.botapi.files import sniffed
from bot.rehearsal.page.acts import Act, perform
from bot.rehearsal.page.director import Director
from bot.rehearsal.page.scene import scene

BODY_BYTES_MAX = 64 * 1024
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " connect-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def page_app(director: Director, secret: str, zone: ZoneInfo) -> ASGIApp:
    """The application of one rehearsal, below `/secret/`. Times are shown in `zone`."""
    page = _Page(director, zone)
    routes = [
        Route("/", page.file, methods=["GET"]),
        Route("/scenes", page.scenes, methods=["GET"]),
        Route("/act", page.act, methods=["POST"]),
        Route("/film/{id}", page.film, methods=["GET"]),
        Route("/{name}", page.file, methods=["GET"]),
    ]
    return _Guard(Starlette(routes=[Mount(f"/{secret}", routes=routes)]))


class _Page:
    def __init__(self, director: Director, zone: ZoneInfo) -> None:
        self._director, self._zone = director, zone
        folder = files("bot.rehearsal.page") / "static"
        self._files = {
            one.name: (one.read_bytes(), TYPES[f".{one.name.rpartition('.')[2]}"])
            for one in folder.iterdir()
        }

    async def file(self, request: Request) -> Response:
        found = self._files.get(request.path_params.get("name", "index.html"))
        if found is None:
            return _refusal(404, "There is nothing here.")
        return Response(found[0], media_type=found[1])

    async def scenes(self, _: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[bytes]:
        yield b"retry: 500\n\n"
        async for _ in self._director.audience.moments():
            shown = msgspec.json.encode(scene(self._director, self._zone))
            yield b"data: " + shown + b"\n\n"

    async def act(self, request: Request) -> Response:
        body = await request.body()
        if len(body) > BODY_BYTES_MAX:
            return _refusal(413, "That is too long.")
        try:
            perform(self._director, msgspec.json.decode(body, type=Act))
        except msgspec.DecodeError as error:
            return _refusal(400, f"No such act: {error}.")
        except ImpossibleError as error:
            return _refusal(409, _sentence(str(error)))
        return JSONResponse({})

    async def film(self, request: Request) -> Response:
        stored = self._director.stage.world.files.by_id(request.path_params["id"])
        kind = sniffed(stored.content) if stored else ""
        if stored is None or not kind.startswith(("video/", "image/gif")):
            return _refusal(404, "There is no such film.")
        return Response(stored.content, media_type=kind)


class _Guard:
    """Lets only our own page in, by the name it calls us and its origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        port = scope["server"][1]
        host = request.headers.get("host", "")
        known = host in {f"127.0.0.1:{port}", f"localhost:{port}"}
        reads = request.method in {"GET", "HEAD"}
        if not known or not (reads or request.headers.get("origin") == f"http://{host}"):
            app: ASGIApp = _refusal(403, "Only the rehearsal's own page may ask.")
        else:
            app = self._app

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        await app(scope, receive, with_headers)


def _refusal(code: int, why: str) -> Response:
    return JSONResponse({"error": why}, code)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
