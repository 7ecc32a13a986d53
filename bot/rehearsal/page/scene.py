"""What the page shows: the whole rehearsal as plain data, built anew each time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bot.rehearsal.page.bar import Bar, bar, tagline
from bot.rehearsal.page.couple import NAMES, SEATS, SeatKey
from bot.rehearsal.page.director import Director
from bot.rehearsal.page.panes import Pane, group_pane, private_pane


class Clock(msgspec.Struct, frozen=True):
    """The rehearsal's clock, in milliseconds since 1970.

    `offset`: how far the zone is from UTC, in seconds; `ticks`: whether it goes by itself; `due`:
    the nearest deadline.
    """

    now: int
    offset: int
    ticks: bool
    due: int | None


class Seat(msgspec.Struct, frozen=True):
    """One human's place: the group, and the private chat. `link`: where this seat is alone;
    `persona`: who plays there, if it is nobody at the page.
    """

    key: SeatKey
    name: str
    persona: str
    link: str
    panes: tuple[Pane, ...]


class Scene(msgspec.Struct, frozen=True):
    """Everything. A new `couple` number is a new couple, of whom nothing is known yet. `bar` is
    None for those who see one seat alone. In a `prelude` the couple plays by itself.
    """

    couple: int
    prelude: bool
    clock: Clock
    tagline: str
    bar: Bar | None
    seats: tuple[Seat, ...]


def scene(
    director: Director, zone: ZoneInfo, links: dict[SeatKey, str], only: SeatKey | None = None
) -> Scene:
    """The rehearsal as it is now; with `only`, as that seat sees it, and nothing else."""
    wanted = SEATS if only is None else (only,)
    return Scene(
        couple=director.couple.number,
        prelude=director.prelude,
        clock=_clock(director, zone),
        tagline=tagline(director, only),
        bar=bar(director) if only is None else None,
        seats=tuple(_seat(director, key, zone, links if only is None else {}) for key in wanted),
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


def _seat(director: Director, key: SeatKey, zone: ZoneInfo, links: dict[SeatKey, str]) -> Seat:
    panes = (group_pane(director, key, zone), private_pane(director, key, zone))
    persona = director.players.seats.get(key, "")
    return Seat(key, NAMES[key], persona, links.get(key, ""), panes)


def _milliseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
