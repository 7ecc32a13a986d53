"""The second rig: conductor, outbox and alarms on a real database, killed after every commit and
after every send.

Each point is killed at once and once: the process's memory is thrown away, what had not reached
the disk is lost, and everything is built anew on the same file.
"""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.adapters.senses import sense
from bot.adapters.sqlite.journal import SqliteJournal
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.telegram import inbound, wire
from bot.adapters.telegram.inbound import Me
from bot.adapters.telegram.reader import TelegramReader, seal
from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator.ids import EffectId
from bot.rehearsal.botapi.world import World
from bot.rehearsal.plays.hands import WorldGateway
from bot.rehearsal.transcripts.cast import TOKEN, Cast, Time, Wait, wait
from bot.rehearsal.transcripts.script import PLAIN, Script
from bot.service.alarms import Alarms
from bot.service.conductor import Conductor
from bot.service.decision import Judge
from bot.service.meter import NOBODY, Meter
from bot.service.outbox import Outbox
from bot.service.ports import Commit, Delivered, Parcel, Row, Sending, StorageTrouble
from bot.service.senses import Senses

KEY = bytes(range(32))
#: A line that needs more lives than this does not come to rest.
LIVES_MAX = 400
#: Between two looks whether a life is at rest, in seconds; the database works meanwhile.
IDLE_S = 0.0005


class Killed(BaseException):
    """The process is gone."""


