"""What the core may know about a message without reading it."""

from typing import Literal

from msgspec import Struct

from bot.sensing.crisis import crisis_in, folded
from bot.sensing.insult import insult_in
from bot.sensing.lexicon import Crisis
from bot.sensing.sense import Felt

#: What a message is made of. `other` is whatever Telegram adds next.
Medium = Literal[
    "text", "photo", "video", "voice", "video_note", "audio", "sticker", "animation", "document",
    "poll", "dice", "contact", "location", "story", "checklist", "game", "giveaway", "paid_media",
    "other",
]  # fmt: skip


class Signals(Struct, frozen=True):
    """`length` in UTF-16 units, as Telegram counts; `crisis` and `insult` as the recognisers found
    them; `felt`: how hot it is, where both want that to be noticed, else None.
    """

    length: int
    medium: Medium = "text"
    crisis: Crisis | None = None
    insult: bool = False
    felt: Felt | None = None


#: What is heard rather than read, and what never has words with it.
VOICED: frozenset[Medium] = frozenset({"voice", "video_note", "audio", "video"})
BARE: frozenset[Medium] = frozenset({"sticker", "dice", "contact", "location", "story"})


def wordless(what: Signals) -> bool:
    """Whether there is nothing in it to say back: a sticker, a photo without a caption."""
    return what.medium in BARE or (not what.length and what.medium not in VOICED)


def utf16(text: str) -> int:
    """The length that Telegram counts: characters beyond the basic plane are two units."""
    if text.isascii():
        return len(text)
    return len(text) + sum(char > "\uffff" for char in text)


def signals(text: str, medium: Medium, language: str) -> Signals:
    """The signals of one message, without its heat, for which one has to know what was said before
    (see `sense`). `language`: its author's, ISO 639-1.
    """
    if not text:
        return Signals(0, medium)
    said = folded(text)
    return Signals(utf16(text), medium, crisis_in(said, language), insult_in(said, language))
