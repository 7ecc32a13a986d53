"""What is answered alone is in no journal, not even sealed: one coarse value is all that stays."""

import json
import sqlite3
from pathlib import Path

import pytest

from bot.adapters.sqlite.keys import Keyring
from bot.dialogue.library import Library
from bot.facilitator import codec
from bot.facilitator.events import AnyEvent
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import read
from tests.stage.durable import KEY, DurableRig

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts" / "gates"
#: Evenings in which somebody answers alone.
NAMES = (
    "fear", "a-watched-yes", "left-open", "a-past-incident", "hard-for-one", "shared-by-both",
    "../dialogues/say-it-softer",
)  # fmt: skip
#: What an answer is called, by its button and by the rule that follows.
ANSWERS = ("check_", "up_", "set_", "rate_", "answer_", "calm_")
RULES = ("check.", "settings.closed", "rate.hard")


Events = list[dict[str, object]]


def rows(db: sqlite3.Connection) -> Events:
    """Every event of the journal, opened."""
    keys = Keyring(KEY)
    found = db.execute("SELECT mailbox, seq, key, event FROM journal").fetchall()
    return [
        json.loads(keys.open(db, key, sealed, f"journal|event|{mailbox}/{seq}") or b"")
        for mailbox, seq, key, sealed in found
    ]


async def journal(library: Library, folder: Path, name: str) -> Events:
    """Of one evening."""
    script = read(TRANSCRIPTS / f"{name}.txt")
    async with DurableRig(library, folder, script, kill=False) as rig:
        for does in (*GIVEN[script.given], *(line.does for line in script.lines)):
            await rig.play(does)
        assert rig.life is not None
        return await rig.life.journal._db.run(rows)


def told(found: Events) -> list[object]:
    """What of it says how somebody answered."""
    return [
        event
        for event in found
        if str(event.get("action", "")).startswith(ANSWERS)
        or event.get("up")
        or (event["event"] == "AnswerSent" and (event["words"] or event["choice"] is not None))
        or (
            event["event"] == "RatingShared"
            and event["label"] != {"key": "", "values": {}, "then": []}
        )
        or any(str(note).startswith(RULES) for note in event["notes"])  # type: ignore[attr-defined]
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", NAMES)
async def test_that_somebody_answered_is_kept_and_not_what(
    library: Library, tmp_path: Path, name: str
) -> None:
    found = await journal(library, tmp_path, name)
    assert told(found) == []
    taps = [event["action"] for event in found if event["event"] == "Tapped"]
    assert {"up", "check", "set", "rate"} & set(taps)


@pytest.mark.asyncio
async def test_a_journal_that_keeps_answers_is_found(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whole(event: AnyEvent, notes: tuple[str, ...]) -> bytes:
        return codec.encode(event)[:-1] + b',"notes":' + json.dumps(notes).encode() + b"}"

    monkeypatch.setattr(codec, "record", whole)
    assert len(told(await journal(library, tmp_path, "fear"))) > 5


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["a-repair-line", "our-repair-lines"])
async def test_that_a_line_was_said_is_kept_and_not_which(
    library: Library, tmp_path: Path, name: str
) -> None:
    found = await journal(library, tmp_path, f"../desk/{name}")
    taps = {str(event["action"]) for event in found if event["event"] == "Tapped"}
    assert "say" in taps
    assert not [one for one in taps if one.startswith(codec.SPOKEN)]
    lines = library.words("repair")
    assert lines is not None
    ids = {word for family in lines.families.values() for word in family.words if "-" in word}
    assert not [one for one in ids if f"/{one}" in json.dumps(found)]
