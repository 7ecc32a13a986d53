"""The `Journal` port on SQLite."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.adapters.sqlite import forgetting, rows, sealed, tombstones
from bot.adapters.sqlite.instants import micros
from bot.adapters.sqlite.keys import Keyring, KeyTrouble
from bot.adapters.sqlite.ledger import Database
from bot.adapters.sqlite.migrations import migrate
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, WordRef
from bot.service.ports import (
    Clock,
    Commit,
    Delivered,
    Parcel,
    Row,
    Sending,
    StorageTrouble,
    Words,
)
from bot.service.retention import HISTORY, SENT, TRANSIT, TRANSIT_KEY

#: The file inside the data folder.
FILE = "heard.db"

#: Chats that are remembered without asking the file.
PLACES_MAX = 4096


class SqliteJournal:
    """Durable memory in one file. See `Journal` for what each method promises."""

    def __init__(self, folder: Path, keyring: Keyring, clock: Clock) -> None:
        self._keys = keyring
        self._clock = clock
        self._folder = folder
        self._db = Database(folder / FILE, keyring.forget, self._renew)
        self._places: dict[Mailbox, str] = {}
        self._mailboxes: dict[str, Mailbox] = {}
        self._people: dict[str, PersonId] = {}

    async def open(self) -> None:
        """Open the file and bring it up to date. `StorageTrouble`, `KeyTrouble`."""
        await self._db.open(migrate)
        try:
            if await self._db.run(self._prove):
                await self._db.fold()
        except OSError as error:
            await self._db.close()
            raise self._unmirrored(error) from None
        except BaseException:
            await self._db.close()
            raise

    def _renew(self, db: sqlite3.Connection) -> None:
        try:
            self._keys.renew(db)
        except KeyTrouble as trouble:
            raise StorageTrouble(str(trouble)) from None

    def _prove(self, db: sqlite3.Connection) -> int:
        now = self._clock.now()
        self._keys.prove(db, now)
        return tombstones.catch_up(db, self._keys, self._folder, now)

    async def close(self) -> None:
        """Everything that waits is written first."""
        await self._db.close()

    async def receive(self, parcels: Sequence[Parcel], now: datetime) -> list[Row]:
        """See `Journal`."""
        return await self._db.run(lambda db: rows.receive(db, self._keys, parcels, now))

    async def waiting(self) -> list[Row]:
        """See `Journal`."""
        return await self._db.run(lambda db: rows.waiting(db, self._keys))

    async def load(self, mailbox: Mailbox) -> bytes | None:
        """See `Journal`."""
        return await self._db.run(lambda db: rows.load(db, self._keys, mailbox))

    async def commit(self, *commits: Commit) -> list[Row]:
        """See `Journal`."""
        told = await self._db.run(
            lambda db: [row for one in commits for row in rows.commit(db, self._keys, one)]
        )
        if any(one.forget for one in commits):
            self._forgotten()
            with suppress(StorageTrouble, OSError):  # it is destroyed; the next sweep does the rest
                await self._db.run(self._mirror)
                await self._db.fold()
        return told

    def _forgotten(self) -> None:
        for cache in (self._places, self._mailboxes, self._people):
            cache.clear()

    def _unmirrored(self, error: OSError) -> StorageTrouble:
        return StorageTrouble(
            f"{self._folder / tombstones.FILE} ({error.strerror}) has to hold who is forgotten. "
            "Check its owner and the disk"
        )

    def _mirror(self, db: sqlite3.Connection) -> None:
        tombstones.write(self._folder, tombstones.of_database(db))

    async def settle(self, row: int, *, failed: bool) -> None:
        """See `Journal`."""
        await self._db.run(lambda db: rows.settle(db, row, "failed" if failed else "done"))

    async def next_deadline(self, skip: Sequence[Mailbox]) -> tuple[Mailbox, datetime] | None:
        """See `Journal`."""
        return await self._db.run(lambda db: rows.next_deadline(db, skip))

    async def unsent(self) -> list[Sending]:
        """See `Journal`."""
        return await self._db.run(lambda db: rows.unsent(db, self._keys))

    async def delivered(self, mark: Delivered) -> list[Row]:
        """See `Journal`."""
        event = mark.event
        if event is None:
            self._db.ride(lambda db: rows.sent(db, mark.id, mark.message, mark.also))
            return []
        now = self._clock.now()

        def work(db: sqlite3.Connection) -> list[Row]:
            rows.sent(db, mark.id, mark.message, mark.also)
            told = rows.tell(db, self._keys, mark.mailbox, event, now)
            return [told] if told is not None else []

        return await self._db.run(work)

    async def message_of(self, effect: EffectId) -> MessageId | None:
        """See `Journal`."""
        return await self._db.run(lambda db: rows.message_of(db, effect))

    async def posts_of(self, mailbox: Mailbox, after: datetime, until: datetime) -> list[MessageId]:
        """See `Journal`."""
        return await self._db.run(lambda db: rows.posts_of(db, mailbox, after, until))

    async def words(self, refs: Iterable[WordRef], now: datetime) -> dict[WordRef, Words]:
        """See `Journal`."""
        return await self._db.run(lambda db: sealed.words(db, self._keys, refs, now))

    async def place_of(self, mailbox: Mailbox) -> str | None:
        """See `Journal`."""
        if mailbox not in self._places:
            place = await self._db.run(lambda db: rows.place_of(db, self._keys, mailbox))
            if place is None:
                return None
            if len(self._places) >= PLACES_MAX:
                self._places.clear()
            self._places[mailbox] = place
        return self._places[mailbox]

    async def mailbox_of(self, place: str) -> Mailbox | None:
        """See `Journal`."""
        if place not in self._mailboxes:
            mailbox = await self._db.run(lambda db: rows.find_mailbox(db, self._keys, place))
            if mailbox is None:
                return None
            if len(self._mailboxes) >= PLACES_MAX:
                self._mailboxes.clear()
            self._mailboxes[place] = mailbox
        return self._mailboxes[place]

    async def people(self, places: Iterable[str]) -> Mapping[str, PersonId]:
        """See `Journal`."""
        wanted = list(places)
        unknown = [place for place in wanted if place not in self._people]
        if unknown:
            if len(self._people) >= PLACES_MAX:
                self._people.clear()
                unknown = wanted

            def work(db: sqlite3.Connection) -> dict[str, PersonId]:
                return {one: rows.mailbox_of(db, self._keys, one, "p") for one in unknown}

            self._people.update(await self._db.run(work))
        return {place: self._people[place] for place in wanted}

    async def move(self, old: str, new: str) -> None:
        """See `Journal`."""
        await self._db.run(lambda db: rows.move(db, self._keys, old, new))
        self._places.clear()
        self._mailboxes.clear()

    async def sweep(self, now: datetime) -> Mapping[str, int]:
        """See `Journal`."""

        def work(db: sqlite3.Connection) -> dict[str, int]:
            limits = {
                "inbox": ("DELETE FROM inbox WHERE state <> 'waiting' AND received <= ?", TRANSIT),
                "keys": (
                    "DELETE FROM keys WHERE scope LIKE 'transit/%' AND made <= ?",
                    TRANSIT_KEY,
                ),
                "outbox": ("DELETE FROM outbox WHERE payload IS NULL AND at <= ?", SENT),
                "journal": ("DELETE FROM journal WHERE at <= ?", HISTORY),
            }
            swept = {
                table: db.execute(sql, (micros(now - age),)).rowcount
                for table, (sql, age) in limits.items()
            }
            forgetting.give_up(db, micros(now - TRANSIT))
            return {"words": sealed.forget_words(db, now, now - TRANSIT), **swept}

        swept = await self._db.run(work)
        if swept["keys"]:
            self._keys.forget()
        await self._db.fold()
        try:
            await self._db.run(self._mirror)
        except OSError as error:
            raise self._unmirrored(error) from None
        return swept
