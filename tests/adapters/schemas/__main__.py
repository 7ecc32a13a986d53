"""Store a file of the newest schema. See `scripts/store-schema`."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when python-telegram-bot is imported

import click

from bot.adapters.library import library
from bot.adapters.sqlite.migrations import newest
from tests.adapters.schemas.played import FOLDER, dump, write


def main() -> None:
    """The command."""
    target = FOLDER / f"{newest():04}.sql"
    if target.exists():
        sys.exit(f"{target.name} is there already, and is never changed.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(write(library(zone="UTC"), folder))
        target.write_text(dump(folder), "utf-8")
    click.echo(f"{target.name} is written: {target.stat().st_size // 1024} KiB.")


if __name__ == "__main__":
    main()
