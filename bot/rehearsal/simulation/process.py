"""The product as a process that can die at any moment, and is started again."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from datetime import datetime

from telegram import Bot as TelegramBot

from bot.adapters.memory.disk import Disk
from bot.adapters.memory.journal import MemoryJournal
from bot.adapters.telegram.inbound import Me
from bot.app import App, Telegram
from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator.events import TimePassed
from bot.rehearsal.botapi import Bot, World
from bot.rehearsal.botapi.polling import Polls
from bot.rehearsal.simulation.line import ADDRESS, Attempt, Line
from bot.rehearsal.simulation.trouble import Kind
from bot.rehearsal.simulation.virtual import OWNER, VirtualLoop
from bot.rehearsal.simulation.weather import Weather
from bot.service.ports import Commit, Row, StorageTrouble

#: How long whoever watches over a process waits before it starts one again that has ended, in
#: seconds.
AGAIN_S = 5.0
#: A poll that Telegram holds notices so late at most that Telegram is out of reach, in seconds.
DEAF_S = 60.0


class SkewedClock:
    """The `Clock` port: what the machine's clock shows, which the weather may have set."""

    def __init__(self, true: Callable[[], datetime], weather: Weather) -> None:
        self._true, self._weather = true, weather
        self._set = asyncio.Event()
        weather.skewed = self._ring

    def now(self) -> datetime:
        """This instant, as the machine sees it."""
        return self._true() + self._weather.skew

    async def sleep_until(self, instant: datetime) -> None:
        """See `Clock`."""
        loop = asyncio.get_running_loop()
        until = loop.time() + (instant - self.now()).total_seconds()
        while (left := min((instant - self.now()).total_seconds(), until - loop.time())) > 0:
            changed = self._set
            try:
                async with asyncio.timeout(left):
                    await changed.wait()
            except TimeoutError:
                pass

    def _ring(self) -> None:
        self._set.set()
        self._set = asyncio.Event()


class Machine:
    """What a process runs on, and what it leaves behind: disk, clock, the line's attempts."""

    def __init__(
        self,
        library: Library,
        world: World,
        bot: Bot,
        weather: Weather,
        true: Callable[[], datetime],
    ) -> None:
        self.library, self.world, self.bot, self.weather = library, world, bot, weather
        self.polls = Polls(world)
        self.clock = SkewedClock(true, weather)
        self.disk = Disk()
        self.attempts: list[Attempt] = []
        #: Called after each batch of transactions that has reached the disk.
        self.written: Callable[[], None] = lambda: None
        #: Called with the offset of each poll.
        self.acknowledged: Callable[[int], None] = lambda _: None
        #: What it ended with that it should not have.
        self.wrong: list[str] = []
        self.process: Process | None = None
        self.lives = self.crashes = 0
        #: Where those wait whose process is gone, for ever.
        self.grave = asyncio.Event()
        self._stopping: Process | None = None
        self._starting: asyncio.Task[None] | None = None

    @property
    def up(self) -> bool:
        """Whether a process runs and has begun to serve."""
        return self.process is not None and self.process.app.serving

    def start(self) -> None:
        """Start the process."""
        self.lives += 1
        self.process = Process(self, self.lives)

    def crash(self, away: float) -> None:
        """The process is gone, as by `kill -9` or a power cut; another one starts after a while."""
        for process in (self.process, self._stopping):
            if process is not None:
                self.crashes += 1
                process.die()
        self.process = None
        self._forgotten()
        self._start_after(away)

    async def restart(self, away: float) -> None:
        """Stop it in order, then start another one."""
        process = self.process
        if process is None:
            return  # it is being stopped or started already
        self._stopping, self.process = process, None
        stopping = asyncio.create_task(process.stop())
        gone = asyncio.create_task(process.gone.wait())
        await asyncio.wait({stopping, gone}, return_when=asyncio.FIRST_COMPLETED)
        self._stopping = None
        self._forgotten()
        self._start_after(away)

    def ended(self, error: BaseException | None) -> None:
        """The process has ended by itself. A disk that refuses is a reason, nothing else is."""
        if not isinstance(error, StorageTrouble):
            self.wrong.append(f"the process ended: {error!r}")
        self.process = None
        self._forgotten()
        self._start_after(AGAIN_S)

    async def shut_down(self) -> None:
        """The end of it all."""
        self.polls.close()
        if self._starting is not None:
            self._starting.cancel()
        if self.process is not None:
            self.process.die()
            self.process = None

    def _forgotten(self) -> None:
        """Whoever knew what became of these is gone before it was written down."""
        for attempt in self.attempts:
            line = self.disk.outbox.get(attempt.effect)
            if attempt.fate in ("under way", "done") and line is not None and line.sending:
                attempt.fate = "unknown"

    def _start_after(self, away: float) -> None:
        self.weather.spell(asyncio.get_running_loop().time() + away + 1.0)
        if self._starting is None or self._starting.done():
            # Nobody's own: whoever asks for it may be about to die.
            work = self._start_later(away)
            self._starting = asyncio.get_running_loop().create_task(work, context=Context())

    async def _start_later(self, away: float) -> None:
        await asyncio.sleep(away)
        if self.process is None:
            self.start()


