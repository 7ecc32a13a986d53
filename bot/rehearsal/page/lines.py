"""The messages of a chat as plain data."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import msgspec

from bot.rehearsal.botapi import ImpossibleError, SeenMessage
from bot.rehearsal.botapi.entities import Entity
from bot.rehearsal.botapi.messages import SERVICE, WITH_CAPTION
from bot.rehearsal.page.content import Medium, announcement, medium
from bot.rehearsal.page.couple import ChatKey, Couple, SeatKey

_QUOTED_CHARS = 90
#: Messages of the former group are counted apart from those of the group that it has become.
_FORMER = 1_000_000_000


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """A marked stretch of a text, in UTF-16 units, as JavaScript counts."""

    type: str
    offset: int
    length: int
    url: str = ""


class Key(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button under a message: `kind` and `style` as in the Bot API."""

    label: str
    kind: str
    value: str
    style: str = ""


class Reply(msgspec.Struct, frozen=True):
    """The message that is answered."""

    id: int
    author: str
    text: str


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message, or one album. `who`: whose it is, a seat's, Heard's, or nobody's here (`other`).
    `parts`: the messages of an album; `past`: it stands in the group that this one has grown from.
    """

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
    deletable: bool = False
    pinned: bool = False
    past: bool = False
    spans: tuple[Span, ...] = ()
    keys: tuple[tuple[Key, ...], ...] = ()
    media: tuple[Medium, ...] = ()
    parts: tuple[int, ...] = ()
    reply: Reply | None = None
    forwarded: str = ""
    reactions: dict[str, int] = {}


def lines(couple: Couple, seat: SeatKey, chat: ChatKey, zone: ZoneInfo) -> tuple[Line, ...]:
    """The messages of a chat, oldest first, as this seat sees them; none of a group that they have
    left.
    """
    try:
        seen = couple.view(seat, chat).messages
    except ImpossibleError:
        return ()
    past = _past(couple, seat, zone) if chat == "group" else ()
    leads = chat == "private" or couple.owner is couple.users[seat]
    return (*past, *_lines(couple, seen, zone, leads=leads))


def _past(couple: Couple, seat: SeatKey, zone: ZoneInfo) -> Iterable[Line]:
    """What was said before the group grew: it can be read, and nothing else."""
    if couple.former is None:
        return ()
    try:
        seen = couple.world.view(couple.users[seat], couple.former).messages
    except ImpossibleError:
        return ()
    return (
        msgspec.structs.replace(
            line, id=line.id - _FORMER, past=True, keys=(), editable=False, deletable=False
        )
        for line in _lines(couple, seen, zone, leads=False)
    )


def _lines(
    couple: Couple, seen: Sequence[SeenMessage], zone: ZoneInfo, *, leads: bool
) -> Iterable[Line]:
    by_id = {message.id: message for message in seen}
    for _, group in groupby(seen, key=lambda one: one.album or one.id):
        messages = list(group)
        first = messages[0]
        answered = by_id.get(first.reply_to)
        yield _line(messages, couple.whose(first.author_id), answered, zone, leads=leads)


def _line(
    messages: list[SeenMessage],
    who: str,
    answered: SeenMessage | None,
    zone: ZoneInfo,
    *,
    leads: bool,
) -> Line:
    message = next((one for one in messages if one.text), messages[0])
    at = datetime.fromtimestamp(message.date, zone)
    service = message.kind == SERVICE
    worded = message.kind == "text" or message.kind in WITH_CAPTION
    shown = () if service else tuple(medium(one.kind, one.content) for one in messages)
    return Line(
        id=message.id,
        who=who,
        author=message.author,
        text=announcement(message.author, message.content) if service else message.text,
        time=f"{at:%H:%M}",
        day=f"{at:%A}, {at.day} {at:%B}",
        own=message.own,
        service=service,
        edited=any(one.edited for one in messages),
        editable=message.own and worded and not message.forwarded_from,
        deletable=(message.own or leads) and not service,
        pinned=message.pinned,
        spans=tuple(_span(entity) for entity in message.entities),
        keys=tuple(
            tuple(Key(button.label, button.kind, button.value, button.style) for button in row)
            for row in message.keyboard
        ),
        media=tuple(one for one in shown if one is not None),
        parts=tuple(one.id for one in messages) if len(messages) > 1 else (),
        reply=_reply(answered),
        forwarded=message.forwarded_from,
        reactions=message.reactions,
    )


def _reply(answered: SeenMessage | None) -> Reply | None:
    if answered is None:
        return None
    carried = medium(answered.kind, answered.content)
    text = answered.text[:_QUOTED_CHARS] or (carried.label if carried else "")
    return Reply(answered.id, answered.author, text)


def _span(entity: Entity) -> Span:
    url = entity.argument if entity.type == "text_link" else ""
    return Span(entity.type, entity.offset, entity.length, url)
