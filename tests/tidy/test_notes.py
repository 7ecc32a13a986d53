"""Each rule that leaves a note is claimed by a transcript, or by a test that says so."""

import re
from pathlib import Path

from bot.rehearsal.transcripts.script import read

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "bot" / "facilitator").rglob("*.py"))
TRANSCRIPTS = sorted((ROOT / "tests" / "transcripts").rglob("*.txt"))

#: Notes with a variable part, and what it can be.
VARIANTS = {
    "closing.{closing}": ("done", "partly", "not_now", "stopped", "quiet", "company", "support",
                          "put_away", "away", "together"),
    "pick.{what}": ("done", "pass"),
    "support.{said.signals.crisis}": ("self_harm", "threat", "help"),
    "whisper.{notice.about}": ("kept", "asked", "support", "unsaid"),
    "private.{command}": ("pause", "resume", "stop", "breathe"),
    "check.{value(checking.found)}": ("closed", "limited"),
}  # fmt: skip

#: What no transcript can bring about, since it takes a fault of ours, a race on the way to
#: Telegram, or a dialogue that isn't shipped; each with the test that claims it.
ELSEWHERE = {
    "engine.rescue": "tests/service/test_conductor.py",
    "private.rescue": "tests/service/test_conductor.py",
    "presence.refused": "tests/facilitator/test_races.py",
    "private.unreachable": "tests/facilitator/test_races.py",
    "enrol.third": "tests/facilitator/test_races.py",
    "private.room_gone": "tests/facilitator/test_private.py",
    "session.edition_gone": "tests/facilitator/test_races.py",
    "private.card_again": "tests/facilitator/test_private.py",
    "language.changed": "tests/facilitator/test_languages.py",
    "private.which": "tests/facilitator/test_private.py",
    "turn.done": "tests/facilitator/test_steps.py",
    "settings.which": "tests/facilitator/test_private.py",
    "joining.asked_again": "tests/privacy/test_consent.py",
    "joining.consented_again": "tests/privacy/test_consent.py",
    "joining.not_again": "tests/privacy/test_consent.py",
    "begin.changed": "tests/privacy/test_consent.py",
    "draft.too_many": "tests/facilitator/test_between.py",
    "compose.too_many": "tests/facilitator/test_albums.py",
    "note.caption": "tests/facilitator/test_albums.py",
    "enrol.astray": "tests/facilitator/test_astray.py",
    "joining.room_found": "tests/facilitator/test_astray.py",
    "draw.no_deck": "tests/facilitator/test_cards.py",
    "pick.no_list": "tests/facilitator/test_cards.py",
    "again.unknown": "tests/facilitator/test_cards.py",
}


def in_code() -> set[str]:
    found: set[str] = set()
    for path in SOURCES:
        for literal in re.findall(r'\.note\(\s*f?"([^"]+)"', path.read_text("utf-8")):
            if "{" in literal:
                stem = literal.split("{")[0]
                found |= {stem + variant for variant in VARIANTS[literal]}
            else:
                found.add(literal)
        for pair in re.findall(r'\.note\("([^"]+)" if [^)]*? else "([^"]+)"\)', path.read_text()):
            found |= set(pair)
    return found


def claimed() -> set[str]:
    return set().union(*(read(path).notes for path in TRANSCRIPTS))


def test_every_note_is_claimed_and_every_claim_is_a_note() -> None:
    notes, claims = in_code(), claimed()
    assert notes - claims - set(ELSEWHERE) == set()
    assert claims - notes == set()


def test_the_exceptions_are_claimed_where_they_say() -> None:
    for note, path in ELSEWHERE.items():
        assert note in in_code()
        assert f'"{note}"' in (ROOT / path).read_text("utf-8"), note
