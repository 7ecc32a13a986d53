"""The messages of a chat as plain data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import msgspec

from bot.rehearsal.botapi import SeenMessage
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
    """One message, or one album; `place` tells their order. `who`: whose it is, a seat's, Heard's,
    or nobody's here (`other`). `parts`: the messages of an album; `past`: it stands in the group
    that this one has grown from.
    """

    id: int
    place: int
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


class Lines:
    """The lines of one chat as one seat sees them. What has not changed is not made anew, so that a
    long chat costs little.
    """

    def __init__(self, couple: Couple, seat: SeatKey, chat: ChatKey, zone: ZoneInfo) -> None:
        self._couple, self._seat, self._chat, self._zone = couple, seat, chat, zone
        self._made: dict[int, tuple[object, Line]] = {}
        self._places: dict[int, int] = {}
        self._past: tuple[Line, ...] = ()
        self._former = 0

    def of(self, seen: Sequence[SeenMessage]) -> tuple[Line, ...]:
        """The lines of these messages, oldest first."""
        couple = self._couple
        leads = self._chat == "private" or couple.owner is couple.users[self._seat]
        by_id = {message.id: message for message in seen}
        made: dict[int, tuple[object, Line]] = {}
        for _, group in groupby(seen, key=lambda one: one.album or one.id):
            messages = list(group)
            answered = by_id.get(messages[0].reply_to)
            key = (messages, answered, leads)
            kept = self._made.get(messages[0].id)
            if kept is None or kept[0] != key:
                kept = (key, self._line(messages, answered, leads=leads))
            made[messages[0].id] = kept
        self._made = made
        here = tuple(line for _, line in made.values())
        return (*self._before(), *here) if seen and self._chat == "group" else here

    def _before(self) -> tuple[Line, ...]:
        """What was said before the group grew: it can be read, and nothing else. That it has grown
        is said once, where it goes on.
        """
        former = self._couple.former
        if former is None:
            return ()
        if self._former != len(former.messages):
            self._former = len(former.messages)
            seen = self._couple.seen_before(self._seat)
            self._past = tuple(
                msgspec.structs.replace(
                    self._line([message], None, leads=False),
                    id=message.id - _FORMER,
                    place=place - _FORMER,
                    past=True,
                    keys=(),
                    editable=False,
                    deletable=False,
                )
                for place, message in enumerate(seen)
                if not _grew(message)
            )
        return self._past

    def _line(
        self, messages: list[SeenMessage], answered: SeenMessage | None, *, leads: bool
    ) -> Line:
        message = next((one for one in messages if one.text), messages[0])
        at = datetime.fromtimestamp(message.date, self._zone)
        service = message.kind == SERVICE
        worded = message.kind == "text" or message.kind in WITH_CAPTION
        shown = () if service else tuple(medium(one.kind, one.content) for one in messages)
        number = messages[0].id
        return Line(
            id=number,
            place=self._places.setdefault(number, len(self._places)),
            who=self._couple.whose(message.author_id),
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


def _grew(message: SeenMessage) -> bool:
    """Whether this says, in the old group, that there is a new one."""
    content = message.content
    return isinstance(content, Mapping) and "migrate_to_chat_id" in content


def _reply(answered: SeenMessage | None) -> Reply | None:
    if answered is None:
        return None
    carried = medium(answered.kind, answered.content)
    text = answered.text[:_QUOTED_CHARS] or (carried.label if carried else "")
    return Reply(answered.id, answered.author, text)


def _span(entity: Entity) -> Span:
    url = entity.argument if entity.type == "text_link" else ""
    return Span(entity.type, entity.offset, entity.length, url)
