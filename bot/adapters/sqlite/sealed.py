"""Partners' words, each under the key of whoever they are of."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

import msgspec

from bot.adapters.sqlite import forgetting
from bot.adapters.sqlite.instants import micros
from bot.adapters.sqlite.keys import Keyring
from bot.facilitator.ids import PersonId, RoomId, WordRef
from bot.service.ports import Stored, Words

_WORDS = msgspec.json.Decoder(Words)
_ENCODER = msgspec.json.Encoder()


def scope_of(owner: PersonId | None, room: RoomId) -> str:
    """The scope of a membership's key: a person's words in one room; of nobody's, the room's."""
    return f"{owner}@{room}" if owner is not None else room


def forget_words(db: sqlite3.Connection, until: datetime, at_most: datetime) -> int:
    """Words that are done with. Those that a post still waits for, only after `at_most`."""
    return db.execute(
        "DELETE FROM words WHERE until <= ? "
        "AND (until <= ? OR ref NOT IN (SELECT ref FROM awaited))",
        (micros(until), micros(at_most)),
    ).rowcount


def store(db: sqlite3.Connection, keys: Keyring, stored: Stored, now: datetime) -> None:
    """Under the key that their author has in that room; without words, those that are here already,
    for longer, or under the key of whoever they turn out to be of.
    """
    scope = scope_of(stored.owner, stored.room)
    payload = None if stored.words is None else _ENCODER.encode(stored.words)
    if payload is None:
        row = db.execute(
            "SELECT key, sealed, scope FROM words WHERE ref = ?", (stored.ref,)
        ).fetchone()
        if row is None or row[2] == scope:
            until = micros(stored.until)
            db.execute("UPDATE words SET until = ? WHERE ref = ?", (until, stored.ref))
            return
        payload = keys.open(db, row[0], row[1], f"words|sealed|{stored.ref}")
    forgotten = stored.owner is not None and forgetting.is_forgotten(db, stored.owner)
    if payload is None or forgotten:  # said before, decided after
        return
    key, sealed = keys.seal(db, scope, payload, f"words|sealed|{stored.ref}", now)
    db.execute(
        "INSERT OR REPLACE INTO words (ref, scope, key, sealed, until) VALUES (?, ?, ?, ?, ?)",
        (stored.ref, scope, key, sealed, micros(stored.until)),
    )


def words(
    db: sqlite3.Connection, keys: Keyring, refs: Iterable[WordRef], now: datetime
) -> dict[WordRef, Words]:
    """Those that have not expired, or that a post still waits for."""
    found = {}
    for ref in refs:
        row = db.execute(
            "SELECT key, sealed FROM words WHERE ref = ? "
            "AND (until > ? OR ref IN (SELECT ref FROM awaited))",
            (ref, micros(now)),
        ).fetchone()
        payload = keys.open(db, row[0], row[1], f"words|sealed|{ref}") if row else None
        if payload is not None:
            found[ref] = _WORDS.decode(payload)
    return found
