"""The yardstick: python-telegram-bot's own tests for a live server, against the local Bot API.

    python -m tests.strangers.yardstick [--details]

The tests are those of the source distribution that talk to Telegram (marked `req` by its own
conftest), unmodified. Prints how many passed, failed and were skipped, and why they failed, by
`REASONS`; what no reason explains is a finding. Exit code 1 if there is any.
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

from bot.rehearsal.botapi import Upload, World, serve
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

#: Why tests fail that are not meant to pass here, and what tells them by their name and last line.
REASONS: dict[str, tuple[str, ...]] = {
    "payments, games, gifts, stars, boosts: not here": (
        r"(Invoice|send_game|Gifts|gifts|star_|paid_media|subscription_link|Boosts).*not found",
    ),
    "sticker sets, and icons of topics, which come from one: not here": (
        r"(MaskPosition|StickerSet|custom_emoji|premium_animation|ForumMethods).*not found",
        r"media_group_with_message_thread_id.*not found",
        r"icon_stickers: .*has no attribute 'width'",
    ),
    "live photos, prepared inline messages, a bot's own photo, songs of a profile: not here": (
        r"(LivePhoto|live_photo).*(not found|unsupported)",
        r"(prepared_inline|profile_audios|my_profile_photo|personal_chat).*not found",
    ),
    "a file by its address: nothing is fetched from elsewhere": (
        r"Failed to get http url content",
    ),
    "the test looks up a name of the Internet": (r"Name or service not known",),
    "the test wants https; on loopback it is http": (r"test_get_and_download: .*assert False",),
    "the test knows a file or a message that its source distribution does not have": (
        r"TestVideoWithRequest.*(forward not found|test_send_all_args)",
        r"(Audio|VideoNote|Voice)With.*assert \d+ == \d+",
        r"test_send_bytesio_jpg_file|profile_photo|test_send_on_server_emoji",
    ),
    "the test knows people that only its own chats have": (
        r"test_get_chat_administrators|test_promote_chat_member",
    ),
    "a gap: thumbnails that the server makes itself, media in polls": (
        r"(Animation|Document|Sticker)With.*test_send_all_args",
        r"poll_media_parameters",
    ),
    "a gap: what a bot's profile has before anything is set": (
        r"default_administrator_rights|chat_menu_button",
    ),
}


@dataclass
class Measured:
    """How it went: counts by outcome, and for each failed test its last line."""

    counts: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)

    def why(self) -> dict[str, list[str]]:
        """The failed tests by reason; those without one are under the empty name."""
        grouped: dict[str, list[str]] = {}
        for name, line in self.failed.items():
            said = f"{name}: {line}"
            fitting = (why for why, signs in REASONS.items() if _fits(signs, said))
            grouped.setdefault(next(fitting, ""), []).append(said)
        return grouped

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
    owner = made.add_user("PTB", last_name="Test user", username="ptb_user")
    made.start(owner, bot)
    rights = [right for right in RIGHTS if right not in {"is_anonymous", "can_promote_members"}]
    group, forum, channel = (
        made.add_group(title, owner=owner) for title in (GROUP, "Forum", "Channel")
    )
    channel.username = CHANNEL
    for name in ("Ana", "Ben", "Cleo"):
        made.add_member(channel, made.add_user(name), by=owner)
    made.promote(channel, list(made.users.values())[-1], by=owner)
    # What an older state of the local Bot API does not have is measured as missing.
    if hasattr(made, "enable_topics"):
        made.enable_topics(forum, by=owner)
    if hasattr(made, "set_profile_photo"):
        made.set_profile_photo(owner)
    for one in (group, forum, channel):
        made.promote(one, bot, rights, by=owner)
    picture = {"photo": Upload("group.jpg", b"\xff\xd8\xff")}
    made.answer(TOKEN, "setChatPhoto", {"chat_id": group.id}, picture)
    return made, {
        "token": TOKEN,
        "payment_provider_token": "284685063:TEST:yardstick",
        "chat_id": str(owner.id),
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
            measured.details[name] = trouble.text or ""
        elif case.find("skipped") is not None:
            measured.counts["skipped"] += 1
        else:
            measured.counts["passed"] += 1
    return measured


def _fits(signs: tuple[str, ...], said: str) -> bool:
    return any(re.search(sign, said) for sign in signs)


def last_line(text: str) -> str:
    """The line of a traceback that names the exception."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [
        line for line in lines if re.match(r"(\w+\.)*\w*(Error|Exception|Token|Found)\b", line)
    ]
    return (named or lines or ["no reason given"])[-1][:160]


async def main(*, details: bool) -> int:
    """Measure and print."""
    try:
        measured = await measure()
    except Unobtainable as error:
        print(f"yardstick: {error}. The package registry must be within reach", file=sys.stderr)
        return 2
    grouped = measured.why()
    findings = grouped.pop("", [])
    for reason, tests in sorted(grouped.items(), key=lambda item: -len(item[1])):
        print(f"{len(tests):4} {reason}")
        for test in sorted(tests) if details else ():
            print(f"       {test}")
    for finding in sorted(findings):
        print(f"FINDING {finding}")
    print(f"{measured}; {len(findings)} of the failed ones unexplained")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(details="--details" in sys.argv[1:])))
