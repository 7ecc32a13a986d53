"""The page over HTTP, on this machine alone.

Everything lies below a secret path: the page and its files, a stream of scenes, one address for
acts, the transcript, and what is in the chats to be looked at. Each seat has a secret of its own,
below which there is nothing but that seat. Another page in the same browser knows none of the
secrets and not our name, and is refused by name and origin besides.
"""

import secrets
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.botapi.files import sniffed
from bot.rehearsal.page.acts import Act, SeatedAct
from bot.rehearsal.page.content import FILES, Medium
from bot.rehearsal.page.couple import NAMES, SEATS, SeatKey
from bot.rehearsal.page.director import Director
from bot.rehearsal.page.panes import Pane
from bot.rehearsal.page.perform import perform
from bot.rehearsal.page.scene import Scene, Scenes

#: An act; a transcript that is to be replayed is the largest.
BODY_BYTES_MAX = 512 * 1024
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
#: The parts of `style.css`, in their order.
SHEETS = ("page.css", "bar.css", "chat.css", "messages.css", "sheet.css")
#: Documents that a browser shows; any other is saved.
DOCUMENTS = {".html": "text/html", ".json": "application/json"}
#: A document of the bot's is not the page: it may have its own style, and nothing else.
DOCUMENT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " connect-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def page_app(director: Director, secret: str, zone: ZoneInfo) -> ASGIApp:
    """The application of one rehearsal, below `/secret/`. Times are shown in `zone`."""
    links: dict[SeatKey, str] = {seat: f"/{secrets.token_urlsafe(16)}/" for seat in SEATS}
    shelf = _shelf()
    scenes = Scenes(director, zone, links)
    stage = _Page(director, scenes, shelf)
    mounts = [Mount(f"/{secret}", routes=stage.routes())]
    for seat, link in links.items():
        alone = _Page(director, scenes, shelf, seat)
        mounts.append(Mount(link.rstrip("/"), routes=alone.routes()))
    return _Guard(Starlette(routes=mounts))


_Shelf = dict[str, tuple[bytes, str]]


def _shelf() -> _Shelf:
    """The page's own files, by name, each with its type. The style sheets are one, since nothing is
    painted before the last of them is there.
    """
    folder = files("bot.rehearsal.page") / "static"
    found = {
        one.name: (one.read_bytes(), TYPES[f".{one.name.rpartition('.')[2]}"])
        for one in folder.iterdir()
    }
    sheets = [found.pop(name)[0] for name in SHEETS]
    return found | {"style.css": (b"\n".join(sheets), TYPES[".css"])}


