"""One event decided: the new state, and the commit that makes it so. Pure."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator.draft import Outcome
from bot.facilitator.events import AnyEvent
from bot.facilitator.ids import EffectId, Mailbox, WordRef
from bot.facilitator.nameless import nameless
from bot.service.mailboxes import kind_of
from bot.service.ports import Commit, Parcel, Reading, Sending, Stored, Words
from bot.service.rendering import refs


class Decision(Struct, frozen=True):
    """What one event made of one mailbox. `tells`: for other mailboxes; they are not in the commit
    yet, since whoever is free may be told along with it. See `whole`.
    """

    mailbox: Mailbox
    state: Any
    commit: Commit
    tells: tuple[tuple[Mailbox, AnyEvent], ...] = ()

    def whole(self, told: frozenset[Mailbox] = frozenset()) -> Commit:
        """The commit, with an event in the inbox of everybody but those that were told."""
        left = tuple((to, codec.encode(event)) for to, event in self.tells if to not in told)
        return replace(self.commit, tells=left) if left else self.commit


def decide(
    library: Library,
    mailbox: Mailbox,
    state: Any,
    reading: Reading,
    row: int | Parcel | None,
    now: datetime,
) -> Decision:
    """What follows from this event. Whatever `advance` raises is a fault of ours."""
    outcome = kind_of(mailbox).advance(library, state, reading.event, now)
    return _decision(mailbox, outcome, reading, row, now)


def rescue(
    library: Library,
    mailbox: Mailbox,
    state: Any,
    reading: Reading,
    row: int | Parcel | None,
    now: datetime,
) -> Decision:
    """The same after a fault: the floor opens."""
    outcome = kind_of(mailbox).rescue(library, state, reading.event, now)
    found = _decision(mailbox, outcome, reading, row, now)
    return replace(found, commit=replace(found.commit, failed=True))


def _decision(
    mailbox: Mailbox,
    outcome: Outcome[Any],
    reading: Reading,
    row: int | Parcel | None,
    now: datetime,
) -> Decision:
    state = outcome.state
    sort = _Sorter(state.id, state.seq, state.language, reading)
    for place, effect in enumerate(outcome.effects):
        sort.add(place, effect)
    commit = Commit(
        mailbox=state.id,
        seq=state.seq,
        snapshot=codec.encode(state),
        event=codec.record(nameless(reading.event), outcome.notes),
        at=now,
        row=row,
        outbox=tuple(sort.outbox),
        words=tuple(sort.words),
        released=tuple(sort.released),
        deadline=kind_of(state.id).next_deadline(state),
        forget=sort.forget,
    )
    return Decision(mailbox, state, commit, tuple(sort.tells))


class _Sorter:
    """Effects, each to where a commit wants it."""

    def __init__(self, mailbox: Mailbox, seq: int, language: str, reading: Reading) -> None:
        self.outbox: list[Sending] = []
        self.tells: list[tuple[Mailbox, AnyEvent]] = []
        self.words: list[Stored] = []
        self.released: list[tuple[WordRef, datetime]] = []
        self.forget = False
        self._prefix = f"{mailbox}/{seq}/"
        self._mailbox = mailbox
        self._language = language
        self._event: AnyEvent = reading.event
        self._fresh: Words | None = reading.words

    def add(self, place: int, effect: do.AnyEffect) -> None:
        match effect:
            case do.Tell(to=to, event=event):
                self.tells.append((to, event))
            case do.Keep(words=ref, owner=owner, room=room, until=until):
                mine = getattr(self._event, "words", None) == ref
                words = self._fresh if mine else None
                self.words.append(Stored(ref, owner, room, until, words))
            case do.Release(words=ref, until=until):
                self.released.append((ref, until))
            case do.Forget():
                self.forget = True
            case _:
                name = EffectId(f"{self._prefix}{place}")
                named = tuple(refs(effect))
                row = Sending(name, self._mailbox, self._language, codec.encode(effect), named)
                self.outbox.append(row)
