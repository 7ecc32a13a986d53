"""Numbered SQL files, applied in order, all that are missing in one transaction.

A file that was released is never changed: the next change is the next number. After writing one,
run `scripts/store-schema`, which keeps a file of it for the tests of all that come later.
"""

import sqlite3
from importlib.resources import files

from bot.service.ports import StorageTrouble


def steps() -> list[tuple[int, str]]:
    """The files in their order: `(number, SQL)`."""
    folder = files("bot.adapters.sqlite") / "schema"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(int(name.removesuffix(".sql")), (folder / name).read_text("utf-8")) for name in names]


def migrate(db: sqlite3.Connection) -> int:
    """Bring the file up to date; gives its version. Foreign keys must not be looked at meanwhile.
    `StorageTrouble` if it is newer than we are, or if what it holds does not fit.
    """
    found = version(db)
    if found > newest():
        raise StorageTrouble(
            f"the database is of schema {found}, newer than this program ({newest()}). "
            "Install the newer Heard, or restore a backup"
        )
    for number, sql in steps():
        if number > found:
            try:
                _apply(db, sql)
            except sqlite3.IntegrityError as error:
                raise StorageTrouble(
                    f"what is stored does not fit schema {number} ({error}). Nothing was changed. "
                    "Install the Heard that ran before"
                ) from None
            db.execute(f"PRAGMA user_version = {number}")
    return newest()


def _apply(db: sqlite3.Connection, sql: str) -> None:
    for statement in _statements(sql):
        db.execute(statement)
    for table, *_ in db.execute("PRAGMA foreign_key_check"):
        raise sqlite3.IntegrityError(f"a row of {table} refers to nothing")


def version(db: sqlite3.Connection) -> int:
    """The schema of a file; 0 if it has none."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def newest() -> int:
    """The newest schema that this program knows."""
    return steps()[-1][0]


def _statements(sql: str) -> list[str]:
    """One by one: `executescript` would end our transaction."""
    statements, current = [], ""
    for line in sql.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
