"""The wiring: settings and a clock in, a serving bot out."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple, Protocol

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.adapters.library import film, library
from bot.adapters.owner import hand_over
from bot.adapters.senses import sense
from bot.adapters.sqlite.journal import FILE, SqliteJournal
from bot.adapters.sqlite.keys import Keyring, KeyTrouble, candidates, master
from bot.adapters.sqlite.rotation import finish
from bot.adapters.status.metrics import PrometheusMeter
from bot.adapters.status.server import PortTaken, serving
from bot.adapters.telegram.gateway import TelegramGateway
from bot.adapters.telegram.inbound import Me, plea
from bot.adapters.telegram.lookout import DoorTrouble, Hook
from bot.adapters.telegram.menu import Menu
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.poller import POLL_READ_S, Poller
from bot.adapters.telegram.reach import TokenRefused
from bot.adapters.telegram.reader import TelegramReader
from bot.adapters.telegram.transport import AiohttpRequest
from bot.adapters.telegram.whispers import Known
from bot.adapters.telegram.wire import Update
from bot.config import Settings, SettingTrouble
from bot.dialogue.library import Library
from bot.running import Heartbeat
from bot.service.alarms import Alarms
from bot.service.conductor import Conductor
from bot.service.decision import Judge
from bot.service.meter import NOBODY, Meter
from bot.service.outbox import Outbox
from bot.service.ports import Clock, Journal, Parcel, Row, StorageTrouble
from bot.service.retention import Retention
from bot.service.senses import Senses

log = structlog.get_logger(__name__)

#: When Telegram is back, deadlines wait this long for what people did meanwhile, in seconds.
CATCH_UP_S = 10.0
#: What is under way at a stop gets this long, in seconds.
STOP_S = 3.0
RETRY_S = 3.0

REFUSED = (
    "HEARD_TOKEN is refused. Copy it again from @BotFather; if HEARD_API_URL is set, it must be "
    "the address of a Bot API"
)


class Ears(Protocol):
    """What updates come in by. `offset`: the next that it will ask for, if it asks; `heard`: how
    many it took since the start.
    """

    offset: int | None

    @property
    def heard(self) -> int:
        """See above."""

    async def run(self) -> None:
        """Until cancelled."""


class Telegram(NamedTuple):
    """A bot, who it is, and the poller's own way to Telegram."""

    bot: Bot
    me: Me
    polling: BaseRequest


