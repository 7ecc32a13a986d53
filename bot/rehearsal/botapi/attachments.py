"""What humans send besides text."""

from collections.abc import Sequence
from typing import TypedDict

from .dice import known_dice, value_of
from .errors import ImpossibleError
from .files import Details
from .messages import WITH_CAPTION, Body
from .people import User
from .polls import Option, Poll
from .state import State
from .texts import MAX_CAPTION, MAX_TEXT, NO_WORDS, Formatted, plain
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


class Attachment(TypedDict, total=False):
    """What a message carries; at most one of these.

    Seconds for `video`, `video_note` and `voice`; a title for `audio`, a file name for
    `document`, an emoji for `sticker` and `dice`; question and options for `poll`; phone number
    and first name for `contact`, only the number for one's own; latitude and longitude for
    `location`, and then a title and an address for `venue`; `story` is one of the human's own.
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
    own_contact: str
    location: tuple[float, float]
    venue: tuple[float, float, str, str]
    story: bool


def kind_of(attachment: Attachment) -> str:
    """The field of the Bot API that a message with this attachment has."""
    kind = next(iter(attachment), "text")
    return "contact" if kind == "own_contact" else kind


def body_of(
    state: State, user: User, words: Formatted, attachment: Attachment, number: int
) -> Body:
    """The content of a human's message; `number` makes its files unlike all others."""
    if len(attachment) > 1:
        raise ImpossibleError("a message carries one thing at a time")
    kind = kind_of(attachment)
    if words.blank:
        words = NO_WORDS
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
        media = state.files.keep(kind, content, name, _details(attachment))
        return Body(media.kind, media.payload, words)
    if "poll" in attachment:
        poll = _poll(state, user, *attachment["poll"])
        return Body("poll", poll.json(), words, poll=poll)
    return Body(kind, _plain_payload(user, attachment, number), words)


def _details(attachment: Attachment) -> Details:
    seconds = [attachment[kind] for kind in ("video", "video_note", "voice") if kind in attachment]
    return Details(
        duration=sum(seconds) or 3,
        title=attachment.get("audio", ""),
        emoji=attachment.get("sticker", ""),
    )


def _plain_payload(user: User, attachment: Attachment, number: int) -> JsonObject | None:
    if "dice" in attachment:
        emoji = known_dice(attachment["dice"])
        if not emoji:
            raise ImpossibleError("there is no such game of chance")
        return {"emoji": emoji, "value": value_of(emoji, number)}
    if "contact" in attachment:
        phone, name = attachment["contact"]
        return {"phone_number": phone, "first_name": name}
    if "own_contact" in attachment:
        own: JsonObject = {"phone_number": attachment["own_contact"], "first_name": user.first_name}
        if user.last_name:
            own["last_name"] = user.last_name
        return own | {"user_id": user.id}
    if "location" in attachment:
        latitude, longitude = attachment["location"]
        return {"latitude": latitude, "longitude": longitude}
    if "story" in attachment:
        chat = {"id": user.id, "type": "private", "first_name": user.first_name}
        return {"chat": chat, "id": number}
    if "venue" in attachment:
        latitude, longitude, title, address = attachment["venue"]
        place = {"latitude": latitude, "longitude": longitude}
        return {"location": place, "title": title, "address": address}
    return None


def _poll(state: State, user: User, question: str, options: Sequence[str]) -> Poll:
    answers = tuple(Option(str(index), plain(option)) for index, option in enumerate(options))
    return state.add_poll(Poll(state.next_poll_id(), user, plain(question), answers))
