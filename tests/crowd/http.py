"""The crowd and the whole program: a child process that polls the local Bot API over HTTP."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.rehearsal.stage import Stage, stage
from bot.rehearsal.transcripts.given import GIVEN, START
from bot.rehearsal.transcripts.script import Script
from tests.crowd.crowd import Crowd
from tests.stage.campaign import Report, audit
from tests.stage.http import HttpRig


class HttpCrowd:
    """Plays steps."""

    def __init__(self, built: Stage, rig: HttpRig, mood: str) -> None:
        self._stage = built
        self.crowd = Crowd(built.world, built.bot, built.clock.move, mood)
        self.crowd.gather(rig.cast.group, *rig.cast.people.values())
        self.eyes = self.crowd.eyes
        self.seen: Counter[str] = Counter()
        self._complaints = 0

    async def step(self, seed: int) -> list[str]:
        """One step; what has gone wrong in it."""
        self.crowd.step(seed)
        await self._stage.rest()
        wrong = self._look()
        if self.crowd.waits:
            await self._stage.wait(self.crowd.waits)
            await self._stage.rest()
            wrong += self._look()
        return wrong

    async def end(self) -> list[str]:
        """Stop the product and open its journal: nothing failed, nothing waits."""
        await self._stage.stop()
        report = Report()
        await audit(self._stage, report)
        counts = {"failed": report.failed, "lost": report.waiting, "applied twice": report.twice}
        return [f"{count} updates {what}" for what, count in counts.items() if count]

    def _look(self) -> list[str]:
        self.seen["looks"] += 1
        self.seen["messages removed"] += len(list(self.eyes.removed()))
        wrong = self.eyes.look()
        errors = [line for line in self._stage.log().splitlines() if _is_error(line)]
        wrong += [f"the product logged {line}" for line in errors[self._complaints :]]
        self._complaints = len(errors)
        if not self._stage.running:
            wrong.append("the product has ended")
        return wrong


def _is_error(line: str) -> bool:
    try:
        said = json.loads(line)
    except ValueError:
        return True  # a traceback, or whatever else is no line of the log
    return said.get("level") in {"error", "critical"}


@asynccontextmanager
async def http_crowd(given: str, mood: str) -> AsyncIterator[HttpCrowd]:
    """A crowd with the product as a child process. `given` is how it begins, as in a transcript;
    `mood` one of `crowd.MOODS`.
    """
    async with stage(START) as built:
        await built.start()
        rig = HttpRig(built, Script([f"# given: {given}"], []))
        for does in GIVEN[given]:
            await rig.play(does)
        yield HttpCrowd(built, rig, mood)
