"""What was decided is done: in the order of the chat, however often it takes.

Each mailbox has two lanes, and one for locks. Posts and changes of posts keep their order and
Telegram's limits; locks keep their order, and wait behind nothing else. Removals, answers and looks
go at once. All but posts are idempotent; a post is retried until it is accepted, so an attempt of
unknown fate may double it, and the buttons of both say the same.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any

import structlog
from msgspec.structs import replace
from structlog.contextvars import bound_contextvars

from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.ids import EffectId, MessageId, PersonId
from bot.service import locking, receipts
from bot.service.excuse import Excuse
from bot.service.faults import where
from bot.service.lanes import POSTS, Lane, Name, first, superseded
from bot.service.looking import probed
from bot.service.meter import DROPPED, NOBODY, Meter, Outcome
from bot.service.places import Strays, somewhere, topic_lost
from bot.service.ports import (
    STORAGE_RETRY_S,
    Call,
    Clock,
    Delivered,
    Gateway,
    Gone,
    Journal,
    Later,
    MovedTo,
    NoRights,
    NotAlone,
    Post,
    Posted,
    Rejected,
    Result,
    Row,
    Seen,
    Sending,
    StorageTrouble,
    Trouble,
    Unreact,
    Unsure,
    Whisper,
)
from bot.service.refusals import told_of
from bot.service.rendering import Renderer, refs
from bot.service.tidying import clear

log = structlog.get_logger(__name__)

#: The first wait after a failed attempt, and the longest, in seconds; it doubles in between.
RETRY_FIRST_S, RETRY_LONGEST_S = 0.5, 30.0
#: A post that may be there already is tried again later and later, up to this, in seconds, and its
#: answer is waited for this long: a Telegram that is slow must not show it again and again.
DOUBT_LONGEST_S, DOUBT_PATIENCE_S = 120.0, 30.0
#: Message ids that are remembered without asking the journal.
REMEMBERED = 4096

#: What may be there twice if nobody knows.
_SHOWN = POSTS | do.Whisper
_QUICK = do.Remove | do.Unreact | do.React | do.Answer | do.Probe | do.Whisper
_OUTCOMES: dict[type[Trouble], Outcome] = {
    Gone: "gone", NoRights: "no rights", Later: "later", Unsure: "unsure", MovedTo: "moved",
    Rejected: "rejected", NotAlone: "not alone",
}  # fmt: skip


class Outbox:
    """Owns what was sent."""

    def __init__(
        self,
        journal: Journal,
        gateway: Gateway,
        library: Library,
        clock: Clock,
        put: Callable[[Row], None],
        meter: Meter = NOBODY,
    ) -> None:
        self._meter = meter
        self._journal = journal
        self._gateway = gateway
        self._library = library
        self._clock = clock
        self._put = put
        self._lanes: dict[Name, Lane] = {}
        self._known: dict[EffectId, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._messages: OrderedDict[EffectId, MessageId] = OrderedDict()
        self._sent: OrderedDict[EffectId, None] = OrderedDict()
        self._strays = Strays(journal, gateway, put)
        self._idle = asyncio.Event()
        self._idle.set()
        self._back, self._again = asyncio.Event(), asyncio.Event()
        #: For who waits while nothing can be committed.
        self.excuse = Excuse(gateway, library, clock)

    async def recover(self) -> int:
        """Take up what nothing is known of; how many rows that are."""
        rows = await self._journal.unsent()
        self.put(rows)
        return len(rows)

    def put(self, rows: Iterable[Sending]) -> None:
        """These were committed."""
        for row in rows:
            if row.id in self._known or row.id in self._sent:
                continue
            self._known[row.id] = _now()
            try:
                effect = codec.effect(row.effect)
            except ValueError as error:  # of another version of this program
                self._start(self._drop(row, error, None))
                continue
            name = row.mailbox, isinstance(effect, locking.Locking)
            if isinstance(effect, _QUICK):
                self._start(self._deliver(row, effect))
            elif (lane := self._lanes.get(name)) is not None:
                lane.append((row, effect))
            else:
                self._lanes[name] = deque([(row, effect)])
                self._start(self._run(name))

    @property
    def idle(self) -> bool:
        """Nothing is left to send."""
        return self._idle.is_set()

    @property
    def waiting(self) -> int:
        """How much is left to send."""
        return len(self._known)

    def oldest(self) -> float:
        """For how many seconds the first of these has waited; 0 if none does."""
        return _now() - min(self._known.values()) if self._known else 0.0

    async def settled(self) -> None:
        """Return when nothing is left to send."""
        await self._idle.wait()

    async def stop(self, patience: float) -> None:
        """Let what is under way finish for `patience` seconds; the rest is in the journal."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._idle.clear()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not self._tasks:
            self._idle.set()

    async def _run(self, name: Name) -> None:
        lane = self._lanes[name]
        while lane:
            place = first(lane)
            row, effect = lane[place]
            if superseded(effect, lane):
                await self._mark(Delivered(row.id, row.mailbox), _kind(effect))
            else:
                await self._deliver(row, effect)
            del lane[place]
        del self._lanes[name]

    # --- one effect ------------------------------------------------------------------------------

    async def _deliver(self, row: Sending, effect: do.AnyEffect) -> None:
        """Until it is done, or it is clear that it cannot be."""
        wait, doubt = RETRY_FIRST_S, False  # whether it may be there already
        while True:
            try:
                mark = await self._attempt(row, effect, doubt=doubt)
            except Later as trouble:
                await asyncio.sleep(trouble.after)
            except (Unsure, StorageTrouble) as trouble:
                if isinstance(trouble, StorageTrouble):
                    self._meter.refused()
                now = isinstance(effect, _SHOWN) and _silent(trouble)
                doubt = doubt or now
                log.warning("outbox.again", effect=row.id, why=str(trouble), wait_s=wait)
                await self._wait(wait, doubt=now)
                wait = min(wait * 2, DOUBT_LONGEST_S if now else RETRY_LONGEST_S)
            except Exception as error:  # noqa: BLE001 -- one post of ours must not hold up the rest
                await self._drop(row, error, effect)
                return
            else:
                self.reached()
                await self._mark(mark, _kind(effect))
                return

    def reached(self, *, again: bool = False) -> None:
        """Telegram answers: whatever waits to be tried again need not wait any longer. `again`:
        after it was out of reach; then also what may be there already.
        """
        self._back.set()
        self._back = asyncio.Event()
        if again:
            self._again.set()
            self._again = asyncio.Event()

    async def _wait(self, seconds: float, *, doubt: bool) -> None:
        """Before the next attempt; at least for as long as after the first."""
        back = self._again if doubt else self._back
        await asyncio.sleep(RETRY_FIRST_S)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds - RETRY_FIRST_S):
                await back.wait()

    async def _drop(self, row: Sending, error: Exception, of: do.AnyEffect | None) -> None:
        """It cannot be made sense of: logged, without what it says, and done with."""
        kind = type(error).__name__
        log.error("outbox.dropped", effect=row.id, error=kind, where=where(error))
        await self._mark(receipts.mark(row, receipts.refused(of, None)), DROPPED)

    async def _attempt(self, row: Sending, effect: do.AnyEffect, *, doubt: bool) -> Delivered:
        place = await self._journal.place_of(row.mailbox)
        if place is not None and isinstance(effect, do.Tidy):
            return await self._tidy(row, place, effect)
        if place is not None and isinstance(effect, locking.Locking):
            return await self._lock(row, place, effect)
        call = None if place is None else await self._call(row, effect)
        if place is None or call is None:
            return receipts.mark(row, receipts.refused(effect, None))
        if doubt and isinstance(call, Post):
            call = replace(call, patience=DOUBT_PATIENCE_S)
        try:
            result, lost = await somewhere(call, lambda call: self._do(row, place, call))
        except MovedTo as trouble:
            await self.move(place, trouble.place)
            if isinstance(effect, _SHOWN | do.Probe):
                return await self._attempt(row, effect, doubt=doubt)
            return Delivered(row.id, row.mailbox)  # its message stayed behind in the old chat
        except (Later, Unsure):
            raise
        except Trouble as trouble:
            return self._refused(row, effect, trouble, doubt=doubt)
        if isinstance(result, Seen):
            known = {place: await self._journal.mailbox_of(place) for place in result.admins}
            return Delivered(row.id, row.mailbox, event=codec.encode(probed(result, known)))
        if isinstance(result, int | Posted) and isinstance(effect, POSTS):
            post = result if isinstance(result, Posted) else Posted(result, ())
            self._remember(row.id, post.message)
            if row.mailbox in self._strays:
                self._start(self._strays.take_back(place, [post.message]))
            event = receipts.delivered(effect, topic_lost(row.id, lost))
            return replace(receipts.mark(row, event), message=post.message, also=post.also)
        return Delivered(row.id, row.mailbox)

    async def move(self, old: str, new: str) -> None:
        """A chat became another. Returns when that is on the disk."""
        if posts := await self._strays.move(old, new, self._messages):
            self._start(self._strays.take_back(new, posts))

    async def _tidy(self, row: Sending, place: str, effect: do.Tidy) -> Delivered:
        """The mailbox hears of it when it is done, so that what it says then stands alone."""
        ours = await self._journal.posts_of(row.mailbox, effect.since, effect.until)
        try:
            left = await clear({*effect.messages, *ours}, lambda call: self._do(row, place, call))
        except Gone as trouble:  # nobody can be reached there
            return self._refused(row, effect, trouble)
        return Delivered(row.id, row.mailbox, event=codec.encode(told.Tidied(left=left)))

    async def _lock(self, row: Sending, place: str, effect: locking.Locking) -> Delivered:
        """A lock is worth no waiting: what comes through meanwhile is taken out, as ever."""
        user = await self._journal.place_of(effect.person)
        call = locking.call(effect, user, self._clock.now()) if user is not None else None
        event: told.Stood | told.LockRefused | None = None
        if user is None:
            event = locking.refused(effect, None)
        try:
            if call is not None:
                event = locking.heard(effect, await self._do(row, place, call))
        except (Later, Unsure) as trouble:
            lane = self._lanes[row.mailbox, True]
            later = isinstance(trouble, Later) and isinstance(effect, do.Lock)
            if not later and not superseded(effect, lane):
                raise
        except Gone as trouble:
            if trouble.chat:
                return self._refused(row, effect, trouble)
            event = locking.refused(effect, trouble)
        except Trouble as trouble:
            event = locking.refused(effect, trouble)
        return receipts.mark(row, event)

    async def _do(self, row: Sending, place: str, call: Call) -> Result:
        """The call. Whatever is logged below, and whoever watches the line, knows which effect it
        is for.
        """
        began = _now()
        outcome: Outcome = "unsure"
        try:
            with bound_contextvars(effect=row.id):
                result = await self._gateway.do(place, call)
            outcome = "done"
        except Trouble as trouble:
            outcome = _OUTCOMES[type(trouble)]
            raise
        finally:
            self._meter.called(type(call).__name__.lower(), outcome, _now() - began)
        return result

    def _refused(
        self, row: Sending, effect: do.AnyEffect, trouble: Trouble, *, doubt: bool = False
    ) -> Delivered:
        """It will not happen. The mailbox hears of it only if that changes what is possible."""
        if isinstance(effect, do.React | do.Unreact):  # nothing depends on it
            return Delivered(row.id, row.mailbox)
        event = told_of(row.id, effect, trouble, unsure=doubt)
        if event is None and isinstance(trouble, Rejected):
            log.error(
                "outbox.rejected", effect=row.id, kind=type(effect).__name__, why=str(trouble)
            )
        return receipts.mark(row, receipts.refused(effect, event))

    async def _call(self, row: Sending, effect: do.AnyEffect) -> Call | None:
        """The effect as the chat understands it; None if there is nothing to do it to."""
        message: MessageId | None = None
        if isinstance(effect, do.Amend | do.Strip | do.Unsay):
            message = await self._message(effect.of)
            if message is None:
                return None
        if isinstance(effect, do.Unreact):
            who = await self._journal.place_of(effect.person)
            return Unreact(effect.message, who) if who is not None else None
        wanted = set(refs(effect))
        words = await self._journal.words(wanted, self._clock.now()) if wanted else {}
        call = Renderer(self._library, row.language, words).call(effect, message)
        if isinstance(call, Whisper):
            place = await self._journal.place_of(PersonId(call.to))
            return None if place is None else replace(call, to=place)
        return call

    # --- what is known ---------------------------------------------------------------------------

    async def _message(self, effect: EffectId) -> MessageId | None:
        if effect in self._messages:
            return self._messages[effect]
        return await self._journal.message_of(effect)

    def _remember(self, effect: EffectId, message: MessageId) -> None:
        self._messages[effect] = message
        while len(self._messages) > REMEMBERED:
            self._messages.popitem(last=False)

    async def _mark(self, mark: Delivered, what: str) -> None:
        """It is done, and that is written down, however often the disk refuses: what the mailbox
        shall hear of it must not be lost. If we are stopped before, it is done once more.
        """
        if (since := self._known.pop(mark.id, None)) is not None:
            self._meter.done(what, _now() - since)
        self._sent[mark.id] = None
        while len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)
        while True:
            try:
                rows = await self._journal.delivered(mark)
            except StorageTrouble as trouble:
                log.error("storage.refused", effect=mark.id, why=str(trouble))
                self._meter.refused()
                await asyncio.sleep(STORAGE_RETRY_S)
            else:
                if mark.event is not None:  # others ride with a transaction that is still to come
                    self._meter.accepted()
                for row in rows:
                    self._put(row)
                return


def _now() -> float:
    """Seconds on the loop's clock, which nobody sets."""
    return asyncio.get_running_loop().time()


def _silent(trouble: Trouble | StorageTrouble) -> bool:
    """It may be there, and nobody said that it is not."""
    return isinstance(trouble, Unsure) and trouble.sent and not trouble.answered


def _kind(effect: do.AnyEffect) -> str:
    return type(effect).__name__.lower()
