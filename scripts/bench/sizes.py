#!/usr/bin/env python3
"""The same ten rooms and dialogue in a file that holds 10, 1,000 and 100,000 couples: CPU per
update, and how long a message stays that is out of turn. Draws docs/images/sizes.svg.

Usage: .venv/bin/python scripts/bench/sizes.py [ROUNDS [COUPLES ...]]   (from the project's folder)

Every couple has played its first evening: mailboxes, keys, posts and 30 days' events are all there.
100,000 of them are about 1.5 GB in /var/tmp, or in $BENCH_FOLDER.
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import lab
from api import serving
from chart import Line, draw
from rooms import FILE, activate, build, template

LIVE, RATE, SECONDS = 10, 50.0, 12.0
SIZES = (10, 1_000, 100_000)


async def one(made: Path) -> tuple[float, float, float, float]:
    """CPU per update; median and p99 of the time until it was removed; from start to first poll.
    In seconds. `made` stays as it is.
    """
    async with lab.folder() as data, serving() as api:
        await asyncio.to_thread(shutil.copytree, made, data)
        shape = await asyncio.to_thread(template, "warm")
        await asyncio.to_thread(activate, data, shape, LIVE)
        began = asyncio.get_running_loop().time()
        async with lab.heard(data, api) as process:
            assert api.first_poll is not None
            first = api.first_poll - began
            await lab.interrupt(api, range(LIVE), RATE, LIVE / RATE)
            await lab.until(lambda: len(api.deleted) == LIVE)
            await asyncio.sleep(0.5)
            before = process.cpu()
            sent = await lab.interrupt(api, range(LIVE), RATE, SECONDS)
            await lab.until(lambda: len(api.deleted) == LIVE + len(sent))
            await asyncio.sleep(0.5)
            spent = process.cpu() - before
            waits = [api.deleted[name] - api.accepted[name] for name in sent]
    return spent / len(sent), lab.at(waits, 0.5), lab.at(waits, 0.99), first


async def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    sizes = [int(given) for given in sys.argv[2:]] or SIZES
    print(f"{lab.machine()}; {LIVE} rooms live, {RATE:.0f} updates/s, {rounds} rounds")
    found: dict[int, list[tuple[float, float, float, float]]] = {size: [] for size in sizes}
    with tempfile.TemporaryDirectory(dir=lab.DISK) as folder:
        rest = await asyncio.to_thread(template, "paired")
        for size in sizes:
            made = Path(folder) / str(size)
            await asyncio.to_thread(build, made, iter([(rest, size)]))
        mib = {size: (Path(folder) / str(size) / FILE).stat().st_size / 2**20 for size in sizes}
        for _ in range(rounds):
            for size in sizes:
                found[size].append(await one(Path(folder) / str(size)))
    middle = {
        size: [statistics.median(column) for column in zip(*values, strict=True)]
        for size, values in found.items()
    }
    rows = [("couples", "file", "CPU an update", f"of {sizes[0]:,}", "removed: median", "p99",
             "start to first poll")]  # fmt: skip
    for size, (cpu, half, late, first) in middle.items():
        rows.append((f"{size:,}", f"{mib[size]:,.0f} MiB", f"{cpu * 1e6:.0f} us",
                     f"{cpu / middle[sizes[0]][0]:.2f}", f"{half * 1e3:.1f} ms",
                     f"{late * 1e3:.1f} ms", f"{first:.2f} s"))  # fmt: skip
    print(lab.table(rows))
    line = Line("CPU per update, us", [(size, value[0] * 1e6) for size, value in middle.items()])
    draw(lab.ROOT / "docs/images/sizes.svg", "The same ten rooms among so many couples", [line])


if __name__ == "__main__":
    asyncio.run(main())
