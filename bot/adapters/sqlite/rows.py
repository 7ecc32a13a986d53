"""The transactions' parts, table by table: plain functions of a connection and the keyring."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

import msgspec

from bot.adapters.sqlite import forgetting
from bot.adapters.sqlite.instants import instant, micros
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.sqlite.sealed import store
from bot.facilitator.ids import EffectId, Mailbox, MessageId
from bot.service.ports import AlreadySettled, Commit, Parcel, Row, Sending, StaleSeq

_ENCODER = msgspec.json.Encoder()


# --- roster --------------------------------------------------------------------------------------


def mailbox_of(db: sqlite3.Connection, keys: Keyring, place: str, letter: str) -> Mailbox:
    """The mailbox of a chat, made if there is none; also by a name the chat had before."""
    found = find_mailbox(db, keys, place)
    if found is not None:
        return found
    hashed = keys.hash(place)
    cursor = db.execute(
        "INSERT INTO roster (hash, place) VALUES (?, ?)", (hashed, keys.seal_place(place, hashed))
    )
    mailbox = f"{letter}{cursor.lastrowid}"
    db.execute("UPDATE roster SET mailbox = ? WHERE number = ?", (mailbox, cursor.lastrowid))
    return Mailbox(mailbox)


def find_mailbox(db: sqlite3.Connection, keys: Keyring, place: str) -> Mailbox | None:
    """The same; None if there is none."""
    row = db.execute(
        "SELECT mailbox FROM roster WHERE hash = :hash UNION ALL "
        "SELECT mailbox FROM roster JOIN former USING (number) WHERE former.hash = :hash",
        {"hash": keys.hash(place)},
    ).fetchone()
    return Mailbox(row[0]) if row is not None else None


def place_of(db: sqlite3.Connection, keys: Keyring, mailbox: Mailbox) -> str | None:
    """The chat of a mailbox."""
    row = db.execute("SELECT place, hash FROM roster WHERE mailbox = ?", (mailbox,)).fetchone()
    return keys.open_place(*row) if row else None


def move(db: sqlite3.Connection, keys: Keyring, old: str, new: str) -> None:
    """A chat became another. Told twice, or in the other order, it is the same."""
    row = db.execute("SELECT number FROM roster WHERE hash = ?", (keys.hash(old),)).fetchone()
    if row is None:
        return
    taken = db.execute("SELECT number FROM roster WHERE hash = ?", (keys.hash(new),)).fetchone()
    if taken is not None:  # the new chat spoke first: that mailbox is empty, ours has the history
        db.execute("DELETE FROM roster WHERE number = ?", taken)
    before = keys.hash(old)
    db.execute(
        "INSERT OR REPLACE INTO former (hash, number, place) VALUES (?, ?, ?)",
        (before, row[0], keys.seal_place(old, before)),
    )
    db.execute(
        "UPDATE roster SET hash = ?, place = ? WHERE number = ?",
        (keys.hash(new), keys.seal_place(new, keys.hash(new)), row[0]),
    )


# --- inbox ---------------------------------------------------------------------------------------


def receive(
    db: sqlite3.Connection, keys: Keyring, parcels: Iterable[Parcel], now: datetime
) -> list[Row]:
    """New updates, sealed with the key of the hour. One that is here already and not settled is
    given again: whoever asked before may not have had the answer.
    """
    rows = []
    scope = f"transit/{now:%Y-%m-%dT%H}"
    for parcel in parcels:
        mailbox = mailbox_of(db, keys, parcel.place, "p" if parcel.private else "r")
        cursor = db.execute(
            "INSERT OR IGNORE INTO inbox (mailbox, kind, source, part, received) "
            "VALUES (?, 'update', ?, ?, ?)",
            (mailbox, parcel.source, parcel.part, micros(now)),
        )
        if cursor.rowcount == 0:
            rows += _again(db, parcel)
            continue
        number = int(cursor.lastrowid or 0)
        _fill(db, keys, number, scope, parcel.payload, now)
        rows.append(Row(number, mailbox, "update", parcel.payload, now))
    return rows


def arrive(db: sqlite3.Connection, mailbox: Mailbox, parcel: Parcel, now: datetime) -> None:
    """A parcel that is settled as it comes: known from now on, and what it said is never here."""
    new = db.execute(
        "INSERT OR IGNORE INTO inbox (mailbox, kind, source, part, received, state) "
        "VALUES (?, 'update', ?, ?, ?, 'done')",
        (mailbox, parcel.source, parcel.part, micros(now)),
    )
    if new.rowcount == 0:
        raise AlreadySettled(parcel.source)


def _again(db: sqlite3.Connection, parcel: Parcel) -> list[Row]:
    row = db.execute(
        "SELECT id, mailbox, received FROM inbox "
        "WHERE source = ? AND part = ? AND state = 'waiting'",
        (parcel.source, parcel.part),
    ).fetchone()
    return [Row(row[0], row[1], "update", parcel.payload, instant(row[2]))] if row else []


def tell(
    db: sqlite3.Connection, keys: Keyring, mailbox: Mailbox, event: bytes, now: datetime
) -> Row | None:
    """An event for another mailbox, sealed with that mailbox's key. None: it is forgotten."""
    if forgetting.is_forgotten(db, mailbox):
        return None
    cursor = db.execute(
        "INSERT INTO inbox (mailbox, kind, received) VALUES (?, 'told', ?)", (mailbox, micros(now))
    )
    number = int(cursor.lastrowid or 0)
    _fill(db, keys, number, mailbox, event, now)
    return Row(number, mailbox, "told", event, now)


