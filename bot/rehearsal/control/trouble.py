"""Requests that bring trouble: failing calls, confused updates, nobody at the other end."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from bot.rehearsal.botapi import Fault as CallFault
from bot.rehearsal.botapi import RateLimits
from bot.rehearsal.botapi.faults import FaultKind

from .request import Request, Unnamed, Who

if TYPE_CHECKING:
    from .control import Control

Times = Annotated[int, Meta(ge=1, le=10_000)]
Seconds = Annotated[float, Meta(gt=0, le=3600)]


class Fault(Request, frozen=True):
    """Let the next calls fail, of one method and in one chat if these are given.

    Without a method it spares `getUpdates`. *too_many_requests* asks for a pause of
    `retry_after` seconds; *server_error* answers with `status`; *refused* with `description`;
    *drop_before* and *drop_after* break the connection before or after the call takes effect;
    *slow* waits `seconds`; *public* shows to all what was meant for one person alone.
    """

    kind: FaultKind
    times: Times = 1
    method: str = ""
    chat: int | None = None
    retry_after: Annotated[int, Meta(ge=1, le=86_400)] = 3
    status: Annotated[int, Meta(ge=500, le=599)] = 502
    description: Annotated[str, Meta(min_length=1)] = "Bad Request: refused on demand"
    seconds: Seconds = 1.0

    async def _do(self, control: "Control") -> None:
        fault = CallFault(
            self.kind,
            times=self.times,
            method=self.method or None,
            chat_id=self.chat,
            retry_after=self.retry_after,
            status=self.status,
            description=self.description,
            seconds=self.seconds,
        )
        control.world.faults.calls.append(fault)


class DuplicateUpdates(Request, frozen=True):
    """Deliver the next so many updates once more, though they were confirmed."""

    times: Times = 1

    async def _do(self, control: "Control") -> None:
        control.world.faults.duplicates += self.times


class ReorderUpdates(Request, frozen=True):
    """Reverse the order of updates in the next so many answers that have more than one."""

    times: Times = 1

    async def _do(self, control: "Control") -> None:
        control.world.faults.reorders += self.times


class SecondPoller(Request, frozen=True):
    """Let somebody else poll with this bot's token, so many times, each for at most `seconds`."""

    bot: Who
    times: Times = 1
    seconds: Annotated[int, Meta(ge=1, le=50)] = 1

    async def _do(self, control: "Control") -> None:
        token = control.names.bot(self.bot).token
        if control.poll is None:
            raise Unnamed("bot: this world is not served, so nobody can poll. Use `serve`")
        control.keep(self._poll(control, token))

    async def _poll(self, control: "Control", token: str) -> None:
        for _ in range(self.times):
            if control.poll is not None:
                await control.poll(token, self.seconds)


class RefuseConnections(Request, frozen=True):
    """Let nobody reach the Bot API, for so many seconds or until `accept_connections`."""

    seconds: Seconds | None = None

    async def _do(self, control: "Control") -> None:
        if control.door is None:
            raise Unnamed("this world is not served, so there is nothing to shut. Use `serve`")
        control.door.shut()
        if self.seconds is not None:
            control.keep(self._open(control, self.seconds))

    async def _open(self, control: "Control", seconds: float) -> None:
        await asyncio.sleep(seconds)
        if control.door is not None:
            await control.door.open()


class AcceptConnections(Request, frozen=True):
    """Let everybody reach the Bot API again."""

    async def _do(self, control: "Control") -> None:
        if control.door is not None:
            await control.door.open()


class LimitRates(Request, frozen=True):
    """Let Telegram's rate limits hold, or no longer."""

    on: bool = True

    async def _do(self, control: "Control") -> None:
        control.world.limits = RateLimits() if self.on else None


class EndFaults(Request, frozen=True):
    """Take back all trouble that is still to come, and accept connections."""

    async def _do(self, control: "Control") -> None:
        faults = control.world.faults
        faults.calls.clear()
        faults.duplicates = faults.reorders = 0
        if control.door is not None:
            await control.door.open()


TROUBLE: tuple[type[Request], ...] = (
    Fault,
    DuplicateUpdates,
    ReorderUpdates,
    SecondPoller,
    RefuseConnections,
    AcceptConnections,
    LimitRates,
    EndFaults,
)
