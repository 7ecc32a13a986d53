"""Heard as a process of its own, and a Telegram for it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.rehearsal.botapi import World, serve

TOKEN = "7000000001:rehearsal"
PATIENCE_S = 20


@asynccontextmanager
async def local_telegram() -> AsyncIterator[tuple[World, str]]:
    """The world, and its address."""
    world = World(lambda: datetime.now(UTC))
    world.add_bot(TOKEN, username="heard_bot", name="Heard")
    async with serve(world) as url:
        yield world, url


async def heard(*arguments: str, folder: Path, **settings: str) -> asyncio.subprocess.Process:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        env={**clean, **settings, "HEARD_DATA": str(folder)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def line_with(stream: asyncio.StreamReader, wanted: str) -> str:
    async with asyncio.timeout(PATIENCE_S):
        while line := (await stream.readline()).decode():
            if wanted in line:
                return line
    raise AssertionError(f"it never said {wanted!r}")


async def end_of(process: asyncio.subprocess.Process) -> tuple[int, str]:
    async with asyncio.timeout(PATIENCE_S):
        _, error = await process.communicate()
    assert process.returncode is not None
    return process.returncode, error.decode()
