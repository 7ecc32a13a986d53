"""The kinds of mailboxes: how each one's state is made, stored, and advanced."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct

from bot.dialogue.library import Library
from bot.facilitator import codec, engine
from bot.facilitator.draft import Outcome
from bot.facilitator.ids import Mailbox
from bot.facilitator.person import Person
from bot.facilitator.private import engine as private
from bot.facilitator.room import Room

State = TypeVar("State", Room, Person)


class Kind(Struct, Generic[State], frozen=True):
    """One kind of mailbox."""

    fresh: Callable[[Mailbox], State]
    decode: Callable[[bytes], State]
    advance: Callable[[Library, State, Any, datetime], Outcome[State]]
    rescue: Callable[[Library, State, Any, datetime], Outcome[State]]
    next_deadline: Callable[[State], datetime | None]


ROOM: Kind[Room] = Kind(
    lambda mailbox: Room(id=mailbox),
    codec.room,
    engine.advance,
    engine.rescue,
    engine.next_deadline,
)
PERSON: Kind[Person] = Kind(
    lambda mailbox: Person(id=mailbox),
    codec.person,
    private.advance,
    private.rescue,
    private.next_deadline,
)

_KINDS: dict[str, Kind[Any]] = {"r": ROOM, "p": PERSON}


def kind_of(mailbox: Mailbox) -> Kind[Any]:
    """The kind, by the first letter of the name."""
    return _KINDS[mailbox[0]]