class HandClock:
    """The `Clock` port on a time that is moved by hand."""

    def __init__(self, time: Time) -> None:
        self._time = time
        self._moved = asyncio.Event()
        time.moved = self._move

    def _move(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return self._time.now()

    async def sleep_until(self, instant: datetime) -> None:
        while self.now() < instant:
            await self._moved.wait()


class Life:
    """One process: everything from the start until a kill."""

    def __init__(self, rig: "DurableRig") -> None:
        self.killed = asyncio.Event()
        self.journal = _Journal(rig, self)
        self.outbox = _Outbox(rig, self)
        self.alarms = Alarms(self.journal, rig.clock)
        reader = TelegramReader(self.journal, rig.me)
        self.conductor = Conductor(
            self.journal,
            Judge(rig.library, Senses(sense())),
            reader,
            self.outbox,
            self.alarms,
            rig.clock,
            meter=rig.meter,
        )
        self._ringing: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        await self.journal.open()
        await self.conductor.recover()
        await self.outbox.recover()
        self._ringing = asyncio.create_task(self._guard(self.alarms.run(self.conductor.wake)))

    async def rest(self, now: datetime) -> None:
        """Return when there is nothing left to do, or when it was killed."""
        while not self.killed.is_set():
            if not (self.conductor.idle and self.outbox.idle):
                await asyncio.sleep(IDLE_S)
                continue
            due = await self.journal.next_deadline(())
            nothing_due = due is None or due[1] > now
            if nothing_due and self.conductor.idle and self.outbox.idle:
                return
            await asyncio.sleep(IDLE_S)

    async def end(self) -> None:
        """As a kill leaves it: nothing is finished, what waits to be written is lost."""
        tasks = [*self.conductor._workers, *self.outbox._tasks]
        tasks += [self._ringing] if self._ringing else []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        database = self.journal._db
        database._ride_over()
        database._queue.waiting.clear()
        if database._drain is not None:
            with suppress(BaseException):
                await database._drain
        if database._connection is not None:
            await database._connection.close()
            database._connection = None

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        with suppress(Killed):
            await work


class _Journal(SqliteJournal):
    """Dies right after each commit, once."""

    def __init__(self, rig: "DurableRig", life: Life) -> None:
        super().__init__(rig.folder, rig.keyring(KEY), rig.clock)
        self._rig, self._life = rig, life

    async def commit(self, *commits: Commit) -> list[Row]:
        rows = await super().commit(*commits)
        await self._rig.maybe_die(self._life, f"commit {commits[0].mailbox}/{commits[0].seq}")
        return rows


class _Outbox(Outbox):
    """Dies right after each send, once. A post of unknown fate is sent again by the product; the
    rig counts these doubles and shows the humans only one of the two."""

    def __init__(self, rig: "DurableRig", life: Life) -> None:
        super().__init__(
            life.journal, rig.hands, rig.library, rig.clock, self._tell, meter=rig.meter
        )
        self._rig, self._life = rig, life

    def _tell(self, row: Row) -> None:
        self._life.conductor.put(row)

    async def _attempt(self, row: Sending, effect: do.AnyEffect, *, doubt: bool) -> Delivered:
        if row.id in self._rig.posted:
            self._rig.doubles += 1
            return self._rig.posted[row.id]
        mark = await super()._attempt(row, effect, doubt=doubt)
        if isinstance(effect, do.Say | do.Hand | do.Whisper):
            self._rig.posted[row.id] = mark
        await self._rig.maybe_die(self._life, f"send {row.id}")
        return mark


class DurableRig:
    """Plays lines on the real shell."""

    def __init__(
        self, library: Library, folder: Path, script: Script = PLAIN, *, kill: bool = True
    ) -> None:
        self.library, self.folder = library, folder
        self.time = Time(script.began)
        self.clock = HandClock(self.time)
        world = World(self.time.now, ephemeral=script.ephemeral)
        bot = world.add_bot(TOKEN, username="heard_bot", name="Heard")
        self.cast = Cast.of(script, world, self.time, bot)
        self.me = Me(bot.id, bot.username)
        self.hands = WorldGateway(world, TOKEN, bot.username)
        self.kill = kill
        #: For who watches what is sealed, and what is counted.
        self.keyring: type[Keyring] = Keyring
        self.meter: Meter = NOBODY
        #: Whether updates are settled as they come; else all of them wait in the inbox first.
        self.at_once = True
        #: How many updates come with one answer, at most.
        self.batch = 100
        self.points: set[str] = set()
        self.posted: dict[EffectId, Delivered] = {}
        self.doubles = 0
        self.lives = 0
        self.life: Life | None = None

    async def maybe_die(self, life: Life, point: str) -> None:
        """Kill the process here, if it was not killed here before."""
        if life.killed.is_set():
            await asyncio.Event().wait()  # a dead process does nothing more
        if self.kill and point not in self.points:
            self.points.add(point)
            life.killed.set()
            await asyncio.Event().wait()

    async def play(self, does: str) -> list[str]:
        """One line; what is seen then."""
        pause = wait(does)
        if does == "kill":
            await self._live_again()
        elif pause is None:
            self.cast.act(does)
        before = self.cast.look()
        if pause is not None:
            await self._wait(pause)
        await self._settle()
        return self.cast.difference(before)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """The end of the play, also of one that went wrong: the database's thread must end."""
        if self.life is not None:
            await self.life.end()

    async def _wait(self, pause: Wait) -> None:
        until = self.time.now() + pause.length
        if pause.away and self.life is not None:
            await self.life.end()
            self.life = None
        while not pause.away:
            due = await self._next_deadline()
            if due is None or due >= until:
                break
            self.time.move(max(due - self.time.now(), timedelta()))
            await self._settle()
        self.time.move(until - self.time.now())

    async def _next_deadline(self) -> datetime | None:
        life = self.life or await self._live_again()
        due = await life.journal.next_deadline(())
        return due[1] if due else None

    async def _settle(self) -> None:
        """Until nothing is left, through as many lives as it takes."""
        for _ in range(LIVES_MAX):
            life = self.life or await self._live_again()
            await self._feed(life)
            await life.rest(self.time.now())
            if life.killed.is_set():
                await self._live_again()
            elif not self.cast.world.pending_updates(self.cast.bot):
                return
        raise AssertionError("it does not come to rest")

    async def _live_again(self) -> Life:
        if self.life is not None:
            await self.life.end()
        self.lives += 1
        self.life = Life(self)
        await self.life.begin()
        return self.life

    async def _take(self, life: Life, parcels: list[Parcel]) -> list[Parcel] | None:
        """What is not settled at once; None if the disk refuses, or the process dies meanwhile."""
        taking = asyncio.create_task(life.conductor.take(parcels))
        killed = asyncio.create_task(life.killed.wait())
        await asyncio.wait({taking, killed}, return_when=asyncio.FIRST_COMPLETED)
        killed.cancel()
        if not taking.done():
            taking.cancel()
        (found,) = await asyncio.gather(taking, return_exceptions=True)
        if isinstance(found, asyncio.CancelledError | StorageTrouble) or life.killed.is_set():
            return None
        if isinstance(found, BaseException):
            raise found
        return found

    async def _feed(self, life: Life) -> None:
        """As the poller does it: store first, acknowledge then."""
        allowed = json.dumps(list(wire.ALLOWED_UPDATES))
        query = {"allowed_updates": allowed, "limit": self.batch}
        raws = self.cast.world.call(TOKEN, "getUpdates", query)
        parcels: list[Parcel] = []
        for raw in raws:
            data = json.dumps(raw).encode()
            update = wire.update(data)
            if (moved := inbound.moves(update)) is not None:
                await life.outbox.move(*moved)
            parcels += [
                Parcel(update.update_id, one.part, one.place, one.private, seal(one.part, data))
                for one in inbound.addresses(update)
            ]
        if parcels:
            waiting = await self._take(life, parcels) if self.at_once else parcels
            if waiting is None:
                return  # nothing was acknowledged
            if waiting:
                for row in await life.journal.receive(waiting, self.time.now()):
                    life.conductor.put(row)
        if raws:
            self.cast.world.call(TOKEN, "getUpdates", {"offset": raws[-1]["update_id"] + 1})
