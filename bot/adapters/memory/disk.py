"""What survives: the tables of the journal in memory, and the transactions' parts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, WordRef
from bot.service.ports import (
    AlreadySettled,
    Commit,
    Parcel,
    Row,
    Sending,
    StaleSeq,
    Stored,
    Words,
)
from bot.service.retention import HISTORY, SENT, TRANSIT, TRANSIT_KEY


@dataclass(frozen=True, slots=True)
class Kept:
    """One mailbox: how many events, its snapshot, its next deadline."""

    seq: int
    snapshot: bytes
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One line of the inbox. `payload` is None once it is settled, or cannot be read any more."""

    mailbox: Mailbox
    kind: Any
    received: datetime
    payload: bytes | None
    state: str = "waiting"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One line of the outbox, in the order of `number`. `sending` is None once it is done."""

    number: int
    at: datetime
    sending: Sending | None
    message: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the journal of events."""

    at: datetime
    event: bytes
    failed: bool


@dataclass(slots=True)
class Disk:
    """The tables. Nobody changes them but a transaction."""

    places: dict[Mailbox, str] = field(default_factory=dict)
    by_place: dict[str, Mailbox] = field(default_factory=dict)
    inbox: dict[int, Incoming] = field(default_factory=dict)
    sources: dict[tuple[int, int], int] = field(default_factory=dict)
    mailboxes: dict[Mailbox, Kept] = field(default_factory=dict)
    journal: dict[tuple[Mailbox, int], Noted] = field(default_factory=dict)
    outbox: dict[EffectId, Outgoing] = field(default_factory=dict)
    words: dict[WordRef, tuple[Words, datetime]] = field(default_factory=dict)
    owners: dict[WordRef, PersonId | None] = field(default_factory=dict)
    forgotten: set[Mailbox] = field(default_factory=set)
    _chats: int = 0
    _rows: int = 0
    _posts: int = 0

    def mailbox_of(self, place: str, letter: str) -> Mailbox:
        """The mailbox of a chat, made if there is none; also by a name the chat had before."""
        if place not in self.by_place:
            self._chats += 1
            mailbox = Mailbox(f"{letter}{self._chats}")
            self.by_place[place], self.places[mailbox] = mailbox, place
        return self.by_place[place]

    def receive(self, parcels: Iterable[Parcel], now: datetime) -> list[Row]:
        """See `Journal`."""
        rows = []
        for parcel in parcels:
            mailbox = self.mailbox_of(parcel.place, "p" if parcel.private else "r")
            known = self.sources.get((parcel.source, parcel.part))
            if known is None:
                rows.append(self.arrive(mailbox, "update", parcel.payload, now))
                self.sources[parcel.source, parcel.part] = rows[-1].id
            elif (here := self.inbox.get(known)) is not None and here.state == "waiting":
                rows.append(Row(known, here.mailbox, "update", parcel.payload, here.received))
        return rows

    def arrive(self, mailbox: Mailbox, kind: Any, payload: bytes, now: datetime) -> Row:
        """A new line of the inbox."""
        self._rows += 1
        self.inbox[self._rows] = Incoming(mailbox, kind, now, payload)
        return Row(self._rows, mailbox, kind, payload, now)

    def waiting(self) -> list[Row]:
        """See `Journal`. What cannot be read any more failed."""
        rows = []
        for number, line in list(self.inbox.items()):
            if line.state == "waiting" and line.payload is None:
                self.settle(number, "failed")
            elif line.state == "waiting" and line.payload is not None:
                rows.append(Row(number, line.mailbox, line.kind, line.payload, line.received))
        return rows

    def settle(self, row: int, state: str = "done") -> bool:
        """Whether this line was waiting until now. Told ones leave nothing behind."""
        line = self.inbox.get(row)
        if line is None or line.state != "waiting":
            return False
        if state == "done" and line.kind == "told":
            del self.inbox[row]
        else:
            self.inbox[row] = replace(line, state=state, payload=None)
        return True

    def commit(self, *commits: Commit) -> list[Row]:
        """Everything that these made. Refuses before it changes anything."""
        for place, what in enumerate(commits):
            self._check(what, commits[:place])
        return [row for what in commits for row in self._commit(what)]

    def _check(self, what: Commit, before: Sequence[Commit]) -> None:
        if what.mailbox in {*self.forgotten, *(one.mailbox for one in before if one.forget)}:
            raise AlreadySettled(what.mailbox)
        if isinstance(what.row, Parcel):
            known = (what.row.source, what.row.part) in self.sources
            if known or what.row in [one.row for one in before]:
                raise AlreadySettled(what.row.source)
        elif what.row is not None:
            line = self.inbox.get(what.row)
            if line is None or line.state != "waiting":
                raise AlreadySettled(what.row)
        kept = self.mailboxes.get(what.mailbox)
        ahead = sum(one.mailbox == what.mailbox for one in before)
        if (kept.seq if kept else 0) + ahead != what.seq - 1:
            raise StaleSeq(f"{what.mailbox} is not at {what.seq - 1}")

    def _commit(self, what: Commit) -> list[Row]:
        if isinstance(what.row, Parcel):
            line = self.arrive(what.mailbox, "update", b"", what.at)
            self.sources[what.row.source, what.row.part] = line.id
            self.settle(line.id)
        elif what.row is not None:
            self.settle(what.row, "failed" if what.failed else "done")
        if what.forget:
            self._forget(what.mailbox)
        else:
            self._remember(what)
        for sending in what.outbox:
            self._posts += 1
            self.outbox[sending.id] = Outgoing(self._posts, what.at, sending)
        self._bury(what.mailbox)
        return [
            self.arrive(to, "told", event, what.at)
            for to, event in what.tells
            if to not in self.forgotten
        ]

    def _remember(self, what: Commit) -> None:
        self.mailboxes[what.mailbox] = Kept(what.seq, what.snapshot, what.deadline)
        noted = Noted(what.at, what.event, what.failed)
        self.journal[what.mailbox, what.seq] = noted
        for stored in what.words:
            self._store(stored)
        for ref, until in what.released:
            if ref in self.words:
                words, before = self.words[ref]
                self.words[ref] = (words, min(before, until))

    def _forget(self, who: Mailbox) -> None:
        """Everything of this person but the last posts, and their chat, which nobody finds."""
        self.forgotten.add(who)
        del self.mailboxes[who]
        _drop(self.by_place, lambda _, mailbox: mailbox == who)
        _drop(self.words, lambda ref, _: self.owners.get(ref) == who)
        _drop(self.owners, lambda _, owner: owner == who)
        _drop(self.journal, lambda name, _: name[0] == who)
        _drop(self.inbox, lambda _, line: line.mailbox == who and line.kind == "told")
        for row, line in list(self.inbox.items()):
            if line.mailbox == who:
                self.settle(row, "failed")
        _drop(self.outbox, lambda _, line: line.sending is not None and line.sending.mailbox == who)

    def _bury(self, who: Mailbox) -> None:
        """The rest as well, if nothing is left to be sent."""
        mine = f"{who}/"
        if who in self.forgotten and not any(one.mailbox == who for one in self.unsent()):
            _drop(self.outbox, lambda effect, _: effect.startswith(mine))
            self.places.pop(who, None)

    def _store(self, stored: Stored) -> None:
        if stored.owner in self.forgotten:  # said before, decided after
            return
        words = stored.words
        if words is None:
            if stored.ref not in self.words:
                return
            words = self.words[stored.ref][0]
        self.words[stored.ref] = (words, stored.until)
        self.owners[stored.ref] = stored.owner

    def next_deadline(self, skip: Iterable[Mailbox]) -> tuple[Mailbox, datetime] | None:
        """See `Journal`."""
        left_out = set(skip)
        dated = (
            (kept.deadline, mailbox)
            for mailbox, kept in self.mailboxes.items()
            if kept.deadline is not None and mailbox not in left_out
        )
        found = min(dated, default=None)
        return (found[1], found[0]) if found else None

    def unsent(self) -> list[Sending]:
        """See `Journal`."""
        return [line.sending for line in self.outbox.values() if line.sending is not None]

    def sent(
        self, effect: EffectId, message: MessageId | None, also: Iterable[MessageId] = ()
    ) -> None:
        """A line of the outbox is done; what it said is gone. Messages that had to be posted before
        it are lines of their own, named after it.
        """
        line = self.outbox.get(effect)
        if line is not None:
            for number, other in enumerate(also):
                self._posts += 1
                name = EffectId(f"{effect}+{number}")
                self.outbox[name] = Outgoing(self._posts, line.at, None, other)
            known = line.message if message is None else message
            self.outbox[effect] = replace(line, sending=None, message=known)
            self._bury(Mailbox(effect.partition("/")[0]))

    def posts_of(self, mailbox: Mailbox, after: datetime, until: datetime) -> list[MessageId]:
        """See `Journal`."""
        return [
            line.message
            for name, line in self.outbox.items()
            if name.startswith(f"{mailbox}/") and after < line.at <= until
            if line.message is not None
        ]

    def find(self, refs: Iterable[WordRef], now: datetime) -> dict[WordRef, Words]:
        """See `Journal.words`."""
        awaited = self.awaited()
        return {
            ref: self.words[ref][0]
            for ref in refs
            if ref in self.words and (self.words[ref][1] > now or ref in awaited)
        }

    def awaited(self) -> set[WordRef]:
        """Words that a post which is not out yet names."""
        return {ref for sending in self.unsent() for ref in sending.words}

    def move(self, old: str, new: str) -> None:
        """See `Journal`. The new chat may have spoken first: that mailbox is empty."""
        mailbox = self.by_place.get(old)
        if mailbox is None or self.places.get(mailbox) == new:
            return
        if (taken := self.by_place.get(new)) is not None:
            self.places.pop(taken, None)
        self.by_place[new], self.places[mailbox] = mailbox, new

    def sweep(self, now: datetime) -> dict[str, int]:
        """See `Journal`. Here *keys* are lines of the inbox that cannot be read any more."""
        awaited = self.awaited()
        sealed = [
            row for row, line in self.inbox.items()
            if line.kind == "update" and line.payload is not None
            and line.received <= now - TRANSIT_KEY
        ]  # fmt: skip
        for row in sealed:
            self.inbox[row] = replace(self.inbox[row], payload=None)
        for effect, line in list(self.outbox.items()):
            late = line.sending is not None and line.at <= now - TRANSIT
            if late and Mailbox(effect.partition("/")[0]) in self.forgotten:
                self.sent(effect, None)
        return {
            "words": _drop(self.words, lambda ref, line: line[1] <= now and (
                line[1] <= now - TRANSIT or ref not in awaited)),
            "inbox": _drop(self.inbox, lambda _, line: line.state != "waiting"
                           and line.received <= now - TRANSIT),
            "keys": len(sealed),
            "outbox": _drop(self.outbox, lambda _, line: line.sending is None
                            and line.at <= now - SENT),
            "journal": _drop(self.journal, lambda _, line: line.at <= now - HISTORY),
        }  # fmt: skip


def _drop(table: dict[Any, Any], gone: Callable[[Any, Any], bool]) -> int:
    dropped = [name for name, line in table.items() if gone(name, line)]
    for name in dropped:
        del table[name]
    return len(dropped)
