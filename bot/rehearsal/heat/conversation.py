"""One chat, felt message by message as the product would, without doing anything about it."""

from datetime import UTC, datetime, timedelta

from bot.sensing.heat import Heat, Sensed, sensed
from bot.sensing.latest import Latest, Message
from bot.sensing.sense import Felt, Role, Sense

_BEGAN = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)


class Conversation:
    """A chat. Keeps what the product keeps."""

    def __init__(self, sense: Sense) -> None:
        self._sense = sense
        self._heat = Heat()
        self._latest = Latest()
        self._count = 0

    def says(
        self, who: str, text: str, at: float, role: Role = "", language: str = ""
    ) -> tuple[Felt, Sensed]:
        """One more message: what is felt in it, and what follows. `at`: seconds, of any clock."""
        self._count += 1
        now = _BEGAN + timedelta(seconds=at)
        room = language or "en"
        message = Message(str(self._count), who, text, now, role, language, room)
        felt = self._latest.felt(self._sense, message)
        self._heat, found = sensed(self._heat, who, felt, now)
        return felt, found
