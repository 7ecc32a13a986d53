#!/usr/bin/env python3
"""What one room that is flooded costs the others: the time until an out-of-turn message is removed
in 49 rooms, while a fiftieth sends 60 messages in 3 seconds, and while it does not.

Usage: .venv/bin/python scripts/bench/flood.py   (from the project's folder)

Ten times over, each time with fifty other rooms; the two kinds take turns.
"""

import asyncio

import lab
from api import Api, serving
from rooms import build, template

TIMES, ROOMS, SECONDS = 10, 50, 3.0
FLOOD, RATE = 60, 50.0


async def once(api: Api, first: int, *, flooded: bool) -> list[float]:
    """Seconds until each was removed, in the rooms from `first` on but that one."""
    others = range(first + 1, first + ROOMS)
    flood = lab.interrupt(api, [first], FLOOD / SECONDS, SECONDS) if flooded else asyncio.sleep(0)
    (names, _) = await asyncio.gather(lab.interrupt(api, others, RATE, SECONDS), flood)
    await lab.until(lambda: all(name in api.deleted for name in names))
    return [api.deleted[name] - api.accepted[name] for name in names]


async def main() -> None:
    found: dict[bool, list[float]] = {False: [], True: []}
    async with lab.folder() as data, serving() as api:
        shape = await asyncio.to_thread(template, "warm")
        await asyncio.to_thread(build, data, iter([(shape, 2 * TIMES * ROOMS)]))
        async with lab.heard(data, api):
            for number in range(2 * TIMES):
                flooded = bool(number % 2)
                found[flooded] += await once(api, number * ROOMS, flooded=flooded)
    print(
        f"{lab.machine()}; {ROOMS - 1} rooms, {RATE:.0f} messages/s, {TIMES} times {SECONDS:.0f} s"
    )
    rows = [("ms", "messages", "median", "p99", "worst", "p99 of quiet")]
    quiet = lab.at(found[False], 0.99)
    for flooded, waits in found.items():
        late = lab.at(waits, 0.99)
        rows.append(("one room floods" if flooded else "quiet", str(len(waits)),
                     f"{lab.at(waits, 0.5) * 1e3:.1f}", f"{late * 1e3:.1f}",
                     f"{max(waits) * 1e3:.1f}", f"{late / quiet:.2f}"))  # fmt: skip
    print(lab.table(rows))


if __name__ == "__main__":
    asyncio.run(main())
