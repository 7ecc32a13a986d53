"""The yardstick: python-telegram-bot's own tests for a live server, against the local Bot API.

    python -m tests.strangers.yardstick [--details]

The tests are those of the source distribution that talk to Telegram (marked `req` by its own
conftest), unmodified. Prints how many passed, failed and were skipped, and why they failed:
`REASONS` explains what is meant to fail; what no reason explains is a finding. Exit code 1 if
there is any.
"""

import asyncio
import base64
import json
import os
import re
import shutil
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.rehearsal.botapi import World, serve
from bot.rehearsal.botapi.rights import RIGHTS
from tests.strangers.sources import Unobtainable, environment, source

HERE = Path(__file__).parent
TOKEN = "5796947140:yardstick"
CHANNEL = "yardstick_channel"
#: The title that one of the tests knows.
GROUP = ">>> telegram.Bot(test) @yardstick_bot"

#: Files that PTB's tests send and its source distribution leaves out: a file with the right first
#: bytes stands in for each. Tests that look at sizes or lengths of these cannot pass.
STAND_INS: dict[str, bytes | str] = {
    "game.gif": "telegram.gif",
    "telegram.jpg": "telegram_no_standard_header.jpg",
    "telegram.png": "game.png",
    "telegram.webp": b"RIFF\x1a\0\0\0WEBPVP8 ",
    "telegram.mp3": b"ID3\x04\0\0\0\0\0\0",
    "telegram.ogg": b"OggS\0",
    "telegram.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    "telegram2.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
}


@dataclass
class Measured:
    """How it went: counts by outcome, and for each failed test its last line."""

    counts: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        names = ("passed", "failed", "skipped")
        return f"{sum(self.counts.values())} tests: " + ", ".join(
            f"{self.counts[name]} {name}" for name in names
        )


def world() -> tuple[World, dict[str, Any]]:
    """What PTB's tests expect to be there, and its description in their own words.

    A person with a private chat; a supergroup and a forum with the bot as administrator. A public
    supergroup stands for the channel, since no bot can be in a channel here.
    """
    made = World(lambda: datetime.now(UTC))
    bot = made.add_bot(TOKEN, username="yardstick_bot", name="Yardstick")
    ana = made.add_user("Ana", username="ana_b")
    made.start(ana, bot)
    rights = [right for right in RIGHTS if right != "is_anonymous"]
    group, forum, channel = (
        made.add_group(title, owner=ana) for title in (GROUP, "Forum", "Channel")
    )
    channel.username = CHANNEL
    if hasattr(made, "enable_topics"):  # a state before topics is measured too
        made.enable_topics(forum, by=ana)
    for one in (group, forum, channel):
        made.promote(one, bot, rights, by=ana)
    return made, {
        "token": TOKEN,
        "payment_provider_token": "284685063:TEST:yardstick",
        "chat_id": str(ana.id),
        "super_group_id": str(group.id),
        "forum_group_id": str(forum.id),
        "channel_id": f"@{CHANNEL}",
        "subscription_channel_id": channel.id,
        "name": "Yardstick",
        "username": "@yardstick_bot",
    }


async def measure() -> Measured:
    """Run the tests."""
    python, library = environment("ptb"), source("ptb")
    made, described = world()
    with tempfile.TemporaryDirectory(prefix="yardstick-") as name:
        folder = Path(name)
        shutil.copytree(library, folder / "ptb")
        for standing, content in STAND_INS.items():
            path = folder / "ptb" / "tests" / "data" / standing
            if path.exists():
                raise FileExistsError(f"{standing} is there; it needs no stand-in")
            copied = path.with_name(content).read_bytes() if isinstance(content, str) else content
            path.write_bytes(copied)
        report = folder / "report.xml"
        async with serve(made) as api:
            process = await asyncio.create_subprocess_exec(
                *_command(python, report),
                cwd=folder / "ptb",
                env=_environment(api, described),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            await process.wait()
        return read(report)


def _command(python: Path, report: Path) -> list[str]:
    return [
        str(python), "-m", "pytest", "-m", "req", "-p", "elsewhere", "-p", "no:flaky", "-q",
        "--tb=native", f"--junitxml={report}", "-o", "addopts=", "-p", "no:cacheprovider",
        "-W", "ignore::pytest.PytestUnknownMarkWarning",
        # These talk to other sites than Telegram's, to see how the library does it.
        "--ignore=tests/request",
    ]  # fmt: skip


def _environment(api: str, described: dict[str, Any]) -> dict[str, str]:
    bots = base64.b64encode(json.dumps([described, described]).encode()).decode()
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "STRANGER_API": api,
        # How the library's own continuous integration names its bots.
        "GITHUB_ACTIONS": "true",
        "TEST_WITH_OPT_DEPS": "true",
        "BOTS": bots,
        "JOB_INDEX": "1",
    }


def read(report: Path) -> Measured:
    """What pytest's report says."""
    measured = Measured()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 -- our own run wrote it
        module = case.get("classname", "").rpartition(".")[2]
        name = f"{module}.{case.get('name')}"
        trouble = case.find("failure") if case.find("failure") is not None else case.find("error")
        if trouble is not None:
            measured.counts["failed"] += 1
            measured.failed[name] = last_line(trouble.text or trouble.get("message") or "")
        elif case.find("skipped") is not None:
            measured.counts["skipped"] += 1
        else:
            measured.counts["passed"] += 1
    return measured


def last_line(text: str) -> str:
    """The line of a traceback that names the exception."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [
        line for line in lines if re.match(r"(\w+\.)*\w*(Error|Exception|Token|Found)\b", line)
    ]
    return (named or lines or ["no reason given"])[-1][:160]


async def main() -> int:
    """Measure and print."""
    try:
        measured = await measure()
    except Unobtainable as error:
        print(f"yardstick: {error}. The package registry must be within reach", file=sys.stderr)
        return 2
    for name, why in sorted(measured.failed.items(), key=lambda item: (item[1], item[0])):
        print(f"{name}: {why}")
    print(measured)
    return bool(measured.failed)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
