"""The kill campaign: transcripts over HTTP while the product is killed at random moments.

After each line the humans must see what they would have seen without a kill; a post whose fate was
unknown may stand there twice, and these are counted. At the end the journal is opened: no update
is lost, none is applied twice.
"""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import Keyring, master
from bot.adapters.sqlite.ledger import Database
from bot.facilitator import codec
from bot.facilitator import events as ev
from bot.rehearsal.stage import Stage, stage
from bot.rehearsal.transcripts.given import GIVEN, START
from bot.rehearsal.transcripts.script import Script, read
from tests.stage.http import HttpRig

#: A kill comes this long after the last start, in seconds: before the first poll, in the middle of
#: recovery, in the middle of a line, at rest.
KILL_S = (0.05, 1.2)


@dataclass
class Report:
    """What a campaign found."""

    kills: int = 0
    lines: int = 0
    plays: int = 0
    doubled_posts: int = 0
    updates: int = 0
    waiting: int = 0
    failed: int = 0
    twice: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.plays} plays, {self.lines} lines; "
            f"{self.updates} updates: {self.waiting} lost, {self.twice} applied twice, "
            f"{self.failed} failed; {self.doubled_posts} posts doubled (fate unknown at the kill); "
            f"{len(self.wrong)} lines seen otherwise"
        )


async def campaign(transcripts: list[Path], kills: int, seed: int) -> Report:
    """Play until there were so many kills."""
    chance = random.Random(seed)
    report = Report()
    async with stage(START) as built:
        await built.start()
        killer = asyncio.create_task(_kill(built, chance, report, kills))
        while not killer.done() and not report.wrong:
            await _play(built, read(chance.choice(transcripts)), report)
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
        if not built.running:
            await built.start()
        await built.rest()
        await built.stop()
        await _audit(built, report)
    return report


async def _kill(built: Stage, chance: random.Random, report: Report, kills: int) -> None:
    while report.kills < kills:
        await asyncio.sleep(chance.uniform(*KILL_S))
        await built.restart(kill=True)
        report.kills += 1


async def _play(built: Stage, script: Script, report: Report) -> None:
    rig = HttpRig(built, script)
    report.plays += 1
    for does in GIVEN[script.given]:
        await rig.play(does)
        report.lines += 1
    for line in script.lines:
        seen, doubled = _once(await rig.play(line.does))
        report.lines += 1
        report.doubled_posts += doubled
        if seen != line.seen:
            report.wrong.append(
                f"{script.path}:{line.number}: {line.does}\n  {line.seen}\n  {seen}"
            )
            return


def _once(seen: list[str]) -> tuple[list[str], int]:
    """The lines without posts that stand there twice, and how many these were."""
    blocks: list[list[str]] = []
    for line in seen:
        if line.startswith("  ") and blocks:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    kept = [block for place, block in enumerate(blocks) if block not in blocks[:place]]
    return [line for block in kept for line in block], len(blocks) - len(kept)


async def _audit(built: Stage, report: Report) -> None:
    """Open the journal with its key and count."""
    keys = Keyring(master(built.folder / "key" / "master.key", make=False))
    database = Database(built.folder / "data" / FILE, keys.forget)
    await database.open()

    def work(db):  # type: ignore[no-untyped-def]
        states = dict(
            db.execute("SELECT state, count(*) FROM inbox WHERE kind = 'update' GROUP BY 1")
        )
        told = db.execute("SELECT count(*) FROM inbox WHERE kind = 'told'").fetchone()[0]
        events = [
            (mailbox, codec.event(keys.open(db, key, event, f"journal|event|{mailbox}/{seq}")))
            for mailbox, seq, key, event in db.execute(
                "SELECT mailbox, seq, key, event FROM journal ORDER BY mailbox, seq"
            ).fetchall()
        ]
        return states, told, events

    states, told, events = await database.run(work)
    await database.close()
    report.updates = sum(states.values())
    report.waiting = states.get("waiting", 0) + told
    report.failed = states.get("failed", 0)
    marks: Counter[tuple[str, str]] = Counter()
    for mailbox, event in events:
        if isinstance(event, ev.Said | ev.Edited):
            marks[mailbox, event.words] += 1
        elif isinstance(event, ev.Tapped) and event.tap is not None:
            marks[mailbox, event.tap] += 1
    report.twice = sum(count - 1 for count in marks.values())
