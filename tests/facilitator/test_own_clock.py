"""A couple's evening is theirs: what is late and what is tomorrow goes by their own clock."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.room import Break
from tests.facilitator.walk import A, Walk

#: Five hours before the server's: 23:00 there is 18:00 in UTC.
FAR = "Etc/GMT-5"
#: 19:00 on the next day, on their clock.
NEXT = datetime(2026, 1, 11, 14, 0, tzinfo=UTC)


def couple(library: Library, zone: str, now: datetime) -> Walk:
    walk = Walk(library, now=now)
    seats = {seat: replace(who, zone=zone) for seat, who in walk.state.seats.items()}
    walk.state = replace(walk.state, seats=seats)
    return walk


def back(walk: Walk) -> datetime:
    assert isinstance(walk.state.pause, Break)
    return walk.state.pause.back


@pytest.mark.parametrize("argument", ["", "tomorrow"])
def test_a_break_late_in_their_evening_is_until_their_next(library: Library, argument: str) -> None:
    walk = couple(library, FAR, datetime(2026, 1, 10, 18, 0, tzinfo=UTC))
    outcome = walk.feed(ev.Asked(by=A, command="pause", argument=argument))
    assert back(walk) == NEXT
    (said,) = (one.text for one in outcome.effects if isinstance(one, do.Say))
    assert said.key == "pause.card_late"


def test_later_in_their_evening_is_their_next(library: Library) -> None:
    walk = couple(library, FAR, datetime(2026, 1, 10, 16, 15, tzinfo=UTC))
    walk.feed(ev.Asked(by=A, command="pause"))
    walk.wait()
    walk.tap("b", "later")
    assert back(walk) == NEXT


def test_tomorrow_on_the_card_is_their_tomorrow(library: Library) -> None:
    walk = couple(library, "Etc/GMT-1", datetime(2026, 1, 10, 20, 0, tzinfo=UTC))
    outcome = walk.feed(ev.Asked(by=A, command="pause"))
    (card,) = (one for one in outcome.effects if isinstance(one, do.Say))
    (label,) = (one.label for one in card.rows[0] if one.action == "back_tomorrow")
    assert label.values["when"].at == datetime(2026, 1, 11, 18, 0, tzinfo=UTC)
    walk.tap("a", "back_tomorrow")
    assert back(walk) == datetime(2026, 1, 11, 18, 0, tzinfo=UTC)
