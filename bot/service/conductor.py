"""One worker per mailbox: load the state, read the row, advance, commit; then, and only then,
others hear of it.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice

import structlog

from bot.facilitator import codec
from bot.facilitator.events import TimePassed
from bot.facilitator.ids import Mailbox
from bot.service.alarms import Alarms
from bot.service.decision import Case, Decision, Judge
from bot.service.excuse import plea_of
from bot.service.faults import where
from bot.service.meter import NOBODY, Meter, Settled
from bot.service.outbox import Outbox
from bot.service.ports import (
    STORAGE_RETRY_S,
    AlreadySettled,
    Clock,
    Journal,
    Parcel,
    Reader,
    Reading,
    Row,
    StaleSeq,
    StorageTrouble,
)
from bot.service.states import States

log = structlog.get_logger(__name__)

#: After so many refusals of the disk, whoever waits for it is told.
REFUSALS_UNTOLD = 2
#: Of the rows behind it, so many are looked at: whether somebody waits for them, too.
EXCUSED_MAX = 20
#: So many updates are settled in one transaction, if they are not all one mailbox's: whoever comes
#: first waits for the last.
AT_ONCE_MAX = 16
#: All that came for one mailbox, in its order.
_Mail = tuple[Mailbox, Sequence[Parcel]]
#: A row of the inbox, or that time has passed for a mailbox.
Work = Row | Mailbox


class Conductor:
    """Feeds every mailbox its rows, in order, one at a time."""

    def __init__(
        self,
        journal: Journal,
        judge: Judge,
        reader: Reader,
        outbox: Outbox,
        alarms: Alarms,
        clock: Clock,
        *,
        meter: Meter = NOBODY,
    ) -> None:
        self._meter = meter
        self._journal = journal
        self._judge = judge
        self._reader = reader
        self._outbox = outbox
        self._alarms = alarms
        self._clock = clock
        self.states = States(journal)
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
        self._begin(mailbox)

    def _begin(self, mailbox: Mailbox) -> None:
        task = asyncio.create_task(self._work(mailbox), name=f"mailbox {mailbox}")
        self._workers.add(task)
        task.add_done_callback(self._workers.discard)

    def _free(self, mailbox: Mailbox) -> None:
        del self._queues[mailbox]
        if not self._queues:
            self._idle.set()

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
            self._free(mailbox)

    async def _settle(self, mailbox: Mailbox, work: Work) -> None:
        """One row, however often the disk refuses. A fault that is not the disk's fails the row,
        never the mailbox.
        """
        step, refusals = self._once, 0
        while True:
            try:
                await step(mailbox, work)
            except StaleSeq:
                continue
            except AlreadySettled:
                log.warning("conductor.settled_before", mailbox=mailbox)
                step = self._take_up
            except StorageTrouble as trouble:
                self._meter.refused()
                log.error("storage.refused", mailbox=mailbox, why=str(trouble))
                refusals += 1
                if refusals >= REFUSALS_UNTOLD:
                    await self._excuse_us(mailbox, work)
                await asyncio.sleep(STORAGE_RETRY_S)
            except Exception as error:  # noqa: BLE001
                self.states.drop(mailbox)
                self._report(mailbox, work if isinstance(work, Row) else None, error)
                step = self._fail
            else:
                return

    async def _excuse_us(self, mailbox: Mailbox, work: Work) -> None:
        """Whoever asked for what cannot be decided shall not look at a dead button."""
        waiting = (work, *islice(self._queues.get(mailbox, ()), EXCUSED_MAX))
        try:
            pleas = [
                plea
                for row in waiting
                if isinstance(row, Row) and row.kind == "update"
                if (plea := await plea_of(self._journal, mailbox, await self._read(row)))
                is not None
            ]
        except Exception as error:  # noqa: BLE001 -- it can only be tried
            log.info("excuse.not_made", why=type(error).__name__)
            return
        await self._outbox.excuse.make(pleas)

    async def _take_up(self, mailbox: Mailbox, work: Work) -> None:
        """The row was settled by an attempt of unknown fate: what it said is in the journal."""
        await self._recover()

    async def _recover(self) -> None:
        await self.recover()
        await self._outbox.recover()

    async def _fail(self, mailbox: Mailbox, work: Work) -> None:
        if isinstance(work, Row):
            await self._settled(work, "failed")

    # --- one row ---------------------------------------------------------------------------------

    async def _once(self, mailbox: Mailbox, work: Work) -> None:
        row = work if isinstance(work, Row) else None
        try:
            state = await self.states.load(mailbox)
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
        number, now = row.id if row else None, self._clock.now()
        case = Case(mailbox, state, reading, number, now)
        try:
            decision = self._judge.decide(case)
        except Exception as error:  # noqa: BLE001
            self._report(mailbox, row, error)
            try:
                decision = self._judge.rescue(case)
            except Exception as worse:  # noqa: BLE001
                await self._give_up(mailbox, row, worse)
                return
        await self._make_so(decision)
        if row is not None:
            how: Settled = "failed" if decision.commit.failed else "done"
            self._meter.settled(how, self._waited(row))

    async def _make_so(self, *decisions: Decision) -> None:
        """Commit these, and what they say to mailboxes that are free, in one transaction; then do
        what follows. What the journal raises, it raises: then nothing of it happened.
        """
        with self._told_along(decisions) as along:
            told = frozenset(one.mailbox for one in along)
            everything = (*decisions, *along)
            began = asyncio.get_running_loop().time()
            try:
                rows = await self._journal.commit(*(one.whole(told) for one in everything))
            except BaseException:
                for one in everything:  # whatever became of it, the journal knows
                    self.states.drop(one.mailbox)
                raise
            self._meter.committed(asyncio.get_running_loop().time() - began)
            for one in everything:
                if one.commit.forget:
                    self.states.drop(one.mailbox)
                else:
                    self.states.keep(one.mailbox, one.state)
                self._outbox.put(one.commit.outbox)
                self._alarms.set(one.mailbox, one.commit.deadline)
            for _ in along:
                self._meter.settled("done", 0.0)
            for row in rows:
                self.put(row)

    @contextmanager
    def _told_along(self, decisions: Sequence[Decision]) -> Iterator[list[Decision]]:
        """What these say to mailboxes that are in memory and free, decided as well. They are busy
        until the end. Everybody else finds it in the inbox: also who has a fault with it, where it
        is reported, and who hears of several things, or of what they say themselves.
        """
        along: list[Decision] = []
        tells = [(one.commit.at, *tell) for one in decisions for tell in one.tells]
        often = Counter(to for _, to, _ in tells)
        with ExitStack() as busy:
            for now, to, event in tells:
                if often[to] > 1 or to in self._queues or to not in self.states:
                    continue
                with suppress(Exception):
                    case = Case(to, self.states[to], Reading(event), None, now)
                    found = self._judge.decide(case)
                    if not any(again in often for again, _ in found.tells):
                        along.append(found)
                        busy.enter_context(self._busy(to))
            yield along

    @contextmanager
    def _busy(self, mailbox: Mailbox) -> Iterator[None]:
        """Nobody else decides for this mailbox; what comes meanwhile is taken up at the end."""
        self._idle.clear()
        queue = self._queues[mailbox] = deque()
        try:
            yield
        finally:
            if queue:
                self._begin(mailbox)
            else:
                self._free(mailbox)

    # --- at once ---------------------------------------------------------------------------------

    async def take(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        """Decide these at once if all whom they are for are free: then what came, and what follows
        from it, are one transaction. Returns when that is on the disk, and gives the parcels that
        must wait in the inbox. `StorageTrouble`: what is not on the disk will come again.
        """
        found: dict[Mailbox, list[Parcel]] = {}
        for parcel in parcels:
            mailbox = await self._journal.mailbox_of(parcel.place)
            if mailbox is None:
                return list(parcels)
            found.setdefault(mailbox, []).append(parcel)
        if any(mailbox in self._queues for mailbox in found):  # asked once nothing is awaited
            return list(parcels)
        with ExitStack() as busy:
            for mailbox in found:  # what they are told meanwhile comes after what came first
                busy.enter_context(self._busy(mailbox))
            left: Sequence[_Mail] = list(found.items())
            while left:
                several, rest = _as_many_as_one_takes(left)
                if not await self._at_once(several):
                    break
                left = rest
        waiting = [parcel for _, those in left for parcel in those]
        return sorted(waiting, key=parcels.index)

    async def _at_once(self, several: Sequence[_Mail]) -> bool:
        """Whether they are settled. What we have a fault with goes the long way, where that is
        reported.
        """
        now = self._clock.now()
        decisions = []
        try:
            for mailbox, parcels in several:
                state = await self.states.load(mailbox)
                for parcel in parcels:
                    reading = await self._reader.read(Row.arriving(parcel, mailbox, now))
                    if reading is None:
                        return False
                    decision = self._judge.decide(Case(mailbox, state, reading, parcel, now))
                    decisions.append(decision)
                    state = decision.state
            await self._make_so(*decisions)
        except StorageTrouble:
            raise
        except Exception as error:  # noqa: BLE001 -- or settled already, by one of unknown fate
            log.warning("update.long_way", error=type(error).__name__, where=where(error))
            await self._recover()
            return False
        for _ in decisions:
            self._meter.settled("done", max((self._clock.now() - now).total_seconds(), 0.0))
        return True

    # --- what is known ---------------------------------------------------------------------------

    async def _read(self, row: Row | None) -> Reading | None:
        if row is None:
            return Reading(TimePassed())
        if row.kind == "told":
            return Reading(codec.event(row.payload))
        return await self._reader.read(row)

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


def _as_many_as_one_takes(left: Sequence[_Mail]) -> tuple[Sequence[_Mail], Sequence[_Mail]]:
    """Mailboxes whose parcels go into one transaction, at least one, and the rest."""
    count = 0
    for place, (_, parcels) in enumerate(left):
        count += len(parcels)
        if count > AT_ONCE_MAX and place:
            return left[:place], left[place:]
    return left, ()
