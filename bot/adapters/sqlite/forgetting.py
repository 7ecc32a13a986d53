"""A person is forgotten: their keys are destroyed, their rows deleted, a tombstone stays.

Three things outlive the transaction for a moment: the last posts, sealed with a new key; the chat
that these are for, which nobody finds by its name any more; and the numbers of messages whose
buttons they take away. When the posts are out, these are gone as well.
"""

import os
import sqlite3
from datetime import datetime

from bot.adapters.sqlite.keys import Keyring
from bot.facilitator.ids import Mailbox

#: What is a person's, and goes at once. `:scopes`: the keys of their words, by room.
WIPES = (
    "DELETE FROM words WHERE scope GLOB :scopes",
    "DELETE FROM mailboxes WHERE mailbox = :mailbox",
    "DELETE FROM journal WHERE mailbox = :mailbox",
    "DELETE FROM inbox WHERE mailbox = :mailbox AND kind = 'told'",
    # An update's number stays for its 48 hours: the same update once more is not somebody new.
    """UPDATE inbox SET state = 'failed', payload = NULL, key = NULL
    WHERE mailbox = :mailbox AND state = 'waiting'""",
    "DELETE FROM outbox WHERE mailbox = :mailbox AND payload IS NOT NULL",
    "DELETE FROM keys WHERE scope = :mailbox OR scope GLOB :scopes",
)
#: What goes when nothing is left to be said.
BURIALS = (
    "DELETE FROM outbox WHERE mailbox = :mailbox",
    "DELETE FROM roster WHERE mailbox = :mailbox",
    "DELETE FROM keys WHERE scope = :mailbox",
)


def is_forgotten(db: sqlite3.Connection, mailbox: Mailbox) -> bool:
    """Whether nothing may be stored for this mailbox any more."""
    found = db.execute("SELECT 1 FROM forgotten WHERE mailbox = ?", (mailbox,)).fetchone()
    return found is not None


def forget(db: sqlite3.Connection, keys: Keyring, mailbox: Mailbox, now: datetime) -> None:
    """Everything of this person; their chat is kept for the last posts, where nobody finds it."""
    db.execute(
        "INSERT INTO forgotten (mailbox, mark, day) VALUES (?, ?, ?)",
        (mailbox, keys.mark(db, mailbox), f"{now:%Y-%m-%d}"),
    )
    wipe(db, keys, mailbox)
    row = db.execute("SELECT place, hash FROM roster WHERE mailbox = ?", (mailbox,)).fetchone()
    if row is not None:
        nobody = os.urandom(len(row[1]))
        db.execute(
            "UPDATE roster SET hash = ?, place = ? WHERE mailbox = ?",
            (nobody, keys.seal_place(keys.open_place(*row), nobody), mailbox),
        )


def wipe(db: sqlite3.Connection, keys: Keyring, mailbox: Mailbox) -> None:
    """All rows and keys that are this person's, but those of `bury`."""
    for sql in WIPES:
        db.execute(sql, {"mailbox": mailbox, "scopes": f"{mailbox}@*"})
    keys.forget()


def bury(db: sqlite3.Connection, mailbox: str) -> None:
    """The rest as well, if this person is forgotten and nothing is left to be sent."""
    waits = "SELECT 1 FROM outbox WHERE mailbox = ? AND payload IS NOT NULL"
    if is_forgotten(db, Mailbox(mailbox)) and not db.execute(waits, (mailbox,)).fetchone():
        for sql in BURIALS:
            db.execute(sql, {"mailbox": mailbox})


def give_up(db: sqlite3.Connection, before: int) -> None:
    """Last posts that could not be sent since `before` (microseconds since 1970) are not sent any
    more.
    """
    late = db.execute(
        "SELECT DISTINCT mailbox FROM outbox JOIN forgotten USING (mailbox) "
        "WHERE payload IS NOT NULL AND at <= ?",
        (before,),
    ).fetchall()
    for (mailbox,) in late:
        db.execute("UPDATE outbox SET payload = NULL, key = NULL WHERE mailbox = ?", (mailbox,))
        bury(db, mailbox)
