"""What humans send besides text."""

from collections.abc import Sequence
from typing import TypedDict

from .errors import ImpossibleError
from .files import Details, FileStore
from .messages import WITH_CAPTION, Body
from .texts import MAX_CAPTION, MAX_TEXT, Formatted
from .wire import JsonObject

# Enough of each type for everybody to recognise it.
_FIRST_BYTES = {
    "photo": b"\xff\xd8\xff",
    "animation": b"\0\0\0\x18ftypmp42",
    "video": b"\0\0\0\x18ftypmp42",
    "video_note": b"\0\0\0\x18ftypmp42",
    "voice": b"OggS",
    "audio": b"ID3",
    "document": b"%PDF",
    "sticker": b"RIFF\0\0\0\0WEBP",
}
_NAMES = {"animation": "animation.mp4", "video": "video.mp4", "audio": "audio.mp3"}
_DICE = {"🎲": 6, "🎯": 6, "🏀": 5, "⚽": 5, "🎳": 6, "🎰": 64}


class Attachment(TypedDict, total=False):
    """What a message carries; at most one of these.

    Seconds for `video`, `video_note` and `voice`; a title for `audio`, a file name for
    `document`, an emoji for `sticker` and `dice`; question and options for `poll`; phone number
    and first name for `contact`; latitude and longitude for `location`.
    """

    photo: bool
    animation: bool
    video: int
    video_note: int
    voice: int
    audio: str
    document: str
    sticker: str
    dice: str
    poll: tuple[str, Sequence[str]]
    contact: tuple[str, str]
    location: tuple[float, float]


def kind_of(attachment: Attachment) -> str:
    """The field of the Bot API that a message with this attachment has."""
    return next(iter(attachment), "text")


def body_of(files: FileStore, words: Formatted, attachment: Attachment, number: int) -> Body:
    """The content of a human's message; `number` makes its files unlike all others."""
    if len(attachment) > 1:
        raise ImpossibleError("a message carries one thing at a time")
    kind = kind_of(attachment)
    limit = MAX_TEXT if kind == "text" else MAX_CAPTION
    if words.length > limit:
        raise ImpossibleError(f"no client sends more than {limit} characters in one message")
    if kind == "text" and not words.text:
        raise ImpossibleError("there is nothing to send")
    if words.text and kind != "text" and kind not in WITH_CAPTION:
        raise ImpossibleError(f"a {kind} has no caption")
    if kind in _FIRST_BYTES:
        content = _FIRST_BYTES[kind] + number.to_bytes(8)
        name = attachment.get("document") or _NAMES.get(kind, "")
        media = files.keep(kind, content, name, _details(attachment))
        return Body(media.kind, media.payload, words)
    return Body(kind, _plain_payload(attachment, number), words)


def _details(attachment: Attachment) -> Details:
    seconds = [attachment[kind] for kind in ("video", "video_note", "voice") if kind in attachment]
    return Details(
        duration=sum(seconds) or 3,
        title=attachment.get("audio", ""),
        emoji=attachment.get("sticker", ""),
    )


def _plain_payload(attachment: Attachment, number: int) -> JsonObject | None:
    if "dice" in attachment:
        emoji = attachment["dice"]
        return {"emoji": emoji, "value": 1 + number % _DICE.get(emoji, 6)}
    if "contact" in attachment:
        phone, name = attachment["contact"]
        return {"phone_number": phone, "first_name": name}
    if "location" in attachment:
        latitude, longitude = attachment["location"]
        return {"latitude": latitude, "longitude": longitude}
    if "poll" in attachment:
        question, options = attachment["poll"]
        return _poll(question, options, number)
    return None


def _poll(question: str, options: Sequence[str], number: int) -> JsonObject:
    return {
        "id": str(5_000_000_000_000_000 + number),
        "question": question,
        "options": [
            {"persistent_id": str(index), "text": option, "voter_count": 0}
            for index, option in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
        "type": "regular",
    }
