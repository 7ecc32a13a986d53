"""What all events have in common, and what those have that somebody in a chat brought about."""

from msgspec import Struct

from bot.facilitator.ids import PersonId


class Event(Struct, frozen=True, kw_only=True, tag_field="event"):
    """The base of all events."""


class Done(Event, frozen=True, kw_only=True):
    """Somebody did it: `by`, or None where Telegram does not say who (an anonymous admin, a
    channel). `name`: what they are called now; `thread`: in which topic of the group, 0 is the
    general one; None: there are none, or nobody says.
    """

    by: PersonId | None
    name: str = ""
    thread: int | None = None
