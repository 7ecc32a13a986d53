"""What a bot offers people: its commands, by scope and language, and the button beside the text."""

from collections.abc import Iterator

from .chats import Chat
from .people import Bot, User
from .state import State
from .wire import JsonObject

DEFAULT_BUTTON: JsonObject = {"type": "default"}


def menu(state: State, user: User, chat: Chat, bot: Bot) -> list[JsonObject]:
    """The commands that somebody is offered in a chat: of the narrowest scope that has any, in
    their language if it has them there.
    """
    for scope in _scopes(state, user, chat):
        for language in dict.fromkeys((user.language[:2], "")):
            if commands := bot.commands.get((scope, language)):
                return commands
    return []


def menu_button(user: User, bot: Bot) -> JsonObject:
    """The `MenuButton` object that somebody sees in the private chat."""
    return bot.menus.get(user.id) or bot.menus.get(0) or DEFAULT_BUTTON


def _scopes(state: State, user: User, chat: Chat) -> Iterator[str]:
    """From the narrowest to the widest; the order is that of Telegram's documentation."""
    if chat.is_private:
        yield from (f"chat/{chat.id}", "all_private_chats", "default")
        return
    leads = chat.member(user, state.now()).leads
    yield f"chat_member/{chat.id}/{user.id}"
    if leads:
        yield f"chat_administrators/{chat.id}"
    yield f"chat/{chat.id}"
    if leads:
        yield "all_chat_administrators"
    yield from ("all_group_chats", "default")
