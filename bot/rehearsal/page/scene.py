"""What the page shows: the whole rehearsal as plain data, built anew each time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bot.rehearsal.botapi import Bot, Chat, SeenMessage
from bot.rehearsal.botapi.entities import Entity
from bot.rehearsal.botapi.messages import SERVICE, WITH_CAPTION
from bot.rehearsal.page.content import Medium, announcement, medium
from bot.rehearsal.page.couple import SEATS, ChatKey, Couple, SeatKey
from bot.rehearsal.page.director import Director, Status

_QUOTED_CHARS = 90


class Clock(msgspec.Struct, frozen=True):
    """The rehearsal's clock, in milliseconds since 1970.

    `offset`: how far the zone is from UTC, in seconds; `ticks`: whether it goes by itself; `due`:
    the nearest deadline.
    """

    now: int
    offset: int
    ticks: bool
    due: int | None


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


class Toast(msgspec.Struct, frozen=True):
    """The newest answer to a tap; numbers grow. `alert`: it stays until it is put away."""

    number: int
    text: str
    alert: bool


class Command(msgspec.Struct, frozen=True):
    """A command that the bot offers here."""

    command: str
    description: str


class Pane(msgspec.Struct, frozen=True):
    """One chat as one seat sees it.

    `door`: there is a START button; `started`: one may write; `led`: how many links have led here.
    """

    chat: ChatKey
    title: str
    detail: str
    lines: tuple[Line, ...]
    toast: Toast | None
    writing: tuple[str, ...]
    door: bool
    started: bool
    led: int
    commands: tuple[Command, ...]


class Seat(msgspec.Struct, frozen=True):
    """One partner's place: the group, and the private chat."""

    key: SeatKey
    name: str
    panes: tuple[Pane, ...]


class Bar(msgspec.Struct, frozen=True):
    """How the stage stands. `under_way`: what one has to wait for, or empty."""

    heard: Status
    may_delete: bool
    under_way: str
    notice: int
    text: str


class Scene(msgspec.Struct, frozen=True):
    """Everything. A new `couple` number is a new couple, of whom nothing is known yet."""

    couple: int
    clock: Clock
    bar: Bar
    seats: tuple[Seat, ...]


def scene(director: Director, zone: ZoneInfo) -> Scene:
    """The rehearsal as it is now."""
    return Scene(
        couple=director.couple.number,
        clock=_clock(director, zone),
        bar=Bar(
            director.heard,
            director.couple.may_delete,
            director.under_way,
            director.notice.number,
            director.notice.text,
        ),
        seats=tuple(_seat(director, key, zone) for key in SEATS),
    )


def _clock(director: Director, zone: ZoneInfo) -> Clock:
    now = director.stage.clock.now()
    offset = now.astimezone(zone).utcoffset()
    return Clock(
        now=_milliseconds(now),
        offset=int(offset.total_seconds()) if offset else 0,
        ticks=director.stage.clock.setting.stopped is None,
        due=_milliseconds(director.due) if director.due else None,
    )


def _seat(director: Director, key: SeatKey, zone: ZoneInfo) -> Seat:
    panes = (_group(director, key, zone), _private(director, key, zone))
    return Seat(key, director.couple.users[key].name, panes)


def _group(director: Director, seat: SeatKey, zone: ZoneInfo) -> Pane:
    couple, bot = director.couple, director.stage.bot
    names = [one.user.name for one in couple.group.inside(director.stage.world.now())]
    return Pane(
        chat="group",
        title=couple.group.title,
        detail=", ".join(names),
        lines=_lines(director, seat, couple.group, zone),
        toast=_toast(couple, seat, "group"),
        writing=(*_typing(director, couple.group), *couple.writing(besides=seat)),
        door=False,
        started=True,
        led=0,
        commands=_commands(bot, couple.group, "all_group_chats"),
    )


def _private(director: Director, seat: SeatKey, zone: ZoneInfo) -> Pane:
    couple, bot = director.couple, director.stage.bot
    chat = couple.chat(seat, "private")
    return Pane(
        chat="private",
        title=bot.name,
        detail=f"Only {couple.users[seat].name} sees this",
        lines=_lines(director, seat, chat, zone),
        toast=_toast(couple, seat, "private"),
        writing=tuple(_typing(director, chat)),
        door=seat in couple.doors or not chat.started,
        started=chat.started,
        led=couple.led[seat],
        commands=_commands(bot, chat, "all_private_chats"),
    )


def _typing(director: Director, chat: Chat) -> list[str]:
    return [director.stage.bot.name] if chat.typing_until > director.stage.world.now() else []


def _toast(couple: Couple, seat: SeatKey, chat: ChatKey) -> Toast | None:
    shown = couple.toast(seat, chat)
    return Toast(shown.number, shown.toast.text, shown.toast.alert) if shown else None


def _commands(bot: Bot, chat: Chat, general: str) -> tuple[Command, ...]:
    for scope in (f"chat/{chat.id}", general, "default"):
        if offered := bot.commands.get((scope, "")):
            return tuple(msgspec.convert(offered, tuple[Command, ...]))
    return ()


# --- messages ------------------------------------------------------------------------------------


def _lines(director: Director, seat: SeatKey, chat: Chat, zone: ZoneInfo) -> tuple[Line, ...]:
    couple, bot = director.couple, director.stage.bot
    whose: dict[int, str] = {user.id: key for key, user in couple.users.items()}
    whose[bot.id] = "heard"
    seen = director.stage.world.view(couple.users[seat], chat).messages
    by_id = {message.id: message for message in seen}
    return tuple(
        _line(message, whose.get(message.author_id, "other"), by_id.get(message.reply_to), zone)
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


def _milliseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
