"""Run a stranger's bot as it is, against another Bot API.

    python launch.py LIBRARY FILE [ARGUMENT ...]

Runs in the stranger's own environment. Nothing of the file is changed. What is replaced, because
these files name Telegram's address (by leaving it out) and a placeholder for a token:

- `ptb`: the default of `base_url` and `base_file_url` of `telegram.Bot`; PTB lets them be a
  function of the token, so the placeholder stays the bot's token.
- `aiogram`: the default of `api` of `BaseSession`; the token comes from `BOT_TOKEN`, which the
  examples read themselves.
- `telebot`: `apihelper.API_URL` and `FILE_URL`, which the library offers, and the token that is
  given to `TeleBot` or `AsyncTeleBot`.

Where a file names a public address for its webhook (`STRANGER_PUBLIC`), the request that sets the
webhook names instead where the bot listens (`STRANGER_LISTENS`): there is no reverse proxy here.
"""

import functools
import os
import runpy
import sys
from pathlib import Path

API, TOKEN = os.environ["STRANGER_API"], os.environ["BOT_TOKEN"]
PUBLIC, LISTENS = os.environ["STRANGER_PUBLIC"], os.environ["STRANGER_LISTENS"]


def ptb() -> None:
    """Other defaults for `telegram.Bot`."""
    import telegram

    init = telegram.Bot.__init__

    @functools.wraps(init)
    def elsewhere(self, token, base_url="", base_file_url="", *rest, **named):
        del base_url, base_file_url  # ApplicationBuilder passes on the defaults it has copied
        here, files = (lambda _: f"{API}/bot{TOKEN}"), (lambda _: f"{API}/file/bot{TOKEN}")
        init(self, token, here, files, *rest, **named)

    telegram.Bot.__init__ = elsewhere
    telegram.Bot.set_webhook = _unproxied(telegram.Bot.set_webhook)


def aiogram() -> None:
    """Another default for the sessions."""
    from aiogram import Bot
    from aiogram.client.session.base import BaseSession
    from aiogram.client.telegram import TelegramAPIServer

    _, *others = BaseSession.__init__.__defaults__
    BaseSession.__init__.__defaults__ = (TelegramAPIServer.from_base(API), *others)
    Bot.set_webhook = _unproxied(Bot.set_webhook)


def telebot() -> None:
    """The library's own settings, and the token."""
    import telebot
    from telebot import apihelper, async_telebot, asyncio_helper

    for module in (apihelper, asyncio_helper):
        module.API_URL = API + "/bot{0}/{1}"
        module.FILE_URL = API + "/file/bot{0}/{1}"
    for bot in (telebot.TeleBot, async_telebot.AsyncTeleBot):
        bot.__init__ = _with_token(bot.__init__)


def _with_token(init):
    @functools.wraps(init)
    def with_token(self, token, *rest, **named):
        del token
        init(self, TOKEN, *rest, **named)

    return with_token


def _unproxied(set_webhook):
    @functools.wraps(set_webhook)
    def unproxied(self, url, *rest, **named):
        return set_webhook(self, url.replace(PUBLIC, LISTENS) if PUBLIC else url, *rest, **named)

    return unproxied


if __name__ == "__main__":
    library, file, *arguments = sys.argv[1:]
    {"ptb": ptb, "aiogram": aiogram, "telebot": telebot}[library]()
    sys.argv = [file, *arguments]
    sys.path[0] = str(Path(file).parent)
    runpy.run_path(file, run_name="__main__")
