"""The third rig: the whole program, unmodified, as a child process, against the local Bot API.

One stage serves all transcripts: each brings its own couple and its own group into the same world.
"""

from datetime import timedelta

from bot.rehearsal.stage import Stage
from tests.stage.cast import START, Cast, Time, wait


class HttpRig:
    """Plays lines over HTTP."""

    def __init__(self, stage: Stage, *, kind: str) -> None:
        self.stage = stage
        stage.clock.stop_at(START)
        self.cast = Cast(stage.world, _StageTime(stage), stage.bot, kind=kind)

    async def play(self, does: str) -> list[str]:
        """One line; what is seen then."""
        pause = wait(does)
        if does == "kill":
            await self.stage.restart(kill=True)
        elif pause is None:
            self.cast.act(does)
        before = self.cast.look()
        if pause is not None and pause.away:
            await self.stage.stop(kill=True)
            self.stage.clock.move(pause.length)
            await self.stage.start()
        elif pause is not None:
            await self.stage.wait(pause.length)
        await self.stage.rest()
        return self.cast.difference(before)


class _StageTime(Time):
    """The cast's clock is the stage's."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage = stage

    def now(self):  # type: ignore[no-untyped-def]
        return self._stage.clock.now()

    def move(self, by: timedelta) -> None:
        self._stage.clock.move(by)
