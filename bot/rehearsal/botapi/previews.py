"""The preview of a link below a text: which link it is of, and how bots are told.

Nothing is fetched, so every page is taken to have a preview, as most have. Where a page has none,
the server says `is_disabled` of a message though nobody has asked for that.
"""

import re

from .errors import bad_request
from .links import LinkError, checked_link
from .texts import NO_WORDS, Formatted
from .wire import Fields, JsonObject

# Other kinds of links have no preview, nor has a domain without anything behind it
# (get_first_url in MessageEntity.cpp).
_NO_PAGE = re.compile(r"tg:|ton:|ftp:|tonsite:", re.IGNORECASE)
_SHORTEST = 5
_FLAGS = ("prefer_small_media", "prefer_large_media", "show_above_text")


def asked_preview(fields: Fields) -> JsonObject | None:
    """A `LinkPreviewOptions` object, as far as it says anything. Raises `FieldError`."""
    asked: JsonObject = {flag: True for flag in ("is_disabled", *_FLAGS) if fields.flag(flag)}
    if url := fields.string("url"):
        asked["url"] = url
    return asked or None


def shown_preview(words: Formatted, asked: JsonObject | None) -> JsonObject | None:
    """The `LinkPreviewOptions` that a message has, of those that were asked for with it."""
    wanted = asked or {}
    link = first_link(words)
    if wanted.get("is_disabled"):
        return {"is_disabled": True} if link else None
    url = wanted.get("url") or link
    shown: JsonObject = {"url": url} if url else {}
    shown |= {flag: True for flag in _FLAGS if wanted.get(flag)}
    return shown or None


def shown_text(words: Formatted, preview: JsonObject | None) -> Formatted:
    """The text of a message. Raises `ApiError` if it shows nothing, not even a page."""
    if not words.blank:
        return words
    wanted = preview or {}
    if wanted.get("is_disabled") or not wanted.get("url"):
        raise bad_request("Text must be non-empty")
    return NO_WORDS


def first_link(words: Formatted) -> str:
    """The address of the first link that may have a preview; empty if there is none."""
    for entity in words.entities:
        if entity.type == "text_link":
            address = entity.argument
        elif entity.type == "url":
            address = words.marked(entity)
            if len(address) < _SHORTEST or not re.search(r"[/?#]", address):
                continue
        else:
            continue
        if _NO_PAGE.match(address):
            continue
        try:
            return checked_link(address)
        except LinkError:
            continue
    return ""
