"""The least Bot API that a bench needs, in the process that measures: it hands out updates, and
knows when it did and when each call came.

Loopback, no TLS, no limits. `delay` seconds pass before any answer, so that calls can be as slow as
the real one's.
"""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

TOKEN = "7000000001:bench"
ME = {"id": 7000000001, "is_bot": True, "first_name": "Heard", "username": "heard_bot",
      "can_read_all_group_messages": True, "can_join_groups": True,
      "supports_inline_queries": False}  # fmt: skip
LIMIT = 100

#: A message: the chat's number and its own.
Name = tuple[int, int]


class Api:
    """Updates in, calls out."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.url = ""
        self.calls: Counter[str] = Counter()
        self.accepted: dict[Name, float] = {}
        self.deleted: dict[Name, float] = {}
        self.deleted_by_chat: Counter[int] = Counter()
        self.first_poll: float | None = None
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._came = asyncio.Event()
        self._updates = 0
        self._messages = 10_000

    # --- what people do --------------------------------------------------------------------------

    def post(self, chat: int, user: int, name: str, text: str) -> Name:
        """Somebody writes in a group; accepted now."""
        self._messages += 1
        self._updates += 1
        message = {
            "message_id": self._messages,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "supergroup", "title": "Us"},
            "from": {"id": user, "is_bot": False, "first_name": name, "language_code": "en"},
            "text": text,
        }
        update = {"update_id": self._updates, "message": message}
        self.accepted[chat, self._messages] = time.monotonic()
        self._waiting.append((self._updates, json.dumps(update).encode()))
        self._came.set()
        return chat, self._messages

    def waits(self) -> list[float]:
        """For every message that was removed: seconds from accepted to removed."""
        return [at - self.accepted[name] for name, at in self.deleted.items()]

    # --- what the bot asks -----------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.Response:
        """One call."""
        method = request.path.rsplit("/", 1)[-1].lower()
        given = parse_qs(request.query_string)
        body = await request.read()
        if body:
            given |= parse_qs(body.decode())
        params = {key: values[0] for key, values in given.items()}
        self.calls[method] += 1
        if method == "getupdates":
            found = await self._poll(params)
        else:
            found = json.dumps(self._do(method, params)).encode()
        if self.delay:
            await asyncio.sleep(self.delay)
        return web.Response(
            body=b'{"ok":true,"result":' + found + b"}", content_type="application/json"
        )

    async def _poll(self, params: dict[str, str]) -> bytes:
        self.first_poll = self.first_poll or time.monotonic()
        offset = int(params.get("offset", "0"))
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        if not self._waiting:
            self._came.clear()
            try:
                async with asyncio.timeout(float(params.get("timeout", "0"))):
                    await self._came.wait()
            except TimeoutError:
                return b"[]"
        first = [one for _, one in list(self._waiting)[: int(params.get("limit", LIMIT))]]
        return b"[" + b",".join(first) + b"]"

    def _do(self, method: str, params: dict[str, str]) -> Any:
        match method:
            case "getme":
                return ME
            case "deletemessage":
                name = int(params["chat_id"]), int(params["message_id"])
                if name in self.accepted:
                    self.deleted.setdefault(name, time.monotonic())
                    self.deleted_by_chat[name[0]] += 1
                return True
            case "getchatadministrators":
                return [{"status": "administrator", "user": ME, "can_be_edited": False,
                         "is_anonymous": False, "can_manage_chat": True, "can_post_stories": False,
                         "can_delete_messages": True, "can_manage_video_chats": False,
                         "can_restrict_members": False, "can_promote_members": False,
                         "can_change_info": False, "can_invite_users": False,
                         "can_edit_stories": False, "can_delete_stories": False}]  # fmt: skip
            case "getchatmembercount":
                return 3
            case "sendmessage" | "editmessagetext" | "sendanimation":
                return self._message(params)
            case _:
                return True

    def _message(self, params: dict[str, str]) -> dict[str, Any]:
        self._messages += 1
        chat = int(params["chat_id"])
        kind = {"type": "supergroup", "title": "Us"} if chat < 0 else {"type": "private"}
        return {
            "message_id": int(params.get("message_id", self._messages)),
            "date": int(time.time()),
            "chat": {"id": chat, **kind},
            "from": ME,
            "text": params.get("text", "."),
        }


@asynccontextmanager
async def serving(delay: float = 0.0) -> AsyncIterator[Api]:
    """An API on a port that is free; `url` says where."""
    api = Api(delay)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", api.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    api.url = f"http://{host}:{port}"
    try:
        yield api
    finally:
        await runner.cleanup()
