#!/usr/bin/env python3
"""How long a message that is out of turn stays: from the moment Telegram has it until the call that
removes it arrives.

Usage: .venv/bin/python scripts/bench/removal.py [ROUNDS]   (from the project's folder)

First 200 updates per second over 100 rooms, with an API that answers at once. Then a burst of 200
at one moment, with an API that takes 50 ms for each answer. `ideal` does nothing but ask and
delete: what is left then is the API's own time. Medians over the rounds.
"""

import asyncio
import statistics
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import lab
from api import Api, serving
from rooms import build, template

ROOMS, RATE, SECONDS = 100, 200.0, 10.0
BURST, SLOW_S = 200, 0.05


async def steady(api: Api) -> int:
    """How many were written."""
    return len(await lab.interrupt(api, range(ROOMS), RATE, SECONDS))


async def burst(api: Api) -> int:
    """The same, all at one moment."""
    return len([lab.word(api, number % ROOMS, number) for number in range(BURST)])


async def one(kind: str, load: Callable[[Api], Awaitable[int]], delay: float) -> list[float]:
    """Seconds until each was removed."""
    async with lab.folder() as data, serving(delay) as api:
        if kind == "heard":
            shape = await asyncio.to_thread(template, "warm")
            await asyncio.to_thread(build, data, iter([(shape, ROOMS)]))
        async with bot(kind, data, api):
            await lab.interrupt(api, range(ROOMS), RATE, ROOMS / RATE)  # everybody once
            await lab.until(lambda: len(api.deleted) == ROOMS)
            api.accepted.clear()
            api.deleted.clear()
            count = await load(api)
            await lab.until(lambda: len(api.deleted) == count)
            return api.waits()


def bot(kind: str, data: Path, api: Api) -> AbstractAsyncContextManager[lab.Process]:
    """The bot of this kind, running."""
    return lab.heard(data, api) if kind == "heard" else lab.peer(kind, api)


async def compare(
    rounds: int, load: Callable[[Api], Awaitable[int]], delay: float, base: str
) -> None:
    """A table."""
    kinds = ("ideal", "bare", "stock", "heard")
    found: dict[str, list[tuple[float, float, float]]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind in kinds:
            waits = await one(kind, load, delay)
            found[kind].append((lab.at(waits, 0.5), lab.at(waits, 0.99), max(waits)))
    figures = {
        kind: [statistics.median(column) * 1e3 for column in zip(*rows, strict=True)]
        for kind, rows in found.items()
    }
    rows = [("ms", "median", "p99", "worst", f"p99 of {base}", "over ideal's p99")]
    for kind, (middle, late, worst) in figures.items():
        rows.append((kind, f"{middle:.1f}", f"{late:.1f}", f"{worst:.1f}",
                     f"{late / figures[base][1]:.2f}", f"{late - figures['ideal'][1]:+.1f}"))  # fmt: skip
    print(lab.table(rows))


async def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"{lab.machine()}; {ROOMS} rooms, {rounds} rounds\n")
    print(f"{RATE:.0f} updates/s for {SECONDS:.0f} s, an API that answers at once")
    await compare(rounds, steady, 0.0, "bare")
    print(f"\na burst of {BURST}, an API that takes {SLOW_S * 1e3:.0f} ms")
    await compare(rounds, burst, SLOW_S, "stock")


if __name__ == "__main__":
    asyncio.run(main())
