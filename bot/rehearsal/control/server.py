"""The control interface over HTTP, on this machine alone.

`POST /<secret>/v1/<verb>` with a JSON object; the answer is `{"ok": true, "result": …}` or
`{"ok": false, "error": "one line"}`. `GET /<secret>/v1/` lists the verbs. Whoever does not know
the secret learns nothing, and a web page in a browser of this machine is refused besides.
"""

import contextlib
import inspect
import secrets
from collections.abc import AsyncIterator
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from bot.rehearsal.loopback import loopback

from .control import REQUESTS, Control
from .request import Trouble, WrongRequest

VERSION: Final = "v1"
BODY_BYTES_MAX = 1024 * 1024
_CODES: dict[Trouble, int] = {"unknown": 404, "malformed": 400, "impossible": 409}


@contextlib.asynccontextmanager
async def serve(
    control: Control, *, host: str = "127.0.0.1", port: int = 0, secret: str = ""
) -> AsyncIterator[str]:
    """Serve a control; gives its address, `http://127.0.0.1:40123/<secret>/v1`.

    Only loopback addresses are allowed (`ValueError`); port 0 takes any free one, an empty secret
    a new one. Use it from the event loop of the world alone.
    """
    chosen = secret or secrets.token_urlsafe(16)
    served = _Served(control, f"/{chosen}/{VERSION}")
    app = Starlette(routes=[Route("/{path:path}", served.answer, methods=["GET", "POST"])])
    async with loopback(app, host, port) as base:
        try:
            yield f"{base}/{chosen}/{VERSION}"
        finally:
            await control.close()


class _Served:
    def __init__(self, control: Control, prefix: str) -> None:
        self._control, self._prefix = control, prefix

    async def answer(self, request: HttpRequest) -> Response:
        """One request."""
        at, _, verb = request.url.path.rpartition("/")
        host = (request.url.hostname or "").strip("[]")
        if host not in {"127.0.0.1", "localhost", "::1"} or "origin" in request.headers:
            return _error(403, "Only programs of this machine may ask, no web pages.")
        if not secrets.compare_digest(at.encode(), self._prefix.encode()):
            return _error(404, "There is nothing here. The address has the secret and the version.")
        if not verb:
            return _answer(200, {"ok": True, "result": _verbs()})
        if request.method != "POST":
            return _error(405, f"{verb}: ask with POST and a JSON object")
        body = await request.body()
        if len(body) > BODY_BYTES_MAX:
            return _error(413, f"{verb}: at most {BODY_BYTES_MAX} bytes. Send less at a time")
        try:
            result = await self._control.ask(verb, body)
        except WrongRequest as error:
            return _error(_CODES[error.trouble], str(error))
        return _answer(200, {"ok": True, "result": result})


def _verbs() -> dict[str, dict[str, str]]:
    return {
        verb: {"does": inspect.getdoc(asked) or "", "fields": asked.form()}
        for verb, asked in REQUESTS.items()
    }


def _error(code: int, line: str) -> Response:
    return _answer(code, {"ok": False, "error": line})


def _answer(code: int, body: dict[str, object]) -> Response:
    return Response(msgspec.json.encode(body), code, media_type="application/json")
