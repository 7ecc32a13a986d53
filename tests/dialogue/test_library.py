"""What is shipped is sound, and what is rendered is escaped."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.library import LibraryTrouble, check, library, phrases, shipped
from bot.dialogue.library import Library
from bot.facilitator.ids import WordRef
from bot.facilitator.texts import Day, Moment, Name, Phrase, Span, Text, button, text
from bot.facilitator.texts import Words as WordsValue
from bot.service.ports import Key, Words
from bot.service.rendering import TIME, Renderer

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)


def render(library: Library, what: Text, words: dict[WordRef, Words] | None = None) -> str:
    return Renderer(library, "en", words or {}).html(what)


def test_what_is_shipped_has_no_findings() -> None:
    dialogues, findings = check(sorted(shipped().glob("*.yaml")))
    assert not findings
    assert {"three-good-minutes", "speaker-listener", "try-me"} <= {d.dialogue for d in dialogues}


def test_further_folders_join_and_newer_editions_win(tmp_path: Path) -> None:
    source = (shipped() / "three-good-minutes.yaml").read_text()
    (tmp_path / "mine.yaml").write_text(source.replace("edition: 1", "edition: 2"))
    both = library([tmp_path], zone="UTC")
    newest = both.dialogue("three-good-minutes")
    assert newest is not None
    assert newest.edition == 2
    assert both.dialogue("three-good-minutes", 1) is not None  # a running session is pinned to it


def test_a_wrong_file_in_a_further_folder_names_itself(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("dialogue: [")
    (tmp_path / "worse.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LibraryTrouble) as caught:
        library([tmp_path])
    assert [Path(one.path).name for one in caught.value.findings] == ["bad.yaml", "worse.yaml"]


def test_a_translation_has_only_the_names_of_the_english_book(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("a: {b: 'Hello {{ name }}'}")
    (tmp_path / "de.yaml").write_text("a: {b: 'Hallo {{ nmae }}'}")
    _, findings = phrases(tmp_path)
    assert ["nmae" in str(one) for one in findings] == [True]


def test_names_and_words_are_escaped(library: Library) -> None:
    ref = WordRef("w1")
    posted = text("note.posted", name="<b>Ana</b>", words=WordsValue(ref))
    html = render(library, posted, {ref: Words("1 < 2 & <a href='x'>")})
    assert html == "&lt;b&gt;Ana&lt;/b&gt;: 1 &lt; 2 &amp; &lt;a href=&#39;x&#39;&gt;"


def test_words_that_expired_say_so(library: Library) -> None:
    shown = text("note.show", words=WordsValue(WordRef("w1")))
    assert render(library, shown) == "You wrote: (no longer kept)"


def test_a_sentence_that_is_gone_does_not_break_a_post(library: Library) -> None:
    assert render(library, Text("old-dialogue@1/title")) == "(no longer kept)"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Span(20), "20 min"),
        (Span(60), "1 h"),
        (Span(95), "1 h 35 min"),
        (Moment(NOW, "UTC", NOW), "18:00"),
        (Moment(NOW, "Europe/Berlin", NOW), "19:00"),
        (Moment(NOW + timedelta(hours=23), "UTC", NOW), "Sun 17:00"),
        (Day(NOW, "UTC"), "Sat 10 Jan"),
        (Day(NOW, "Etc/GMT-12"), "Sun 11 Jan"),
        (Phrase("button.pause"), "Pause"),
        (Name("Ana").name, "Ana"),
    ],
)
def test_values(library: Library, value: object, shown: str) -> None:
    said = Text("closing.done", {})
    assert render(library, said)
    html = render(library, Text("floor.reminder", {"name": value}))  # type: ignore[dict-item]
    assert TIME.sub("", html) == f"It's {shown}'s turn just now."


def test_buttons_carry_their_card(library: Library) -> None:
    rows = ((button("pause"), button("support", door="support")),)
    keyboard = Renderer(library, "en", {}).keyboard(rows, "t7")
    assert keyboard == ((Key("Pause", "t7:pause", style="danger"), Key("Support", door="support")),)
    longest = max(len(key.data.encode()) for row in keyboard for key in row)
    assert longest <= 64


def test_callback_data_of_every_listed_dialogue_fits(library: Library) -> None:
    for one in library.listed():
        assert len(f"m99999:begin_{one.dialogue}".encode()) <= 64


def test_a_phrase_book_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_bytes(b"\x89\xff")
    _, findings = phrases(tmp_path)
    assert [(one.code, one.message) for one in findings] == [("Y01", "the file is not UTF-8")]
