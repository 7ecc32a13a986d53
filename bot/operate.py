"""The operator's duties: copying the database, and putting a copy back."""

from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.sqlite import backup
from bot.adapters.sqlite.backup import Copy
from bot.adapters.sqlite.keys import master
from bot.app import locked
from bot.config import Settings


def back_up(settings: Settings, target: Path) -> Copy:
    """Copy the database, whether Heard runs or not. `StorageTrouble`, `KeyTrouble`."""
    key = master(settings.key_file, make=False)
    return backup.back_up(settings.data, key, target, datetime.now(UTC))


def put_back(settings: Settings, source: Path) -> tuple[Copy, Path | None]:
    """Put a copy in the database's place; where the old one is now. `SettingTrouble` if Heard runs
    on this data folder, `StorageTrouble`, `KeyTrouble`.
    """
    key = master(settings.key_file, make=False)
    with locked(settings.data):
        return backup.put_back(settings.data, key, source, datetime.now(UTC))
