#!/usr/bin/env python3
"""From the start of the process to its first poll, and what it holds in memory when nothing
happens: with a library of thirty dialogues, beside the echo bot of python-telegram-bot.

Usage: .venv/bin/python scripts/bench/start.py [ROUNDS]   (from the project's folder)
"""

import asyncio
import statistics
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import lab
from api import Api, serving
from rooms import build, template

ROOMS, DIALOGUES, IDLE_S = 100, 30, 5.0


def library(folder: Path) -> None:
    """The longest dialogue again and again, under other names."""
    text = (lab.ROOT / "dialogues/speaker-listener.yaml").read_text(encoding="utf-8")
    folder.mkdir(parents=True)
    for number in range(DIALOGUES):
        copy = text.replace("dialogue: speaker-listener", f"dialogue: copy-{number}", 1)
        (folder / f"copy-{number}.yaml").write_text(copy, encoding="utf-8")


async def one(
    api: Api, start: Callable[[], AbstractAsyncContextManager[lab.Process]]
) -> tuple[float, float]:
    """Seconds to the first poll, and MiB after a while without anything."""
    began = asyncio.get_running_loop().time()
    async with start() as process:
        assert api.first_poll is not None
        first = api.first_poll - began
        await asyncio.sleep(IDLE_S)
        return first, process.memory()


async def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{lab.machine()}; {DIALOGUES} dialogues more than are shipped, {rounds} rounds")
    found: dict[str, list[tuple[float, float]]] = {"stock echo": [], "heard": []}
    async with lab.folder() as data:
        shape = await asyncio.to_thread(template, "paired")
        await asyncio.to_thread(build, data, iter([(shape, ROOMS)]))
        library(data / "more")
        for _ in range(rounds):
            async with serving() as api:
                found["stock echo"].append(await one(api, partial(lab.peer, "echo", api)))
            async with serving() as api:
                start = partial(lab.heard, data, api, HEARD_DIALOGUES=str(data / "more"))
                found["heard"].append(await one(api, start))
    rows = [("", "start to first poll", "worst", "idle memory")]
    for kind, values in found.items():
        first, memory = zip(*values, strict=True)
        rows.append((kind, f"{statistics.median(first):.2f} s", f"{max(first):.2f} s",
                     f"{statistics.median(memory):.0f} MiB"))  # fmt: skip
    print(lab.table(rows))


if __name__ == "__main__":
    asyncio.run(main())
