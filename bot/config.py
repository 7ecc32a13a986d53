"""Settings from the environment, or from `.env`. A wrong one is one line and exit code 2."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from msgspec import Struct

PORT_MAX = 65_535
TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,64}")


class SettingTrouble(Exception):
    """A setting is missing or wrong: its name, and what to do, on one line."""

    def __init__(self, line: str) -> None:
        super().__init__(" ".join(line.split()).encode(errors="replace").decode())


class Settings(Struct, frozen=True):
    """All settings, checked. `api_url` has no slash at its end; `status_port`: None if `/healthz`
    and `/metrics` are not wanted, 0 for any port that is free.
    """

    token: str
    api_url: str = TELEGRAM
    data: Path = Path("data")
    key_file: Path = Path("data/master.key")
    dialogues: tuple[Path, ...] = ()
    language: str = "en"
    zone: str | None = None
    status_port: int | None = None


def settings(environment: Mapping[str, str] | None = None, *, needs_token: bool = True) -> Settings:
    """The settings of this process. Without `needs_token` the token may be missing, for what has
    nothing to do with Telegram. `SettingTrouble`.
    """
    values: Mapping[str, str | None]
    values = {**_dotenv(), **os.environ} if environment is None else environment
    found = {name: value.strip() for name, value in values.items() if value and value.strip()}
    data = _path("HEARD_DATA", found.get("HEARD_DATA", "data"))
    _refuse_later(found)
    return Settings(
        token=_token(found.get("HEARD_TOKEN", "")) if needs_token else "",
        api_url=_url("HEARD_API_URL", found.get("HEARD_API_URL", TELEGRAM)),
        data=_folder("HEARD_DATA", data),
        key_file=_path("HEARD_KEY_FILE", found.get("HEARD_KEY_FILE", str(data / "master.key"))),
        dialogues=_folders("HEARD_DIALOGUES", found.get("HEARD_DIALOGUES", "")),
        language=_language(found.get("HEARD_LANGUAGE", "en")),
        zone=_zone(found.get("TZ", "")),
        status_port=_port("HEARD_STATUS_PORT", found.get("HEARD_STATUS_PORT", "")),
    )


def _dotenv() -> dict[str, str | None]:
    try:
        return dotenv_values(".env")
    except (UnicodeDecodeError, OSError):
        raise SettingTrouble(".env cannot be read. Save it as UTF-8 text, or remove it") from None


def _zone(name: str) -> str | None:
    if not name:
        return None
    try:
        ZoneInfo(name.lstrip(":"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingTrouble(
            f"TZ: {name!r} is no time zone. Write it like Europe/Berlin, or unset it"
        ) from None
    return name.lstrip(":")


def _token(token: str) -> str:
    if not token:
        raise SettingTrouble(
            "HEARD_TOKEN is missing. Ask @BotFather for a token and set it, or run: heard rehearse"
        )
    if not _TOKEN.fullmatch(token):
        raise SettingTrouble(
            "HEARD_TOKEN does not look like a token (123456:ABC...). Copy it again from @BotFather"
        )
    return token


def _url(name: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        good = good and not (parts.query or parts.fragment or re.search(r"\s", url))
    except ValueError:
        good = False
    if not good:
        raise SettingTrouble(f"{name} is no address. Write it like {TELEGRAM}")
    return url.rstrip("/")


def _path(name: str, value: str) -> Path:
    """A place that a file can have."""
    path: Path | None
    try:
        path = Path(value).expanduser()  # raises if nobody has that name
        path.exists()  # raises if it is too long
        path = path if b"\0" not in os.fsencode(path) else None
    except (RuntimeError, ValueError, OSError):
        path = None
    if path is None:
        raise SettingTrouble(f"{name}: {value[:80]!r} is no path. Write an absolute one")
    return path


def _folder(name: str, path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        why = error.strerror or "it cannot be made"
        raise SettingTrouble(
            f"{name}: {path} cannot be written to ({why}). Choose a folder that can"
        ) from None
    return path


def _folders(name: str, value: str) -> tuple[Path, ...]:
    folders = tuple(_path(name, part) for part in value.split(os.pathsep) if part)
    for folder in folders:
        if not folder.is_dir():
            raise SettingTrouble(f"{name}: {folder} is no folder. Name folders with *.yaml files")
    return folders


def _port(name: str, value: str) -> int | None:
    if not value:
        return None
    if not (re.fullmatch(r"[0-9]{1,5}", value) and int(value) <= PORT_MAX):
        raise SettingTrouble(f"{name}: {value[:80]!r} is no port. Write a number up to {PORT_MAX}")
    return int(value)


def _language(language: str) -> str:
    if language != "en":
        raise SettingTrouble(f"HEARD_LANGUAGE: there is no {language!r} here. Write: en")
    return language


def _refuse_later(found: Mapping[str, str]) -> None:
    """What later versions will have: said, and not ignored in silence."""
    for name in ("HEARD_WEBHOOK_URL", "HEARD_WEBHOOK_SECRET", "HEARD_PORT", "HEARD_BOARD_URL"):
        if name in found:
            raise SettingTrouble(
                f"{name} is set, but this version serves by long polling only. Unset it"
            )
