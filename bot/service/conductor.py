"""One worker per mailbox: load the state, read the row, advance, commit; then, and only then,
others hear of it.
"""

import asyncio
from collections import OrderedDict, deque
from itertools import islice
from typing import Any

import structlog
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator.draft import Outcome
from bot.facilitator.events import AnyEvent, Asked, Said, Tapped, TimePassed
from bot.facilitator.ids import EffectId, Mailbox, WordRef
from bot.service.alarms import Alarms
from bot.service.excuse import Plea
from bot.service.faults import where
from bot.service.mailboxes import Kind, kind_of
from bot.service.meter import NOBODY, Meter, Settled
from bot.service.outbox import Outbox
from bot.service.ports import (
    STORAGE_RETRY_S,
    AlreadySettled,
    Clock,
    Commit,
    Journal,
    Reader,
    Reading,
    Row,
    Sending,
    StaleSeq,
    StorageTrouble,
    Stored,
    Words,
)
from bot.service.rendering import refs

log = structlog.get_logger(__name__)

#: States of mailboxes that are kept in memory; more are loaded when they are needed.
LIVE_MAX = 1024

#: After so many refusals of the disk, whoever waits for it is told.
REFUSALS_UNTOLD = 2
#: Of the rows behind it, so many are looked at: whether somebody waits for them, too.
EXCUSED_MAX = 20

#: A row of the inbox, or that time has passed for a mailbox.
Work = Row | Mailbox


