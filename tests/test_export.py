"""An evening in which both have notes, topics and ratings: what each takes home is their own."""

from pathlib import Path

import msgspec
import pytest

from bot.dialogue.library import Library
from bot.facilitator.limits import TIDY
from bot.rehearsal.stage import stage
from bot.rehearsal.transcripts.cast import Cast
from bot.rehearsal.transcripts.given import GIVEN, START
from tests.stage.durable import DurableRig
from tests.stage.http import HttpRig

#: What each has written or chosen, by where it went. No two are alike.
WRITTEN = {
    "Ana": {
        "topic": "ana-topic-kettle", "turn": "ana-turn-window", "reflection": "ana-says-back-door",
        "note": "ana-note-ladder", "private": "ana-private-lamp", "rating": "mostly",
    },
    "Ben": {
        "turn": "ben-turn-garden", "reflection": "ben-says-back-roof",
        "note": "ben-note-harbour", "private": "ben-private-stove", "rating": "a little",
    },
}  # fmt: skip
ANA, BEN = WRITTEN["Ana"], WRITTEN["Ben"]
_BOTH = ("Ana taps I'm up for it, private", "Ben taps I'm up for it, private")
EVENING = (
    *GIVEN["questions answered"],
    "Ana: /begin speaker-listener",
    "Ben taps Apart",
    *_BOTH,
    f"Ana: {ANA['topic']}",
    "Ben taps All right",
    "+10 s",
    f"Ana: {ANA['turn']}",
    f"Ben: {BEN['reflection']}",
    "Ana taps That's it",
    "Ana taps Pass",
    f"Ben: {BEN['turn']}",
    f"Ana: {ANA['reflection']}",
    "Ben taps That's it",
    "Ben taps Pass",
    "Ana taps For me alone, private",
    f"Ana taps {ANA['rating']}, private",
    "Ben taps For me alone, private",
    f"Ben taps {BEN['rating']}, private",
    "+2 d",
)
#: Ana has something to say to the private questions now.
CLOSED = (
    "Ana, private: /settings",
    "Ana taps For me alone, private",
    "Ana taps Yes, private",
    "Ana taps The private questions, private",
    "Ana taps Sometimes, private",
    "Ana taps No, private",
    "Ana taps Yes, private",
    "Ana taps No, private",
    "Ana taps Keep the deeper ones closed, private",
)
NOTES = (
    *CLOSED,
    f"Ana, private: {ANA['private']}",
    f"Ben, private: {BEN['private']}",
    "Ana: /begin three good minutes",
    "Ben taps Apart",
    "Ana taps Ready",
    "Ben taps Ready",
    f"Ben: {BEN['note']}",
    f"Ana: {ANA['turn']}",
    f"Ben: {BEN['reflection']}",
    "Ana taps That's it",
    f"Ana: {ANA['note']}",
)
TAKEN = tuple(
    line
    for name in WRITTEN
    for line in (f"{name}, private: /export", f"{name} taps Send them, private")
)
#: With what the private questions came to: not by a command that somebody may ask for.
ALONE = tuple(
    line
    for name in WRITTEN
    for line in (
        f"{name}, private: /settings",
        f"{name} taps For me alone, private",
        f"{name} taps Yes, private",
        f"{name} taps My files, with what they came to, private",
    )
)


def files(cast: Cast, name: str) -> dict[str, str]:
    """What the bot has sent into somebody's private chat, by the names of the files."""
    chat = cast.world.open_private(cast.people[name], cast.bot)
    found = {}
    for message in chat.messages.values():
        if message.sender is cast.bot and isinstance(message.body.payload, dict):
            stored = cast.world.files.by_id(str(message.body.payload["file_id"]))
            assert stored is not None
            found[str(message.body.payload["file_name"])] = stored.content.decode()
    return found


def judge(cast: Cast, *, alone: bool = False) -> None:
    for name, other in (("Ana", "Ben"), ("Ben", "Ana")):
        taken = files(cast, name)
        assert set(taken) == {"export.html", "export.json"}
        for content in taken.values():
            assert WRITTEN[name]["note"] in content
            assert WRITTEN[name]["rating"] in content
            theirs = [where for where, what in WRITTEN[other].items() if what in content]
            assert not theirs, f"{name}'s files have {other}'s {theirs}"
            kept = {"note", "rating"}
            said = {what for where, what in WRITTEN[name].items() if where not in kept}
            assert not [what for what in said if what in content]
        data = msgspec.json.decode(taken["export.json"])
        assert data["person"]["name"] == name
        assert [group["with"] for group in data["groups"]] == [other]
        assert [note["words"] for note in data["held_notes"]] == [WRITTEN[name]["note"]]
        assert [rating["answer"] for rating in data["ratings"]] == [WRITTEN[name]["rating"]]
        gates = {"Ana": "closed", "Ben": "open"} if alone else {"Ana": None, "Ben": None}
        assert [group["private_check"] for group in data["groups"]] == [gates[name]]
        shown = "only the warm exercises are open" in taken["export.html"]
        assert shown == (gates[name] == "closed")
        assert data["consent"] is not None
        names = {"Ana", "Ben"} & set(msgspec.json.encode(data).decode().split('"'))
        assert names == {"Ana", "Ben"}  # the other's, once, as a label


@pytest.mark.asyncio
async def test_each_takes_home_their_own(library: Library, tmp_path: Path) -> None:
    async with DurableRig(library, tmp_path, kill=False) as rig:
        for does in (*EVENING, *NOTES, *TAKEN):
            await rig.play(does)
        judge(rig.cast)
        for does in ALONE:
            await rig.play(does)
        judge(rig.cast, alone=True)


@pytest.mark.http
@pytest.mark.asyncio
async def test_each_takes_home_their_own_over_http() -> None:
    """Through python-telegram-bot and our transport, as multipart; and no word of it is logged."""
    async with stage(START) as built:
        await built.start()
        rig = HttpRig(built)
        for does in (*EVENING, *NOTES, *TAKEN):
            await rig.play(does)
        judge(rig.cast)
        log = built.log()
        assert not [what for whose in WRITTEN.values() for what in whose.values() if what in log]
        for name in WRITTEN:
            seen = await rig.play(f"{name}, private: /tidy")
            assert any("48 hours" in line for line in seen)
            await rig.play(f"{name} taps Tidy, private")
            chat = rig.cast.world.open_private(rig.cast.people[name], rig.cast.bot)
            since = (built.clock.now() - TIDY).timestamp()
            left = [one.body.words.text for one in chat.messages.values() if one.date > since]
            assert len(left) < len(chat.messages)  # those of two days ago stay
            assert left == ["I'm here when you need me. /help shows what I can do."]
            assert files(rig.cast, name) == {}
