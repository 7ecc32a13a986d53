"""Who runs the stage: moves the clock, restarts Heard, begins anew, and knows how things stand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.adapters.library import PHRASES, check, library, of_folder, phrases, shipped
from bot.dialogue.library import BASE_LANGUAGE, Library
from bot.dialogue.model import Dialogue
from bot.rehearsal.botapi import Change, ImpossibleError
from bot.rehearsal.page.acts import SeatedAct
from bot.rehearsal.page.audience import Audience
from bot.rehearsal.page.connection import Connection, How
from bot.rehearsal.page.couple import USUAL, Beginning, Couple
from bot.rehearsal.page.in_seat import in_seat
from bot.rehearsal.page.players import Players
from bot.rehearsal.page.prompter import Stuck, Target, prompt
from bot.rehearsal.page.recorder import Recorder
from bot.rehearsal.page.replay import parsed, replay
from bot.rehearsal.page.sheet import Sheet
from bot.rehearsal.page.watcher import Watcher
from bot.rehearsal.stage import Stage
from bot.rehearsal.standing import Playing, Standing
from bot.rehearsal.transcripts.script import Script

Status = Literal["starting", "running", "stopped"]

#: How often it is looked whether Heard's process is still there, in seconds.
LOOK_S = 0.2


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell everybody who watches; numbers grow."""

    number: int = 0
    text: str = ""


@asynccontextmanager
async def directing(stage: Stage) -> AsyncIterator["Director"]:
    """A couple on this stage, and the product running. `LibraryTrouble` if a dialogue is wrong.

    It ends with the product killed: its data goes with the stage, so nothing needs finishing.
    """
    stage.closely = True
    director = Director(stage)
    ends = [stage.world.listen(director.noticed), stage.listen(director.rested)]
    following: list[asyncio.Task[None]] = []
    try:
        await stage.start()
        following += [
            asyncio.create_task(director.follow_clock()),
            asyncio.create_task(director.follow_process()),
            asyncio.create_task(director.watcher.run()),
        ]
        yield director
    finally:
        for end in ends:
            end()
        director.audience.close()
        director.players.stop()
        tasks = [*following, *director.work]
        for task in tasks:
            task.cancel()
        await stage.stop(kill=True)
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


