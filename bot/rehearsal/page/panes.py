"""One seat and its chats as plain data."""

from collections.abc import Sequence

import msgspec

from bot.rehearsal.botapi import Bot, Chat, SeenMessage, User
from bot.rehearsal.page.adding import Adding, shown
from bot.rehearsal.page.couple import NAMES, ChatKey, Couple, SeatKey
from bot.rehearsal.page.director import Director
from bot.rehearsal.page.lines import Line, Lines

_PINNED_CHARS = 60
#: How each of them is spoken of, where a label names their chat.
THEIR = {"a": "her", "b": "his", "t": "her"}


class Toast(msgspec.Struct, frozen=True):
    """The newest answer to a tap; numbers grow. `alert`: it stays until it is put away."""

    number: int
    text: str
    alert: bool


class Command(msgspec.Struct, frozen=True):
    """A command that the bot offers here."""

    command: str
    description: str


class Pinned(msgspec.Struct, frozen=True):
    """The newest pinned message."""

    id: int
    text: str


class Prompt(msgspec.Struct, frozen=True):
    """What a bot has put where one writes: a keyboard whose buttons write, or a hint."""

    rows: tuple[tuple[str, ...], ...] = ()
    hint: str = ""


class Pane(msgspec.Struct, frozen=True):
    """One chat as one seat sees it.

    `door`: what stands above the START button, if there is one; `adding`: what a link asks;
    `started`: one may write; `led`: how many links have led here; `known`: the newest message that
    is no news. `shut`: why nobody writes here, and `way`: what opens it again. `blocked`: Heard is.
    """

    chat: ChatKey
    title: str
    detail: str
    lines: tuple[Line, ...]
    toast: Toast | None
    writing: tuple[str, ...]
    door: str
    adding: Adding | None
    started: bool
    led: int
    known: int
    shut: str
    way: str
    blocked: bool
    pinned: Pinned | None
    prompt: Prompt | None
    commands: tuple[Command, ...]


def group_pane(director: Director, seat: SeatKey, lines: Lines) -> Pane:
    """The group."""
    couple = director.couple
    seen = couple.seen(seat, "group")
    inside = couple.inside(seat)
    name, owner = NAMES[seat], couple.owner
    own = couple.users[seat] is owner
    return Pane(
        chat="group",
        title=couple.group.title,
        detail=_members(director) if inside else f"{name} isn't in this group",
        lines=lines.of(seen),
        toast=_toast(couple, seat, "group"),
        writing=(*_typing(director, couple.group), *couple.writing(besides=seat)) if inside else (),
        door="",
        adding=None,
        started=inside,
        led=couple.led.get((seat, "group"), 0),
        known=couple.known.get((seat, "group"), 0),
        shut="" if inside else f"{name} isn't in the group.",
        way="" if inside else f"{name} comes back" if own else f"{owner.name} adds {name}",
        blocked=False,
        pinned=_pinned(seen),
        prompt=_prompt(seen),
        commands=_commands(couple.bot, couple.group, "all_group_chats"),
    )


def private_pane(director: Director, seat: SeatKey, lines: Lines) -> Pane:
    """The private chat with Heard."""
    couple, name = director.couple, NAMES[seat]
    seen = couple.seen(seat, "private")
    chat = couple.chat(seat, "private")
    opened = f"{name} follows a link to {THEIR[seat]} chat with {couple.bot.name}:"
    first = f"{name} opens {THEIR[seat]} chat with {couple.bot.name}:"
    return Pane(
        chat="private",
        title=couple.bot.name,
        detail=f"Only {name} sees this",
        lines=lines.of(seen),
        toast=_toast(couple, seat, "private"),
        writing=tuple(_typing(director, chat)),
        door=first if not chat.started else opened if couple.door(seat) else "",
        adding=_adding(couple, seat),
        started=chat.started and not chat.blocked,
        led=couple.led.get((seat, "private"), 0),
        known=couple.known.get((seat, "private"), 0),
        shut=f"{name} has blocked {couple.bot.name}." if chat.blocked else "",
        way="Unblock" if chat.blocked else "",
        blocked=chat.blocked,
        pinned=_pinned(seen),
        prompt=_prompt(seen),
        commands=_commands(couple.bot, chat, "all_private_chats"),
    )


def _adding(couple: Couple, seat: SeatKey) -> Adding | None:
    wanted = couple.asked.get(seat)
    return shown(couple.world, couple.users[seat], couple.group, wanted) if wanted else None


def _members(director: Director) -> str:
    """Everybody who is in, the owner marked as a client marks them."""
    couple = director.couple
    owner: User = couple.owner
    inside = couple.group.inside(director.stage.world.now())
    return ", ".join(
        f"{one.user.name} (owner)" if one.user is owner else one.user.name for one in inside
    )


def _prompt(seen: Sequence[SeenMessage]) -> Prompt | None:
    """What the newest message says that changes where one writes."""
    message = next((one for one in reversed(seen) if one.prompt), None)
    asked = message.prompt if message else None
    if not asked or asked.get("remove_keyboard"):
        return None
    rows = asked.get("keyboard")
    return Prompt(
        rows=tuple(
            tuple(str(key.get("text", "")) if isinstance(key, dict) else str(key) for key in row)
            for row in (rows if isinstance(rows, list) else ())
        ),
        hint=str(asked.get("input_field_placeholder", "")),
    )


def _pinned(seen: Sequence[SeenMessage]) -> Pinned | None:
    pinned = [one for one in seen if one.pinned]
    if not pinned:
        return None
    return Pinned(pinned[-1].id, " ".join(pinned[-1].text.split())[:_PINNED_CHARS])


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
