"""Two who live by different clocks: neither is misled by a time, and nobody's night is a return.
What follows is the same whoever sits in which seat and whoever asks.
"""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import clocks, zones
from bot.facilitator import events as ev
from bot.facilitator.ids import SEATS, Seat
from bot.facilitator.room import Break
from bot.facilitator.room_draft import RoomDraft
from tests.facilitator.walk import A, B, Walk

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
VIENNA, LONDON, TOKYO, ROME = "Europe/Vienna", "Europe/London", "Asia/Tokyo", "Europe/Rome"


def couple(library: Library, *own: str | None, now: datetime = NOW) -> Walk:
    walk = Walk(library, now=now)
    seats = {
        seat: replace(walk.state.seats[seat], zone=zone)
        for seat, zone in zip(SEATS, own, strict=True)
    }
    walk.state = replace(walk.state, seats=seats)
    return walk


def draft(walk: Walk) -> RoomDraft:
    return RoomDraft(walk.library, walk.state, ev.TimePassed(), walk.now)


def names(walk: Walk, *seats: Seat) -> list[str]:
    return [walk.state.name(seat) for seat in seats]


@pytest.mark.parametrize(
    ("own", "whose"),
    [
        ((None, None), ()),
        ((VIENNA, ROME), ()),
        (("Etc/GMT-1", VIENNA), ()),
        ((VIENNA, LONDON), ("a", "b")),
        (("UTC", None), ()),
        ((VIENNA, None), ("a",)),
        ((None, VIENNA), ("b",)),
    ],
)
def test_whose_clock_a_time_names(
    library: Library, own: tuple[str | None, ...], whose: tuple[Seat, ...]
) -> None:
    walk = couple(library, *own)
    shown = draft(walk).at(NOW + timedelta(minutes=30))
    assert [name for name, _ in shown.clocks] == names(walk, *whose)


@pytest.mark.parametrize("by", [A, B])
@pytest.mark.parametrize("swapped", [False, True])
def test_late_for_one_is_late_for_both(library: Library, by: object, *, swapped: bool) -> None:
    """19:00 in Vienna is 3:00 in Tokyo. The next evening in Vienna is a night there; the one in
    Tokyo is a morning here.
    """
    own = (TOKYO, VIENNA) if swapped else (VIENNA, TOKYO)
    walk = couple(library, *own)
    walk.feed(ev.Asked(by=by, command="pause"))  # type: ignore[arg-type]
    assert isinstance(walk.state.pause, Break)
    assert walk.state.pause.back == datetime(2026, 1, 11, 10, 0, tzinfo=UTC)


def test_of_two_evenings_the_later_one(library: Library) -> None:
    walk = couple(library, VIENNA, LONDON, now=NOW.replace(hour=20))
    assert clocks.evening(draft(walk)) == NOW.replace(day=11, hour=19)


@pytest.mark.parametrize("hours", range(24))
@pytest.mark.parametrize("apart", range(-11, 13))
def test_tomorrow_is_in_nobodys_night(library: Library, hours: int, apart: int) -> None:
    now = NOW + timedelta(hours=hours)
    for own in (("UTC", f"Etc/GMT{-apart:+d}"), (f"Etc/GMT{-apart:+d}", "UTC")):
        one = draft(couple(library, *own, now=now))
        found = clocks.evening(one)
        assert not clocks.late(one, found)
        assert timedelta(hours=1) < found - now <= timedelta(days=1)


def test_the_day_ends_by_the_clock_that_is_behind(library: Library) -> None:
    for own in ((TOKYO, LONDON), (LONDON, TOKYO)):
        assert zones.day(couple(library, *own).state, "UTC", NOW) == LONDON
