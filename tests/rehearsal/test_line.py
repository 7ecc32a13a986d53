"""The line between Heard and Telegram: bytes pass, take their time, or do not pass."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import pytest_asyncio

from bot.rehearsal import line as lines
from bot.rehearsal.line import Line, line

pytestmark = pytest.mark.asyncio


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says back what it hears until that ends; *bye* ends it without a word."""
    while data := await reader.read(1024):
        if data == b"bye":
            writer.transport.abort()
            return
        writer.write(data)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


@pytest_asyncio.fixture
async def built() -> AsyncIterator[Line]:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with asyncio.timeout(10), line(f"http://127.0.0.1:{port}") as found:
        yield found
    server.close()


@asynccontextmanager
async def connected(
    built: Line,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, port = built.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def said_back(built: Line, words: bytes) -> bytes:
    async with connected(built) as (reader, writer):
        writer.write(words)
        return await reader.readexactly(len(words))


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    """What still comes until the end, in order or by a reset."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def test_everything_passes(built: Line) -> None:
    words = bytes(range(256)) * 2000
    assert await said_back(built, words) == words


async def test_what_ends_at_one_end_ends_at_the_other(built: Line) -> None:
    async with connected(built) as (reader, writer):
        writer.write(b"once")
        assert await reader.readexactly(4) == b"once"
        writer.write_eof()
        assert await rest_of(reader) == b""
    async with connected(built) as (reader, writer):
        writer.write(b"bye")
        assert await rest_of(reader) == b""


async def test_down_breaks_what_is_open_and_refuses_what_is_new(built: Line) -> None:
    url = built.url
    async with connected(built) as (reader, writer):
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"hello"
        await built.become("down")
        assert await rest_of(reader) == b""
    with pytest.raises(ConnectionRefusedError):
        await said_back(built, b"hello")
    await built.become("fine")
    assert built.url == url
    assert await said_back(built, b"again") == b"again"


async def test_slow_takes_a_while_each_way(built: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    await built.become("slow")
    monkeypatch.setattr(lines.asyncio, "sleep", sleep)
    assert await said_back(built, b"hello") == b"hello"
    assert waited == [lines.SLOW_S] * 2


async def test_on_a_silent_line_nothing_arrives_and_nothing_breaks(built: Line) -> None:
    async with connected(built) as (reader, writer):
        await built.become("silent")
        writer.write(b"hello")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await reader.read(5)
        await built.become("fine")
        assert await said_back(built, b"again") == b"again"
        writer.write(b"later")
        with pytest.raises(TimeoutError):  # a stream with a hole in it is no stream any more
            async with asyncio.timeout(0.1):
                await reader.read(5)


async def test_nobody_at_the_far_end_is_a_broken_connection() -> None:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    async with asyncio.timeout(10), line(f"http://127.0.0.1:{port}") as built:
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await said_back(built, b"hello")