def _fill(
    db: sqlite3.Connection, keys: Keyring, row: int, scope: str, payload: bytes, now: datetime
) -> None:
    key, sealed = keys.seal(db, scope, payload, f"inbox|payload|{row}", now)
    db.execute("UPDATE inbox SET key = ?, payload = ? WHERE id = ?", (key, sealed, row))


def waiting(db: sqlite3.Connection, keys: Keyring) -> list[Row]:
    """What no commit has settled. A row that cannot be read any more, because its key is gone or it
    is damaged, failed.
    """
    rows = []
    found = db.execute(
        "SELECT id, mailbox, kind, key, payload, received FROM inbox "
        "WHERE state = 'waiting' ORDER BY id"
    ).fetchall()
    for number, mailbox, kind, key, sealed, received in found:
        payload = keys.try_open(db, key, sealed, f"inbox|payload|{number}")
        if payload is None:
            settle(db, number, "failed")
        else:
            rows.append(Row(number, mailbox, kind, payload, instant(received)))
    return rows


def settle(db: sqlite3.Connection, row: int, state: str = "done") -> bool:
    """A row is done with, and what it said is gone. Told rows leave nothing behind. False if it
    was settled before.
    """
    if state == "done":
        gone = db.execute(
            "DELETE FROM inbox WHERE id = ? AND kind = 'told' AND state = 'waiting'", (row,)
        )
        if gone.rowcount:
            return True
    changed = db.execute(
        "UPDATE inbox SET state = ?, payload = NULL, key = NULL WHERE id = ? AND state = 'waiting'",
        (state, row),
    )
    return bool(changed.rowcount)


# --- states --------------------------------------------------------------------------------------


def load(db: sqlite3.Connection, keys: Keyring, mailbox: Mailbox) -> bytes | None:
    """The latest snapshot."""
    row = db.execute("SELECT key, snapshot FROM mailboxes WHERE mailbox = ?", (mailbox,)).fetchone()
    return keys.open(db, row[0], row[1], f"mailboxes|snapshot|{mailbox}") if row else None


def commit(db: sqlite3.Connection, keys: Keyring, what: Commit) -> list[Row]:
    """Everything that one event made, or `StaleSeq`, `AlreadySettled`."""
    if forgetting.is_forgotten(db, what.mailbox):
        raise AlreadySettled(what.mailbox)
    if isinstance(what.row, Parcel):
        arrive(db, what.mailbox, what.row, what.at)
    elif what.row is not None and not settle(db, what.row, "failed" if what.failed else "done"):
        raise AlreadySettled(what.row)
    if what.forget:
        _forget(db, keys, what)
    else:
        _remember(db, keys, what)
    for sending in what.outbox:
        _send(db, keys, sending, what.at)
    if what.forget:
        forgetting.bury(db, what.mailbox)
    rows = (tell(db, keys, to, event, what.at) for to, event in what.tells)
    return [row for row in rows if row is not None]


def _forget(db: sqlite3.Connection, keys: Keyring, what: Commit) -> None:
    row = db.execute("SELECT seq FROM mailboxes WHERE mailbox = ?", (what.mailbox,)).fetchone()
    if row is None or row[0] != what.seq - 1:
        raise StaleSeq(f"{what.mailbox} is not at {what.seq - 1}")
    forgetting.forget(db, keys, what.mailbox, what.at)


def _remember(db: sqlite3.Connection, keys: Keyring, what: Commit) -> None:
    _snapshot(db, keys, what)
    key, sealed = keys.seal(
        db, what.mailbox, what.event, f"journal|event|{what.mailbox}/{what.seq}", what.at
    )
    db.execute(
        "INSERT INTO journal (mailbox, seq, at, key, event, failed) VALUES (?, ?, ?, ?, ?, ?)",
        (what.mailbox, what.seq, micros(what.at), key, sealed, what.failed),
    )
    for stored in what.words:
        store(db, keys, stored, what.at)
    for ref, until in what.released:
        db.execute("UPDATE words SET until = min(until, ?) WHERE ref = ?", (micros(until), ref))


