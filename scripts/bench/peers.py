"""The bots that Heard is measured beside. Each runs as a process of its own:

    python scripts/bench/peers.py KIND URL

`bare`: deletes, in the order of each chat, on our transport; keeps nothing. `ordered`: the same as
an `Application` of python-telegram-bot with a processor that keeps each chat's order. `stock`:
python-telegram-bot as its README builds it, deletes, one at a time. `echo`: the same, answers.
`ideal`: no parsing to speak of, no order, no library but aiohttp: what the API itself takes.
"""

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from telegram import Bot, Update
from telegram.ext import (
    Application,
    BaseUpdateProcessor,
    ContextTypes,
    MessageHandler,
    filters,
)

sys.path.insert(0, str(Path(__file__).parents[2]))
from api import TOKEN

from bot.adapters.telegram.transport import AiohttpRequest

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]


async def bare(url: str) -> None:
    """One worker per chat that has something to do."""
    bot = Bot(
        TOKEN,
        base_url=f"{url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(60),
    )
    queues: dict[int, deque[Update]] = {}
    tasks: set[asyncio.Task[None]] = set()

    async def work(chat: int) -> None:
        queue = queues[chat]
        while queue:
            update = queue.popleft()
            if update.message is not None:
                await bot.delete_message(chat, update.message.message_id)
        del queues[chat]

    offset = None
    async with bot:
        while True:
            for update in await bot.get_updates(offset, timeout=25, allowed_updates=ALLOWED):
                offset = update.update_id + 1
                chat = update.effective_chat.id if update.effective_chat else 0
                if (queue := queues.get(chat)) is not None:
                    queue.append(update)
                    continue
                queues[chat] = deque([update])
                task = asyncio.create_task(work(chat))
                tasks.add(task)
                task.add_done_callback(tasks.discard)


def stock(url: str, *, echo: bool) -> None:
    """Nothing is set but the token and the address."""

    async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)

    app = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    app.add_handler(MessageHandler(filters.ALL, answer if echo else _delete))
    app.run_polling(allowed_updates=ALLOWED)


class PerChat(BaseUpdateProcessor):
    """One at a time in each chat, all chats at once."""

    def __init__(self) -> None:
        super().__init__(256)
        self._locks: dict[int, asyncio.Lock] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """In its chat's turn."""
        chat = update.effective_chat if isinstance(update, Update) else None
        async with self._locks.setdefault(chat.id if chat else 0, asyncio.Lock()):
            await coroutine

    async def initialize(self) -> None:
        """Nothing to get ready."""

    async def shutdown(self) -> None:
        """Nothing to put away."""


def ordered(url: str) -> None:
    """What one would write for Heard's job without Heard's promises."""
    builder = Application.builder().token(TOKEN).base_url(f"{url}/bot")
    builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(60))
    app = builder.concurrent_updates(PerChat()).build()
    app.add_handler(MessageHandler(filters.ALL, _delete))
    app.run_polling(allowed_updates=ALLOWED)


async def _delete(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None:
        await update.message.delete()


async def ideal(url: str) -> None:
    """Every removal at once."""
    base, offset = f"{url}/bot{TOKEN}", 0
    tasks: set[asyncio.Task[None]] = set()

    async def delete(http: aiohttp.ClientSession, chat: int, message: int) -> None:
        form = {"chat_id": chat, "message_id": message}
        async with http.post(f"{base}/deleteMessage", data=form) as answer:
            await answer.read()

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        while True:
            async with http.get(f"{base}/getUpdates?timeout=25&offset={offset}") as answer:
                found = msgspec.json.decode(await answer.read())["result"]
            for update in found:
                offset = update["update_id"] + 1
                message = update["message"]
                work = delete(http, message["chat"]["id"], message["message_id"])
                task = asyncio.create_task(work)
                tasks.add(task)
                task.add_done_callback(tasks.discard)


if __name__ == "__main__":
    kind, address = sys.argv[1:]
    if kind in {"stock", "echo"}:
        stock(address, echo=kind == "echo")
    elif kind == "ordered":
        ordered(address)
    else:
        asyncio.run({"bare": bare, "ideal": ideal}[kind](address))
