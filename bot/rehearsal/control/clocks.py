"""Requests that read, move and set the clock of the world."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from bot.rehearsal.botapi.wire import JsonObject

from .request import Request

if TYPE_CHECKING:
    from .control import Control

#: One move is at most so long: ten years, in seconds.
MOVE_MAX_S = 10 * 366 * 24 * 60 * 60
Moment = Annotated[datetime, Meta(tz=True)]


class Clock(Request, frozen=True):
    """Read the clock."""

    async def _do(self, control: "Control") -> JsonObject:
        return control.time()


class MoveClock(Request, frozen=True):
    """Let so many seconds pass at once; a negative number goes back."""

    seconds: Annotated[float, Meta(ge=-MOVE_MAX_S, le=MOVE_MAX_S)]

    async def _do(self, control: "Control") -> JsonObject:
        control.clock.move(timedelta(seconds=self.seconds))
        return control.time()


class SetClock(Request, frozen=True):
    """Set the clock; it stands still there until it is moved, unless `running`."""

    at: Moment
    running: bool = False

    async def _do(self, control: "Control") -> JsonObject:
        if self.running:
            control.clock.run_from(self.at)
        else:
            control.clock.stop_at(self.at)
        return control.time()


CLOCKS: tuple[type[Request], ...] = (Clock, MoveClock, SetClock)