class Director:
    """One couple on a stage, and what those who watch see beside it. `target`: where it began;
    `prelude`: it plays by itself, to come to where one wants to begin.
    """

    library: Library
    book: dict[str, str]

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.read_dialogues()
        self.audience = Audience()
        self.connection = Connection(stage)
        self.couple = Couple(stage.world, stage.clock, stage.bot)
        self.recorder = self._recorder()
        self.recorder.heard_was_added()
        self.players = Players(self)
        self.watcher = Watcher(self)
        self.sheet = Sheet(self)
        self.heard: Status = "starting"
        self.due: datetime | None = None
        self.standing = Standing()
        self.notice = Notice()
        self.target: Target | None = None
        self.prelude = False
        self.under_way = ""
        self.work: set[asyncio.Task[None]] = set()

    def read_dialogues(self) -> None:
        """Read all dialogues and phrases anew. `LibraryTrouble`; then the old ones stay."""
        self.library = library(self.stage.dialogues)
        self.book = phrases(shipped() / PHRASES)[0][BASE_LANGUAGE]
        everything, _ = check(of_folder(shipped()))
        self._unlisted = [one for one in everything if isinstance(one, Dialogue) and not one.listed]

    def dialogues(self) -> list[Dialogue]:
        """What one can begin: what Heard begins by itself, then what a couple can choose."""
        return [*self._unlisted, *self.library.listed()]

    def say(self, text: str) -> None:
        """Tell everybody."""
        self.notice = Notice(self.notice.number + 1, text)
        self.audience.changed()

    @property
    def playing(self) -> Playing | None:
        """The exercise that runs in the couple's group."""
        place = str(self.couple.group.id)
        return next((one for one in self.standing.playing if one.place == place), None)

    def play(self, act: SeatedAct) -> None:
        """Somebody does something in their seat. `ImpossibleError`."""
        with self.recorder.doing(self.recorder.phrase(act)):
            in_seat(self.couple, act)
        self.audience.changed()

    # --- what the bar does -----------------------------------------------------------------------

    def move(self, seconds: int) -> None:
        """Let time pass, deadline by deadline. `ImpossibleError` if something is under way."""
        self.begin("moving the clock", lambda: self._move(timedelta(seconds=seconds)))

    def move_to_due(self) -> None:
        """Let time pass up to the next deadline."""
        self.begin("moving the clock", self._move_to_due)

    def restart(self, *, kill: bool) -> None:
        """Stop Heard, in order or by `kill -9`, and start it on the same data, dead or alive."""
        self.begin("starting Heard", lambda: self.start_again(kill=kill))

    def connect(self, how: How) -> None:
        """Make the line between Heard and Telegram like this."""
        self.begin("changing the line", lambda: self.connection.become(how))

    def start_over(self, beginning: Beginning = USUAL, *, alone: bool = False) -> None:
        """A new couple in the same world; `alone`, they have not added Heard yet."""
        self._check_idle()
        self.replace_couple(beginning, alone=alone)

    def begin_at(self, dialogue: str, step: str) -> None:
        """A new couple plays up to this step by itself. `ImpossibleError` if there is none such."""
        target = Target.found(self.library, dialogue, step)
        self.begin(f"playing up to “{target.name}”", lambda: self.play_up_to(target))

    def watch(self, *, on: bool) -> None:
        """Begin the step again whenever a dialogue's file changes, or no more."""
        self.watcher.on = on
        self.audience.changed()

    def open_file(self, name: str, text: str) -> None:
        """Lay a dialogue's file open; the watcher sees the copy, and begins it."""
        self.sheet.open(name, text)
        self.audience.changed()

    def replay(self, text: str) -> None:
        """Play a transcript with a new couple. `ImpossibleError` if it is none."""
        script = parsed(text)
        self.begin("playing a transcript", lambda: self._replay(script))

    def begin(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do something that takes a while, one thing at a time. `ImpossibleError`."""
        self._check_idle()
        self.under_way = what
        task = asyncio.create_task(self._do(work))
        self.work.add(task)
        task.add_done_callback(self.work.discard)
        self.audience.changed()

    def _check_idle(self) -> None:
        if self.under_way:
            raise ImpossibleError(f"one thing at a time: {self.under_way}")

    async def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except TimeoutError:
            self.say(f"Heard doesn't come to rest. Its log: {self.stage.folder / 'product.log'}")
        except Stuck as why:
            self.say(str(why))
        finally:
            if self.prelude:
                self.couple.know()
            self.under_way, self.prelude = "", False
            self.audience.changed()

    # --- the work itself, for whoever has begun it -----------------------------------------------

    def replace_couple(self, beginning: Beginning, *, alone: bool = False) -> None:
        """Part with this couple; another comes in its place, `alone` without Heard."""
        stage, number = self.stage, self.couple.number + 1
        self.couple.part()
        self.couple = Couple(stage.world, stage.clock, stage.bot, number, beginning, alone=alone)
        self.recorder = self._recorder()
        if not alone:
            self.recorder.heard_was_added()
        self.audience.changed()

    async def start_again(self, *, kill: bool) -> None:
        """Stop the product and start it, and let it come to rest if it can hear anything."""
        self.heard, self.due, self.standing = "starting", None, Standing()
        self.audience.changed()
        await self.stage.stop(kill=kill)
        await self.stage.start()
        if self.connection.how != "offline":
            await self.stage.rest()

    async def play_up_to(self, target: Target) -> None:
        """A new couple plays up to a step. `Stuck`, `TimeoutError`."""
        if self.connection.how != "fine":
            await self.connection.become("fine")
        if not self.stage.running:
            await self.start_again(kill=True)
        self.target, self.prelude = target, True
        self.replace_couple(USUAL)
        await prompt(self, target)

    async def _replay(self, script: Script) -> None:
        self.prelude = True
        self.say(await replay(self, script))

    async def _move(self, length: timedelta) -> None:
        if self.stage.running and self.connection.how == "fine":
            await self.stage.wait(length)
        else:
            self.stage.clock.move(length)

    async def _move_to_due(self) -> None:
        rest = self.stage.rested
        if rest is None and self.stage.running and self.connection.how == "fine":
            rest = await self.stage.rest()
        due = rest.due if rest and self.stage.running else self.due
        if due is None:
            self.say("Nothing is due.")
        else:
            self.stage.clock.move(max(due - self.stage.clock.now(), timedelta()))

    def _recorder(self) -> Recorder:
        return Recorder(self.couple, self.stage.clock, lambda: self.stage.rested is not None)

    # --- what happens ----------------------------------------------------------------------------

    def noticed(self, change: Change) -> None:
        """Something has changed in the world."""
        if change.kind == "toast":
            self.couple.toasted(self.stage.world.toasts[-1])
        self.connection.noticed(change)
        self.audience.changed()

    def rested(self) -> None:
        """The product says that it is at rest."""
        rest = self.stage.rested
        if rest is None:
            return
        self.heard, self.due, self.standing = "running", rest.due, rest.standing
        self.recorder.settle()
        self.audience.changed()

    async def follow_clock(self) -> None:
        """Tell of every move of the clock."""
        while True:
            version = self.stage.clock.setting.version
            await self.stage.clock.after(version)
            self.audience.changed()

    async def follow_process(self) -> None:
        """See when Heard's process is gone."""
        while True:
            gone = not self.stage.running and not self.under_way
            if gone and self.heard != "stopped":
                self.heard, self.due, self.standing = "stopped", None, Standing()
                self.audience.changed()
            await asyncio.sleep(LOOK_S)
