"""The operator's duties: copying the database, putting a copy back, another master key."""

from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.sqlite import backup
from bot.adapters.sqlite.backup import Back, Copy
from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.rotation import Rotated, fitting
from bot.adapters.sqlite.rotation import rotate as _rotate
from bot.app import locked
from bot.config import Settings


def back_up(settings: Settings, target: Path) -> Copy:
    """Copy the database, whether Heard runs or not. `StorageTrouble`, `KeyTrouble`."""
    key = fitting(settings.key_file, settings.data / FILE)
    return backup.back_up(settings.data, key, target, datetime.now(UTC))


def put_back(settings: Settings, source: Path) -> Back:
    """Put a copy in the database's place. `SettingTrouble` if Heard runs on this data folder,
    `StorageTrouble`, `KeyTrouble`.
    """
    key = fitting(settings.key_file, source)
    with locked(settings.data):
        return backup.put_back(settings.data, key, source, datetime.now(UTC))


def rotate(settings: Settings) -> Rotated:
    """Another master key, whether Heard runs or not. `StorageTrouble`, `KeyTrouble`."""
    return _rotate(settings.data, settings.key_file)
