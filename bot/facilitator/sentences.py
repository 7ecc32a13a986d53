"""Sentences of a dialogue: their keys, and the values that they may name."""

from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.dialogue.model import Dialogue
from bot.dialogue.shelf import Entry
from bot.facilitator.progress import Drawn, Form, Found, Picked, Session, Together
from bot.facilitator.room import Room
from bot.facilitator.texts import Fields, Many, Name, Phrase, Said, Text, Value, Words, phrase


def title(dialogue: Dialogue | Entry) -> str:
    """The key of a dialogue's title."""
    return f"{dialogue.dialogue}@{dialogue.edition}/title"


def sentence(room: Room, session: Session, key: str, *then: Text) -> Text:
    """A dialogue's sentence by `step/field`, with everything that it may name: the roles, and,
    while the session runs, gathered words.
    """
    values: dict[str, Value] = {role: Name(room.name(seat)) for role, seat in session.roles.items()}
    if not key.startswith("closings/"):
        values |= {step: Words(ref) for step, ref in session.answers.items()}
        values |= {step: _value(session, found) for step, found in session.found.items()}
    return Text(f"{session.dialogue}@{session.edition}/{key}", values, then)


def named(library: Library, what: Text) -> Text:
    """The same sentence with no other value than it names: what is kept must not hold on to all
    words of an exercise.
    """
    names = library.names(what.key)
    values = {
        name: _part(library, value, names[name])
        for name, value in what.values.items()
        if name in names
    }
    then = tuple(named(library, one) for one in what.then)
    return replace(what, values=values, then=then)


def _part(library: Library, value: Value, attributes: frozenset[str]) -> Value:
    """What a sentence uses of a value."""
    match value:
        case Fields(of):
            used = {name: said for name, said in of.items() if name in attributes}
            return Fields({name: _inside(library, said) for name, said in used.items()})
        case Phrase():
            return _inside(library, value)
        case _:
            return value


def _inside(library: Library, said: Said) -> Said:
    return phrase(named(library, Text(said.key, said.values))) if isinstance(said, Phrase) else said


def _value(session: Session, found: Found) -> Value:
    """What a step brought, as later texts name it."""
    match found:
        case Drawn(key):
            return Phrase(key)
        case Picked(keys):
            return Many(keys)
        case Form(slots):
            return Fields({slot: Words(ref) for slot, ref in slots.items()})
        case Together(said):
            return Fields(
                {role: said[seat] for role, seat in session.roles.items() if seat in said}
            )
