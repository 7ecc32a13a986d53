"""What the tests of journals are made of."""

from datetime import UTC, datetime

from bot.facilitator.ids import Mailbox, PersonId
from bot.service.ports import Commit, Parcel

KEY = bytes(range(32))
NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
ROOM, ME = Mailbox("r1"), PersonId(Mailbox("p2"))
CANARY = "the marmalade is behind the piano"


class Clock:
    def now(self) -> datetime:
        return NOW

    async def sleep_until(self, instant: datetime) -> None:
        raise AssertionError


def parcel(source: int, payload: bytes = b"{}", place: str = "-100") -> Parcel:
    return Parcel(source, 0, place, not place.startswith("-"), payload)


def commit(seq: int, row: int | Parcel | None = None, **more: object) -> Commit:
    values = {"mailbox": ROOM, "snapshot": b"s%d" % seq, "event": b"{}", "at": NOW, **more}
    return Commit(seq=seq, row=row, **values)  # type: ignore[arg-type]
