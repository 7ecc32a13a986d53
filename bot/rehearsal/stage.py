"""The stage: a small Telegram, a clock that can be moved, and the product as a child process."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from dotenv import dotenv_values
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rehearsal.botapi import Bot, RateLimits, World, serve
from bot.rehearsal.clock import StageClock
from bot.rehearsal.line import Line, line
from bot.rehearsal.loopback import loopback
from bot.rehearsal.product import AtRest
from bot.serving import bound

TOKEN = "7000000001:rehearsal"  # noqa: S105 -- nobody's
USERNAME = "heard_bot"
SECRET = "rehearsal"  # noqa: S105 -- nobody's either
Way = Literal["polling", "webhook"]
#: How long the product may take to come to rest, and to stop, in seconds of real time.
REST_S, STOP_S = 20.0, 5.0
#: How often it is looked whether it has, where nobody says so, in seconds of real time.
GLANCE_S = 0.01


def _reserved() -> socket.socket:
    """A port for the product to listen at. It is held, without listening, as long as the stage
    stands: else some connection of this machine might be given it before the product is there.
    """
    both = socket.has_dualstack_ipv6()
    return bound(socket.AF_INET6 if both else socket.AF_INET, ("", 0), both=both)


@asynccontextmanager
async def stage(
    stopped: datetime | None = None, dialogues: tuple[Path, ...] = (), *, by: Way = "polling"
) -> AsyncIterator["Stage"]:
    """A stage with its servers and an empty data folder that goes with it. The product is not
    running yet; it will know the dialogues of these folders beside those that are shipped, and get
    its updates in this way.
    """
    with tempfile.TemporaryDirectory(prefix="heard-") as folder, closing(_reserved()) as reserved:
        built = Stage(Path(folder), stopped, dialogues)
        built.by, built.port = by, int(reserved.getsockname()[1])
        async with (
            serve(built.world) as far,
            line(far) as built.line,
            loopback(built.control(), closing=built.clock.let_go) as built.control_url,
        ):
            try:
                yield built
            finally:
                await built.stop()


class Stage:
    """World, clock, line and product. Everything happens on one event loop. `closely`: the product
    tells more of how it stands, each time it comes to rest; `own`: a folder for dialogues that come
    in while it runs; `by`: how the product gets its updates, from its next start on.
    """

    line: Line

    def __init__(
        self, folder: Path, stopped: datetime | None = None, dialogues: tuple[Path, ...] = ()
    ) -> None:
        self.clock = StageClock(stopped)
        self.world = World(self.clock.now)
        self.clock.moved = self._limit
        self._limit()
        self.bot: Bot = self.world.add_bot(TOKEN, username=USERNAME, name="Heard")
        self.folder, self.own = folder, folder / "dialogues"
        self.own.mkdir(exist_ok=True)
        self.dialogues = (*dialogues, self.own)
        self.closely = False
        self.by: Way = "polling"
        self.port = 0
        self.control_url = ""
        self._process: asyncio.subprocess.Process | None = None
        self._changing = asyncio.Lock()  # one start or stop at a time
        self._rest: AtRest | None = None
        self._settled = 0  # the newest update that an earlier process had confirmed
        self._taken = 0  # how many an earlier process had taken from its webhook
        self._rested = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []

    def _limit(self) -> None:
        """Telegram's rate limits hold; on a clock that stands still none of them would ever end."""
        self.world.limits = None if self.clock.setting.stopped else RateLimits()

    # --- the product -----------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether the product's process is there."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the product, if it is not running."""
        async with self._changing:
            if not self.running:
                await self._start()

    async def _start(self) -> None:
        self._rest = None
        pending = self.world.pending_updates(self.bot)
        newest = self.bot.updates.newest
        self._settled = msgspec.convert(pending[0]["update_id"], int) - 1 if pending else newest
        self._taken = self.bot.webhook_taken
        if self.clock.setting.stopped:
            self.bot.webhook_set_at = 0  # else it would be too soon for ever
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HEARD_")},
            # A .env is for the real one; what is set to nothing here is not read from it.
            **dict.fromkeys((name for name in dotenv_values(".env") if "HEARD_" in name), ""),
            "HEARD_TOKEN": TOKEN,
            "HEARD_API_URL": self.line.url,
            "HEARD_DATA": str(self.folder / "data"),
            "HEARD_KEY_FILE": str(self.folder / "key" / "master.key"),
            "HEARD_DIALOGUES": os.pathsep.join(map(str, self.dialogues)),
            **(self._webhook() if self.by == "webhook" else {}),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        with (self.folder / "product.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.rehearsal.product",
                self.control_url,
                *(("closely",) if self.closely else ()),
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _webhook(self) -> dict[str, str]:
        return {
            "HEARD_WEBHOOK_URL": f"http://127.0.0.1:{self.port}/heard",
            "HEARD_WEBHOOK_SECRET": SECRET,
            "HEARD_PORT": str(self.port),
        }

    async def stop(self, *, kill: bool = False) -> None:
        """Stop it in order, or with `kill -9`."""
        async with self._changing:
            await self._stop(kill=kill)

    async def _stop(self, *, kill: bool) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def restart(self, *, kill: bool = False) -> None:
        """Stop and start again, on the same data; a stopped one stays stopped."""
        async with self._changing:
            if self.running:
                await self._stop(kill=kill)
                await self._start()

    def log(self) -> str:
        """What the product has written to its log."""
        path = self.folder / "product.log"
        return path.read_text("utf-8") if path.exists() else ""

    # --- coming to rest --------------------------------------------------------------------------

    @property
    def serving(self) -> bool:
        """Whether the product has come to rest since it was started last."""
        return self._rest is not None

    async def rest(self) -> AtRest:
        """Return when the product has heard everything and has nothing left to do. `TimeoutError`
        with the end of its log.
        """
        try:
            async with asyncio.timeout(REST_S):
                while not self._at_rest():
                    self._rested.clear()
                    # By webhook the product is at rest before Telegram knows that it was answered.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(GLANCE_S if self.by == "webhook" else None):
                            await self._rested.wait()
        except TimeoutError:
            tail = "\n".join(self.log().splitlines()[-8:])
            raise TimeoutError(f"the product does not come to rest:\n{tail}") from None
        if self._rest is None:
            raise TimeoutError("the product never came to rest")
        return self._rest

    def _at_rest(self) -> bool:
        rest = self._rest
        if rest is None or rest.version != self.clock.setting.version:
            return False
        if self.by == "webhook":
            pending = self.world.pending_updates(self.bot)
            return not pending and rest.heard >= self.bot.webhook_taken - self._taken
        return max(rest.offset - 1, self._settled) >= self.bot.updates.newest

    @property
    def rested(self) -> AtRest | None:
        """How the product stands, if it is at rest just now."""
        return self._rest if self._at_rest() else None

    def listen(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back each time the product says that it is at rest; returns what ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    async def wait(self, length: timedelta) -> None:
        """Let time pass, from deadline to deadline, so that everything happens when it is due."""
        until = self.clock.now() + length
        while True:
            due = (await self.rest()).due
            if due is None or due >= until:
                break
            self.clock.move(max(due - self.clock.now(), timedelta()))
        self.clock.move(max(until - self.clock.now(), timedelta()))

    # --- for the product -------------------------------------------------------------------------

    def control(self) -> Starlette:
        """What the product asks of the stage, over HTTP."""
        return Starlette(
            routes=[
                Route("/clock", self._clock, methods=["GET"]),
                Route("/rest", self._note_rest, methods=["POST"]),
            ]
        )

    async def _clock(self, request: Request) -> Response:
        setting = await self.clock.after(int(request.query_params.get("after", -1)))
        return Response(msgspec.json.encode(setting), media_type="application/json")

    async def _note_rest(self, request: Request) -> Response:
        self._rest = msgspec.json.decode(await request.body(), type=AtRest)
        self._rested.set()
        for listener in tuple(self._listeners):
            listener()
        return Response()
