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
#: Where the webhook's updates arrive, if nothing else is said.
DOOR_PORT = 8080
#: The ports to which Telegram brings updates.
HOOK_PORTS = (443, 80, 88, 8443)
_HOOK = "https://example.org/heard"
_HOOK_PATH = re.compile(r"[A-Za-z0-9/._~-]*")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,64}")


class SettingTrouble(Exception):
    """A setting is missing or wrong: its name, and what to do, on one line."""

    def __init__(self, line: str) -> None:
        super().__init__(" ".join(line.split()).encode(errors="replace").decode())


class Settings(Struct, frozen=True):
    """All settings, checked. `api_url` has no slash at its end; `status_port`: None if `/healthz`
    and `/metrics` are not wanted, 0 for any port that is free. `webhook_url`: None if it polls; as
    it was written, and its path is the one that is answered at `port`.
    """

    token: str
    api_url: str = TELEGRAM
    data: Path = Path("data")
    key_file: Path = Path("data/master.key")
    dialogues: tuple[Path, ...] = ()
    language: str = "en"
    zone: str | None = None
    status_port: int | None = None
    webhook_url: str | None = None
    webhook_secret: str = ""
    port: int = DOOR_PORT


def settings(environment: Mapping[str, str] | None = None, *, needs_token: bool = True) -> Settings:
    """The settings of this process. Without `needs_token` the token may be missing, for what has
    nothing to do with Telegram. `SettingTrouble`.
    """
    values: Mapping[str, str | None]
    values = {**_dotenv(), **os.environ} if environment is None else environment
    found = {name: value.strip() for name, value in values.items() if value and value.strip()}
    data = _path("HEARD_DATA", found.get("HEARD_DATA", "data"))
    _refuse_later(found)
    webhook = _webhook(found)
    return Settings(
        token=_token(found.get("HEARD_TOKEN", "")) if needs_token else "",
        api_url=_url("HEARD_API_URL", found.get("HEARD_API_URL", TELEGRAM)),
        data=_folder("HEARD_DATA", data),
        key_file=_path("HEARD_KEY_FILE", found.get("HEARD_KEY_FILE", str(data / "master.key"))),
        dialogues=_folders("HEARD_DIALOGUES", found.get("HEARD_DIALOGUES", "")),
        language=_language(found.get("HEARD_LANGUAGE", "en")),
        zone=_zone(found.get("TZ", "")),
        status_port=_port("HEARD_STATUS_PORT", found.get("HEARD_STATUS_PORT", "")),
        webhook_url=webhook,
        webhook_secret=found.get("HEARD_WEBHOOK_SECRET", ""),
        port=_port("HEARD_PORT", found.get("HEARD_PORT", "")) or DOOR_PORT,
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


def _webhook(found: Mapping[str, str]) -> str | None:
    """The webhook's address, if one is wanted; its secret is there then, and looks like one."""
    url, secret = found.get("HEARD_WEBHOOK_URL"), found.get("HEARD_WEBHOOK_SECRET")
    if url is None:
        for name in ("HEARD_WEBHOOK_SECRET", "HEARD_PORT"):
            if name in found:
                raise SettingTrouble(f"{name} is for a webhook. Set HEARD_WEBHOOK_URL, or unset it")
        return None
    _webhook_url(url)
    if secret is None:
        raise SettingTrouble("HEARD_WEBHOOK_SECRET is missing. Make one: openssl rand -hex 32")
    if not _SECRET.fullmatch(secret):
        raise SettingTrouble(
            "HEARD_WEBHOOK_SECRET is no secret that Telegram takes. Write 1 to 256 of A-Z a-z 0-9 _"
            " -"
        )
    if found.get("HEARD_PORT", "1").strip("0") == "":
        raise SettingTrouble("HEARD_PORT: a proxy must know it. Write a number, or unset it")
    return url


def _webhook_url(url: str) -> None:
    """Telegram brings updates over HTTPS, to few ports; a Bot API on this machine takes any."""
    _url("HEARD_WEBHOOK_URL", url)
    parts = urlsplit(url)
    at_home = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if "@" in parts.netloc or not url.isascii() or not _HOOK_PATH.fullmatch(parts.path):
        raise SettingTrouble(
            f"HEARD_WEBHOOK_URL: no user, path of A-Z a-z 0-9 / . _ ~ -. Write it like {_HOOK}"
        )
    if not at_home and parts.scheme != "https":
        raise SettingTrouble(f"HEARD_WEBHOOK_URL must be https. Write it like {_HOOK}")
    if not at_home and (parts.port or HOOK_PORTS[0]) not in HOOK_PORTS:
        ports = ", ".join(map(str, HOOK_PORTS))
        raise SettingTrouble(f"HEARD_WEBHOOK_URL: Telegram comes to the ports {ports} alone")


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
    if "HEARD_BOARD_URL" in found:
        raise SettingTrouble("HEARD_BOARD_URL is set, but this version has no board. Unset it")
