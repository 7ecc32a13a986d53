"""What is felt of a message, just before it is decided: in exercises, and in free talk only where
both have said so. The words of the latest messages are kept in memory and nowhere else, for as long
as an echo may come.
"""

from collections import OrderedDict
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from bot.facilitator import heat, masks, topics
from bot.facilitator.events import Edited, Said, Withdrew
from bot.facilitator.ids import Mailbox
from bot.facilitator.room import Room
from bot.sensing.latest import Latest, Message
from bot.sensing.sense import Sense
from bot.service.ports import Reading

#: Rooms whose latest messages are in memory.
ROOMS_MAX = 256


class Senses:
    """Feels for all rooms."""

    def __init__(self, sense: Sense) -> None:
        self._sense = sense
        self._latest: OrderedDict[Mailbox, Latest] = OrderedDict()

    def reading(self, state: Any, reading: Reading, now: datetime) -> Reading:
        """The reading with what is felt in it, if it is a partner's message that is listened to."""
        event = reading.event
        if isinstance(event, Withdrew):  # whoever leaves takes their words along
            self._latest.pop(state.id, None)
        if not isinstance(state, Room) or not isinstance(event, Said | Edited):
            return reading
        if isinstance(event, Said) and event.unseen is not None:
            return reading  # nobody else read it, so nothing follows from how it sounds
        seat, words = state.seat_of(masks.author(state, event)), reading.words
        if seat is None or words is None or not words.text or not heat.listens(state):
            return reading
        if not topics.heard(state, event):
            return reading
        message = Message(
            event.words, seat, words.text, now, heat.role(state, seat), room=state.language
        )
        felt = self._of(state.id).felt(self._sense, message)
        return replace(reading, event=replace(event, signals=replace(event.signals, felt=felt)))

    def forget(self, now: datetime) -> None:
        """Forget all words that nobody says back any more."""
        over = [room for room, latest in self._latest.items() if not latest.forget(now)]
        for room in over:
            del self._latest[room]

    def _of(self, room: Mailbox) -> Latest:
        latest = self._latest.setdefault(room, Latest())
        self._latest.move_to_end(room)
        if len(self._latest) > ROOMS_MAX:
            self._latest.popitem(last=False)
        return latest
