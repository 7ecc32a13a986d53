"""The keys. A master key in a file of its own wraps one key per person, per membership, per room,
and one per hour for what has just come in. To destroy a key is to forget what it opens.
"""

import hashlib
import hmac
import os
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
#: The scope of a key that seals nothing: if it opens, the master key is the right one.
_PROOF = "proof"
NONCE_BYTES = 12


#: What is left if there is no copy of a key.
LOST = (
    "If it is lost for good, so is what is stored: move the data folder away, start, and each "
    "couple begins with /start; what stands in their chats stays"
)


FOREIGN = f"HEARD_KEY_FILE is not the key of what HEARD_DATA holds. Restore the right one. {LOST}"


class KeyTrouble(Exception):
    """The key file, or what it should open. One clear line."""


def master(path: Path, *, make: bool) -> bytes:
    """The master key, readable by its owner only; made if there is none and `make`, which is for
    the first start alone: a new key would open nothing of what is there.
    """
    try:
        if path.exists() and not path.is_file():
            raise KeyTrouble(f"{path} is no file. Name the key's file in HEARD_KEY_FILE")
        if not path.exists() and not make:
            raise KeyTrouble(
                f"{path} is missing, and what is stored opens with no other key. Restore it, or "
                f"name it in HEARD_KEY_FILE. {LOST}"
            )
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            key = os.urandom(KEY_BYTES)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(urlsafe_b64encode(key) + b"\n")
                file.flush()
                os.fsync(descriptor)
            return key
        if path.stat().st_mode & 0o077:
            raise KeyTrouble(f"{path} can be read by others. Run: chmod 600 {path}")
        key = urlsafe_b64decode(path.read_bytes().strip())
    except OSError as error:
        raise KeyTrouble(f"{path} cannot be read ({error.strerror}). Check its owner") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyTrouble(
            f"{path} holds no key of ours. Restore it from where you keep a copy. {LOST}"
        )
    return key


def following(path: Path) -> Path:
    """Where the next master key is, from the begin of a rotation to its end."""
    return path.with_name(f"{path.name}.next")


def candidates(path: Path) -> list[bytes]:
    """The keys that may be the one of a database, while its master key changes: those of this file
    and of `following` that are keys at all.
    """
    found = []
    for one in (path, following(path)):
        with suppress(KeyTrouble):
            found.append(master(one, make=False))
    return found


