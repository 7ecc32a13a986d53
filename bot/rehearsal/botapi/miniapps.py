"""Mini Apps: what a client hands to one when it opens, signed as Telegram signs it.

The hash is the documented HMAC, so a Mini App's server can check it with the bot's token. The
second signature, by Telegram's own key for third parties, is not there: nobody else has the key.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from .chats import Chat
from .delivery import chat_instance
from .errors import ImpossibleError
from .menus import menu_button
from .messages import Message
from .people import Bot, User
from .posting import announce
from .state import State, WebAppQuery
from .wire import JsonObject

VERSION = "9.6"
PLATFORM = "weba"
_THEME = {"bg_color": "#ffffff", "text_color": "#000000", "button_color": "#2481cc"}


@dataclass(frozen=True, slots=True)
class Launch:
    """A Mini App that opens: the whole address, the signed data in it, and the id of the query
    that the bot may answer once; empty where there is none.
    """

    url: str
    init_data: str
    query_id: str


def open_web_app(state: State, user: User, chat: Chat, message_id: int, *, label: str) -> Launch:
    """Press an inline button that opens a Mini App, in a private chat with a bot."""
    message = state.message(chat, message_id)
    for button in message.keyboard.buttons() if message.keyboard else ():
        if button.kind == "web_app" and button.text == label and chat.human is user and chat.bot:
            return _launch(state, user, chat.bot, chat, button.value)
    raise ImpossibleError(f"there is no such button under message {message_id}")


def open_menu(state: State, user: User, bot: Bot) -> Launch:
    """Press the menu button beside the text, where it opens a Mini App."""
    button = menu_button(user, bot)
    app = button.get("web_app")
    if not isinstance(app, dict):
        raise ImpossibleError("the menu button opens no Mini App")
    return _launch(state, user, bot, state.open_private(user, bot), str(app["url"]))


def open_direct_link(
    state: State, user: User, bot: Bot, url: str, chat: Chat, start: str = ""
) -> Launch:
    """Follow `t.me/bot/app?startapp=…` in a chat; `url` is the app's, as BotFather was told."""
    more = {"chat_type": chat.kind, "chat_instance": chat_instance(chat)}
    if start:
        more["start_param"] = start
    return _launch(state, user, bot, chat, url, more, query=False)


def open_from_keyboard(_: State, user: User, chat: Chat, label: str) -> Launch:
    """Press a reply keyboard's button that opens a Mini App; it can only send data back, and is not
    told by whom it was opened.
    """
    bot = chat.bot
    if bot is None or chat.human is not user:
        raise ImpossibleError("only a private chat has such buttons")
    return _opened(_app_of(chat, label), "", "")


def send_web_app_data(state: State, user: User, chat: Chat, label: str, data: str) -> Message:
    """What such a Mini App does at its end: close, and send up to 4096 bytes to the bot."""
    _app_of(chat, label)
    if chat.human is not user or not 0 < len(data.encode()) <= 4096:
        raise ImpossibleError("a Mini App sends 1 to 4096 bytes, and only from a private chat")
    content: JsonObject = {"web_app_data": {"button_text": label, "data": data}}
    return announce(state, chat, user, content)


def signed_data(token: str, fields: Mapping[str, str]) -> str:
    """The fields as `initData`, with their hash."""
    check = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    digest = hmac.new(secret, check.encode(), hashlib.sha256).hexdigest()
    return urlencode({**fields, "hash": digest})


def _launch(
    state: State,
    user: User,
    bot: Bot,
    chat: Chat,
    url: str,
    more: Mapping[str, str] | None = None,
    *,
    query: bool = True,
) -> Launch:
    fields = {"user": _user(user), "auth_date": str(state.now()), **(more or {})}
    query_id = ""
    if query:
        query_id = f"AAH{len(state.web_apps):08}{user.id}"
        fields["query_id"] = query_id
        state.web_apps[query_id] = WebAppQuery(query_id, user, bot, chat)
    return _opened(url, signed_data(bot.token, fields), query_id)


def _opened(url: str, data: str, query_id: str) -> Launch:
    told = {
        **({"tgWebAppData": data} if data else {}),
        "tgWebAppVersion": VERSION,
        "tgWebAppPlatform": PLATFORM,
        "tgWebAppThemeParams": json.dumps(_THEME, separators=(",", ":")),
    }
    fragment = "&".join(f"{name}={quote(value, safe='')}" for name, value in told.items())
    return Launch(f"{url}{'&' if '#' in url else '#'}{fragment}", data, query_id)


def _user(user: User) -> str:
    shown: JsonObject = {"id": user.id, "first_name": user.first_name, "last_name": user.last_name}
    if user.username:
        shown["username"] = user.username
    if user.language:
        shown["language_code"] = user.language
    shown["allows_write_to_pm"] = True
    return json.dumps(shown, separators=(",", ":"), ensure_ascii=False)


def _app_of(chat: Chat, label: str) -> str:
    """The address behind a button of the newest reply keyboard."""
    for message in reversed(chat.messages.values()):
        prompt = message.draft.prompt or {}
        rows = prompt.get("keyboard")
        for row in rows if isinstance(rows, list) else ():
            for button in row:
                if button["text"] == label and "web_app" in button:
                    return str(button["web_app"]["url"])
        if prompt:
            break
    raise ImpossibleError(f"there is no button {label!r} that opens a Mini App")
