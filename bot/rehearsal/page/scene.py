"""What the page shows: the whole rehearsal as plain data, built anew each time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from bot.rehearsal.page.bar import Bar, bar, tagline
from bot.rehearsal.page.couple import NAMES, SEATS, ChatKey, SeatKey
from bot.rehearsal.page.director import Director
from bot.rehearsal.page.lines import Lines
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
    None for those who see one seat alone.
    """

    couple: int
    clock: Clock
    tagline: str
    bar: Bar | None
    seats: tuple[Seat, ...]


class Scenes:
    """Scenes of one rehearsal, for whoever watches. Times are shown in `zone`; `links` lead to each
    seat alone.
    """

    def __init__(self, director: Director, zone: ZoneInfo, links: dict[SeatKey, str]) -> None:
        self._director, self._zone, self._links = director, zone, links
        self._couple = 0
        self._lines: dict[tuple[SeatKey, ChatKey], Lines] = {}

    def scene(self, only: SeatKey | None = None) -> Scene:
        """The rehearsal as it is now; with `only`, as that seat sees it, and nothing else."""
        director = self._director
        if director.couple.number != self._couple:
            self._couple, self._lines = director.couple.number, {}
        wanted = SEATS if only is None else (only,)
        return Scene(
            couple=director.couple.number,
            clock=self._clock(),
            tagline=tagline(director, only),
            bar=bar(director) if only is None else None,
            seats=tuple(self._seat(key, alone=only is not None) for key in wanted),
        )

    def _clock(self) -> Clock:
        director = self._director
        now = director.stage.clock.now()
        offset = now.astimezone(self._zone).utcoffset()
        return Clock(
            now=_milliseconds(now),
            offset=int(offset.total_seconds()) if offset else 0,
            ticks=director.stage.clock.setting.stopped is None,
            due=_milliseconds(director.due) if director.due else None,
        )

    def _seat(self, key: SeatKey, *, alone: bool) -> Seat:
        director = self._director
        panes = (
            group_pane(director, key, self._of(key, "group")),
            private_pane(director, key, self._of(key, "private")),
        )
        persona = director.players.seats.get(key, "")
        return Seat(key, NAMES[key], persona, "" if alone else self._links[key], panes)

    def _of(self, seat: SeatKey, chat: ChatKey) -> Lines:
        if (seat, chat) not in self._lines:
            self._lines[seat, chat] = Lines(self._director.couple, seat, chat, self._zone)
        return self._lines[seat, chat]


def _milliseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
