"""`heard doctor`: what is wrong, and what to do."""

import shutil
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from msgspec import Struct
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.adapters.library import LibraryTrouble, library
from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import KeyTrouble
from bot.adapters.sqlite.rotation import fitting
from bot.adapters.sqlite.survey import survey
from bot.adapters.telegram.lookout import place
from bot.adapters.telegram.transport import AiohttpRequest
from bot.app import REFUSED, locked
from bot.config import Settings, SettingTrouble
from bot.running import HEARTBEAT
from bot.service.ports import StorageTrouble

#: Less free disk than this is a warning, in bytes.
DISK_BYTES_MIN = 200 * 2**20
#: Deadlines are kept by the machine's clock; more than this off is a warning, in seconds.
CLOCK_S_MAX = 30
#: What waits for longer than this is a backlog.
BACKLOG = timedelta(minutes=5)
#: A webhook that failed within this time is not well, though it may be by now.
FAILED_LATELY = timedelta(minutes=10)
#: Telegram holds a poll for 25 s; one that is older than this is late, in seconds.
POLLED_S_MAX = 90.0


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
    if settings.data.stat().st_mode & 0o077:
        line = f"{settings.data} can be looked into by others. Run: chmod 700 {settings.data}"
        yield Check(well=False, line=line)
    yield _running(settings.data)
    try:
        key = None
        if settings.key_file.exists() or (settings.data / FILE).exists():
            key = fitting(settings.key_file, settings.data / FILE)
            yield Check(well=True, line=f"the key in {settings.key_file}; keep a copy elsewhere")
        else:
            yield Check(well=True, line=f"{settings.key_file} is made on the first start")
        yield from _database(settings.data / FILE, key)
    except (KeyTrouble, StorageTrouble) as trouble:
        yield Check(well=False, line=str(trouble))
    try:
        count = len(library(settings.dialogues, settings.zone).index())
        yield Check(well=True, line=f"{count} dialogues to choose from")
    except LibraryTrouble as trouble:
        for finding in trouble.findings:
            yield Check(well=False, line=str(finding))


def _running(folder: Path) -> Check:
    try:
        with locked(folder):
            return Check(well=True, line="no heard runs on this folder just now")
    except SettingTrouble:
        polled = polled_within(folder, POLLED_S_MAX)
        return Check(well=polled.well, line=f"a heard runs; {polled.line}")


def _database(path: Path, key: bytes | None) -> Iterator[Check]:
    if not path.exists() or key is None:
        yield Check(well=True, line=f"{path} is made on the first start")
        return
    found = survey(path, key, datetime.now(UTC))
    yield Check(well=True, line=f"{path} is sound and opens; {_many(found.couples, 'couple')}")
    if found.ahead:
        line = f"the next start takes it to schema {found.ahead}, which no older Heard opens. "
        yield Check(well=True, line=f"{line}Run first: heard backup")
    if found.unremoving:
        line = f"in {_many(found.unremoving, 'group')} messages cannot be removed: there it only "
        yield Check(well=False, line=f"{line}reminds. The owner can allow *Delete messages*")
    if found.absent:
        line = f"{_many(found.absent, 'couple')} without the bot in their group: it was removed"
        yield Check(well=True, line=line)
    late = found.oldest > BACKLOG
    line = f"{_many(found.waiting, 'thing')} to be done"
    line += f", the oldest for {found.oldest.total_seconds() / 60:.0f} min" if late else ""
    yield Check(well=not late, line=line)


def _many(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


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
        yield _webhook(await bot.get_webhook_info(), settings.webhook_url, datetime.now(UTC))
        if me.can_read_all_group_messages:
            line = (
                "privacy mode is off: it hears every group that it is in. Turn it on: /setprivacy"
            )
            yield Check(well=False, line=line)
        else:
            line = "privacy mode is on, as it should be: in its group, make the bot an admin"
            yield Check(well=True, line=line)
    except InvalidToken:
        yield Check(well=False, line=REFUSED)
    except TelegramError as error:
        yield Check(well=False, line=f"Telegram: {type(error).__name__}. Try again later")
    finally:
        await request.shutdown()


def _webhook(found: WebhookInfo, wanted: str | None, now: datetime) -> Check:
    """What Telegram knows of a webhook, held against what is set here."""
    pending = f"{_many(found.pending_update_count, 'update')} pending"
    if wanted is None and not found.url:
        return Check(well=True, line=f"updates are polled; {pending}")
    said = f"{pending}{_failure(found)}"
    if wanted is None:
        line = f"a webhook is set, and while it is nothing can be polled; {said}. If no other heard"
        return Check(well=False, line=f"{line} serves by it, start this one: that removes it")
    if not found.url:
        line = f"the webhook is not set; {pending}. The start of this heard sets it"
        return Check(well=False, line=line)
    if place(found.url) != place(wanted):
        line = f"the webhook leads elsewhere than HEARD_WEBHOOK_URL; {said}. If no other heard"
        return Check(well=False, line=f"{line} serves by it, start this one: that sets it")
    failed = found.last_error_date
    if failed is not None and now - failed < FAILED_LATELY:
        line = f"the webhook is set; {said}. Look at your proxy, and at HEARD_PORT"
        return Check(well=False, line=line)
    return Check(well=True, line=f"the webhook is set; {said}")


def _failure(found: WebhookInfo) -> str:
    """When Telegram could not bring updates last, and why, in its own words."""
    if found.last_error_date is None:
        return ""
    why = " ".join((found.last_error_message or "").split())
    return f"; Telegram could not bring them at {found.last_error_date:%Y-%m-%d %H:%M} UTC: {why}"


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
