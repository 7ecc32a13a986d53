#!/usr/bin/env python3
"""CPU per update: the whole product, with a real exercise, words encrypted, FULL durability and one
removal per update, beside bots that only delete and keep nothing.

Usage: .venv/bin/python scripts/bench/cpu.py [ROUNDS]   (from the project's folder)

100 couples in the middle of a turn; their listeners write 200 messages per second, for 15 seconds.
A round measures every bot once; the figures are medians over the rounds.
"""

import asyncio
import statistics
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import lab
from api import serving
from rooms import build, template

ROOMS, RATE, SECONDS = 100, 200.0, 15.0
KINDS = ("stock", "ordered", "bare", "heard")


async def one(kind: str) -> tuple[float, float]:
    """Seconds of CPU per update, and calls per update."""
    async with lab.folder() as data, serving() as api:
        if kind == "heard":
            shape = await asyncio.to_thread(template, "warm")
            await asyncio.to_thread(build, data, iter([(shape, ROOMS)]))
        async with bot(kind, data, api) as process:
            await asyncio.sleep(0.5)
            calls, before = api.calls.total(), process.cpu()
            sent = await lab.interrupt(api, range(ROOMS), RATE, SECONDS)
            await lab.until(lambda: len(api.deleted) == len(sent))
            await asyncio.sleep(0.5)
            spent = process.cpu() - before
            return spent / len(sent), (api.calls.total() - calls) / len(sent)


def bot(kind: str, data: Path, api: lab.Api) -> AbstractAsyncContextManager[lab.Process]:
    """The bot of this kind, running."""
    return lab.heard(data, api) if kind == "heard" else lab.peer(kind, api)


async def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"{lab.machine()}; {ROOMS} rooms, {RATE:.0f} updates/s, {rounds} rounds")
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    calls: dict[str, float] = {}
    for _ in range(rounds):
        for kind in KINDS:
            spent, calls[kind] = await one(kind)
            found[kind].append(spent)
    cost = {kind: statistics.median(values) for kind, values in found.items()}
    rows = [("", "CPU an update", "calls an update", "of stock", "of ordered", "of bare")]
    for kind in KINDS:
        rows.append((kind, f"{cost[kind] * 1e6:.0f} us", f"{calls[kind]:.2f}",
                     f"{cost[kind] / cost['stock']:.2f}", f"{cost[kind] / cost['ordered']:.2f}", f"{cost[kind] / cost['bare']:.2f}"))  # fmt: skip
    print(lab.table(rows))


if __name__ == "__main__":
    asyncio.run(main())
