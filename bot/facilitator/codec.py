"""State, events and effects as bytes, and back. JSON, so that an operator's tools can read a dump;
unknown fields are ignored and missing ones have defaults, so small changes need no migration.
"""

from typing import Final

import msgspec
from msgspec.structs import replace

from bot.facilitator.effects import AnyEffect
from bot.facilitator.events import Answered, AnyEvent, Tapped
from bot.facilitator.person import Person
from bot.facilitator.room import Room

#: What the actions of buttons begin with that one person answers alone.
ALONE: Final = ("check_", "up_", "set_close", "rate_")

_ENCODER: Final = msgspec.json.Encoder()
_EVENT: Final = msgspec.json.Decoder(AnyEvent)
_EFFECT: Final = msgspec.json.Decoder(AnyEffect)
_ROOM: Final = msgspec.json.Decoder(Room)
_PERSON: Final = msgspec.json.Decoder(Person)


def encode(thing: Room | Person | AnyEvent | AnyEffect) -> bytes:
    """Any of ours as bytes."""
    return _ENCODER.encode(thing)


def record(event: AnyEvent) -> bytes:
    """An event as the journal keeps it: that somebody answered alone, but not what."""
    match event:
        case Tapped(action=action) if action.startswith(ALONE):
            event = replace(event, action=action.partition("_")[0])
        case Answered():
            event = replace(event, up=False)
        case _:
            pass
    return encode(event)


def event(data: bytes) -> AnyEvent:
    """An event. `msgspec.ValidationError` if it is none."""
    decoded: AnyEvent = _EVENT.decode(data)
    return decoded


def effect(data: bytes) -> AnyEffect:
    """An effect. `msgspec.ValidationError` if it is none."""
    decoded: AnyEffect = _EFFECT.decode(data)
    return decoded


def room(data: bytes) -> Room:
    """A room. `msgspec.ValidationError` if it is none."""
    return _ROOM.decode(data)


def person(data: bytes) -> Person:
    """A person. `msgspec.ValidationError` if it is none."""
    return _PERSON.decode(data)
