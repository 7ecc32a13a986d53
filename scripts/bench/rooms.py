"""Data folders with as many couples as one likes, each in the middle of a real exercise or at rest.

One couple is played on the real shell (`tests/stage/durable.py`), from the first *I'm in* to the
wanted moment; every other is a copy of its rows under other numbers, sealed with keys of its own.
"""

import asyncio
import os
import re
import sqlite3
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.clock import SystemClock
from bot.adapters.library import library
from bot.adapters.sqlite.journal import FILE, SqliteJournal
from bot.adapters.sqlite.keys import KEY_BYTES, Keyring, master
from bot.facilitator.limits import GRACE
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Script
from tests.stage.durable import KEY, DurableRig

#: Groups and people of the couples: a number that is theirs, counted from here.
GROUP, PERSON = -1_001_000_000_000, 800_000_000
_NAMES = re.compile(rb'(?<=")([rp])([1-3])(?=["/@])')


@dataclass(frozen=True)
class Couple:
    """The chats of one couple. Ana's is `ana`; Ben's, who interrupts, is `ben`."""

    group: int
    ana: int
    ben: int


def couple(number: int) -> Couple:
    """The couple with this number, from 0 on."""
    return Couple(GROUP - number, PERSON + 2 * number, PERSON + 2 * number + 1)


@dataclass
class Template:
    """The rows of the couple that was played, opened: mailboxes, their history, their posts."""

    mailboxes: list[tuple[str, int, bytes, int | None]]
    journal: list[tuple[str, int, int, bytes, int]]
    outbox: list[tuple[Any, ...]]


def template(given: str) -> Template:
    """Play it so that it has ended just now. `given` is a name of `transcripts/given.py`."""
    took = asyncio.run(_play(given, datetime.now(UTC)))[1]
    return asyncio.run(_play(given, datetime.now(UTC) - took - GRACE * 2))[0]


async def _play(given: str, began: datetime) -> tuple[Template, timedelta]:
    with tempfile.TemporaryDirectory() as folder:
        script = Script([f"# began: {began.isoformat()}"], [])
        async with DurableRig(library((), "UTC"), Path(folder), script, kill=False) as rig:
            for does in GIVEN[given]:
                await rig.play(does)
            took = rig.time.now() - began
            assert rig.life is not None
            keys = Keyring(KEY)
            found = await rig.life.journal._db.run(lambda db: _opened(db, keys))
        return found, took


def _opened(db: sqlite3.Connection, keys: Keyring) -> Template:
    def opened(key: int, sealed: bytes, where: str) -> bytes:
        found = keys.open(db, key, sealed, where)
        assert found is not None
        return found

    mailboxes = [
        (mailbox, seq, opened(key, sealed, f"mailboxes|snapshot|{mailbox}"), deadline)
        for mailbox, seq, key, sealed, deadline in db.execute(
            "SELECT mailbox, seq, key, snapshot, deadline FROM mailboxes"
        )
    ]
    journal = [
        (mailbox, seq, at, opened(key, sealed, f"journal|event|{mailbox}/{seq}"), failed)
        for mailbox, seq, at, key, sealed, failed in db.execute(
            "SELECT mailbox, seq, at, key, event, failed FROM journal"
        )
    ]
    outbox = db.execute(
        "SELECT effect, mailbox, language, message, at FROM outbox WHERE payload IS NULL"
    )
    return Template(mailboxes, journal, outbox.fetchall())


def build(folder: Path, parts: Iterator[tuple[Template, int]]) -> None:
    """A data folder and its key. `parts`: so many couples of each template, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    key = os.urandom(KEY_BYTES)
    path = folder / "master.key"
    path.write_bytes(urlsafe_b64encode(key) + b"\n")
    path.chmod(0o600)
    keys = Keyring(key)

    async def opened() -> None:
        journal = SqliteJournal(folder, keys, SystemClock())
        await journal.open()
        await journal.close()

    asyncio.run(opened())
    keys.forget()
    with sqlite3.connect(folder / FILE) as db:
        db.execute("PRAGMA synchronous = OFF")
        number = 0
        for shape, count in parts:
            for _ in range(count):
                _copy(db, keys, shape, number)
                number += 1
                if number % 1000 == 0:
                    keys.forget()
    db.close()


def activate(folder: Path, shape: Template, count: int) -> None:
    """The first so many couples of a folder are where the template is, from now on."""
    keys = Keyring(master(folder / "master.key", make=False))
    with sqlite3.connect(folder / FILE) as db:
        for number in range(count):
            mine = [f"{one[0]}{3 * number + int(one[1])}" for one in ("r1", "p2", "p3")]
            for table in ("mailboxes", "journal", "outbox", "roster"):
                db.executemany(f"DELETE FROM {table} WHERE mailbox = ?", [(one,) for one in mine])
            _copy(db, keys, shape, number)
    db.close()


def _copy(db: sqlite3.Connection, keys: Keyring, shape: Template, number: int) -> None:
    now, base = datetime.now(UTC), 3 * number
    chats = couple(number)

    def renamed(what: bytes) -> bytes:
        return _NAMES.sub(lambda found: found[1] + str(base + int(found[2])).encode(), what)

    def name(mailbox: str) -> str:
        return f"{mailbox[0]}{base + int(mailbox[1:])}"

    for mailbox, place in (("r1", chats.group), ("p2", chats.ana), ("p3", chats.ben)):
        hashed = keys.hash(str(place))
        db.execute(
            "INSERT INTO roster (number, mailbox, hash, place) VALUES (?, ?, ?, ?)",
            (base + int(mailbox[1:]), name(mailbox), hashed, keys.seal_place(str(place), hashed)),
        )
    for mailbox, seq, snapshot, deadline in shape.mailboxes:
        mine = name(mailbox)
        key, sealed = keys.seal(db, mine, renamed(snapshot), f"mailboxes|snapshot|{mine}", now)
        db.execute("INSERT INTO mailboxes VALUES (?, ?, ?, ?, ?)",
                   (mine, seq, key, sealed, deadline))  # fmt: skip
    for mailbox, seq, at, event, failed in shape.journal:
        mine = name(mailbox)
        key, sealed = keys.seal(db, mine, renamed(event), f"journal|event|{mine}/{seq}", now)
        db.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)",
                   (mine, seq, at, key, sealed, failed))  # fmt: skip
    for effect, mailbox, language, message, at in shape.outbox:
        mine = name(mailbox)
        db.execute(
            "INSERT INTO outbox (effect, mailbox, language, message, at) VALUES (?, ?, ?, ?, ?)",
            (f"{mine}/{effect.split('/', 1)[1]}", mine, language, message, at),
        )
