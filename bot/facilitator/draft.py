"""What one event makes of one state: the outcome in the making.

A draft lives for the length of one `advance`. State in it is replaced, never changed, so the state
that came in is still whole if anything goes wrong.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator.events import AnyEvent
from bot.facilitator.ids import EffectId, Mailbox, TapId, WordRef
from bot.facilitator.limits import DELIVERY
from bot.facilitator.person import Person
from bot.facilitator.room import Room
from bot.facilitator.texts import Day, Moment, Value, text

State = TypeVar("State", Room, Person)


class Outcome(Struct, Generic[State], frozen=True):
    """What `advance` gives: the new state, what to do, and which rules spoke (`notes`)."""

    state: State
    effects: tuple[do.AnyEffect, ...]
    notes: tuple[str, ...] = ()


class Draft(Generic[State]):
    """The new state, the effects so far, the notes so far."""

    def __init__(self, library: Library, state: State, event: AnyEvent, now: datetime) -> None:
        self.library = library
        self.before: State = state
        self.state: State = state
        self.event = event
        self.now = now
        self.effects: list[do.AnyEffect] = []
        self.notes: list[str] = []

    def add(self, effect: do.AnyEffect) -> EffectId:
        """Append an effect; gives its id."""
        self.effects.append(effect)
        return EffectId(f"{self.state.id}/{self.before.seq + 1}/{len(self.effects) - 1}")

    def note(self, rule: str) -> None:
        """Mark that a rule spoke. Every note in the code is claimed by a transcript."""
        self.notes.append(rule)

    def because(self, signals: Iterable[str]) -> None:
        """Which named signals led to what is done: they stand beside the rules, as `why.NAME`."""
        self.notes += [f"why.{name}" for name in signals]

    def set(self, **changes: Any) -> None:
        """Replace fields of the state."""
        self.state = replace(self.state, **changes)

    def outcome(self) -> Outcome[State]:
        """The end of this draft."""
        state = replace(self.state, seq=self.before.seq + 1)
        return Outcome(state, tuple(self.effects), tuple(self.notes))

    def tell_to(self, to: Mailbox, event: AnyEvent) -> None:
        """Give another mailbox an event."""
        self.add(do.Tell(to=to, event=event))

    def deadline(self, name: str, at: datetime | None) -> None:
        """Set a named instant, or clear it."""
        deadlines = {key: due for key, due in self.state.deadlines.items() if key != name}
        self.set(deadlines=deadlines if at is None else {**deadlines, name: at})

    def release(self, words: WordRef) -> None:
        """These words are done with: they go as soon as the posts that name them are out."""
        self.add(do.Release(words=words, until=self.now + DELIVERY))

    def answer(
        self, tap: TapId | None, key: str = "", *, door: str | None = None, **values: Value
    ) -> None:
        """Answer a tap, if it still waits for one."""
        if tap is not None:
            what = text(key, **values) if key else None
            self.add(do.Answer(tap=tap, text=what, door=door))

    def day(self, at: datetime, zone: str | None) -> Day:
        """A date as this mailbox's people read it."""
        return Day(at, zone or self.library.zone)

    def moment(self, at: datetime, zone: str | None) -> Moment:
        """An instant as this mailbox's people read it."""
        return Moment(at, zone or self.library.zone, self.now)
