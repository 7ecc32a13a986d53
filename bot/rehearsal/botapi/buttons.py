"""What the buttons of both kinds of keyboards have in common: face, number, Mini App's address."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from .errors import bad_request
from .links import LinkError, checked_link, linked_user
from .wire import FieldError, Fields

MAX_ROW: Final = 12
MAX_BUTTONS: Final = 300
_STYLES = frozenset({"", "default", "primary", "danger", "success"})

Anything = TypeVar("Anything")


def read_face(fields: Fields) -> tuple[str, str, str]:
    """Text, icon and style of a button; empty for none. Raises `FieldError`."""
    text = fields.required_string("text")
    icon = str(fields.integer("icon_custom_emoji_id") or "")
    style = fields.string("style").lower()
    if style not in _STYLES:
        raise FieldError("invalid button style specified")
    return text, icon, style if style != "default" else ""


def kept(
    rows: Iterable[Iterable[Anything]], has_face: Callable[[Anything], bool]
) -> list[tuple[Anything, ...]]:
    """The rows without nameless buttons and without those beyond the limits, which silently go."""
    shown, count = [], 0
    for row in rows:
        named = [button for button in row if has_face(button)][: min(MAX_ROW, MAX_BUTTONS - count)]
        count += len(named)
        if named:
            shown.append(tuple(named))
    return shown


def checked_app(link: str, which: str) -> str:
    """The address of the Mini App behind a button. Raises `ApiError`."""
    if linked_user(link):
        raise bad_request("Link to a user can't be used in Web App URL buttons")
    return checked_address(link, f"{which} Web App", https_only=True)


def checked_address(link: str, which: str, *, https_only: bool = False) -> str:
    """The address behind a button as Telegram writes it. Raises `ApiError`."""
    try:
        return checked_link(link, https_only=https_only)
    except LinkError as error:
        raise bad_request(f"{which} URL '{link}' is invalid: {error}") from error