class Conductor:
    """Feeds every mailbox its rows, in order, one at a time."""

    def __init__(
        self,
        journal: Journal,
        library: Library,
        reader: Reader,
        outbox: Outbox,
        alarms: Alarms,
        clock: Clock,
        *,
        meter: Meter = NOBODY,
    ) -> None:
        self._meter = meter
        self._journal = journal
        self._library = library
        self._reader = reader
        self._outbox = outbox
        self._alarms = alarms
        self._clock = clock
        self._live: OrderedDict[Mailbox, Any] = OrderedDict()
        self._queues: dict[Mailbox, deque[Work]] = {}
        self._known: dict[int, float] = {}  # a row, and since when on the loop's clock
        self._workers: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        #: Faults of ours since the start; for who runs many couples and looks for the first.
        self.failures = 0

    async def recover(self) -> int:
        """Take up what was not settled before a stop; how many rows that were."""
        rows = await self._journal.waiting()
        for row in rows:
            self.put(row)
        return len(rows)

    def put(self, row: Row) -> None:
        """A row was committed to the inbox."""
        self._enqueue(row.mailbox, row)

    def wake(self, mailbox: Mailbox) -> None:
        """A deadline of this mailbox is due."""
        self._enqueue(mailbox, mailbox)

    @property
    def waiting(self) -> int:
        """How many rows wait or are being worked on."""
        return len(self._known)

    def oldest(self) -> float:
        """For how many seconds the first of these has waited; 0 if none does."""
        return asyncio.get_running_loop().time() - min(self._known.values()) if self._known else 0.0

    @property
    def idle(self) -> bool:
        """Nothing waits and nothing is being worked on."""
        return self._idle.is_set()

    async def settled(self) -> None:
        """Return when nothing is left to do."""
        await self._idle.wait()

    async def stop(self) -> None:
        """Let every worker finish its row; what is queued stays in the journal."""
        for queue in self._queues.values():
            queue.clear()
        if self._workers:
            await asyncio.wait(self._workers, timeout=STORAGE_RETRY_S * 2)

    def _enqueue(self, mailbox: Mailbox, work: Work) -> None:
        if isinstance(work, Row):
            if work.id in self._known:
                return
            self._known[work.id] = asyncio.get_running_loop().time()
        self._idle.clear()
        queue = self._queues.get(mailbox)
        if queue is not None:
            queue.append(work)
            return
        self._queues[mailbox] = deque([work])
        task = asyncio.create_task(self._work(mailbox), name=f"mailbox {mailbox}")
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)

    async def _work(self, mailbox: Mailbox) -> None:
        queue = self._queues[mailbox]
        try:
            while queue:
                work = queue.popleft()
                try:
                    await self._settle(mailbox, work)
                finally:
                    if isinstance(work, Row):
                        self._known.pop(work.id, None)
        finally:
            del self._queues[mailbox]
            if not self._queues:
                self._idle.set()

    async def _settle(self, mailbox: Mailbox, work: Work) -> None:
        """One row, however often the disk refuses. A fault that is not the disk's fails the row,
        never the mailbox.
        """
        step, refusals = self._once, 0
        while True:
            try:
                await step(mailbox, work)
            except StaleSeq:
                self._live.pop(mailbox, None)
            except AlreadySettled:
                log.warning("conductor.settled_before", mailbox=mailbox)
                self._live.pop(mailbox, None)
                step = self._take_up
            except StorageTrouble as trouble:
                self._meter.refused()
                log.error("storage.refused", mailbox=mailbox, why=str(trouble))
                refusals += 1
                if refusals >= REFUSALS_UNTOLD:
                    await self._excuse_us(mailbox, work)
                await asyncio.sleep(STORAGE_RETRY_S)
            except Exception as error:  # noqa: BLE001
                self._live.pop(mailbox, None)
                self._report(mailbox, work if isinstance(work, Row) else None, error)
                step = self._fail
            else:
                return

    async def _excuse_us(self, mailbox: Mailbox, work: Work) -> None:
        """Whoever asked for something that cannot be decided shall not look at a dead button."""
        waiting = (work, *islice(self._queues.get(mailbox, ()), EXCUSED_MAX))
        try:
            place = await self._journal.place_of(mailbox)
            pleas = [
                plea
                for row in waiting
                if isinstance(row, Row) and row.kind == "update" and place is not None
                if (plea := _plea(place, mailbox, await self._read(row))) is not None
            ]
        except Exception as error:  # noqa: BLE001 -- it can only be tried
            log.info("excuse.not_made", why=type(error).__name__)
            return
        await self._outbox.excuse.make(pleas)

    async def _take_up(self, mailbox: Mailbox, work: Work) -> None:
        """The row was settled by an attempt of unknown fate: what it said is in the journal."""
        await self.recover()
        await self._outbox.recover()

    async def _fail(self, mailbox: Mailbox, work: Work) -> None:
        if isinstance(work, Row):
            await self._settled(work, "failed")

    async def _once(self, mailbox: Mailbox, work: Work) -> None:
        row = work if isinstance(work, Row) else None
        kind = kind_of(mailbox)
        try:
            state = await self._state(kind, mailbox)
            reading = await self._read(row)
        except StorageTrouble:
            raise
        except Exception as error:  # noqa: BLE001 -- any fault of ours must not stop the mailbox
            await self._give_up(mailbox, row, error)
            return
        if reading is None:
            if row is not None:
                await self._settled(row, "not ours")
            return
        now = self._clock.now()
        try:
            outcome = kind.advance(self._library, state, reading.event, now)
            commit = self._commit(row, reading, outcome)
        except Exception as error:  # noqa: BLE001
            self._report(mailbox, row, error)
            try:
                outcome = kind.rescue(self._library, state, reading.event, now)
                commit = replace(self._commit(row, reading, outcome), failed=True)
            except Exception as worse:  # noqa: BLE001
                await self._give_up(mailbox, row, worse)
                return
        began = asyncio.get_running_loop().time()
        told = await self._journal.commit(commit)
        self._meter.committed(asyncio.get_running_loop().time() - began)
        if row is not None:
            self._meter.settled("failed" if commit.failed else "done", self._waited(row))
        self._remember(mailbox, outcome.state)
        self._outbox.put(commit.outbox)
        self._alarms.set(mailbox, commit.deadline)
        for told_row in told:
            self.put(told_row)

    async def _state(self, kind: Kind[Any], mailbox: Mailbox) -> Any:
        if mailbox in self._live:
            self._live.move_to_end(mailbox)
            return self._live[mailbox]
        snapshot = await self._journal.load(mailbox)
        return kind.fresh(mailbox) if snapshot is None else kind.decode(snapshot)

    def _remember(self, mailbox: Mailbox, state: Any) -> None:
        self._live[mailbox] = state
        self._live.move_to_end(mailbox)
        while len(self._live) > LIVE_MAX:
            self._live.popitem(last=False)

    async def _read(self, row: Row | None) -> Reading | None:
        if row is None:
            return Reading(TimePassed())
        if row.kind == "told":
            return Reading(codec.event(row.payload))
        return await self._reader.read(row)

    def _commit(self, row: Row | None, reading: Reading, outcome: Outcome[Any]) -> Commit:
        state = outcome.state
        sort = _Sorter(state.id, state.seq, state.language, reading)
        for place, effect in enumerate(outcome.effects):
            sort.add(place, effect)
        return Commit(
            mailbox=state.id,
            seq=state.seq,
            snapshot=codec.encode(state),
            event=codec.encode(reading.event),
            at=self._clock.now(),
            row=row.id if row else None,
            notes=outcome.notes,
            outbox=tuple(sort.outbox),
            tells=tuple(sort.tells),
            words=tuple(sort.words),
            released=tuple(sort.released),
            deadline=kind_of(state.id).next_deadline(state),
        )

    def _report(self, mailbox: Mailbox, row: Row | None, error: Exception) -> None:
        """What broke and where, without a word of anybody's: no message, no arguments."""
        self.failures += 1
        kind = type(error).__name__
        log.error("mailbox.failed", mailbox=mailbox, row=row.id if row else None, error=kind,
                  where=where(error))  # fmt: skip

    async def _give_up(self, mailbox: Mailbox, row: Row | None, error: Exception) -> None:
        self._report(mailbox, row, error)
        if row is not None:
            await self._settled(row, "failed")

    async def _settled(self, row: Row, how: Settled) -> None:
        """A row is done with, without an outcome."""
        await self._journal.settle(row.id, failed=how == "failed")
        self._meter.accepted()
        self._meter.settled(how, self._waited(row))

    def _waited(self, row: Row) -> float:
        return max((self._clock.now() - row.received).total_seconds(), 0.0)


