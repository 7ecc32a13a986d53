"""What a message holds: its words, what is sent again by its handle, what can only be told."""

import re

from msgspec.structs import replace

from bot.adapters.telegram.wire import Message, Origin, Venue
from bot.facilitator.limits import NAME_CHARS_MAX
from bot.sensing.signals import Medium
from bot.service.formats import KEPT, Format
from bot.service.ports import Words

_SPACE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
#: Media that are sent again by their handle, in the order in which Telegram nests them: an
#: animation is also a document.
_FILES: tuple[Medium, ...] = (
    "video", "voice", "video_note", "audio", "animation", "document", "sticker",
)  # fmt: skip
#: Media that are told in words.
_OTHER_MEDIA: tuple[Medium, ...] = (
    "poll", "dice", "contact", "location", "story", "checklist", "game", "giveaway", "paid_media",
)  # fmt: skip


def clean(name: str) -> str:
    """A name as it is shown: one line, no invisible direction marks, not too long."""
    short = _SPACE.sub(" ", name).strip()
    return short if len(short) <= NAME_CHARS_MAX else short[: NAME_CHARS_MAX - 1] + "…"


def words_of(message: Message) -> Words | None:
    """What a message holds; None for service messages."""
    words = _content(message)
    if words is None:
        return None
    marked = message.entities if message.text is not None else message.caption_entities
    known = (one for one in marked if one.type in KEPT)
    formats = tuple(Format(one.type, one.offset, one.length, one.url) for one in known)
    return replace(words, formats=formats, origin=_origin(message.forward_origin))


def _content(message: Message) -> Words | None:
    caption = message.caption or ""
    if message.text is not None:
        return Words(message.text)
    if message.photo:
        return Words(caption, "photo", message.photo[-1].file_id)
    for medium in _FILES:
        if medium == "document" and message.animation is not None:
            continue
        found = getattr(message, medium)
        if found is not None:
            return Words(caption, medium, found.file_id, getattr(found, "emoji", ""))
    for medium in _OTHER_MEDIA:
        if getattr(message, medium) is not None:
            return Words(caption, medium, None, _detail(message))
    return Words(caption, "other") if message.other else None


def _origin(origin: Origin | None) -> str | None:
    """Who wrote first what was forwarded; empty if Telegram does not say."""
    if origin is None:
        return None
    if origin.sender_user is not None:
        return clean(origin.sender_user.first_name)
    place = origin.sender_chat or origin.chat
    return clean(place.title if place is not None else origin.sender_user_name)


def _detail(message: Message) -> str:
    """What cannot be sent again, in words."""
    if message.poll is not None:
        options = (f"– {option.text}" for option in message.poll.options)
        return "\n".join((message.poll.question, *options))
    if message.dice is not None:
        return f"{message.dice.emoji} {message.dice.value}"
    if message.contact is not None:
        return f"{message.contact.first_name} {message.contact.phone_number}".strip()
    if message.location is not None:
        here = message.venue or Venue()
        place = f"{message.location.latitude:.5f}, {message.location.longitude:.5f}"
        return "\n".join(part for part in (here.title, here.address, place) if part)
    if message.checklist is not None:
        tasks = (f"– {task.text}" for task in message.checklist.tasks)
        return "\n".join((message.checklist.title, *tasks))
    return message.game.title if message.game is not None else ""
