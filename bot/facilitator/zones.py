"""Whose clock: the two may live by different ones, and a text must not mislead either.

Somebody who has not said lives by the operator's clock, as far as we know.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.facilitator.ids import SEATS
from bot.facilitator.room import Room


def zones(room: Room, default: str) -> tuple[str, ...]:
    """The zones that the two have said (IANA), each once, in an order that has nothing to do with
    the seats; `default` if nobody has.
    """
    said = {partner.zone for partner in room.seats.values() if partner.zone}
    return tuple(sorted(said)) or (default,)


def clocks(room: Room, default: str, at: datetime) -> tuple[tuple[str, str], ...]:
    """Name and zone of each, where at that instant they have different clocks; of one alone, where
    the other has not said and the operator's clock is another one. Empty: one clock is enough.
    """
    partners = [room.seats[seat] for seat in SEATS if seat in room.seats]
    known = tuple((one.name, one.zone) for one in partners if one.zone)
    shown = {_offset(zone, at) for _, zone in known}
    if len(known) < len(partners) and known:
        shown.add(_offset(default, at))
    return known if len(shown) > 1 else ()


def day(room: Room, default: str, at: datetime) -> str:
    """The zone by which the couple's day ends: of two, the one that is behind, so that the evening
    of neither is cut short.
    """
    return min(zones(room, default), key=lambda zone: (_offset(zone, at), zone))


def _offset(zone: str, at: datetime) -> float:
    """Seconds ahead of UTC."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0
