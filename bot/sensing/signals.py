"""What the core may know about a message without reading it."""

from typing import Literal

from msgspec import Struct

from bot.sensing.crisis import crisis
from bot.sensing.insult import insult
from bot.sensing.lexicon import Crisis

#: What a message is made of. `other` is whatever Telegram adds next.
Medium = Literal[
    "text", "photo", "video", "voice", "video_note", "audio", "sticker", "animation", "document",
    "poll", "dice", "contact", "location", "story", "other",
]  # fmt: skip


class Signals(Struct, frozen=True):
    """`length` in UTF-16 units, as Telegram counts; `crisis` and `insult` as the recognisers found
    them.
    """

    length: int
    medium: Medium = "text"
    crisis: Crisis | None = None
    insult: bool = False


def utf16(text: str) -> int:
    """The length that Telegram counts: characters beyond the basic plane are two units."""
    if text.isascii():
        return len(text)
    return len(text) + sum(char > "\uffff" for char in text)


def signals(text: str, medium: Medium, language: str) -> Signals:
    """The signals of one message. `language`: its author's, ISO 639-1."""
    if not text:
        return Signals(0, medium)
    return Signals(utf16(text), medium, crisis(text, language), insult(text, language))
