"""The latest messages of a chat, each as its words out of order: what is said back, aped or said
once more is held against them. In memory and nowhere else.
"""

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from bot.sensing.phrases import words_of
from bot.sensing.sense import WINDOW_CHARS, Context, Felt, Role, Sense
from bot.sensing.tokens import both_ends, fold

#: So many messages of a chat are known.
MESSAGES_MAX: Final = 12
#: Nobody says back what is older.
ECHO: Final = timedelta(minutes=30)


class Message(Struct, frozen=True):
    """`ref`: what it is known by, if it should come twice; `role`: what its author is doing;
    `language`: in which it is, where somebody says so, else empty; `room`: the couple's.
    """

    ref: str
    who: str
    text: str
    at: datetime
    role: Role = ""
    language: str = ""
    room: str = "en"


class _Said(Struct, frozen=True):
    """What is kept of a message: `words`, and `tongue`, the language that it was read in."""

    ref: str
    who: str
    at: datetime
    words: frozenset[str]
    tongue: str


class Latest:
    """Of one chat."""

    def __init__(self) -> None:
        self._said = deque[_Said](maxlen=MESSAGES_MAX)

    def felt(self, sense: Sense, message: Message) -> Felt:
        """What is felt in a message, which is one of the latest from then on."""
        self.forget(message.at)
        newest_first = [one for one in reversed(self._said) if one.ref != message.ref]
        own = next((one for one in newest_first if one.who == message.who), None)
        context = Context(
            role=message.role,
            heard=tuple(one.words for one in newest_first if one.who != message.who),
            said=own.words if own else frozenset(),
            tongue=message.language or (own.tongue if own else ""),
            room=message.room,
        )
        found = sense.felt(message.text, context)
        words = frozenset(words_of(fold(both_ends(message.text, WINDOW_CHARS))))
        new = _Said(message.ref, message.who, message.at, words, found.tongue)
        self._said = deque((*reversed(newest_first), new), maxlen=MESSAGES_MAX)
        return found

    def forget(self, now: datetime) -> bool:
        """Forget what nobody says back any more. Whether anything is left."""
        while self._said and now - self._said[0].at > ECHO:
            self._said.popleft()
        return bool(self._said)
