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
    found = version(db)
    if found > newest():
        raise StorageTrouble(
            f"the database is of version {found}, newer than this program ({newest()}). "
            "Install the newer Heard, or restore a backup"
        )
    for number, sql in steps():
        if number > found:
            for statement in _statements(sql):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
    return newest()


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
