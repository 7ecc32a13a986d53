"""Deadlines in python-telegram-bot's JobQueue, which keeps them in memory and forgets them with the
process. Run by `deadlines.py`, in an environment that has APScheduler: python jobqueue.py COUNT
"""

import asyncio
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telegram.ext import Application

PROBES, AHEAD_S = 20, 0.25


def resident() -> float:
    """MiB that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def main(count: int) -> None:
    app = Application.builder().token("1:a").build()  # the queue does not keep it
    queue = app.job_queue
    if queue is None:
        raise SystemExit("APScheduler is not installed")
    before, began = resident(), time.perf_counter()
    await queue.start()
    far = datetime.now(UTC) + timedelta(hours=1)
    for number in range(count):
        queue.run_once(_nothing, far + timedelta(milliseconds=number))
    ready, held = time.perf_counter() - began, resident() - before
    woken, late = asyncio.Queue(), []

    async def ring(_: object) -> None:
        woken.put_nowait(time.time())

    for _ in range(PROBES):
        due = datetime.now(UTC) + timedelta(seconds=AHEAD_S)
        queue.run_once(ring, due)
        late.append(await woken.get() - due.timestamp())
    late.sort()
    found = {"ready": ready, "held": held, "late": late[len(late) // 2], "worst": late[-1]}
    print(json.dumps(found), flush=True)
    os._exit(0)  # it would wait for the hundred thousand


async def _nothing(_: object) -> None:
    """What a job does that is not reached."""


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
