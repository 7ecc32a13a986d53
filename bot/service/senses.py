"""What is felt of a message, just before it is decided: in exercises, and in free talk only where
both have said so. The words of the latest messages are kept in memory and nowhere else, for as long
as an echo may come.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.facilitator import heat
from bot.facilitator.events import Edited, Said
from bot.facilitator.ids import Mailbox, Seat, WordRef
from bot.facilitator.room import Room
from bot.sensing.phrases import words_of
from bot.sensing.sense import WINDOW_CHARS, Context, Sense
from bot.sensing.tokens import both_ends, fold
from bot.service.ports import Reading

#: Rooms whose latest messages are in memory, and messages of each.
ROOMS_MAX, MESSAGES_MAX = 256, 12
#: Nobody says back what is older.
ECHO = timedelta(minutes=30)


class _Latest(Struct):
    """A message of the latest: as which words it is known, whose, when, its words, its language."""

    ref: WordRef
    seat: Seat
    at: datetime
    words: frozenset[str]
    tongue: str


class Senses:
    """Feels for all rooms."""

    def __init__(self, sense: Sense) -> None:
        self._sense = sense
        self._latest: OrderedDict[Mailbox, deque[_Latest]] = OrderedDict()

    def reading(self, state: Any, reading: Reading, now: datetime) -> Reading:
        """The reading with what is felt in it, if it is a partner's message that is listened to."""
        event = reading.event
        if not isinstance(state, Room) or not isinstance(event, Said | Edited):
            return reading
        seat, words = state.seat_of(event.by), reading.words
        if seat is None or words is None or not words.text or not heat.listens(state):
            return reading
        latest = [
            one
            for one in self._latest.get(state.id, ())
            if one.ref != event.words and now - one.at <= ECHO
        ]
        own = next((one for one in reversed(latest) if one.seat == seat), None)
        context = Context(
            role=heat.role(state, seat),
            heard=tuple(one.words for one in reversed(latest) if one.seat != seat),
            said=own.words if own else frozenset(),
            tongue=own.tongue if own else "",
            room=state.language,
        )
        felt = self._sense.felt(words.text, context)
        spoken = frozenset(words_of(fold(both_ends(words.text, WINDOW_CHARS))))
        self._keep(state.id, _Latest(event.words, seat, now, spoken, felt.tongue), latest)
        signals = replace(event.signals, felt=felt)
        return replace(reading, event=replace(event, signals=signals))

    def _keep(self, room: Mailbox, new: _Latest, latest: list[_Latest]) -> None:
        self._latest[room] = deque((*latest, new), maxlen=MESSAGES_MAX)
        self._latest.move_to_end(room)
        while len(self._latest) > ROOMS_MAX or self._oldest() < new.at - ECHO:
            self._latest.popitem(last=False)

    def _oldest(self) -> datetime:
        """When somebody wrote last in the room where that is longest ago."""
        return next(iter(self._latest.values()))[-1].at
