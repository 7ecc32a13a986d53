#!/usr/bin/env python3
"""100,000 deadlines that are to come: what they hold in memory, and how late the next one is,
beside APScheduler in python-telegram-bot's JobQueue.

Usage: .venv/bin/python scripts/bench/deadlines.py   (from the project's folder)

APScheduler is not among what Heard needs: it is put into an environment of its own, as are the bots
of `scripts/strangers`, with the pins of `requirements/strangers/ptb.txt`.
"""

import asyncio
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lab
from rooms import build, template

from bot.adapters.clock import SystemClock
from bot.adapters.sqlite.journal import SqliteJournal
from bot.adapters.sqlite.keys import Keyring, master
from bot.facilitator.ids import Mailbox
from bot.service.alarms import Alarms
from bot.service.ports import Commit
from tests.strangers.sources import environment

COUNT, PROBES, AHEAD_S = 100_000, 20, 0.25


def resident() -> float:
    """MiB that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * lab.PAGE_MIB


async def ours(folder: Path) -> dict[str, float]:
    """The product's own alarms on its own journal."""
    before = resident()
    began = time.perf_counter()
    journal = SqliteJournal(
        folder, Keyring(master(folder / "master.key", make=False)), SystemClock()
    )
    await journal.open()
    alarms, woken = Alarms(journal, SystemClock()), asyncio.Queue[float]()
    running = asyncio.create_task(alarms.run(lambda _: woken.put_nowait(time.time())))
    await journal.next_deadline(())
    ready = time.perf_counter() - began
    late = []
    for number in range(PROBES):
        mailbox = Mailbox(f"r{1_000_000 + number}")
        due = datetime.now(UTC) + timedelta(seconds=AHEAD_S)
        await journal.commit(Commit(mailbox, 1, b"{}", b"{}", datetime.now(UTC), deadline=due))
        alarms.set(mailbox, due)
        late.append(await woken.get() - due.timestamp())
        await journal.commit(Commit(mailbox, 2, b"{}", b"{}", datetime.now(UTC)))
        alarms.set(mailbox, None)
    held = resident() - before
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await journal.close()
    return {"ready": ready, "held": held, "late": lab.at(late, 0.5), "worst": max(late)}


def far_away(folder: Path) -> None:
    """A file in which every couple has a deadline tomorrow, as a break until the evening is."""
    build(folder, iter([(template("paired"), COUNT)]))
    tomorrow = int((time.time() + 86_400) * 1e6)
    with sqlite3.connect(folder / "heard.db") as db:
        db.execute("UPDATE mailboxes SET deadline = ? + rowid WHERE mailbox LIKE 'r%'", (tomorrow,))
        (count,) = db.execute(
            "SELECT count(*) FROM mailboxes WHERE deadline IS NOT NULL"
        ).fetchone()
    db.close()
    assert count == COUNT, count


def child(python: Path, *command: str) -> dict[str, float]:
    """One of the two in a process of its own."""
    script = Path(__file__).with_name(command[0])
    done = subprocess.run(
        [python, script, *command[1:]], capture_output=True, text=True, check=True, cwd=lab.ROOT
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    print(f"{lab.machine()}; {COUNT:,} deadlines, {PROBES} more that come due")
    with tempfile.TemporaryDirectory(dir=lab.DISK) as folder:
        far_away(Path(folder))
        found = {
            "APScheduler in JobQueue": child(environment("ptb"), "jobqueue.py", str(COUNT)),
            "heard": child(Path(sys.executable), "deadlines.py", folder),
        }
    rows = [("", "until they are set", "memory", "next due: late by", "worst", "after a crash")]
    for kind, value in found.items():
        rows.append((kind, f"{value['ready']:.3f} s", f"{value['held']:.1f} MiB",
                     f"{value['late'] * 1e3:.1f} ms", f"{value['worst'] * 1e3:.1f} ms",
                     "there" if kind == "heard" else "gone"))  # fmt: skip
    print(lab.table(rows))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(asyncio.run(ours(Path(sys.argv[1])))))
    else:
        main()
