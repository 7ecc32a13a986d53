"""Whom and what a request names: accounts and chats by number or @username."""

import re

from bot.rehearsal.botapi import Bot, Chat, User, World

from .request import Unnamed, Where, Who

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
NAME_MAX = 64


class Names:
    """Finds what is in a world. Whatever is not there raises `Unnamed` with the field's name."""

    def __init__(self, world: World) -> None:
        self._world = world

    def account(self, who: Who, field: str = "user") -> User:
        """A human or a bot."""
        for user in self._world.users.values():
            if who in (user.id, f"@{user.username}"):
                return user
        raise Unnamed(f"{field}: there is nobody {_named(who)}. `people` lists everybody")

    def human(self, who: Who, field: str = "user") -> User:
        """A human: bots act over the Bot API alone."""
        user = self.account(who, field)
        if isinstance(user, Bot):
            raise Unnamed(f"{field}: {_named(who)} is a bot, which acts over the Bot API")
        return user

    def bot(self, who: Who, field: str = "bot") -> Bot:
        """A bot."""
        user = self.account(who, field)
        if isinstance(user, Bot):
            return user
        raise Unnamed(f"{field}: {_named(who)} is no bot. `people` lists the bots")

    def group(self, where: Where, field: str = "chat") -> Chat:
        """A group, supergroup or channel."""
        for chat in self._world.chats.values():
            if where == chat.id or (chat.username and where == f"@{chat.username}"):
                return chat
        raise Unnamed(
            f"{field}: there is no group or channel {_named(where)}. `people` lists what there is"
        )

    def chat(self, user: User, where: Where, field: str = "chat") -> Chat:
        """A chat as this human names it: a group, or the private chat with a bot."""
        for account in self._world.users.values():
            if where in (account.id, f"@{account.username}") and isinstance(account, Bot):
                return self._world.open_private(user, account)
        return self.group(where, field)

    def check_name(self, name: str) -> None:
        """Raise `Unnamed` for a name that Telegram would not take."""
        if not 1 <= len(name.strip()) <= NAME_MAX:
            raise Unnamed(f"name: {name!r} is no name. Give 1 to {NAME_MAX} characters")

    def check_username(self, username: str) -> None:
        """Raise `Unnamed` for a username that Telegram would not take, or that is taken."""
        if not _USERNAME.fullmatch(username):
            raise Unnamed(
                f"username: {username!r} is no username. Give 4 to 32 letters, digits and"
                " underscores without @, a letter first"
            )
        taken = [one.username for one in self._world.users.values()]
        taken += [one.username for one in self._world.chats.values()]
        if username.lower() in {one.lower() for one in taken}:
            raise Unnamed(f"username: @{username} is taken. Choose another")


def _named(which: Who | Where) -> str:
    return repr(which) if isinstance(which, str) and not which.startswith("@") else str(which)
