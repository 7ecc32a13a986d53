"""An event as the history of a mailbox keeps it: what happened, and nothing that a person wrote or
is called. So whoever is forgotten is not named in anybody else's history.
"""

from typing import Any

from msgspec import structs

from bot.facilitator.events import AnyEvent
from bot.facilitator.texts import Text

#: Fields that hold what somebody is called, writes as, speaks, or typed behind a command.
_THEIRS = ("name", "owner", "partner", "argument", "mask", "language")


def bare(what: Text) -> Text:
    """Which sentence it is, without what it names."""
    return Text(what.key)


def nameless(event: AnyEvent) -> AnyEvent:
    """The same event without names and words; of texts only which they are."""
    changes: dict[str, Any] = {}
    for field in structs.fields(event):
        value = getattr(event, field.name)
        if field.name in _THEIRS and isinstance(value, str):
            changes[field.name] = ""
        elif isinstance(value, Text):
            changes[field.name] = bare(value)
        elif field.name == "labels":
            changes[field.name] = tuple(map(bare, value))
        elif field.name == "slots":
            changes[field.name] = {slot: (bare(what), most) for slot, (what, most) in value.items()}
        elif field.name == "rows":
            changes[field.name] = ()
    return structs.replace(event, **changes) if changes else event
