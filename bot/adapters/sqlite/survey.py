"""Looking at a database without disturbing whoever uses it: is it sound, does it open, how do its
couples stand. Counts alone; no name and no word leaves here.
"""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bot.adapters.sqlite.instants import instant
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.sqlite.migrations import newest, version
from bot.facilitator import codec
from bot.service.ports import StorageTrouble


class Survey(Struct, frozen=True):
    """`couples`: rooms in which both partners are; of these, `unremoving`: where the bot may not
    remove messages, `absent`: where it is not in the group any more. `waiting`: rows that are not
    settled and effects that are not done, `oldest` since when. `ahead`: the schema to which the
    next start takes it, 0 if it is there.
    """

    couples: int = 0
    unremoving: int = 0
    absent: int = 0
    waiting: int = 0
    oldest: timedelta = timedelta()
    ahead: int = 0


def survey(path: Path, key: bytes, now: datetime) -> Survey:
    """Look at the database in this file. `StorageTrouble`, `KeyTrouble`."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                last = found.splitlines()[-1]
                raise StorageTrouble(f"{path} is damaged ({last}). Restore a copy")
            found = version(db)
            if found > newest():
                raise StorageTrouble(f"{path} is of a newer Heard. Install that, or restore a copy")
            ahead = newest() if found < newest() else 0
            return replace(_couples(db, Keyring(key), now), ahead=ahead)
    except sqlite3.Error as error:
        raise StorageTrouble(f"{path}: {error}. Restore a copy") from None


def reading(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, and leaves no file behind. `sqlite3.Error`."""
    file = path.resolve()
    alone = "" if file.with_name(f"{file.name}-wal").exists() else "&immutable=1"
    return sqlite3.connect(f"{file.as_uri()}?mode=ro{alone}", uri=True)


def _couples(db: sqlite3.Connection, keys: Keyring, now: datetime) -> Survey:
    couples = unremoving = absent = 0
    states = db.execute("SELECT mailbox, key, snapshot FROM mailboxes WHERE mailbox LIKE 'r%'")
    for mailbox, number, sealed in states:
        snapshot = keys.open(db, number, sealed, f"mailboxes|snapshot|{mailbox}")
        if snapshot is None or not (room := codec.room(snapshot)).complete:
            continue
        couples += 1
        absent += not room.rights.present
        unremoving += room.rights.present and not room.rights.removes
    rows = db.execute(
        "SELECT count(*), min(received) FROM inbox WHERE state = 'waiting' UNION ALL "
        "SELECT count(*), min(at) FROM outbox WHERE payload IS NOT NULL"
    ).fetchall()
    times = [instant(since) for _, since in rows if since is not None]
    return Survey(
        couples=couples,
        unremoving=unremoving,
        absent=absent,
        waiting=sum(count for count, _ in rows),
        oldest=max((now - min(times)), timedelta()) if times else timedelta(),
    )
