"""The whole corpus with a mark in every sentence, in a process of its own, whose standard error is
what an operator's log would be.

`python -m tests.privacy.canary corpus|planted` prints a report as JSON. `corpus` plays every
transcript as it is, then some of them while things break; `planted` plays one in a product that
leaks everywhere, so that it is known that this would be seen.
"""

import asyncio
import faulthandler
import json
import logging
import os
import resource
import sqlite3
import sys
import tempfile
from contextlib import AbstractContextManager, ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from bot import logs
from bot.adapters.library import library as load_library
from bot.adapters.sqlite import ledger
from bot.adapters.sqlite.backup import back_up
from bot.adapters.sqlite.journal import FILE
from bot.adapters.sqlite.keys import Keyring
from bot.adapters.status.metrics import PrometheusMeter
from bot.dialogue.library import Library
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Script, parse, read
from bot.running import no_core_dumps
from bot.service.ports import Reading, StorageTrouble
from bot.service.senses import Senses
from tests.privacy.breaking import breaking, leaking, watched
from tests.privacy.marks import Marks, Sinks
from tests.stage.durable import KEY, DurableRig

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
#: Each so many transcripts are played once more while things break.
BROKEN_EACH = 2
#: What people write behind a command is no sentence of the corpus, and still theirs.
BEHIND_COMMANDS = """
# given: paired

Ana: /begin {} and you know it
Ana: /pause {} is what you are
+20 min
Ben: /stop {}
Ben, private: /start {}
Ben, private: /held {}
Ana: /breathe {}
"""
#: What a play takes place in: things that break, or leak.
Breaks = AbstractContextManager[None]
#: Where words belong: theirs alone, or on their way in. Nothing else may hold any.
HOLDERS = ("words.sealed", "inbox.payload, transit")

SINKS, MARKS, METER = Sinks(), Marks(), PrometheusMeter()


class WatchedKeyring(Keyring):
    """Everything that is ever sealed goes by here, with the column that it is for."""

    def seal(
        self, db: sqlite3.Connection, scope: str, what: bytes, where: str, now: datetime
    ) -> tuple[int, bytes]:
        """See `Keyring`."""
        table, column, _ = where.split("|", 2)
        transit = ", transit" if scope.startswith("transit/") else ""
        SINKS.add(f"{table}.{column}{transit}", what)
        return super().seal(db, scope, what, where, now)


async def play(
    library: Library, script: Script, *, at_once: bool, breaks: Breaks | None = None
) -> list[str]:
    """One transcript; the lines that were seen otherwise than without marks."""
    wrong = []
    MARKS.begin()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        async with DurableRig(library, folder, script, kill=False) as rig:
            rig.keyring, rig.meter, rig.at_once = WatchedKeyring, METER, at_once
            MARKS.blind(rig.cast)
            for does in GIVEN[script.given]:
                await rig.play(MARKS.line(does))
            if breaks is not None:
                stack.enter_context(breaks)
            for line in script.lines:
                try:
                    seen = await rig.play(MARKS.line(line.does))
                except (ValueError, StorageTrouble):  # nothing to tap: it broke before; the disk
                    if breaks is None:
                        raise
                else:
                    if seen != line.seen and breaks is None:
                        wrong.append(f"{script.path}:{line.number}: {line.does}\n{seen}")
            _look(folder, script, rig)
    return wrong


def _look(folder: Path, script: Script, rig: DurableRig) -> None:
    """What is on the disk: as it is, in a backup, and opened with the key."""
    if rig.life is None:
        return
    keys = Keyring(KEY)
    with closing(sqlite3.connect(folder / FILE)) as db:
        for table, column, row in (
            ("journal", "event", "mailbox || '/' || seq"),
            ("mailboxes", "snapshot", "mailbox"),
            ("outbox", "payload", "effect"),
        ):
            found = db.execute(f"SELECT {row}, key, {column} FROM {table}").fetchall()  # noqa: S608
            for name, key, sealed in found:
                if sealed is not None:
                    opened = keys.open(db, key, sealed, f"{table}|{column}|{name}")
                    SINKS.add(f"{table}.{column}, opened", opened or b"")
    if "notes" in script.path.parts:
        copy = back_up(folder, KEY, folder / "copy.db", rig.time.now())
        SINKS.add("backup", copy.path.read_bytes())
    for path in folder.rglob("*"):
        if path.is_file():
            SINKS.add("disk", path.name)
            SINKS.add("disk", path.read_bytes())


async def corpus(library: Library) -> list[str]:
    """Every transcript, then some of them while things break."""
    wrong = []
    paths = sorted(TRANSCRIPTS.rglob("*.txt"))
    for number, path in enumerate(paths):
        wrong += await play(library, read(path), at_once=number % 2 == 0)
    marks = (MARKS.sentence(f"behind command {number}").split()[-1] for number in range(6))
    await play(library, parse(BEHIND_COMMANDS.format(*marks)), at_once=True, breaks=breaking(SINKS))
    for number, path in enumerate(paths[::BROKEN_EACH]):
        await play(library, read(path), at_once=number % 2 == 0, breaks=breaking(SINKS))
    return wrong


async def planted(library: Library) -> list[str]:
    """One transcript in a product that leaks."""
    with tempfile.TemporaryDirectory() as folder:
        path = TRANSCRIPTS / "turns" / "an-interruption.txt"
        leaks = leaking(SINKS, METER, Path(folder))
        await play(library, read(path), at_once=False, breaks=leaks)
        for left in Path(folder).iterdir():
            SINKS.add("disk", left.read_bytes())
    return []


def felt_without_marks(senses: Senses, state: Any, reading: Reading, now: datetime) -> Reading:
    """A mark is no word of a language: what is felt is felt of the sentence without it."""
    if reading.words is None:
        return _READING(senses, state, reading, now)
    bare = replace(reading, words=replace(reading.words, text=MARKS.without(reading.words.text)))
    return replace(reading, event=_READING(senses, state, bare, now).event)


_READING = Senses.reading


def main(how: str) -> None:
    """Play, and print what went where."""
    no_core_dumps()
    faulthandler.enable()
    logs.configure()
    logging.getLogger().setLevel(logging.DEBUG)
    logging.captureWarnings(capture=True)
    library = load_library(zone="UTC")
    hasty = tuple(one.replace("= FULL", "= OFF") for one in ledger._PRAGMAS)  # no power is cut here
    felt = patch.object(Senses, "reading", felt_without_marks)
    with watched(SINKS), patch.object(ledger, "_PRAGMAS", hasty), felt:
        wrong = asyncio.run(corpus(library) if how == "corpus" else planted(library))
    SINKS.add("metrics", METER.text())
    SINKS.add("core dump", b"" if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0 else b"?")
    report = {
        "wrong": wrong,
        "sentences": MARKS.given,
        "sinks": {
            name: {"items": sink.items, "bytes": sink.bytes, "marks": sorted(sink.marks)}
            for name, sink in SINKS.found.items()
        },
    }
    json.dump(report, sys.stdout)
    sys.stdout.flush()
    os.abort()  # with every sentence still in memory: what a crash says is on standard error


if __name__ == "__main__":
    main(sys.argv[1])
