"""Requests of inline mode and Mini Apps."""

from typing import TYPE_CHECKING, ClassVar

import msgspec

from bot.rehearsal.botapi.state import InlineQuery as Query
from bot.rehearsal.botapi.wire import JsonObject

from .request import Request, Unnamed, Where, Who

if TYPE_CHECKING:
    from .control import Control

_INLINE = "`add_bot` with `inline`; only who may write in the chat can type there"
_BUTTON = "`view` shows the buttons; Mini Apps open in the private chat with their bot"


class TypeInline(Request, frozen=True):
    """Type `@bot words` in a chat; gives the query, whose results come when the bot answers."""

    remedy: ClassVar[str] = _INLINE
    user: Who
    chat: Where
    bot: Who
    text: str = ""
    offset: str = ""

    async def _do(self, control: "Control") -> JsonObject:
        user, bot = control.names.human(self.user), control.names.bot(self.bot)
        chat = control.names.chat(user, self.chat)
        control.see(user, chat)
        query = control.world.type_inline(user, bot, chat, self.text, offset=self.offset)
        return {"query": query.id}


class InlineResults(Request, frozen=True):
    """List what a bot has answered to an inline query; null until it has."""

    query: str

    async def _do(self, control: "Control") -> JsonObject:
        query = _query(control, self.query)
        if query.results is None:
            return {"results": None, "next_offset": ""}
        shown = [
            {"id": one.id, "type": one.type, "title": one.title, "description": one.description}
            for one in query.results
        ]
        return {"results": shown, "next_offset": query.next_offset}


class ChooseInline(Request, frozen=True):
    """Send one of the results of an inline query into its chat."""

    remedy: ClassVar[str] = "`inline_results` lists them; who may not write cannot send one"
    query: str
    result: str

    async def _do(self, control: "Control") -> JsonObject:
        query = _query(control, self.query)
        return {"message_id": control.world.choose_inline(query, self.result).id}


class OpenWebApp(Request, frozen=True):
    """Open a Mini App: by an inline button of a message, or by one of the reply keyboard if no
    message is given. Gives its whole address and the signed data in it, of which one of the reply
    keyboard gets none.
    """

    remedy: ClassVar[str] = _BUTTON
    user: Who
    chat: Where
    label: str
    message: int = 0

    async def _do(self, control: "Control") -> object:
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        if self.message:
            opened = control.world.open_web_app(user, chat, self.message, label=self.label)
        else:
            opened = control.world.open_from_keyboard(user, chat, self.label)
        return msgspec.to_builtins(opened)


class OpenMenu(Request, frozen=True):
    """Open a Mini App by the menu button beside the text."""

    remedy: ClassVar[str] = "The bot sets it with setChatMenuButton"
    user: Who
    bot: Who

    async def _do(self, control: "Control") -> object:
        user, bot = control.names.human(self.user), control.names.bot(self.bot)
        return msgspec.to_builtins(control.world.open_menu(user, bot))


class OpenDirectLink(Request, frozen=True):
    """Follow `t.me/bot/app?startapp=start` in a chat; `url` is the Mini App's own."""

    remedy: ClassVar[str] = _BUTTON
    user: Who
    chat: Where
    bot: Who
    url: str
    start: str = ""

    async def _do(self, control: "Control") -> object:
        user, bot = control.names.human(self.user), control.names.bot(self.bot)
        chat = control.names.chat(user, self.chat)
        control.see(user, chat)
        opened = control.world.open_direct_link(user, bot, self.url, chat, self.start)
        return msgspec.to_builtins(opened)


class SendWebAppData(Request, frozen=True):
    """What a Mini App of the reply keyboard does at its end: send data to its bot."""

    remedy: ClassVar[str] = _BUTTON
    user: Who
    chat: Where
    label: str
    data: str

    async def _do(self, control: "Control") -> JsonObject:
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        message = control.world.send_web_app_data(user, chat, self.label, self.data)
        return {"chat_id": self.chat, "message_id": message.id}


class Menu(Request, frozen=True):
    """List the commands that a bot offers somebody in a chat."""

    user: Who
    chat: Where
    bot: Who

    async def _do(self, control: "Control") -> list[JsonObject]:
        user, bot = control.names.human(self.user), control.names.bot(self.bot)
        return control.world.menu(user, control.names.chat(user, self.chat), bot)


def _query(control: "Control", number: str) -> Query:
    query = control.world.inline_queries.get(number)
    if query is None:
        raise Unnamed(f"query: there is no inline query {number!r}. `type_inline` gives its number")
    return query


APPS: tuple[type[Request], ...] = (
    TypeInline,
    InlineResults,
    ChooseInline,
    OpenWebApp,
    OpenMenu,
    OpenDirectLink,
    SendWebAppData,
    Menu,
)
