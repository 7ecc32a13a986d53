"""A pytest plugin: python-telegram-bot's own tests talk to another Bot API.

Replaces the default of `base_url` and `base_file_url` of `telegram.Bot`, and nothing else; bots
and chats come in by `BOTS`, as in the library's own continuous integration.
"""

import functools
import os

import telegram

API = os.environ["STRANGER_API"]
_init = telegram.Bot.__init__


@functools.wraps(_init)
def _elsewhere(self, token, base_url=None, base_file_url=None, *rest, **named):
    telegrams = (None, "https://api.telegram.org/bot", "https://api.telegram.org/file/bot")
    here = f"{API}/bot" if base_url in telegrams else base_url
    files = f"{API}/file/bot" if base_file_url in telegrams else base_file_url
    _init(self, token, here, files, *rest, **named)


telegram.Bot.__init__ = _elsewhere
