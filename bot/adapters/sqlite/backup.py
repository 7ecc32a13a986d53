"""A copy of the database that opens, made while it is in use, and put back.

The key is not in it: whoever has the copy alone can read nothing.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from bot.adapters.owner import hand_over
from bot.adapters.sqlite import tombstones
from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.sqlite.migrations import newest, version
from bot.adapters.sqlite.tombstones import Tombstone, replay
from bot.service.ports import StorageTrouble

#: So many pages are copied at a time, so that whoever writes meanwhile waits for little.
PAGES = 1024
#: At the end of the name of a copy that was not looked through yet.
_PART = ".part"
_BESIDE = ("-wal", "-shm", "-journal")


class Copy(Struct, frozen=True):
    """A copy that was looked through. `mailboxes`: couples and persons in it; `waiting`: rows that
    were not settled when it was made.
    """

    path: Path
    size: int
    mailboxes: int
    waiting: int


class Back(Struct, frozen=True):
    """A copy that was put back. `aside`: where the database is that was there; `forgotten`: how
    many persons in it had been forgotten since it was made.
    """

    copy: Copy
    aside: Path | None
    forgotten: int


def back_up(folder: Path, key: bytes, target: Path, now: datetime) -> Copy:
    """Copy the database of this data folder, consistent at one moment, and look through the copy.
    `StorageTrouble`, `KeyTrouble`; then there is no copy.
    """
    source = folder / FILE
    if not source.exists():
        raise StorageTrouble(f"{source} is not there: nothing was ever stored")
    if target.is_dir():
        target /= f"heard-{now:%Y-%m-%dT%H%M%S}.db"
    if target.exists():
        raise StorageTrouble(f"{target} is there already. Choose another name")
    part = target.with_name(target.name + _PART)
    try:
        _copy(source, part)
        copy = look_through(part, key, now)
        part.rename(target)
        _sync(target.parent)
    except sqlite3.Error as error:
        raise StorageTrouble(f"{target}: {error}") from None
    except OSError as error:
        raise StorageTrouble(f"{target}: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return Copy(target, copy.size, copy.mailboxes, copy.waiting)


def put_back(folder: Path, key: bytes, source: Path, now: datetime) -> Back:
    """Put a copy in the place of this data folder's database, which is moved aside. Whoever was
    forgotten since is forgotten in it, before it is in place. Nobody else may use the folder.
    `StorageTrouble`, `KeyTrouble`; then nothing has changed.
    """
    if not source.is_file():
        raise StorageTrouble(f"{source} is no file. Name a copy that heard backup has made")
    target, part = folder / FILE, folder / f"{FILE}{_PART}"
    try:
        shutil.copyfile(source, part)
        part.chmod(0o600)
        hand_over(part)
        look_through(part, key, now)
        tombstones.write(folder, tombstones.of_file(target))
        forgotten = _forget_again(part, key, tombstones.of_folder(folder), now)
        copy = look_through(part, key, now)
        _sync(part)
        aside = _move_aside(folder, now)
        part.rename(target)
        _sync(folder)
    except sqlite3.Error as error:
        raise StorageTrouble(f"{source}: {error}") from None
    except OSError as error:
        raise StorageTrouble(f"{source}: {error.strerror}") from None
    finally:
        for path in (part, *(part.with_name(part.name + end) for end in _BESIDE)):
            path.unlink(missing_ok=True)
    return Back(Copy(source, copy.size, copy.mailboxes, copy.waiting), aside, forgotten)


def _forget_again(part: Path, key: bytes, stones: set[Tombstone], now: datetime) -> int:
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = MEMORY").fetchone()  # a failure leaves no copy at all
        db.execute("PRAGMA secure_delete = ON").fetchone()
        db.execute("BEGIN")
        forgotten = replay(db, Keyring(key), stones, now)
        db.execute("COMMIT")
    return forgotten


def look_through(path: Path, key: bytes, now: datetime) -> Copy:
    """Whether a copy is sound, of a schema that this program knows, and opens with this key: every
    state in it is opened. `StorageTrouble`, `KeyTrouble`.
    """
    keys, name = Keyring(key), path.name.removesuffix(_PART)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        try:
            (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            known = version(db)
        except sqlite3.Error as error:
            raise StorageTrouble(f"{name} is no copy of ours ({error})") from None
        if found != "ok":
            raise StorageTrouble(
                f"{name} is damaged ({found.splitlines()[-1]}). Take an older copy"
            )
        if known == 0:
            raise StorageTrouble(f"{name} is no copy of ours (it has no schema)")
        if known > newest():
            raise StorageTrouble(
                f"{name} has schema {known}, newer than this program ({newest()}). "
                "Install the newer Heard, or take an older copy"
            )
        keys.prove(db, now)
        states = db.execute("SELECT mailbox, key, snapshot FROM mailboxes").fetchall()
        for mailbox, number, sealed in states:
            if keys.open(db, number, sealed, f"mailboxes|snapshot|{mailbox}") is None:
                raise StorageTrouble(f"{name}: the key of {mailbox} is not in it")
        waits = "SELECT count(*) FROM inbox WHERE state = 'waiting'"
        (waiting,) = db.execute(waits).fetchone()
    return Copy(path, path.stat().st_size, len(states), waiting)


def _copy(source: Path, target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(descriptor)
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as there,
        closing(sqlite3.connect(target, isolation_level=None)) as here,
    ):
        there.backup(here, pages=PAGES)
        here.execute("PRAGMA journal_mode = DELETE").fetchone()
    _sync(target)


def _move_aside(folder: Path, now: datetime) -> Path | None:
    """The old database with what belongs to it, under another name."""
    old, aside = folder / FILE, folder / f"{FILE}.before-{now:%Y-%m-%dT%H%M%S}"
    if not old.exists():
        return None
    for end in ("", *_BESIDE):
        path = old.with_name(old.name + end)
        if path.exists():
            path.rename(aside.with_name(aside.name + end))
    return aside


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
