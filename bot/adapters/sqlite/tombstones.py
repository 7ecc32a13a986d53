"""Tombstones, in the database and in a file beside it; and what they do to a copy from before.

The database has a tombstone from the very transaction that destroys. The file is written before
anybody reads that they are forgotten, and mended at every start and every sweep. It survives a
restore, which puts an older database in place.
"""

import os
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from bot.adapters.owner import hand_over
from bot.adapters.sqlite import rows
from bot.adapters.sqlite.forgetting import wipe
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.sqlite.survey import reading
from bot.facilitator import codec
from bot.facilitator.events import Withdrew
from bot.facilitator.ids import Mailbox, PersonId

#: The file inside the data folder: a line for each, `mailbox mark day`.
FILE = "forgotten"
_LINE = re.compile(r"(p\d+) ([0-9a-f]{64}) (\d{4}-\d\d-\d\d)")


class Tombstone(Struct, frozen=True, order=True):
    """`mark`: a digest of the key that was destroyed; whose key gives it, is forgotten."""

    mailbox: Mailbox
    mark: str
    day: str


def of_folder(folder: Path) -> set[Tombstone]:
    """Those of the file. A line that is none, such as one cut short, is left out. `OSError`."""
    path = folder / FILE
    if not path.exists():
        return set()
    lines = map(_LINE.fullmatch, path.read_text("utf-8", "replace").splitlines())
    return {Tombstone(Mailbox(line[1]), line[2], line[3]) for line in lines if line}


def of_file(path: Path) -> set[Tombstone]:
    """Those of a database that nobody uses; none if it is too old to have any, or damaged."""
    try:
        with closing(reading(path)) as db:
            return of_database(db)
    except sqlite3.Error:
        return set()


def of_database(db: sqlite3.Connection) -> set[Tombstone]:
    """Those of the table."""
    return {Tombstone(*row) for row in db.execute("SELECT mailbox, mark, day FROM forgotten")}


def write(folder: Path, more: set[Tombstone]) -> None:
    """The file has these, too, and keeps what it has. It is the old or the new one, whole, whatever
    happens. `OSError`.
    """
    here = of_folder(folder)
    if more <= here:
        return
    path = folder / FILE
    part = path.with_name(f"{FILE}.part")
    lines = (f"{one.mailbox} {one.mark} {one.day}\n" for one in sorted(here | more))
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(descriptor)
    hand_over(part)
    part.rename(path)
    beside = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(beside)
    finally:
        os.close(beside)


def catch_up(db: sqlite3.Connection, keys: Keyring, folder: Path, now: datetime) -> int:
    """Database and file have the same, and whoever is forgotten is so here, too; how many had to be
    forgotten again. `OSError`.
    """
    again = replay(db, keys, of_folder(folder) - of_database(db), now)
    write(folder, of_database(db))
    return again


def replay(
    db: sqlite3.Connection, keys: Keyring, stones: Iterable[Tombstone], now: datetime
) -> int:
    """In a database from before, forget these persons again, and tell the rooms that they sat in;
    how many were there. Someone else who has the same number in another copy stays.
    """
    count = 0
    has_table = "SELECT count(*) FROM sqlite_schema WHERE name = 'forgotten'"
    (keeps,) = db.execute(has_table).fetchone()
    for stone in sorted(stones):
        found = keys.mark(db, stone.mailbox)
        if found not in ("", stone.mark):
            continue
        count += bool(found)
        _again(db, keys, stone.mailbox, now)
        _never_again(db, int(stone.mailbox[1:]))
        if keeps:
            db.execute(
                "INSERT OR IGNORE INTO forgotten (mailbox, mark, day) VALUES (?, ?, ?)",
                (stone.mailbox, stone.mark, stone.day),
            )
    return count


def _again(db: sqlite3.Connection, keys: Keyring, who: Mailbox, now: datetime) -> None:
    row = db.execute("SELECT place, hash FROM roster WHERE mailbox = ?", (who,)).fetchone()
    if row is not None:
        _unhear(db, keys, keys.open_place(*row))
    wipe(db, keys, who)
    for table in ("outbox", "roster"):
        db.execute(f"DELETE FROM {table} WHERE mailbox = ?", (who,))  # noqa: S608 -- ours
    named = f'"{who}"'.encode()
    rooms = "SELECT mailbox, key, snapshot FROM mailboxes WHERE mailbox LIKE 'r%'"
    for room, key, sealed in db.execute(rooms).fetchall():
        snapshot = keys.open(db, key, sealed, f"mailboxes|snapshot|{room}")
        if snapshot is not None and named in snapshot:
            rows.tell(db, keys, room, codec.encode(Withdrew(person=PersonId(who))), now)


def _unhear(db: sqlite3.Connection, keys: Keyring, place: str) -> None:
    """What came in when the copy was made, and has to do with this chat, is not heard any more."""
    theirs = re.compile(rb"(?<!\d)%s(?!\d)" % re.escape(place).encode())
    waiting = "SELECT id, key, payload FROM inbox WHERE state = 'waiting' AND kind = 'update'"
    for number, key, sealed in db.execute(waiting).fetchall():
        payload = keys.try_open(db, key, sealed, f"inbox|payload|{number}")
        if payload is not None and theirs.search(payload):
            rows.settle(db, number, "failed")


def _never_again(db: sqlite3.Connection, number: int) -> None:
    """No other person gets this number, also if the copy does not know it yet."""
    db.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'roster'", (number,))
