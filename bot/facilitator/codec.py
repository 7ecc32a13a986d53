"""State, events and effects as bytes, and back. JSON, so that an operator's tools can read a dump;
unknown fields are ignored and missing ones have defaults, so small changes need no migration.
"""

from typing import Final

import msgspec
from msgspec.structs import replace

from bot.facilitator.effects import AnyEffect
from bot.facilitator.events import (
    Answered,
    AnswerSent,
    AnyEvent,
    Asked,
    Edited,
    HelpedSaid,
    Kept,
    NoteOut,
    NotePosted,
    RatingShared,
    Said,
    Tapped,
)
from bot.facilitator.person import Person
from bot.facilitator.room import Room
from bot.facilitator.texts import Text

#: What the actions of buttons begin with by which somebody says something, or chooses for both.
SPOKEN: Final = ("say_", "line_", "on_", "off_", "word_", "family_")
#: What the actions of buttons begin with that one person answers alone.
ALONE: Final = ("check_", "up_", "set_", "rate_", "answer_", "calm_", "solo_", "helped_")

_ENCODER: Final = msgspec.json.Encoder()
_EVENT: Final = msgspec.json.Decoder(AnyEvent)
_EFFECT: Final = msgspec.json.Decoder(AnyEffect)
_ROOM: Final = msgspec.json.Decoder(Room)
_PERSON: Final = msgspec.json.Decoder(Person)


def encode(thing: Room | Person | AnyEvent | AnyEffect) -> bytes:
    """Any of ours as bytes."""
    return _ENCODER.encode(thing)


def record(event: AnyEvent, notes: tuple[str, ...]) -> bytes:
    """An event as the journal keeps it, and the rules that spoke, for finding out what went wrong:
    that somebody answered alone, but not what, nor what followed; that a line was said, but not
    which; no words, and not how hot they were. `event` reads it.
    """
    match event:
        case Tapped(action=action) if action.startswith(ALONE):
            event, notes = replace(event, action=action.partition("_")[0]), ()
        case Tapped(action=action) if action.startswith(SPOKEN):
            event = replace(event, action=action.partition("_")[0])
        case Answered():
            event, notes = replace(event, up=False), ()
        case AnswerSent():
            event, notes = replace(event, words={}, length=0, choice=None), ()
        case HelpedSaid():
            event, notes = replace(event, word="helped"), ()
        case Said() | Edited() | NotePosted() | Kept() if event.signals.felt is not None:
            event = replace(event, signals=replace(event.signals, felt=None))
        case NoteOut(note=NotePosted(signals=signals) as note) if signals.felt is not None:
            event = replace(event, note=replace(note, signals=replace(signals, felt=None)))
        case RatingShared():
            event = replace(event, label=Text(""))
        case Asked(command="begin" | "start" | "card"):
            event = replace(event, argument="")  # whatever somebody wrote behind it
        case _:
            pass
    return encode(event)[:-1] + b',"notes":' + _ENCODER.encode(notes) + b"}"


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
