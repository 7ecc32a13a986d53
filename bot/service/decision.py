"""One event decided: what is felt in it, the new state, and the commit that makes it so."""

from datetime import datetime
from typing import Any

import structlog
from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator.draft import Outcome
from bot.facilitator.events import AnyEvent
from bot.facilitator.ids import EffectId, Mailbox, WordRef
from bot.facilitator.nameless import nameless
from bot.service.faults import where
from bot.service.mailboxes import kind_of
from bot.service.ports import Commit, Parcel, Reading, Sending, Stored, Words
from bot.service.rendering import refs
from bot.service.senses import Senses

log = structlog.get_logger(__name__)


class Case(Struct, frozen=True):
    """One event, and the state of the mailbox that it is for. `row`: what it settles, a row of the
    inbox, a parcel that was never in it, or nothing.
    """

    mailbox: Mailbox
    state: Any
    reading: Reading
    row: int | Parcel | None
    now: datetime


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


class Judge:
    """Decides, by the library, and by what the senses feel."""

    def __init__(self, library: Library, senses: Senses) -> None:
        self._library = library
        self._senses = senses

    def decide(self, case: Case) -> Decision:
        """What follows. Whatever `advance` raises is a fault of ours."""
        case = self._felt(case)
        kind, event = kind_of(case.mailbox), case.reading.event
        return _decision(case, kind.advance(self._library, case.state, event, case.now))

    def rescue(self, case: Case) -> Decision:
        """The same after a fault: the floor opens."""
        kind, event = kind_of(case.mailbox), case.reading.event
        found = _decision(case, kind.rescue(self._library, case.state, event, case.now))
        return replace(found, commit=replace(found.commit, failed=True))

    def _felt(self, case: Case) -> Case:
        """With what is felt. Where that fails, talk goes on as if nobody had listened: no exercise
        ends for it.
        """
        try:
            reading = self._senses.reading(case.state, case.reading, case.now)
        except Exception as error:  # noqa: BLE001 -- reported; the message counts without it
            log.error("sensing.failed", error=type(error).__name__, where=where(error))
            return case
        return replace(case, reading=reading)


def _decision(case: Case, outcome: Outcome[Any]) -> Decision:
    state = outcome.state
    sort = _Sorter(state.id, state.seq, state.language, case.reading)
    for place, effect in enumerate(outcome.effects):
        sort.add(place, effect)
    commit = Commit(
        mailbox=state.id,
        seq=state.seq,
        snapshot=codec.encode(state),
        event=codec.record(nameless(case.reading.event), outcome.notes),
        at=case.now,
        row=case.row,
        outbox=tuple(sort.outbox),
        words=tuple(sort.words),
        released=tuple(sort.released),
        deadline=kind_of(state.id).next_deadline(state),
        forget=sort.forget,
    )
    return Decision(case.mailbox, state, commit, tuple(sort.tells))


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
