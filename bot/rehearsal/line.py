"""The line between Heard and Telegram: as it is, slow, silent, or down.

A relay of bytes on loopback in front of the local Bot API. What is down refuses connections and
breaks those that are open, as a network does; what is silent takes them and whatever is said, and
nothing ever arrives; nothing has to be pretended.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal
from urllib.parse import urlsplit

Quality = Literal["fine", "slow", "silent", "down"]

#: How long everything takes on a slow line, each way, in seconds of real time.
SLOW_S = 1.0
_CHUNK_BYTES = 64 * 1024
_HOST = "127.0.0.1"


@asynccontextmanager
async def line(far: str) -> AsyncIterator["Line"]:
    """A line to the server at `far`, such as `http://127.0.0.1:40123`."""
    built = Line(far)
    await built.become("fine")
    try:
        yield built
    finally:
        await built.become("down")
        await built.finished()


class Line:
    """A relay. `url` is its near end."""

    def __init__(self, far: str) -> None:
        parts = urlsplit(far)
        self._far = parts.hostname or _HOST, parts.port or 80
        self._port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._relays: set[asyncio.Task[None]] = set()
        self.quality: Quality = "down"

    @property
    def url(self) -> str:
        """Where to connect to."""
        return f"http://{_HOST}:{self._port}"

    async def become(self, quality: Quality) -> None:
        """From now on it is like this."""
        self.quality = quality
        if quality == "down":
            self._cut()
        elif self._server is None:
            self._server = await asyncio.start_server(self._accept, _HOST, self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def finished(self) -> None:
        """Return when nothing is being passed on any more."""
        if self._relays:
            await asyncio.wait(self._relays)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relay = asyncio.create_task(self._relay(reader, writer))
        self._relays.add(relay)
        relay.add_done_callback(self._relays.discard)

    def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._far)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._open |= ends
        there = asyncio.create_task(self._pump(reader, far_writer))
        try:
            await self._pump(far_reader, writer)
        finally:
            there.cancel()
            with suppress(asyncio.CancelledError):
                await there
            self._open -= ends
            for end in ends:
                end.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes until one end is closed. What has lost a piece is silent for ever."""
        lost = False
        with suppress(ConnectionError):
            while data := await reader.read(_CHUNK_BYTES):
                lost = lost or self.quality == "silent"
                if lost:
                    continue
                if self.quality == "slow":
                    await asyncio.sleep(SLOW_S)
                writer.write(data)
                await writer.drain()
            await writer.drain()
            writer.close()
            await writer.wait_closed()