class Keyring:
    """Seals and opens. Lives on the connection's thread. `others`: the keys that may have taken the
    place of `master_key` meanwhile.
    """

    def __init__(self, master_key: bytes, others: Callable[[], Iterable[bytes]] = tuple) -> None:
        self._use(master_key)
        self._others = others
        self._by_scope: dict[str, int] = {}
        self._open: dict[int, AESGCM] = {}

    def _use(self, master_key: bytes) -> None:
        self.master_key = master_key
        self._master = AESGCM(master_key)
        self._hash = hmac.digest(master_key, b"heard places", hashlib.sha256)

    # --- chats -----------------------------------------------------------------------------------

    def hash(self, place: str) -> bytes:
        """A name for a chat that says nothing about it."""
        return hmac.digest(self._hash, place.encode(), hashlib.sha256)

    def seal_place(self, place: str, hashed: bytes) -> bytes:
        """A chat's id, for the roster's row with this hash."""
        return self._seal(self._master, place.encode(), b"roster|place|" + hashed)

    def open_place(self, sealed: bytes, hashed: bytes) -> str:
        """The chat's id again."""
        return self._unseal(self._master, sealed, b"roster|place|" + hashed).decode()

    def prove(self, db: sqlite3.Connection, now: datetime) -> None:
        """That this master key is the one of this database. `KeyTrouble`."""
        self.renew(db)
        if self._find(db, _PROOF) is None:
            self._make(db, _PROOF, now)

    def renew(self, db: sqlite3.Connection) -> None:
        """Somebody else wrote to this database: it may have another master key now. `KeyTrouble` if
        it has, and nobody knows it.
        """
        if self.fits(db):
            return
        mine = self.master_key
        for _ in range(2):  # one file may have taken the other's place while both were read
            for key in self._others():
                self._use(key)
                if self.fits(db):
                    return
        self._use(mine)
        raise KeyTrouble(FOREIGN)

    def fits(self, db: sqlite3.Connection) -> bool:
        """Whether this master key is the one of this database; also if that has no proof yet."""
        row = db.execute("SELECT wrapped FROM keys WHERE scope = ?", (_PROOF,)).fetchone()
        try:
            return row is None or bool(self.unwrap(_PROOF, row[0]))
        except KeyTrouble:
            return False

    # --- the rest --------------------------------------------------------------------------------

    def seal(
        self, db: sqlite3.Connection, scope: str, what: bytes, where: str, now: datetime
    ) -> tuple[int, bytes]:
        """Seal `what` for the column `where` (`table|column|row`) with the key of `scope`, which
        is made if there is none. Gives the key's id and the sealed bytes.
        """
        number = self._by_scope.get(scope) or self._find(db, scope) or self._make(db, scope, now)
        bound = f"{where}|{number}".encode()
        return number, self._seal(self._open[number], what, bound)

    def mark(self, db: sqlite3.Connection, scope: str) -> str:
        """A name for the key of this scope that says nothing of what it opens, in hex; empty if
        there is none. It outlives the key, and another master key.
        """
        row = db.execute("SELECT wrapped FROM keys WHERE scope = ?", (scope,)).fetchone()
        if row is None:
            return ""
        key = self.unwrap(scope, row[0])
        return hmac.digest(key, b"heard forgotten", hashlib.sha256).hex()

    def open(self, db: sqlite3.Connection, number: int, sealed: bytes, where: str) -> bytes | None:
        """What was sealed; None if its key is destroyed."""
        if number not in self._open and not self._load(db, number):
            return None
        return self._unseal(self._open[number], sealed, f"{where}|{number}".encode())

    def try_open(
        self, db: sqlite3.Connection, number: int, sealed: bytes, where: str
    ) -> bytes | None:
        """What was sealed; None if its key is destroyed, or the row is damaged."""
        try:
            return self.open(db, number, sealed, where)
        except KeyTrouble:
            return None

    def forget(self) -> None:
        """Drop what is cached; after keys were destroyed, or a transaction was undone."""
        self._by_scope.clear()
        self._open.clear()

    def wrap(self, scope: str, key: bytes) -> bytes:
        """A key, for the row of `keys` with this scope."""
        return self._seal(self._master, key, f"keys|wrapped|{scope}".encode())

    def unwrap(self, scope: str, wrapped: bytes) -> bytes:
        """The key again. `KeyTrouble`."""
        return self._unseal(self._master, wrapped, f"keys|wrapped|{scope}".encode())

    def _find(self, db: sqlite3.Connection, scope: str) -> int | None:
        row = db.execute("SELECT id FROM keys WHERE scope = ?", (scope,)).fetchone()
        if row is None or not self._load(db, row[0]):
            return None
        self._by_scope[scope] = row[0]
        return int(row[0])

    def _make(self, db: sqlite3.Connection, scope: str, now: datetime) -> int:
        key = os.urandom(KEY_BYTES)
        wrapped = self.wrap(scope, key)
        made = int(now.timestamp() * 1_000_000)
        cursor = db.execute(
            "INSERT INTO keys (scope, wrapped, made) VALUES (?, ?, ?)", (scope, wrapped, made)
        )
        number = int(cursor.lastrowid or 0)
        self._open[number] = AESGCM(key)
        self._by_scope[scope] = number
        return number

    def _load(self, db: sqlite3.Connection, number: int) -> bool:
        row = db.execute("SELECT scope, wrapped FROM keys WHERE id = ?", (number,)).fetchone()
        if row is None:
            return False
        key = self.unwrap(row[0], row[1])
        self._open[number] = AESGCM(key)
        return True

    @staticmethod
    def _seal(key: AESGCM, what: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + key.encrypt(nonce, what, bound)

    @staticmethod
    def _unseal(key: AESGCM, sealed: bytes, bound: bytes) -> bytes:
        try:
            return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError, TypeError):  # cut short, or no bytes at all
            table = bound.split(b"|", 1)[0].decode()
            raise KeyTrouble(f"a row of {table} does not open with this key") from None
