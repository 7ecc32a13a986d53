"""What the page shows: the whole rehearsal as plain data, built anew each time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bot.rehearsal.botapi import Bot, Chat
from bot.rehearsal.page.couple import SEATS, ChatKey, Couple, SeatKey
from bot.rehearsal.page.director import Director, Status
from bot.rehearsal.page.lines import Line, lines


class Clock(msgspec.Struct, frozen=True):
    """The rehearsal's clock, in milliseconds since 1970.

    `offset`: how far the zone is from UTC, in seconds; `ticks`: whether it goes by itself; `due`:
    the nearest deadline.
    """

    now: int
    offset: int
    ticks: bool
    due: int | None


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
    couple = director.couple
    names = [one.user.name for one in couple.group.inside(director.stage.world.now())]
    return Pane(
        chat="group",
        title=couple.group.title,
        detail=", ".join(names),
        lines=lines(couple, seat, "group", zone),
        toast=_toast(couple, seat, "group"),
        writing=(*_typing(director, couple.group), *couple.writing(besides=seat)),
        door=False,
        started=True,
        led=0,
        commands=_commands(couple.bot, couple.group, "all_group_chats"),
    )


def _private(director: Director, seat: SeatKey, zone: ZoneInfo) -> Pane:
    couple = director.couple
    chat = couple.chat(seat, "private")
    return Pane(
        chat="private",
        title=couple.bot.name,
        detail=f"Only {couple.users[seat].name} sees this",
        lines=lines(couple, seat, "private", zone),
        toast=_toast(couple, seat, "private"),
        writing=tuple(_typing(director, chat)),
        door=seat in couple.doors or not chat.started,
        started=chat.started,
        led=couple.led[seat],
        commands=_commands(couple.bot, chat, "all_private_chats"),
    )


def _typing(director: Director, chat: Chat) -> list[str]:
    return [director.couple.bot.name] if chat.typing_until > director.stage.world.now() else []


def _toast(couple: Couple, seat: SeatKey, chat: ChatKey) -> Toast | None:
    shown = couple.toast(seat, chat)
    return Toast(shown.number, shown.toast.text, shown.toast.alert) if shown else None


def _commands(bot: Bot, chat: Chat, general: str) -> tuple[Command, ...]:
    for scope in (f"chat/{chat.id}", general, "default"):
        if offered := bot.commands.get((scope, "")):
            return tuple(msgspec.convert(offered, tuple[Command, ...]))
    return ()


def _milliseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
