"""A thief who has watched: every key and every ciphertext as it was made, then the bytes of a
folder, and the master key.

Nothing here knows a table. What is anywhere in the bytes, in a row, a free page or the log, is
found; what is found, together with its key, is opened.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.adapters.sqlite.keys import Keyring, KeyTrouble
from tests.stage import durable


class Sealed(NamedTuple):
    number: int
    scope: str
    where: str
    sealed: bytes


class Wrapped(NamedTuple):
    number: int
    scope: str
    wrapped: bytes


class Thief:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.sealed: list[Sealed] = []
        self.wrapped: list[Wrapped] = []
        thief = self

        class Watched(Keyring):
            def seal(
                self, db: sqlite3.Connection, scope: str, what: bytes, where: str, now: datetime
            ) -> tuple[int, bytes]:
                number, sealed = super().seal(db, scope, what, where, now)
                thief.sealed.append(Sealed(number, scope, where, sealed))
                return number, sealed

            def _make(self, db: sqlite3.Connection, scope: str, now: datetime) -> int:
                number = super()._make(db, scope, now)
                row = db.execute("SELECT wrapped FROM keys WHERE id = ?", (number,)).fetchone()
                thief.wrapped.append(Wrapped(number, scope, row[0]))
                return number

        self.keyring = Watched
        patch.setattr(durable, "Keyring", Watched)

    def opens(self, loot: bytes, master_key: bytes) -> list[str]:
        """Everything that opens."""
        keys = Keyring(master_key)
        at_hand = [one for one in self.wrapped if one.wrapped in loot]
        found = []
        for one in self.sealed:
            if one.sealed not in loot:
                continue
            for key in at_hand:
                if (key.number, key.scope) == (one.number, one.scope):
                    found += self._open(keys, key, one)
        return found

    def _open(self, keys: Keyring, key: Wrapped, one: Sealed) -> list[str]:
        try:
            cipher = AESGCM(keys.unwrap(key.scope, key.wrapped))
            bound = f"{one.where}|{one.number}".encode()
            return [Keyring._unseal(cipher, one.sealed, bound).decode()]
        except KeyTrouble:
            return []

    def traces(self, loot: bytes, person: str) -> list[str]:
        """What is still there of what was sealed for this person, or of the keys to it."""
        mine = [one for one in self.sealed if _of(one.scope, person)]
        keys = [one for one in self.wrapped if _of(one.scope, person)]
        found = [one.where for one in mine if one.sealed in loot]
        return found + [f"key {one.scope}" for one in keys if one.wrapped in loot]


def _of(scope: str, person: str) -> bool:
    return scope == person or scope.startswith(f"{person}@")


def loot(folder: Path) -> bytes:
    """All bytes of a folder, or of a file."""
    files = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    return b"\0".join(path.read_bytes() for path in files if path.is_file())


def said(opened: Iterable[str], sentences: Iterable[str]) -> set[str]:
    """Which of these sentences are in what was opened."""
    everything = "\n".join(opened)
    return {one for one in sentences if one in everything}
