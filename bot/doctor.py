"""`heard doctor`: what is wrong, and what to do."""

import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from msgspec import Struct
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.adapters.library import LibraryTrouble, library
from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import KeyTrouble, master
from bot.adapters.telegram.transport import AiohttpRequest
from bot.app import REFUSED
from bot.config import Settings
from bot.running import HEARTBEAT

#: Less free disk than this is a warning, in bytes.
DISK_BYTES_MIN = 200 * 2**20
#: Deadlines are kept by the machine's clock; more than this off is a warning, in seconds.
CLOCK_S_MAX = 30


class Check(Struct, frozen=True):
    """One line of the doctor's: whether it is well, and what there is to say."""

    well: bool
    line: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.well else 'WRONG'}  {self.line}"


def polled_within(folder: Path, seconds: float) -> Check:
    """Whether Telegram was reached lately; for a container's health check."""
    try:
        age = time.time() - (folder / HEARTBEAT).stat().st_mtime
    except OSError:
        return Check(well=False, line="Telegram has not been polled yet")
    return Check(well=age <= seconds, line=f"Telegram was polled {age:.0f} s ago")


async def checks(settings: Settings) -> AsyncIterator[Check]:
    """Everything that can be looked at without disturbing a heard that runs."""
    for check in _at_home(settings):
        yield check
    async for check in _at_telegram(settings):
        yield check


def _at_home(settings: Settings) -> Iterator[Check]:
    free = shutil.disk_usage(settings.data).free
    yield Check(
        well=free >= DISK_BYTES_MIN,
        line=f"{free // 2**20} MiB are free for {settings.data}",
    )
    try:
        if settings.key_file.exists() or (settings.data / FILE).exists():
            master(settings.key_file, make=False)
            yield Check(well=True, line=f"the key in {settings.key_file}; keep a copy elsewhere")
        else:
            yield Check(well=True, line=f"{settings.key_file} is made on the first start")
    except KeyTrouble as trouble:
        yield Check(well=False, line=str(trouble))
    yield _database(settings.data / FILE)
    try:
        count = len(library(settings.dialogues, settings.zone).listed())
        yield Check(well=True, line=f"{count} dialogues to choose from")
    except LibraryTrouble as trouble:
        for finding in trouble.findings:
            yield Check(well=False, line=str(finding))


def _database(path: Path) -> Check:
    if not path.exists():
        return Check(well=True, line=f"{path} is made on the first start")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        found = str(error)
    what = f"{path} is sound" if found == "ok" else f"{path}: {found}. Restore a backup"
    return Check(well=found == "ok", line=what)


async def _at_telegram(settings: Settings) -> AsyncIterator[Check]:
    off = await _clock_off(settings.api_url)
    if off is None:
        yield Check(well=False, line=f"{settings.api_url} cannot be reached. Check the network")
        return
    yield Check(well=abs(off) <= CLOCK_S_MAX, line=f"the clock is {off:+.0f} s off Telegram's")
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(settings.token, base_url=f"{settings.api_url}/bot", request=request)
    try:
        me = await bot.get_me()
        yield Check(well=True, line=f"the token is @{me.username}'s")
        if not me.can_read_all_group_messages:
            line = "privacy mode is on, as it should be: in its group, make the bot an admin"
            yield Check(well=True, line=line)
    except InvalidToken:
        yield Check(well=False, line=REFUSED)
    except TelegramError as error:
        yield Check(well=False, line=f"Telegram: {type(error).__name__}. Try again later")
    finally:
        await request.shutdown()


async def _clock_off(url: str) -> float | None:
    """Our clock less the server's, in seconds; None if it cannot be reached."""
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            said = answer.headers.get("Date")
    except (TimeoutError, aiohttp.ClientError, OSError):
        return None
    if said is None:
        return 0.0
    return (datetime.now(UTC) - parsedate_to_datetime(said)).total_seconds()
