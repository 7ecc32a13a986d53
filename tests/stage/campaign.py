"""Campaigns: transcripts over HTTP while the product is killed at random moments, under load.

After each line the humans must see what they would have seen without a kill; a post whose fate was
unknown may stand there twice, and these are counted. Other couples talk meanwhile. Every update
that Telegram was told to forget must have been stored; at the end the journal is opened: nothing
waits, nothing failed, nothing is applied twice.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import Keyring, master
from bot.adapters.sqlite.ledger import Database
from bot.adapters.telegram import inbound, wire
from bot.facilitator import codec
from bot.facilitator import events as ev
from bot.rehearsal.botapi import Bot, Chat, User
from bot.rehearsal.stage import Stage, stage
from bot.rehearsal.transcripts.given import GIVEN, START
from bot.rehearsal.transcripts.script import Script, read
from tests.stage.http import HttpRig

#: A kill comes this long after the last start, in seconds: before the first poll, in the middle of
#: recovery, in the middle of a line, at rest.
KILL_S = (0.05, 1.2)
#: So many kills come when it serves, wherever it is then; the others come whenever they come.
SERVED = 0.5
#: Couples beside the one on the stage, and the mean time between two of their messages, in seconds.
COUPLES, PACE_S = 8, 0.15

#: What kills the product and starts it again; gives how many writes the disk had not taken.
Killer = Callable[[Stage, random.Random], Awaitable[int]]


@dataclass
class Report:
    """What a campaign found."""

    kills: int = 0
    lines: int = 0
    plays: int = 0
    doubled_posts: int = 0
    updates: int = 0
    unstored: int = 0
    waiting: int = 0
    failed: int = 0
    twice: int = 0
    unsynced: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        unsynced = f", {self.unsynced} writes not synced at the cuts" if self.unsynced else ""
        return (
            f"{self.kills} kills{unsynced}, {self.plays} plays, {self.lines} lines; "
            f"{self.updates} updates: {self.unstored} acknowledged and not stored, "
            f"{self.waiting} never settled, {self.twice} applied twice, {self.failed} failed; "
            f"{self.doubled_posts} posts doubled (fate unknown at the kill); "
            f"{len(self.wrong)} lines seen otherwise"
        )

    @property
    def bad(self) -> bool:
        """Whether anything was not as promised."""
        return bool(self.wrong or self.unstored or self.waiting or self.twice or self.failed)


async def by_kill(built: Stage, _: random.Random) -> int:
    """`kill -9`."""
    await built.restart(kill=True)
    return 0


async def campaign(
    transcripts: list[Path],
    kills: int,
    seed: int,
    killer: Killer = by_kill,
    around: Callable[[Stage], AbstractContextManager[None]] = lambda _: nullcontext(),
) -> Report:
    """Play until there were so many kills. The product runs `around` something."""
    chance = random.Random(seed)
    report = Report()
    async with stage(START) as built:
        with around(built):
            await _campaign(built, transcripts, kills, chance, killer, report)
    return report


async def _campaign(
    built: Stage,
    transcripts: list[Path],
    kills: int,
    chance: random.Random,
    killer: Killer,
    report: Report,
) -> None:
    told = Told(built)
    await built.start()
    crowd = asyncio.create_task(_talk(built, random.Random(chance.random())))
    killing = asyncio.create_task(_kill(built, chance, report, kills, killer))
    while not killing.done() and not report.wrong:
        path = chance.choice(transcripts)
        try:
            await _play(built, read(path), report, told)
        except ValueError as nothing_to_tap:  # what they should see by now is not there
            report.wrong.append(f"{path}: {nothing_to_tap}")
    crowd.cancel()
    killing.cancel()
    await asyncio.gather(crowd, return_exceptions=True)
    (ended,) = await asyncio.gather(killing, return_exceptions=True)
    if isinstance(ended, Exception):
        raise ended
    if not built.running:
        await built.start()
    await built.rest()
    report.unstored += told.unstored()
    report.updates = told.count
    await built.stop()
    await audit(built, report)


async def _kill(
    built: Stage, chance: random.Random, report: Report, kills: int, killer: Killer
) -> None:
    while report.kills < kills:
        await asyncio.sleep(chance.uniform(*KILL_S))
        if chance.random() < SERVED:
            await _served(built)
        report.unsynced += await killer(built, chance)
        report.kills += 1


async def _served(built: Stage) -> None:
    """Until it has come so far as to serve: on a busy machine it would be killed at the start each
    time, and never get on.
    """
    for _ in range(100):
        if built.serving:
            return
        await asyncio.sleep(0.1)


async def _talk(built: Stage, chance: random.Random) -> None:
    """Other couples: they come in, begin, and talk across each other."""
    world = built.world
    couples: list[tuple[Chat, User, User]] = []
    for number in range(COUPLES):
        one, other = world.add_user(f"One {number}"), world.add_user(f"Other {number}")
        group = world.add_group(f"Couple {number}", owner=one)
        world.add_member(group, other, by=one)
        group = world.start_in_group(one, built.bot, group, "setup", ("can_delete_messages",))
        couples.append((group, one, other))
    while True:
        await asyncio.sleep(chance.expovariate(1 / PACE_S))
        group, *two = chance.choice(couples)
        who = chance.choice(two)
        text = chance.choice(("/begin three good minutes", "/pause", "/stop", "Wait.", "Yes.", "…"))
        world.post(who, group, text)
        if chance.random() < 0.3:
            world.start(who, built.bot)


async def _play(built: Stage, script: Script, report: Report, told: "Told") -> None:
    rig = HttpRig(built, script)
    report.plays += 1
    for does in GIVEN[script.given]:
        await rig.play(does)
        report.lines += 1
    for line in script.lines:
        seen, doubled = _once(await rig.play(line.does))
        report.lines += 1
        wanted, alike = _once(line.seen)
        report.doubled_posts += max(doubled - alike, 0)
        report.unstored += told.unstored()
        if seen != wanted:
            report.wrong.append(
                f"{script.path}:{line.number}: {line.does}\n  {line.seen}\n  {seen}"
            )
            return


class Told:
    """What the bot was told of and has confirmed must be in the inbox. Telegram forgets by itself
    what is a day old: a transcript's night may pass while the product is dead.
    """

    def __init__(self, built: Stage) -> None:
        self._path = built.folder / "data" / FILE
        self._world, self._bot = built.world, built.bot
        self._open: dict[tuple[int, int], int] = {}  # and when it is too old
        self.count = 0
        built.world.listen_updates(self._hear)

    def _hear(self, bot: Bot) -> None:
        newest = bot.updates.waiting(now=self._world.now())[-1]
        update = wire.update(msgspec.json.encode(newest.json()))
        self.count += 1
        keys = ((newest.id, one.part) for one in inbound.addresses(update))
        self._open |= dict.fromkeys(keys, newest.expires)

    def unstored(self) -> int:
        """How many updates Telegram has forgotten and the inbox does not have."""
        now = self._world.now()
        pending = {one.id for one in self._bot.updates.waiting(now=now)}
        confirmed = {key for key in self._open if key[0] not in pending}
        if not confirmed:
            return 0
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as db:
            stored = set(db.execute("SELECT source, part FROM inbox WHERE source IS NOT NULL"))
        fresh = {key for key in confirmed if self._open.pop(key) > now}
        return len(fresh - stored)


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


async def audit(built: Stage, report: Report) -> None:
    """Open the journal with its key and count."""
    keys = Keyring(master(built.folder / "key" / "master.key", make=False))
    database = Database(built.folder / "data" / FILE, keys.forget)
    await database.open(lambda _db: None)

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
    report.waiting = states.get("waiting", 0) + told
    report.failed = states.get("failed", 0)
    marks: Counter[tuple[str, str]] = Counter()
    for mailbox, event in events:
        if isinstance(event, ev.Said | ev.Edited):
            marks[mailbox, event.words] += 1
        elif isinstance(event, ev.Tapped) and event.tap is not None:
            marks[mailbox, event.tap] += 1
    report.twice = sum(count - 1 for count in marks.values())
