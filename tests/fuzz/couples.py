"""States that a couple's mailboxes can be in, and one update's way through them: decoded, stored,
read, decided, encoded. The same pieces as the product's, with the world left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.adapters.library import library
from bot.adapters.telegram import inbound, wire
from bot.adapters.telegram.inbound import Me
from bot.adapters.telegram.poller import Poller
from bot.adapters.telegram.reader import TelegramReader
from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.ids import Mailbox, PersonId, WordRef
from bot.facilitator.person import Consent, Membership, Note, Person, Question
from bot.facilitator.texts import text
from bot.sensing.signals import Signals
from bot.service.mailboxes import kind_of
from bot.service.ports import Journal, Parcel, Reading, Row
from bot.service.rendering import Renderer, refs
from tests.facilitator.walk import ROOM, A, B, Walk

ME = Me(700, "heard_bot")
#: Chats as Telegram names them, and whose they are here.
GROUP, OTHER_GROUP, ANA, BEN, CARA = "-1001", "-1002", "201", "202", "203"
MAILBOXES = {GROUP: ROOM, ANA: A, BEN: B}
#: What one update may set off: events told from mailbox to mailbox.
TOLD_MAX = 60


@cache
def texts() -> Library:
    """Everything that is shipped."""
    return library(zone="UTC")


@cache
def rooms() -> tuple[bytes, ...]:
    """Snapshots of a room in very different moments, encoded."""
    found = []
    for opening in ("", "three-good-minutes", "speaker-listener", "try-me"):
        for length in (0, 3, 9, 27):
            walk, chance = Walk(texts()), Random(f"{opening}/{length}")
            walk.open(opening)
            for _ in range(length):
                kind = chance.choice(("say", "say", "tap", "tap", "tap", "ask", "time", "private"))
                walk.step((kind, chance.randrange(2), chance.randrange(60), chance.randrange(1000)))
            found.append(codec.encode(walk.state))
    return tuple(found)


@cache
def persons() -> tuple[bytes, ...]:
    """Snapshots of Ana's mailbox: a stranger, a partner, one with notes and questions."""
    note = Note(ROOM, WordRef("w9"), Signals(9), 9, NOW + timedelta(hours=9))  # type: ignore[arg-type]
    partner = Person(
        A, "Ana", reachable=True, consent=Consent(1, NOW), rooms={ROOM: Membership("Ben")}
    )
    two = {ROOM: Membership("Ben"), Mailbox("r2"): Membership()}
    busy = Person(
        A, "Ana", zone="UTC", reachable=True, consent=Consent(1, NOW), rooms=two, notes=(note,),
        about=note.words, editing=note.words, leaving=ROOM, invites=(Mailbox("r3"),),
        question=Question(text("closing.done"), (text("closing.done"),)),
    )  # fmt: skip
    return tuple(codec.encode(one) for one in (Person(A), partner, busy))


NOW = datetime(2026, 1, 10, 18, 30, tzinfo=UTC)


class Answered(BaseRequest):
    """A server that answers everything with the same bytes."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Always this."""
        return 200, self._payload


class Shelf:
    """A journal as far as the poller and the reader need one."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    async def receive(self, parcels: Sequence[Parcel], now: datetime) -> list[Row]:
        """Store them all."""
        fresh = []
        for one in parcels:
            assert 0 < one.source < 2**63, "the database has no such number"
            mailbox = MAILBOXES.get(one.place, ("p" if one.private else "r") + one.place)
            fresh.append(
                Row(len(self.rows) + 1, Mailbox(mailbox), "update", one.payload, received=now)
            )
            self.rows.append(fresh[-1])
        return fresh

    async def people(self, places: Iterable[str]) -> Mapping[str, PersonId]:
        """Everybody has a mailbox."""
        return {place: MAILBOXES.get(place, PersonId(Mailbox(f"p{place}"))) for place in places}

    async def move(self, old: str, new: str) -> None:
        """A chat became another."""

    async def place_of(self, mailbox: Mailbox) -> str | None:
        """The chat of a mailbox, as `receive` named it."""
        known = {name: place for place, name in MAILBOXES.items()}
        return known.get(mailbox, mailbox[1:])


class Ears:
    """Who hears of what the poller does."""

    async def take(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        """Nothing is settled at once."""
        return list(parcels)

    def put(self, row: Row) -> None:
        """Heard."""

    async def moved(self, old: str, new: str) -> None:
        """Heard."""

    def reached(self, *, behind: bool) -> None:
        """Heard."""

    def lost(self) -> None:
        """Heard."""

    async def refused(self, updates: Sequence[wire.Update]) -> None:
        """Heard."""


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        """This instant."""
        return NOW

    async def sleep_until(self, instant: datetime) -> None:
        """Nobody sleeps here."""


def journal(shelf: Shelf) -> Journal:
    """The shelf, as the journal that it is in part."""
    whole: Any = shelf
    found: Journal = whole
    return found


@cache
def _bot() -> Bot:
    return Bot("7000000001:fuzz", request=Answered(b""), get_updates_request=Answered(b""))


def poller(payload: bytes, shelf: Shelf) -> Poller:
    """A poller whose next answer is this."""
    return Poller(_bot(), Answered(payload), journal(shelf), Still(), Ears())


async def understood(row: Row, shelf: Shelf) -> Reading | None:
    """A stored row, read as the conductor would."""
    return await TelegramReader(journal(shelf), ME).read(row)


class Couple:
    """Two partners and their room, each as bytes."""

    def __init__(self, room: bytes, ana: bytes) -> None:
        self.states: dict[str, bytes] = {ROOM: room, A: ana}

    def hear(self, mailbox: Mailbox, reading: Reading) -> list[do.AnyEffect]:
        """Everything that this sets off, in the order of its happening. What is encoded decodes to
        the same, and every sentence can be said.
        """
        waiting: list[tuple[Mailbox, ev.AnyEvent]] = [(mailbox, reading.event)]
        effects: list[do.AnyEffect] = []
        for number, (to, event) in enumerate(waiting):
            assert number < TOLD_MAX, "mailboxes that tell each other for ever"
            assert codec.event(codec.encode(event)) == event
            found = self._advance(to, event)
            effects += found
            waiting += [(one.to, one.event) for one in found if isinstance(one, do.Tell)]
        return effects

    def _advance(self, mailbox: Mailbox, event: ev.AnyEvent) -> list[do.AnyEffect]:
        kind = kind_of(mailbox)
        stored = self.states.get(mailbox)
        state = kind.fresh(mailbox) if stored is None else kind.decode(stored)
        outcome = kind.advance(texts(), state, event, NOW)
        self.states[mailbox] = codec.encode(outcome.state)
        assert kind.decode(self.states[mailbox]) == outcome.state
        for effect in outcome.effects:
            assert codec.effect(codec.encode(effect)) == effect
            if not any(True for _ in refs(effect)):
                Renderer(texts(), "en", {}).call(effect, None)
        return list(outcome.effects)


def pleas(update: wire.Update) -> None:
    """What is asked of an update that cannot be stored."""
    inbound.plea(update, ME)
