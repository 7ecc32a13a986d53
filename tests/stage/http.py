"""The third rig: the whole program, unmodified, as a child process, against the local Bot API.

One stage serves all transcripts: each brings its own couple and its own group into the same world.
"""

from bot.rehearsal.stage import Stage
from bot.rehearsal.transcripts.cast import Cast, wait
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import PLAIN, Script


class HttpRig:
    """Plays lines over HTTP."""

    def __init__(self, stage: Stage, script: Script = PLAIN) -> None:
        self.stage = stage
        stage.clock.stop_at(script.began)
        # The product asks its server at its start, and for the rest of its life keeps off whispers
        # that went wrong: a transcript of these has a process of its own.
        self._anew = script.ephemeral != stage.world.ephemeral or script.ephemeral != "off"
        stage.world.become(script.ephemeral)
        self.cast = Cast.of(script, stage.world, stage.clock, stage.bot)

    async def play(self, does: str) -> list[str]:
        """One line; what is seen then."""
        if self._anew:
            self._anew = False
            await self.stage.restart()
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


async def played(stage: Stage, script: Script) -> list[list[str]]:
    """What is seen after each line of a transcript, from how it begins."""
    rig = HttpRig(stage, script)
    for does in GIVEN[script.given]:
        await rig.play(does)
    return [await rig.play(line.does) for line in script.lines]
