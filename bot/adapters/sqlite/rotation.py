"""Another master key, whether Heard runs or not.

The new key's file is there before the database is sealed with it, and takes the old one's place
after that. So at every moment one of the two files opens the database, wherever it is broken off;
whoever opens it tries both, and the next start, or the next rotation, ends what was begun. A Heard
that runs sees that somebody else has written, and looks for the key that fits.
"""

import fcntl
import os
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from bot.adapters.owner import hand_over
from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import (
    FOREIGN,
    KEY_BYTES,
    Keyring,
    KeyTrouble,
    candidates,
    following,
    master,
)
from bot.adapters.sqlite.ledger import BUSY_S, refused
from bot.adapters.sqlite.migrations import newest, version
from bot.adapters.sqlite.survey import reading
from bot.service.ports import StorageTrouble


class Rotated(Struct, frozen=True):
    """`keys`: how many were wrapped anew; 0 if only an earlier rotation was ended."""

    keys: int


def rotate(folder: Path, key_file: Path) -> Rotated:
    """Make a new master key, and seal with it what the old one has sealed. `KeyTrouble`,
    `StorageTrouble`: then the old one is still the key.
    """
    database = folder / FILE
    if not database.exists():
        raise StorageTrouble(f"{database} is not there: nothing was ever stored")
    with _alone(folder):
        key = fitting(key_file, database)
        if key != master(key_file, make=False):
            finish(key_file, key)
            return Rotated(0)
        new = os.urandom(KEY_BYTES)
        try:
            with closing(reading(database)) as db:
                if not Keyring(key).fits(db):
                    raise KeyTrouble(FOREIGN)
            _write(following(key_file), new)
            count = _rewrap(database, Keyring(key), Keyring(new))
        except sqlite3.Error as error:
            raise refused(error) from None
        except OSError as error:
            raise StorageTrouble(f"{key_file}: {error.strerror}") from None
        finish(key_file, new)
        return Rotated(count)


def fitting(key_file: Path, database: Path) -> bytes:
    """The key of this database: that of the file, or, if a rotation was broken off, the next one;
    that of the file as well if neither fits. `KeyTrouble` if there is none.
    """
    first = master(key_file, make=False)
    with suppress(sqlite3.Error), closing(reading(database)) as db:
        return next((key for key in candidates(key_file) if Keyring(key).fits(db)), first)
    return first


def finish(key_file: Path, key: bytes) -> None:
    """If this is the next key, its file takes the old one's place. `KeyTrouble`."""
    if key not in candidates(key_file)[1:]:
        return
    coming = following(key_file)
    try:
        with suppress(FileNotFoundError):  # somebody else has just done it
            coming.replace(key_file)
        _sync(key_file.parent)
    except OSError as error:
        raise KeyTrouble(f"{coming}: {error.strerror}. Rename it to {key_file.name}") from None


def _rewrap(database: Path, old: Keyring, new: Keyring) -> int:
    with closing(sqlite3.connect(database, isolation_level=None, timeout=BUSY_S)) as db:
        if (found := version(db)) != newest():
            raise StorageTrouble(
                f"{database} is of schema {found}, this program of {newest()}. Start Heard first"
            )
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("BEGIN IMMEDIATE")
        try:
            count = _keys(db, old, new)
            _places(db, old, new)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return count


def _keys(db: sqlite3.Connection, old: Keyring, new: Keyring) -> int:
    rows = db.execute("SELECT id, scope, wrapped FROM keys").fetchall()
    for number, scope, wrapped in rows:
        again = new.wrap(scope, old.unwrap(scope, wrapped))
        db.execute("UPDATE keys SET wrapped = ? WHERE id = ?", (again, number))
    return len(rows)


def _places(db: sqlite3.Connection, old: Keyring, new: Keyring) -> None:
    """Chats, and the names by which they are found. One that nobody shall find stays so."""
    db.execute("DELETE FROM former WHERE place IS NULL")  # of schema 1: from long ago
    for table in ("roster", "former"):
        rows = db.execute(f"SELECT rowid, hash, place FROM {table}").fetchall()  # noqa: S608 -- ours
        for number, hashed, sealed in rows:
            place = old.open_place(sealed, hashed)
            again = new.hash(place) if hashed == old.hash(place) else hashed
            db.execute(
                f"UPDATE {table} SET hash = ?, place = ? WHERE rowid = ?",  # noqa: S608 -- ours
                (again, new.seal_place(place, again), number),
            )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StorageTrouble(f"the key of {folder} is being changed just now") from None
    finally:
        os.close(descriptor)


def _write(path: Path, key: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(urlsafe_b64encode(key) + b"\n")
        file.flush()
        os.fsync(descriptor)
    hand_over(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
