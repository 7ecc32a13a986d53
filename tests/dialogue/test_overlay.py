"""Translations: held against their originals, said where there is one, never in the way."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from bot.adapters import library as adapter
from bot.adapters.library import check, library, of_folder, shipped, translations_of
from bot.dialogue.library import Library
from bot.facilitator.texts import Text
from bot.service.rendering import Renderer
from tests.facilitator.walk import Walk

OVERLAID = Path(__file__).with_name("overlaid")
TALK = """
dialogue: talk
edition: 1
title: Talk
purpose: Something with an ending that others have, too.
lineage: [ours]
rows: [P1]
level: 1
need: warm
minutes: 3
roles: [speaker, listener]
steps:
  - consent: ready
    text: A short talk?
  - include: ending
"""
GERMAN_TALK = """
of: dialogue/talk
edition: 1
texts: {title: Reden, purpose: Etwas mit einem Ende., ready/text: Ein kurzes Gespräch?}
"""
DECK = """
deck: cards
edition: 1
title: Cards
purpose: Something small.
lineage: [ours]
rows: [P1]
level: 1
need: warm
cards: {one: What made you laugh?}
"""
GERMAN_DECK = """
of: deck/cards
edition: 1
texts: {title: Karten, purpose: Etwas Kleines., cards/one: Worüber hast du gelacht?}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with a German translation of all that is in it."""
    made = shutil.copytree(OVERLAID, tmp_path / "dialogues")
    for path, text in {
        "talk.yaml": TALK,
        "de/talk.yaml": GERMAN_TALK,
        "decks/cards.yaml": DECK,
        "de/decks/cards.yaml": GERMAN_DECK,
    }.items():
        (made / path).parent.mkdir(exist_ok=True)
        (made / path).write_text(text, "utf-8")
    return made


@pytest.fixture
def read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Library]:
    """The library of that folder, as if it were the shipped one; phrases are the shipped ones."""
    shutil.copytree(shipped() / "phrases", folder / "phrases")
    monkeypatch.setattr(adapter, "shipped", lambda: folder)
    return lambda: library(zone="UTC")


def findings(folder: Path) -> list[str]:
    return [
        f"{Path(one.path).name}:{one.line} {one.code}"
        for one in check([*of_folder(folder), *translations_of(folder)])[1]
    ]


def test_a_translation_of_everything_has_no_findings(folder: Path) -> None:
    assert not findings(folder)


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("dialogue/three", "dialogue/four", "three-good-minutes.yaml:1 O01"),
        ("of: dialogue/three-good-minutes", "of: three", "three-good-minutes.yaml:1 O01"),
        ("edition: 1", "edition: 2", "three-good-minutes.yaml:2 O02"),
        ("back/text:", "beck/text:", "three-good-minutes.yaml:13 O03"),
        ("{{ listener.name }}, sag", "{{ speaker.name }}, sag", "three-good-minutes.yaml:13 O04"),
        ("{{ listener.name }}, sag", "{{ listener }}, sag", "three-good-minutes.yaml:13 O04"),
        ("{{ listener.name }}, sag", "{{ listener.nmae }}, sag", "three-good-minutes.yaml:13 O04"),
        ("Drei gute", "<h1>Drei gute", "three-good-minutes.yaml:4 O04"),
        ("Drei gute", "Drei " * 200, "three-good-minutes.yaml:4 O04"),
        ("Drei gute Minuten", "''", "three-good-minutes.yaml:4 O04"),
        ("  title: Drei gute Minuten\n", "", "three-good-minutes.yaml:4 O05"),
        ("texts:", "text:", "three-good-minutes.yaml:1 S02"),
        ("title: Drei gute Minuten", "title: [Drei, gute]", "three-good-minutes.yaml:1 S02"),
        ("title: Drei", "title: [Drei", "three-good-minutes.yaml:6 Y01"),
        ("  title: Drei gute Minuten", "  1: Drei", "three-good-minutes.yaml:4 O03"),
        ("Drei gute Minuten", r'"\ud800"', "three-good-minutes.yaml:4 O04"),
        ("of: dialogue", '"of\nof: dialogue', "three-good-minutes.yaml:15 Y01"),
    ],
)
def test_what_is_wrong_with_a_translation_has_its_line(
    folder: Path, old: str, new: str, finding: str
) -> None:
    path = folder / "de" / "three-good-minutes.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    assert finding in findings(folder)


def test_a_second_translation_and_one_of_no_language_are_findings(folder: Path) -> None:
    text = (folder / "de" / "talk.yaml").read_text("utf-8")
    (folder / "de" / "twice.yaml").write_text(text, "utf-8")
    (folder / "lost.yaml").write_text(text, "utf-8")
    assert findings(folder) == ["lost.yaml:0 O01", "twice.yaml:0 O01"]


def test_a_translation_that_is_checked_alone_finds_its_original(folder: Path) -> None:
    assert not check([folder / "de" / "shared" / "ending.yaml"])[1]
    elsewhere = folder.parent / "mine" / "de"
    elsewhere.mkdir(parents=True)
    shipped_one = library(zone="UTC").dialogue("try-me")
    assert shipped_one is not None
    mine = f"of: dialogue/try-me\nedition: {shipped_one.edition}\ntexts: {{title: Probe}}\n"
    (elsewhere / "try-me.yaml").write_text(mine, "utf-8")
    assert {one.code for one in check([elsewhere / "try-me.yaml"])[1]} == {"O05"}


def test_what_is_wrong_with_a_translation_keeps_nobody_from_starting(
    folder: Path, read: Callable[[], Library]
) -> None:
    """A dialogue moved on to its next edition; whoever translated the last one sleeps."""
    path = folder / "talk.yaml"
    path.write_text(TALK.replace("edition: 1", "edition: 2"), "utf-8")
    with structlog.testing.capture_logs() as logs:
        stale = read()
    assert ("library.untranslated", 1) in [(line["event"], line["findings"]) for line in logs]
    assert stale.sentence("talk@2/ready/text", "de", {}) == "A short talk?"
    names = {"speaker": {"name": "Ana"}, "listener": {"name": "Ben"}}
    assert stale.sentence("talk@2/how/text", "de", names) == "Wie war es, Ana und Ben?"


@pytest.mark.parametrize(
    ("rest", "code"), [(b"#\xff\n", "Y01"), (b"# x\n" * 1_000_000, "Y02")], ids=["bytes", "large"]
)
def test_a_translation_that_goes_wrong_further_down_is_a_finding(
    folder: Path, read: Callable[[], Library], rest: bytes, code: str
) -> None:
    path = folder / "de" / "three-good-minutes.yaml"
    path.write_bytes(path.read_bytes() + b"# further down\n" * 1000 + rest)
    assert findings(folder) == [f"three-good-minutes.yaml:0 {code}"]
    assert read().has("three-good-minutes@1/title")


def test_each_sentence_is_said_in_the_language_or_else_in_the_original(
    read: Callable[[], Library],
) -> None:
    walk = Walk(read())
    walk.open("three-good-minutes")
    said = [
        effect.text for one in walk.outcomes for effect in one.effects if hasattr(effect, "text")
    ]
    german = Renderer(walk.library, "de", {})
    shown = [german.html(one) for one in said if isinstance(one, Text)]
    assert any(one.startswith("Ana, nenn eine kleine Sache, die Ben getan hat") for one in shown)
    assert any(one.startswith("Drei Minuten, nichts Schweres.") for one in shown)
    assert german.html(Text("button.pause")) == "Pause"
    assert Renderer(walk.library, "fr", {}).html(Text("three-good-minutes@1/title")) == (
        "Three good minutes"
    )


def test_shared_blocks_and_decks_are_translated_once(read: Callable[[], Library]) -> None:
    both = read()
    names = {"speaker": {"name": "Ana"}, "listener": {"name": "Ben"}}
    assert both.sentence("talk@1/how/text", "de", names) == "Wie war es, Ana und Ben?"
    assert both.sentence("talk@1/how/text~1", "de", {}) == "Bevor ihr geht, wie war das für dich?"
    assert both.sentence("talk@1/how/0", "de", {}) == "schwer"
    assert both.sentence("deck:cards/cards/one", "de", {}) == "Worüber hast du gelacht?"
    assert both.sentence("deck:cards/title", "de", {}) == "Karten"
    assert both.sentence("deck:cards/title", "en", {}) == "Cards"


def test_no_language_is_shipped_by_halves() -> None:
    """Without a phrase book, everything around an exercise and on its buttons would be English."""
    books = {path.stem for path in (shipped() / "phrases").glob("*.yaml")}
    translated = {path.relative_to(shipped()).parts[0] for path in translations_of(shipped())}
    assert translated <= books