def _snapshot(db: sqlite3.Connection, keys: Keyring, what: Commit) -> None:
    key, sealed = keys.seal(
        db, what.mailbox, what.snapshot, f"mailboxes|snapshot|{what.mailbox}", what.at
    )
    deadline = micros(what.deadline) if what.deadline else None
    if what.seq == 1:
        changed = db.execute(
            "INSERT OR IGNORE INTO mailboxes (mailbox, seq, key, snapshot, deadline) "
            "VALUES (?, ?, ?, ?, ?)",
            (what.mailbox, what.seq, key, sealed, deadline),
        )
    else:
        changed = db.execute(
            "UPDATE mailboxes SET seq = ?, key = ?, snapshot = ?, deadline = ? "
            "WHERE mailbox = ? AND seq = ?",
            (what.seq, key, sealed, deadline, what.mailbox, what.seq - 1),
        )
    if changed.rowcount != 1:
        raise StaleSeq(f"{what.mailbox} is not at {what.seq - 1}")


def next_deadline(
    db: sqlite3.Connection, skip: Iterable[Mailbox]
) -> tuple[Mailbox, datetime] | None:
    """The earliest of all."""
    left_out = set(skip)
    for mailbox, deadline in db.execute(
        "SELECT mailbox, deadline FROM mailboxes WHERE deadline IS NOT NULL ORDER BY deadline"
    ):
        if mailbox not in left_out:
            return Mailbox(mailbox), instant(deadline)
    return None


# --- outbox --------------------------------------------------------------------------------------


def _send(db: sqlite3.Connection, keys: Keyring, sending: Sending, now: datetime) -> None:
    key, sealed = keys.seal(
        db, sending.mailbox, sending.effect, f"outbox|payload|{sending.id}", now
    )
    db.execute(
        "INSERT INTO outbox (effect, mailbox, language, key, payload, words, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            sending.id,
            sending.mailbox,
            sending.language,
            key,
            sealed,
            "".join(f"{ref} " for ref in sending.words),
            micros(now),
        ),
    )


def unsent(db: sqlite3.Connection, keys: Keyring) -> list[Sending]:
    """What nothing is known of."""
    rows = []
    found = db.execute(
        "SELECT effect, mailbox, language, key, payload FROM outbox "
        "WHERE payload IS NOT NULL ORDER BY id"
    ).fetchall()
    for effect, mailbox, language, key, sealed in found:
        payload = keys.try_open(db, key, sealed, f"outbox|payload|{effect}")
        if payload is None:
            sent(db, EffectId(effect), None)
        else:
            rows.append(Sending(effect, mailbox, language, payload))
    return rows


def sent(
    db: sqlite3.Connection,
    effect: EffectId,
    message: MessageId | None,
    also: Iterable[MessageId] = (),
) -> None:
    """Done; what it said is gone. Messages that had to be posted before it are rows of their own,
    named after it.
    """
    for number, other in enumerate(also):
        db.execute(
            "INSERT OR IGNORE INTO outbox (effect, mailbox, language, message, at) "
            "SELECT effect || ?, mailbox, language, ?, at FROM outbox WHERE effect = ?",
            (f"+{number}", other, effect),
        )
    db.execute(
        "UPDATE outbox SET payload = NULL, key = NULL, words = '', message = coalesce(?, message) "
        "WHERE effect = ?",
        (message, effect),
    )
    forgetting.bury(db, effect.partition("/")[0])


def message_of(db: sqlite3.Connection, effect: EffectId) -> MessageId | None:
    """What the chat calls a post."""
    row = db.execute("SELECT message FROM outbox WHERE effect = ?", (effect,)).fetchone()
    return MessageId(row[0]) if row and row[0] is not None else None


def posts_of(
    db: sqlite3.Connection, mailbox: Mailbox, after: datetime, until: datetime
) -> list[MessageId]:
    """What the chat calls this mailbox's posts of that time. Their names begin with the mailbox and
    a slash, behind which comes the zero: so their index finds them.
    """
    found = db.execute(
        "SELECT message FROM outbox WHERE effect > ? AND effect < ? AND at > ? AND at <= ? "
        "AND message IS NOT NULL ORDER BY id",
        (f"{mailbox}/", f"{mailbox}0", micros(after), micros(until)),
    )
    return [MessageId(message) for (message,) in found]
