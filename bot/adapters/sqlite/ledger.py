"""One connection, one thread, whole transactions: those that wait are committed together.

aiosqlite runs each call on the connection's thread. `Ledger.commit` drains a queue of whole
transactions there, so a transaction is one hop, and one sync of the disk serves all that came in
meanwhile.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bot.service.ports import STORAGE_RETRY_S, StorageTrouble

Result = TypeVar("Result")
#: A transaction: what it does with the connection, and gives.
Work = Callable[[sqlite3.Connection], Any]

#: How long SQLite waits for another process's lock, in seconds.
BUSY_S = 5.0
#: Marks that need no answer wait at most this long for a transaction to ride with, in seconds.
RIDE_S = 0.1

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 4194304",
)


_DAMAGED = "Stop Heard, keep a copy of the data folder, and run: heard doctor"
_DISK = "Look at the disk, and at the rights of the data folder"
_ROOM = "Make room on the disk; it goes on by itself"
#: What to do, by SQLite's code, or its primary one.
_REMEDIES = {
    sqlite3.SQLITE_FULL: _ROOM,
    sqlite3.SQLITE_IOERR_SHMSIZE: _ROOM,
    sqlite3.SQLITE_BUSY: "Another process uses the database; end it",
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_READONLY: _DISK,
    sqlite3.SQLITE_CANTOPEN: _DISK,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


def refused(error: sqlite3.Error) -> StorageTrouble:
    """What the disk said, with SQLite's own name for it, which says more, and what to do."""
    code = getattr(error, "sqlite_errorcode", 0)
    name = getattr(error, "sqlite_errorname", "")
    remedy = _REMEDIES.get(code) or _REMEDIES.get(code & 0xFF, "")
    return StorageTrouble(f"{error} ({name}). {remedy}" if name and remedy else str(error))


class Job:
    """A transaction that waits, and what became of it."""

    __slots__ = ("done", "error", "result", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.done: asyncio.Future[None] | None = None
        self.result: Any = None
        self.error: Exception | None = None


class Queue:
    """Jobs on their way to the connection's thread and back. `again`: marks that a disk refused.
    `fold`: the log is to be folded into the file, between two transactions.
    `undone` is called there whenever a transaction did not happen after all; `changed`, when
    one begins and another process has written since the last; it may raise `StorageTrouble`.
    """

    def __init__(
        self, undone: Callable[[], None], changed: Callable[[sqlite3.Connection], None]
    ) -> None:
        self.waiting: deque[Job] = deque()
        self.finished: deque[Job] = deque()
        self.again: deque[Job] = deque()
        self.fold = False
        self.undone = undone
        self.changed = changed


class Ledger(sqlite3.Connection):
    """A connection whose `commit` does every waiting job in one transaction."""

    def __init__(self, queue: "Queue", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue = queue
        self._seen: int | None = None

    def commit(self) -> None:
        """Drain the queue. A job that fails is undone alone; a failing disk undoes them all."""
        waiting = self._queue.waiting
        batch = [waiting.popleft() for _ in range(len(waiting))]
        if self._queue.fold:
            self._queue.fold = False
            with suppress(sqlite3.Error):  # another time, or at the next start
                self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if not batch:
            return
        try:
            self.execute("BEGIN IMMEDIATE")
            self._look_up()
            for job in batch:
                self._one(job)
            super().commit()
        except (sqlite3.Error, StorageTrouble) as error:
            if self.in_transaction:
                super().rollback()
            self._queue.undone()
            for job in batch:
                job.error = refused(error) if isinstance(error, sqlite3.Error) else error
            # Nobody waits for these, so nobody would try them again.
            self._queue.again.extend(job for job in batch if job.done is None)
        self._queue.finished.extend(batch)

    def _look_up(self) -> None:
        """Whoever else writes has the file to themselves meanwhile, and we now."""
        (version,) = self.execute("PRAGMA data_version").fetchone()
        if self._seen not in (None, version):
            self._queue.changed(self)
        self._seen = version

    def _one(self, job: Job) -> None:
        self.execute("SAVEPOINT job")
        try:
            job.result = job.work(self)
        except sqlite3.IntegrityError as error:
            self._undo(job, error)
        except sqlite3.Error:
            raise  # the disk, not the job
        except Exception as error:  # noqa: BLE001 -- carried to the one who waits for it
            self._undo(job, error)
        self.execute("RELEASE job")

    def _undo(self, job: Job, error: Exception) -> None:
        self.execute("ROLLBACK TO job")
        self._queue.undone()
        job.error = error


class Database:
    """The file, and the queue in front of it."""

    def __init__(
        self,
        path: Path,
        undone: Callable[[], None],
        changed: Callable[[sqlite3.Connection], None] = lambda _db: None,
    ) -> None:
        self._path = path
        self._queue = Queue(undone, changed)
        self._connection: aiosqlite.Connection | None = None
        self._drain: asyncio.Task[None] | None = None
        self._riding: asyncio.TimerHandle | None = None

    async def open(self, first: Work) -> None:
        """Open or make the file, and do this first, while foreign keys are not looked at: a
        migration that makes a table anew must not take along what refers to it. `StorageTrouble`
        says what is wrong with the file.
        """
        try:
            self._connection = await aiosqlite.connect(
                self._path,
                factory=lambda *args, **kwargs: Ledger(self._queue, *args, **kwargs),
                isolation_level=None,
                timeout=BUSY_S,
            )
            for pragma in _PRAGMAS:
                await self._connection.execute(pragma)
            await self.run(first)
            await self._connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error as error:
            await self.close()
            raise refused(error) from None
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Do what waits, fold the log into the file, close."""
        if self._connection is None:
            return
        self._ride_over()
        self._begin()
        if self._drain is not None:
            await self._drain
        try:
            self._queue.fold = True
            await self._connection.commit()
        finally:
            await self._connection.close()
            self._connection = None

    async def fold(self) -> None:
        """Fold the log into the file and empty it: what was deleted is in neither any more."""
        self._queue.fold = True
        await self.run(lambda _db: None)

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do a transaction. Returns when it is on the disk. `StorageTrouble` if it is not."""
        if self._connection is None:
            raise StorageTrouble("the database is closed")
        job = Job(work)
        job.done = asyncio.get_running_loop().create_future()
        self._queue.waiting.append(job)
        self._begin()
        await job.done
        if job.error is not None:
            raise job.error
        result: Result = job.result
        return result

    def ride(self, work: Work) -> None:
        """Do this with the next transaction, or soon; nobody waits for it."""
        self._queue.waiting.append(Job(work))
        if self._riding is None and self._drain is None:
            self._riding = asyncio.get_running_loop().call_later(RIDE_S, self._begin)

    def _begin(self) -> None:
        self._ride_over()
        while self._queue.again:
            job = self._queue.again.pop()
            job.error = None
            self._queue.waiting.appendleft(job)
        if self._drain is None and self._connection is not None:
            self._drain = asyncio.create_task(self._flush())

    def _ride_over(self) -> None:
        if self._riding is not None:
            self._riding.cancel()
            self._riding = None

    async def _flush(self) -> None:
        connection = self._connection
        try:
            while self._queue.waiting and connection is not None:
                await connection.commit()
                while self._queue.finished:
                    job = self._queue.finished.popleft()
                    if job.done is not None and not job.done.done():
                        job.done.set_result(None)
        finally:
            self._drain = None
            if self._queue.again and self._riding is None:
                loop = asyncio.get_running_loop()
                self._riding = loop.call_later(STORAGE_RETRY_S, self._begin)