class _Page:
    """What is below one secret: the whole stage, or `only` one seat."""

    def __init__(
        self, director: Director, scenes: Scenes, shelf: _Shelf, only: SeatKey | None = None
    ) -> None:
        self._director, self._scenes, self._shelf, self._only = director, scenes, shelf, only

    def routes(self) -> list[Route]:
        """What there is; the transcript and the open file are the stage manager's."""
        routes = [
            Route("/", self.front, methods=["GET"]),
            Route("/scenes", self.scenes, methods=["GET"]),
            Route("/act", self.act, methods=["POST"]),
            Route("/media/{id}", self.media, methods=["GET"]),
            Route("/{name}", self.file, methods=["GET"]),
        ]
        if self._only is None:
            routes.insert(0, Route("/transcript.txt", self.transcript, methods=["GET"]))
            routes.insert(0, Route("/sheet.yaml", self.sheet, methods=["GET"]))
        return routes

    async def front(self, _: Request) -> Response:
        """The page itself; who sees one seat alone is not shown the bar even for a moment."""
        content, kind = self._shelf["index.html"]
        if self._only is not None:
            mark = f'<html lang="en" data-only="{self._only}"'.encode()
            content = content.replace(b'<html lang="en"', mark, 1)
        return Response(content, media_type=kind)

    async def file(self, request: Request) -> Response:
        """A file of the page's own."""
        name = request.path_params["name"]
        found = self._shelf.get(name)
        if found is None or name == "index.html":
            return _refusal(404, "There is nothing here.")
        return Response(found[0], media_type=found[1])

    async def scenes(self, _: Request) -> Response:
        """Scenes, one at each change. Chats that are as they were are left out."""
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[bytes]:
        yield b"retry: 500\n\n"
        pick = Difference()
        async for _ in self._director.audience.moments():
            yield b"data: " + pick(self._scenes.scene(self._only)) + b"\n\n"

    async def act(self, request: Request) -> Response:
        """Do what was clicked."""
        body = await request.body()
        if len(body) > BODY_BYTES_MAX:
            return _refusal(413, "That is too long.")
        try:
            act = msgspec.json.decode(body, type=Act)
            if self._only is not None and not self._own(act):
                return _refusal(403, f"This is {NAMES[self._only]}'s seat alone.")
            perform(self._director, act)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            return _refusal(400, f"No such act: {error}.")
        except ImpossibleError as error:
            return _refusal(409, _sentence(str(error)))
        return JSONResponse({})

    def _own(self, act: Act) -> bool:
        return isinstance(act, SeatedAct) and act.seat == self._only

    async def media(self, request: Request) -> Response:
        """A film, a picture or a document that is in one of the chats that are seen here."""
        wanted = request.path_params["id"]
        stored = self._director.stage.world.files.by_id(wanted)
        if stored is not None and (shown := self._seen(wanted)) is not None:
            kind = sniffed(stored.content)
            if shown.kind in FILES:
                return _document(shown.detail, stored.content)
            if kind.startswith(("video/", "image/")):
                return Response(stored.content, media_type=kind)
        return _refusal(404, "There is no such film, picture or document.")

    def _seen(self, wanted: str) -> Medium | None:
        """What it is in the chats that are seen here."""
        shown = self._scenes.scene(self._only)
        media = (
            medium
            for seat in shown.seats
            for pane in seat.panes
            for line in pane.lines
            for medium in line.media
        )
        return next((medium for medium in media if medium.file == wanted), None)

    async def transcript(self, _: Request) -> Response:
        """The run so far."""
        text = self._director.recorder.text()
        headers = {"content-disposition": 'attachment; filename="rehearsal.txt"'}
        return Response(text, media_type="text/plain; charset=utf-8", headers=headers)

    async def sheet(self, _: Request) -> Response:
        """The text of the file that lies open."""
        text = self._director.sheet.text
        return Response(text.encode("utf-8", "replace"), media_type="text/plain; charset=utf-8")


class Difference:
    """Scenes as JSON, each without what was in the one before: a chat that is as it was is null;
    one that is not has its new and changed lines only, and the numbers of those that are `gone`.
    """

    def __init__(self) -> None:
        self._couple = 0
        self._panes: dict[tuple[str, str], bytes] = {}
        self._lines: dict[tuple[str, str], dict[int, bytes]] = {}

    def __call__(self, shown: Scene) -> bytes:
        """The next scene."""
        if shown.couple != self._couple:
            self._couple, self._panes, self._lines = shown.couple, {}, {}
        seats = [
            _fields(seat) | {"panes": [self._pane(seat.key, pane) for pane in seat.panes]}
            for seat in shown.seats
        ]
        return msgspec.json.encode(_fields(shown) | {"seats": seats})

    def _pane(self, seat: SeatKey, pane: Pane) -> msgspec.Raw | None:
        place = seat, pane.chat
        before = self._lines.get(place, {})
        lines = {line.id: msgspec.json.encode(line) for line in pane.lines}
        fresh = [msgspec.Raw(data) for number, data in lines.items() if before.get(number) != data]
        gone = [number for number in before if number not in lines]
        data = msgspec.json.encode(_fields(pane) | {"lines": fresh, "gone": gone})
        around = msgspec.json.encode(_fields(pane) | {"lines": ()})
        if not fresh and not gone and self._panes.get(place) == around:
            return None
        self._panes[place], self._lines[place] = around, lines
        return msgspec.Raw(data)


def _document(name: str, content: bytes) -> Response:
    kind = DOCUMENTS.get(f".{name.rpartition('.')[2].lower()}")
    headers = {"content-security-policy": DOCUMENT_POLICY}
    if kind is None:
        headers["content-disposition"] = "attachment"
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)


def _fields(shown: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(shown, name) for name in shown.__struct_fields__}


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
                given = {name for name, _ in message["headers"]}
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                own = [(name, value) for name, value in own if name not in given]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        await app(scope, receive, with_headers)


def _refusal(code: int, why: str) -> Response:
    return JSONResponse({"error": why}, code)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
