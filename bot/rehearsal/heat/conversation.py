"""One chat, felt message by message as the product would, without doing anything about it."""

from collections import deque
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from bot.sensing.heat import Heat, Sensed, sensed
from bot.sensing.phrases import words_of
from bot.sensing.sense import WINDOW_CHARS, Context, Felt, Role, Sense
from bot.sensing.tokens import both_ends, fold
from bot.service.senses import MESSAGES_MAX

_BEGAN = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)


class Message(Struct, frozen=True):
    """`at`: seconds, of any clock; `role`: what the author is doing."""

    who: str
    text: str
    at: float
    role: Role = ""
    language: str = ""


class _Said(Struct):
    who: str
    words: frozenset[str]
    tongue: str


class Conversation:
    """A chat. Keeps what the product keeps."""

    def __init__(self, sense: Sense, wish: int = 0) -> None:
        self._sense = sense
        self._wish = wish
        self._heat = Heat()
        self._latest: deque[_Said] = deque(maxlen=MESSAGES_MAX)

    def says(self, message: Message) -> tuple[Felt, Sensed]:
        """One more message: what is felt in it, and what follows."""
        who = message.who
        own = next((one for one in reversed(self._latest) if one.who == who), None)
        context = Context(
            role=message.role,
            heard=tuple(one.words for one in reversed(self._latest) if one.who != who),
            said=own.words if own else frozenset(),
            tongue=message.language or (own.tongue if own else ""),
            room=message.language or "en",
        )
        felt = self._sense.felt(message.text, context)
        words = frozenset(words_of(fold(both_ends(message.text, WINDOW_CHARS))))
        self._latest.append(_Said(who, words, felt.tongue))
        now = _BEGAN + timedelta(seconds=message.at)
        self._heat, found = sensed(self._heat, who, felt, now, self._wish)
        return felt, found
