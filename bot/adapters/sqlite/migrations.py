"""Numbered SQL files, applied in order, all that are missing in one transaction."""

import sqlite3
from importlib.resources import files

from bot.service.ports import StorageTrouble


def steps() -> list[tuple[int, str]]:
    """The files in their order: `(number, SQL)`."""
    folder = files("bot.adapters.sqlite") / "schema"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(int(name.removesuffix(".sql")), (folder / name).read_text("utf-8")) for name in names]


def migrate(db: sqlite3.Connection) -> int:
    """Bring the file up to date; gives its version. `StorageTrouble` if it is newer than we are."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    known = steps()
    if version > known[-1][0]:
        raise StorageTrouble(
            f"the database is of version {version}, newer than this program ({known[-1][0]}). "
            "Install the newer Heard, or restore a backup"
        )
    for number, sql in known:
        if number > version:
            for statement in _statements(sql):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
    return known[-1][0]


def _statements(sql: str) -> list[str]:
    """One by one: `executescript` would end our transaction."""
    statements, current = [], ""
    for line in sql.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