def _plea(place: str, mailbox: Mailbox, reading: Reading | None) -> Plea | None:
    private = mailbox.startswith("p")
    match reading.event if reading else None:
        case Tapped(tap=tap):
            return Plea(place, private, tap=tap)
        case Asked(command=command):
            return Plea(place, private, command=command)
        case Said() if private:
            return Plea(place, private)
        case _:
            return None


class _Sorter:
    """Effects, each to where a commit wants it."""

    def __init__(self, mailbox: Mailbox, seq: int, language: str, reading: Reading) -> None:
        self.outbox: list[Sending] = []
        self.tells: list[tuple[Mailbox, bytes]] = []
        self.words: list[Stored] = []
        self.released: list[tuple[WordRef, Any]] = []
        self._prefix = f"{mailbox}/{seq}/"
        self._mailbox = mailbox
        self._language = language
        self._event: AnyEvent = reading.event
        self._fresh: Words | None = reading.words

    def add(self, place: int, effect: do.AnyEffect) -> None:
        match effect:
            case do.Tell(to=to, event=event):
                self.tells.append((to, codec.encode(event)))
            case do.Keep(words=ref, owner=owner, room=room, until=until):
                mine = getattr(self._event, "words", None) == ref
                words = self._fresh if mine else None
                self.words.append(Stored(ref, owner, room, until, words))
            case do.Release(words=ref, until=until):
                self.released.append((ref, until))
            case _:
                name = EffectId(f"{self._prefix}{place}")
                named = tuple(refs(effect))
                row = Sending(name, self._mailbox, self._language, codec.encode(effect), named)
                self.outbox.append(row)
