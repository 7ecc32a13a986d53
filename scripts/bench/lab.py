"""What the benches share: the machine's line, processes and what they cost, a load, percentiles."""

import asyncio
import os
import platform
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from api import TOKEN, Api, Name
from rooms import couple

ROOT = Path(__file__).parents[2]
#: On a disk, not in memory, so that a sync is one.
DISK = os.environ.get("BENCH_FOLDER", "/var/tmp")
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 1024 / 1024
#: How long a bot may take to come up, and to catch up, in seconds.
PATIENCE_S = 60.0


def machine() -> str:
    """Of what the figures are."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


class Process:
    """A bot in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._stat = Path(f"/proc/{process.pid}/stat")
        self._statm = Path(f"/proc/{process.pid}/statm")

    def cpu(self) -> float:
        """Seconds of CPU so far, of all its threads, user and system."""
        fields = self._stat.read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * TICK_S

    def memory(self) -> float:
        """MiB that are resident."""
        return int(self._statm.read_text().split()[1]) * PAGE_MIB

    async def end(self) -> None:
        """Stop it in order."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        await self._process.wait()


async def _started(arguments: Sequence[str], **settings: str) -> Process:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    return Process(
        await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=ROOT, env={**clean, "PTB_TIMEDELTA": "1", **settings},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )
    )  # fmt: skip


@asynccontextmanager
async def peer(kind: str, api: Api) -> AsyncIterator[Process]:
    """One of `peers.py`, polling."""
    process = await _started([str(Path(__file__).with_name("peers.py")), kind, api.url])
    try:
        await polled(api)
        yield process
    finally:
        await process.end()


@asynccontextmanager
async def heard(folder: Path, api: Api, **settings: str) -> AsyncIterator[Process]:
    """`heard run` on this data folder, polling."""
    own = {"HEARD_TOKEN": TOKEN, "HEARD_API_URL": api.url, "HEARD_DATA": str(folder)}
    process = await _started(["-m", "bot", "run"], **own, **settings)
    try:
        await polled(api)
        yield process
    finally:
        await process.end()


async def polled(api: Api) -> None:
    """Return when a bot has asked for updates."""
    await until(lambda: api.first_poll is not None)


async def until(true: Callable[[], bool], patience: float = PATIENCE_S) -> None:
    """Return when it is so; `TimeoutError`."""
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def interrupt(api: Api, rooms: Sequence[int], rate: float, seconds: float) -> list[Name]:
    """The listener of each room writes, in turn: `rate` messages per second over all of them."""
    loop, sent = asyncio.get_running_loop(), []
    began = loop.time()
    for number in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
        sent.append(word(api, rooms[number % len(rooms)], number))
    return sent


def word(api: Api, room: int, number: int) -> Name:
    """One message of the listener of this room."""
    chats = couple(room)
    return api.post(chats.group, chats.ben, "Ben", f"no, that is not how it was, number {number}")


@asynccontextmanager
async def folder() -> AsyncIterator[Path]:
    """A folder that may be made, on a disk."""
    with tempfile.TemporaryDirectory(dir=DISK) as name:
        yield Path(name) / "data"


def at(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    """Columns, the first to the left, the others to the right."""
    lines = [list(row) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
