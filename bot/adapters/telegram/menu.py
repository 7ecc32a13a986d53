"""Telegram's own menu of commands. Nothing depends on it, so trouble is only logged."""

import asyncio
from itertools import product

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.adapters.telegram import whispers
from bot.adapters.telegram.inbound import Me
from bot.dialogue.library import BASE_LANGUAGE, Library

log = structlog.get_logger(__name__)

#: The commands that Telegram's menu shows, by kind of chat. Their descriptions are phrases.
GROUP_COMMANDS = (
    "begin", "menu", "pause", "resume", "done", "pass", "stop", "breathe", "meta", "card", "repair",
    "rules", "help", "privacy", "sources", "start",
)  # fmt: skip
#: The same, where Telegram shows the command and its answer to one person alone.
UNSEEN_COMMANDS = ("held", "support")
PRIVATE_COMMANDS = (
    "start", "pause", "resume", "stop", "breathe", "menu", "held", "support", "journal", "settings",
    "consent", "export", "tidy", "leave", "forget", "help", "privacy", "sources",
)  # fmt: skip
#: Before a menu that could not be published, or not in full, is published again, in seconds.
AGAIN_S = (10.0, 60.0, 300.0, 1800.0)


class Menu:
    """For each kind of chat and each language that there are phrases in; whoever has another one
    sees it in English. What only its sender sees is in it while the server has such.
    """

    def __init__(self, bot: Bot, me: Me, texts: Library, known: whispers.Known) -> None:
        self._bot, self._me, self._texts, self._known = bot, me, texts, known
        self._settled = True

    async def publish(self) -> None:
        """As the server is now. One that does not say what it has may have none."""
        off, me = self._known.off, self._me.id
        there = False if off else await whispers.ask(self._bot, me, me)
        self._settled = there is not None
        unseen = UNSEEN_COMMANDS if there else ()
        scopes = (
            (BotCommandScopeAllGroupChats(), (*GROUP_COMMANDS, *unseen), unseen),
            (BotCommandScopeAllPrivateChats(), PRIVATE_COMMANDS, ()),
        )
        for language, (scope, names, alone) in product(self._texts.languages, scopes):
            commands = [
                BotCommand(
                    name,
                    self._texts.sentence(f"command.{name}", language, {}),
                    api_kwargs={"is_ephemeral": True} if name in alone else None,
                )
                for name in names
            ]
            code = None if language == BASE_LANGUAGE else language[:2]
            try:
                await self._bot.set_my_commands(commands, scope=scope, language_code=code)
            except TelegramError as error:
                self._settled = False
                log.warning("telegram.commands", error=type(error).__name__)

    async def keep(self) -> None:
        """Publish what is not settled a few times more; and once more, without what only its sender
        sees, when the server has shown such a thing to everybody.
        """
        await self._settle()
        await self._known.spoiled.wait()
        await self.publish()
        await self._settle()

    async def _settle(self) -> None:
        for wait in AGAIN_S:
            if self._settled:
                return
            await asyncio.sleep(wait)
            await self.publish()