class Process:
    """From a start to an end. Everything that runs in it is its own, so it can be gone at once."""

    def __init__(self, machine: Machine, life: int) -> None:
        self._machine, self.life = machine, life
        self._dead = False
        self._starting = True
        self.gone = asyncio.Event()
        self.journal = _Journal(machine, self)
        line = Line(
            machine.world,
            machine.polls,
            machine.weather,
            self,
            machine.attempts,
        )
        bot = machine.bot
        telegram = Telegram(
            TelegramBot(bot.token, base_url=ADDRESS, request=line, get_updates_request=line),
            Me(bot.id, bot.username),
            line,
        )
        self.app = App(machine.clock, machine.library, self.journal, telegram, self._beat)
        context = Context()
        context.run(OWNER.set, self)
        self._task = asyncio.get_running_loop().create_task(self.app.serve(), context=context)
        self._task.add_done_callback(self._ended)

    async def gate(self) -> None:
        """Whoever is dead gets no further."""
        if self._dead:
            await self._machine.grave.wait()

    async def sent(self) -> None:
        """See `End`."""
        await self.point("crash after a send")

    def acknowledged(self, offset: int) -> None:
        """See `End`."""
        self._machine.acknowledged(offset)

    async def point(self, kind: Kind) -> None:
        """A point of the work at which the process may die."""
        await self.gate()
        if trouble := self._machine.weather.point(kind):
            self._machine.crash(trouble.seconds)
            await self.gate()

    async def sync(self) -> None:
        """What it takes until something is on the disk."""
        weather = self._machine.weather
        await self.gate()
        if self._starting:
            await self.point("crash while starting")
        took = weather.sync()
        if took > 1:
            weather.spell(asyncio.get_running_loop().time() + took)
        await asyncio.sleep(took)
        if weather.lasts("disk full"):
            raise StorageTrouble("database or disk is full")
        await self.point("crash before a commit")

    def die(self) -> None:
        """Be gone: nothing that it still does reaches anybody."""
        self._dead = True
        self.gone.set()
        self._task.remove_done_callback(self._ended)
        loop = asyncio.get_running_loop()
        if isinstance(loop, VirtualLoop):
            current = asyncio.current_task()
            for task in loop.tasks(self):
                if task is not current:
                    task.cancel()

    async def stop(self) -> None:
        """End in order, as on a signal."""
        self._task.remove_done_callback(self._ended)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self.journal.close()
        self.die()

    def _beat(self) -> None:
        self._starting = False

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        self.die()
        self._machine.ended(error)


class _Journal(MemoryJournal):
    """Tells the machine what has reached the disk, and dies right after it if that is due."""

    def __init__(self, machine: Machine, process: Process) -> None:
        super().__init__(machine.disk, machine.clock, process.sync)
        self._machine, self._process = machine, process

    async def commit(self, *commits: Commit) -> list[Row]:
        """See `Journal`."""
        deaf = self._machine.weather.lasted("unreachable")
        first = commits[0]
        if deaf > DEAF_S and isinstance(codec.event(first.event), TimePassed):
            self._machine.wrong.append(
                f"{first.mailbox}: a deadline was acted on, {deaf:.0f} s after we heard anybody"
            )
        return await super().commit(*commits)

    def _written(self) -> None:
        self._machine.written()
        if trouble := self._machine.weather.point("crash after a commit"):
            self._machine.crash(trouble.seconds)
