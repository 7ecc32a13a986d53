"""The messages of a chat as plain data."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bot.rehearsal.botapi import SeenMessage
from bot.rehearsal.botapi.entities import Entity
from bot.rehearsal.botapi.messages import SERVICE, WITH_CAPTION
from bot.rehearsal.page.content import Medium, announcement, medium
from bot.rehearsal.page.couple import ChatKey, Couple, SeatKey

_QUOTED_CHARS = 90


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """A marked stretch of a text, in UTF-16 units, as JavaScript counts."""

    type: str
    offset: int
    length: int
    url: str = ""


class Key(msgspec.Struct, frozen=True):
    """A button under a message: `kind` as in the Bot API."""

    label: str
    kind: str
    value: str


class Reply(msgspec.Struct, frozen=True):
    """The message that is answered."""

    author: str
    text: str


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message. `who`: whose it is, a seat's, Heard's, or nobody's here (`other`)."""

    id: int
    who: str
    author: str
    text: str
    time: str
    day: str
    own: bool = False
    service: bool = False
    edited: bool = False
    editable: bool = False
    pinned: bool = False
    spans: tuple[Span, ...] = ()
    keys: tuple[tuple[Key, ...], ...] = ()
    medium: Medium | None = None
    reply: Reply | None = None
    forwarded: str = ""
    reactions: dict[str, int] = {}


def lines(couple: Couple, seat: SeatKey, chat: ChatKey, zone: ZoneInfo) -> tuple[Line, ...]:
    """The messages of a chat, oldest first, as this seat sees them."""
    seen = couple.view(seat, chat).messages
    by_id = {message.id: message for message in seen}
    return tuple(
        _line(message, couple.whose(message.author_id), by_id.get(message.reply_to), zone)
        for message in seen
    )


def _line(message: SeenMessage, who: str, answered: SeenMessage | None, zone: ZoneInfo) -> Line:
    at = datetime.fromtimestamp(message.date, zone)
    service = message.kind == SERVICE
    worded = message.kind == "text" or message.kind in WITH_CAPTION
    return Line(
        id=message.id,
        who=who,
        author=message.author,
        text=announcement(message.author, message.content) if service else message.text,
        time=f"{at:%H:%M}",
        day=f"{at:%A}, {at.day} {at:%B}",
        own=message.own,
        service=service,
        edited=message.edited,
        editable=message.own and worded and not message.forwarded_from,
        pinned=message.pinned,
        spans=tuple(_span(entity) for entity in message.entities),
        keys=tuple(
            tuple(Key(button.label, button.kind, button.value) for button in row)
            for row in message.keyboard
        ),
        medium=None if service else medium(message.kind, message.content),
        reply=Reply(answered.author, answered.text[:_QUOTED_CHARS]) if answered else None,
        forwarded=message.forwarded_from,
        reactions=message.reactions,
    )


def _span(entity: Entity) -> Span:
    url = entity.argument if entity.type == "text_link" else ""
    return Span(entity.type, entity.offset, entity.length, url)
