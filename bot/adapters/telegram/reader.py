"""The `Reader` port on Telegram's updates."""

import msgspec

from bot.adapters.telegram import former, inbound, wire
from bot.adapters.telegram.inbound import Me
from bot.service.ports import Journal, Reading, Row


class TelegramReader:
    """Looks people up, then lets the pure function speak."""

    def __init__(self, journal: Journal, me: Me) -> None:
        self._journal = journal
        self._me = me

    async def read(self, row: Row) -> Reading | None:
        """See `Reader`."""
        envelope = _ENVELOPE.decode(row.payload)
        update = wire.update(envelope.update)
        known = await self._journal.people(inbound.people(update))
        reading = inbound.to_event(update, envelope.part, row.id, known, self._me)
        place = await self._journal.place_of(row.mailbox)
        return former.of_a_former_chat(reading, update, place)


class Envelope(msgspec.Struct, frozen=True):
    """An update as it is stored: which part of it this row is about."""

    part: int
    update: msgspec.Raw


_ENVELOPE = msgspec.json.Decoder(Envelope)


def seal(part: int, update: bytes) -> bytes:
    """An update as it is stored."""
    return msgspec.json.encode(Envelope(part, msgspec.Raw(update)))
