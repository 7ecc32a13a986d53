"""Addresses behind buttons and links: which ones Telegram takes, and how it writes them."""

import re
from urllib.parse import parse_qs, urlsplit

_SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
_TELEGRAM = re.compile(r"(tg|tonsite|ton):(?://)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w.\-!$,~*'();&+=\u0080-\U0010ffff]|%[0-9a-fA-F]{2})+")
_USERNAME = re.compile(r"[A-Za-z0-9_]{4,32}")


class LinkError(ValueError):
    """An address that the server refuses, in its own words."""


def checked_link(link: str, *, https_only: bool = False) -> str:
    """The address as Telegram will show it. Raises `LinkError`, for example *Wrong HTTP URL*."""
    special = _TELEGRAM.match(link)
    rest = link[special.end() :] if special else link
    scheme, userinfo, host, port, query = _parts(rest)
    if https_only and (special or scheme != "https"):
        raise LinkError("Only HTTPS links are allowed")
    if special:
        kind = special.group(1).lower()
        if scheme == "https" or userinfo or port or rest.lower().startswith("http://"):
            raise LinkError("Wrong tg URL" if kind == "tg" else "Wrong ton URL")
        if not re.fullmatch(r"[A-Za-z0-9_.-]+" if kind == "tonsite" else r"[A-Za-z0-9_-]+", host):
            raise LinkError("Unallowed characters in URL host")
        return f"{kind}://{host}{query[1:] if query.startswith('/?') else query}"
    if "." not in host:
        raise LinkError("Wrong HTTP URL")
    login = f"{userinfo}@" if userinfo else ""
    return f"{scheme}://{login}{host}{f':{port}' if port else ''}{query}"


def check_address(url: str) -> None:
    """Raise `LinkError` for what is no HTTP address (parse_url in HttpUrl.cpp)."""
    _parts(url)


def linked_user(link: str) -> int:
    """The account behind `tg://user?id=…`; 0 if the address is of another kind."""
    parts = urlsplit(link.lower())
    if parts.scheme != "tg" or "user" not in (parts.netloc, parts.path.strip("/")):
        return 0
    number = parse_qs(parts.query).get("id", [""])[0]
    return int(number) if number.isascii() and number.isdigit() else 0


def deep_link_payload(link: str, username: str) -> str | None:
    """The payload of `t.me/<username>?start=…`, or None if the link leads elsewhere."""
    return (_asked(link, username) or {}).get("start", [None])[0]


def group_link(link: str, username: str) -> tuple[str, tuple[str, ...]] | None:
    """The payload of `t.me/<username>?startgroup=…` and the rights that it asks for by `&admin=`,
    as in `can_delete_messages`; None if the link leads elsewhere.
    """
    asked = _asked(link, username) or {}
    if "startgroup" not in asked:
        return None
    rights = asked.get("admin", [""])[0].split()
    return asked["startgroup"][0], tuple(f"can_{name}" for name in rights)


def _asked(link: str, username: str) -> dict[str, list[str]] | None:
    """What a link to this bot asks for; None if it leads elsewhere."""
    parts = urlsplit(link if "://" in link else f"https://{link}")
    name = parts.path.strip("/")
    here = parts.netloc.lower() in {"t.me", "telegram.me", "telegram.dog"}
    if not here or not _USERNAME.fullmatch(name) or name.lower() != username.lower():
        return None
    return parse_qs(parts.query, keep_blank_values=True)


def _parts(url: str) -> tuple[str, str, str, int, str]:
    """Scheme, user, host, port (0 if none) and the rest from its slash on."""
    scheme = "http"
    if named := _SCHEME.match(url):
        scheme, url = named.group(1).lower(), url[named.end() :]
        if scheme not in {"http", "https"}:
            raise LinkError("Unsupported URL protocol")
    cut = re.search(r"[/?#]", url)
    place, query = (url[: cut.start()], url[cut.start() :]) if cut else (url, "")
    userinfo, _, address = place.rpartition("@")
    host, colon, digits = address.partition(":")
    port = int(digits) if digits.isascii() and digits.isdigit() else 0
    if colon and not 0 < port <= 65535:
        raise LinkError("Wrong port number specified in the URL")
    if not host:
        raise LinkError("URL host is empty")
    if host == ".":
        raise LinkError("Host is invalid")
    if not _HOST.fullmatch(host):
        raise LinkError("Disallowed character in URL host")
    query = re.sub(r"[\x00-\x20]", lambda found: f"%{ord(found[0]):02X}", query.rstrip())
    return scheme, userinfo, host.lower(), port, query if query[:1] == "/" else f"/{query}"
