"""With a webhook nobody asks for updates, so silence says nothing. The lookout sets the webhook and
looks every few seconds: is Telegram there, is the webhook ours, does what waits get through?
"""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from msgspec import Struct
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram import wire
from bot.adapters.telegram.reach import RETRY_FIRST_S, Displaced, Reach, Unbrought
from bot.adapters.telegram.transport import Broken

#: Updates that Telegram brings at once. Few are enough for many couples.
CONNECTIONS = 10
#: How often it looks, and how often while Telegram still has something from before, in seconds.
LOOK_S, LOOK_BEHIND_S = 10.0, 1.0
#: While Telegram still has something, what is due waits for so long after it began to bring it, in
#: seconds.
BEHIND_S = 10.0
#: Telegram has something, and nothing has come for so long: it does not get through, in seconds.
STUCK_S = 30.0
#: So much of what Telegram says of a failure is repeated, in characters.
WHY_MAX = 120


class DoorTrouble(Exception):
    """The door cannot be opened as it was asked for. Its text begins with the setting's name."""


class Hook(Struct, frozen=True):
    """Where Telegram brings updates: the public address, the secret that it shows there, and the
    port of this machine at which they arrive.
    """

    url: str
    secret: str
    port: int


class Lookout:
    """Says by `reach` whether people are heard."""

    def __init__(self, bot: Bot, hook: Hook, reach: Reach) -> None:
        self._bot = bot
        self._hook = hook
        self._reach = reach
        self._hung = self._ever = self._stuck = False
        self._hung_at = self._moved = 0.0
        self._said = ""  # by Telegram, of what it could not bring
        self._since: float | None = None  # when it began to bring what it had
        self._soon = asyncio.Event()

    def moved(self) -> None:
        """Telegram has brought something just now."""
        self._stuck = False
        self._moved = asyncio.get_running_loop().time()
        self._since = self._moved if self._since is None else self._since

    def refused(self) -> None:
        """What it brought could not be stored: it has that from before, from now on."""
        self._since = None
        self._soon.set()

    async def run(self) -> None:
        """Until cancelled. `DoorTrouble`, `TokenRefused`."""
        while True:
            self._soon.clear()
            try:
                behind = await self._look()
            except (TelegramError, TimeoutError, Displaced, Unbrought) as error:
                self._since = None
                await asyncio.sleep(self._reach.lost(error))
                continue
            self._reach.well(behind=behind)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_BEHIND_S if behind else LOOK_S):
                    await self._soon.wait()
                    await asyncio.sleep(RETRY_FIRST_S)

    async def _look(self) -> bool:
        """Whether Telegram has something that what is due must wait for. Raises what keeps people
        from being heard.
        """
        now = asyncio.get_running_loop().time()
        if not self._hung:
            await self._hang()
            self._hung_at = now
            self._moved = self._moved if self._stuck else now
        info = await self._info()
        if not _same(info.url, self._hook.url):
            self._hung = False
            raise Displaced
        if not info.pending_update_count:
            self._moved, self._stuck, self._said = max(self._moved, now), False, ""
            return False
        if self._stuck or now - self._moved > STUCK_S:  # and until something has come
            self._stuck = True
            self._hung = now - self._hung_at <= STUCK_S
            self._said = info.last_error_message or self._said  # a new webhook has none yet
            raise Unbrought(_why(self._said))
        return self._since is None or now - self._since < BEHIND_S

    async def _info(self) -> WebhookInfo:
        try:
            return await self._bot.get_webhook_info()
        except Broken:  # a connection that was kept, at its end in the moment when it was used
            return await self._bot.get_webhook_info()

    async def _hang(self) -> None:
        """Set the webhook; what is pending stays. Where one was set and could not be served,
        Telegram asks more and more seldom, up to minutes apart; a new one it serves at once.
        """
        info = await self._info()
        if info.url and info.pending_update_count:
            await self._bot.delete_webhook(drop_pending_updates=False)
        try:
            await self._bot.set_webhook(
                self._hook.url,
                secret_token=self._hook.secret,
                allowed_updates=wire.ALLOWED_UPDATES,
                max_connections=CONNECTIONS,
                drop_pending_updates=False,
            )
        except BadRequest as error:
            said = _why(str(error))
            if self._ever or "resolve" in said.lower():  # it was right once, or may be at last
                raise Unbrought(said) from None
            raise DoorTrouble(
                f"HEARD_WEBHOOK_URL: Telegram refuses it ({said}). Mend the address, or unset it"
            ) from None
        self._hung = self._ever = True


def _why(said: str) -> str:
    """What Telegram says of a failure, on one line."""
    return " ".join((said or "it does not say why").split())[:WHY_MAX]


def _same(one: str, other: str) -> bool:
    """Whether these are the same address, however they are written."""
    return place(one) == place(other)


def place(url: str) -> tuple[str, int, str]:
    """Host, port and path of an address."""
    parts = urlsplit(url)
    port = parts.port or (80 if parts.scheme == "http" else 443)
    return (parts.hostname or "").lower(), port, parts.path or "/"