class App:
    """The product, running. `beat` is called whenever Telegram was reached. `hook`: updates come by
    this webhook; without one they are asked for.
    """

    def __init__(
        self,
        clock: Clock,
        texts: Library,
        journal: Journal,
        telegram: Telegram,
        beat: Callable[[], None],
        *,
        hook: Hook | None = None,
        meter: Meter = NOBODY,
    ) -> None:
        bot, me, polling = telegram
        self.clock = clock
        self.journal = journal
        known = Known()
        self.menu = Menu(bot, me, texts, known)
        gateway = TelegramGateway(bot, me, Pace(clock), film(), known)
        self.outbox = Outbox(self.journal, gateway, texts, clock, self.put, meter)
        self.alarms = Alarms(self.journal, clock)
        self.alarms.hold()  # until the first poll
        self.out_of_reach = False
        self._catching_up: asyncio.Task[None] | None = None
        reader = TelegramReader(self.journal, me)
        self._me = me
        senses = Senses(sense())
        self.conductor = Conductor(
            self.journal, Judge(texts, senses), reader, self.outbox, self.alarms, clock, meter=meter
        )
        self.ears: Ears
        if hook is None:
            self.ears = Poller(bot, polling, journal, clock, self, meter=meter)
        else:
            from bot.adapters.telegram.door import Door  # noqa: PLC0415 -- polling needs no server

            self.ears = Door(bot, hook, journal, clock, self, meter=meter)
        self._beat = beat
        self.retention = Retention(self.journal, senses, clock)
        self.serving = False

    async def take(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        """See `Listener`."""
        return await self.conductor.take(parcels)

    def put(self, row: Row) -> None:
        """See `Listener`."""
        self.conductor.put(row)

    async def moved(self, old: str, new: str) -> None:
        """See `Listener`."""
        await self.outbox.move(old, new)

    def reached(self, *, behind: bool) -> None:
        """See `Listener`."""
        self._beat()
        self.out_of_reach = False
        self.outbox.reached(again=self.alarms.held)
        if self.alarms.held and not behind and self._catching_up is None:
            self._catching_up = asyncio.create_task(self._catch_up())

    def lost(self) -> None:
        """See `Listener`."""
        self.out_of_reach = True
        self.alarms.hold()
        if self._catching_up is not None:
            self._catching_up.cancel()
            self._catching_up = None

    async def _catch_up(self) -> None:
        """Deadlines go on after what people did while we did not hear them."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CATCH_UP_S):
                await self.conductor.settled()
        self.alarms.go_on()
        self._catching_up = None

    async def refused(self, updates: Sequence[Update]) -> None:
        """See `Listener`."""
        pleas = (plea(update, self._me) for update in updates)
        await self.outbox.excuse.make(one for one in pleas if one is not None)

    def busy(self) -> bool:
        """Something is being worked on, or on its way out."""
        return not (self.conductor.idle and self.outbox.idle)

    async def serve(self) -> None:
        """Take up what was left, then serve until cancelled. `SettingTrouble`, `StorageTrouble`."""
        try:
            rows, sent = await self.conductor.recover(), await self.outbox.recover()
            self.serving = True
            log.info("heard.serving", rows=rows, sent=sent)
            async with asyncio.TaskGroup() as group:
                group.create_task(self.alarms.run(self.conductor.wake))
                group.create_task(self.retention.run())
                group.create_task(self.ears.run())
                group.create_task(self.menu.keep())
        except BaseExceptionGroup as group:
            if group.subgroup(TokenRefused) is not None:
                raise SettingTrouble(REFUSED) from None
            known = _known(group)
            if isinstance(known, DoorTrouble):
                raise SettingTrouble(str(known)) from None
            raise known from None
        finally:
            self.serving = False
            self.lost()
            await self.conductor.stop()
            await self.outbox.stop(STOP_S)
            log.info("heard.stopped")


def _known(error: BaseException) -> BaseException:
    """The trouble in this group that has a line of its own; the group itself if there is none."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    found = error.subgroup((KeyTrouble, StorageTrouble, DoorTrouble))
    return error if found is None else _known(found.exceptions[0])


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[SqliteJournal]:
    """The journal of the data folder, open and proven to be of this key, before anybody is called.
    `KeyTrouble`, `StorageTrouble`.
    """
    first = not (settings.data / FILE).exists()
    file = settings.key_file
    keyring = Keyring(master(file, make=first), lambda: candidates(file))
    journal = SqliteJournal(settings.data, keyring, clock)
    await journal.open()
    finish(file, keyring.master_key)
    try:
        yield journal
    finally:
        await journal.close()


@asynccontextmanager
async def telegram_bot(settings: Settings) -> AsyncIterator[Telegram]:
    """A bot of python-telegram-bot's over our transport. Waits for Telegram to be reachable.
    `SettingTrouble` if the token is refused.
    """
    request = AiohttpRequest()
    bot = Bot(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request,
        get_updates_request=AiohttpRequest(),
    )
    await request.initialize()
    try:
        yield Telegram(bot, await _me(bot), AiohttpRequest(POLL_READ_S))
    finally:
        await request.shutdown()


async def _me(bot: Bot) -> Me:
    said = False
    while True:
        try:
            user = await bot.get_me()
        except InvalidToken:
            raise SettingTrouble(REFUSED) from None
        except TelegramError as error:
            if not said:
                log.warning("telegram.trouble", what=type(error).__name__)
                said = True
            await asyncio.sleep(RETRY_S)
        else:
            reads_all = bool(user.can_read_all_group_messages)
            return Me(user.id, user.username or "", reads_all)


async def run(settings: Settings, clock: Clock) -> None:
    """`heard run`: serve until cancelled."""
    with locked(settings.data):
        texts = library(settings.dialogues, settings.zone, settings.data)
        async with opened(settings, clock) as journal, telegram_bot(settings) as telegram:
            heart = Heartbeat(settings.data)
            async with _status(settings) as meter:

                def beat() -> None:
                    heart.beat()
                    if meter is not None:
                        meter.polled()

                hook, counting = hook_of(settings), meter or NOBODY
                app = App(clock, texts, journal, telegram, beat, hook=hook, meter=counting)
                if meter is not None:
                    meter.watch(settings.data, app.conductor, app.outbox)
                await app.menu.publish()
                await app.serve()


def hook_of(settings: Settings) -> Hook | None:
    """The webhook of these settings; None: it polls."""
    if settings.webhook_url is None:
        return None
    return Hook(settings.webhook_url, settings.webhook_secret, settings.port)


@asynccontextmanager
async def _status(settings: Settings) -> AsyncIterator[PrometheusMeter | None]:
    """`/healthz` and `/metrics`, if they are wanted: else nobody counts. `SettingTrouble` if the
    port is taken.
    """
    if settings.status_port is None:
        yield None
        return
    meter = PrometheusMeter()
    try:
        async with serving(meter, settings.status_port) as port:
            log.info("heard.status", port=port)
            yield meter
    except PortTaken as taken:
        raise SettingTrouble(
            f"HEARD_STATUS_PORT: {settings.status_port}: {taken}. Choose another, or unset it"
        ) from None


class locked:  # noqa: N801 -- used as a statement
    """One process per data folder. `SettingTrouble` if there is one already."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file: IO[bytes] | None = None

    def __enter__(self) -> None:
        try:
            made = not self._path.exists()
            self._file = self._path.open("ab")
            if made:
                hand_over(self._path)
        except OSError as error:
            raise SettingTrouble(
                f"HEARD_DATA: {self._path} cannot be written to ({error.strerror}). Remove it"
            ) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise SettingTrouble(
                f"HEARD_DATA: {self._path.parent} is in use by another heard. Stop that one first"
            ) from None

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
