"""The library is read once and kept: the next start asks what it kept, or, if it cannot, the files
again; what a running session may be pinned to stays for a while.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import structlog

from bot.adapters import compiled
from bot.adapters import library as adapter
from bot.adapters.library import FORMER_S, LibraryTrouble, library, shipped
from bot.dialogue import library as dialogue_library
from bot.dialogue.kinds import Overlay
from bot.dialogue.library import Library
from bot.dialogue.model import Dialogue, texts
from bot.dialogue.shelf import REVISION, Shelf, Volume, carry, shelve

DAY_S = 86_400.0
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


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is shipped, where it can be changed."""
    made = tmp_path / "dialogues"
    shutil.copytree(shipped(), made)
    monkeypatch.setattr(adapter, "shipped", lambda: made)
    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


def start(data: Path) -> tuple[Library, list[str]]:
    """The library at a start, and what the log has of it."""
    with structlog.testing.capture_logs() as logs:
        found = library((), "UTC", data)
    return found, [line["event"] for line in logs]


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


@pytest.fixture
def nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def refuse(*_: object) -> Shelf:
        raise AssertionError("the files are read once more")

    return lambda: monkeypatch.setattr(adapter, "_read", refuse)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has read the same."""
    monkeypatch.setattr(adapter, "checkout", lambda: None)


def test_the_second_start_has_the_same_library_and_reads_no_dialogue(
    folder: Path, data: Path, nothing_is_read: Callable[[], None]
) -> None:
    assert start(data)[1] == ["library.compiled"]
    fresh = library(zone="UTC")
    nothing_is_read()
    again, logs = start(data)
    assert logs == []
    assert [one.dialogue for one in again.index()] == [one.dialogue for one in fresh.index()]
    for one in fresh.listed():
        assert again.dialogue(one.dialogue) == one
        for key, _ in texts(one):
            assert again.has(f"{one.dialogue}@{one.edition}/{key}")
    assert again.sentence("button.pause", "en", {}) == "Pause"


def test_it_is_its_owners_file_and_nothing_else_is_left(folder: Path, data: Path) -> None:
    start(data)
    (only,) = data.iterdir()
    assert only.name == compiled.FILE
    assert only.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("what", ["content", "another", "fewer", "phrase", "page", "translation"])
def test_any_file_that_changes_is_read_anew(folder: Path, data: Path, what: str) -> None:
    start(data)
    one = folder / "three-good-minutes.yaml"
    match what:
        case "content":
            one.write_text(one.read_text().replace("Three good", "Four good"))
        case "another":
            (folder / "decks").mkdir(exist_ok=True)
            (folder / "decks" / "cards.yaml").write_text(DECK)
        case "fewer":
            (folder / "the-story.yaml").unlink()
        case "phrase":
            append(folder / "phrases" / "en.yaml", "\nzz: {new: New}\n")
        case "page":
            append(folder / "pages" / "export.html", "<!-- -->")
        case _:
            (folder / "de").mkdir()
            german = "of: dialogue/three-good-minutes\nedition: 1\ntexts: {title: Drei}\n"
            (folder / "de" / "three.yaml").write_text(german)
    assert "library.compiled" in start(data)[1]
    assert start(data)[1] == []


def test_another_version_of_the_program_reads_all_files_anew(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(data)
    monkeypatch.setattr(compiled, "__version__", "99")
    assert start(data)[1] == ["library.compiled"]


@pytest.mark.parametrize("spoil", ["cut", "empty", "flipped", "foreign", "other number", "shape"])
def test_a_damaged_or_foreign_file_is_said_once_and_made_anew(
    folder: Path, data: Path, spoil: str
) -> None:
    start(data)
    path = data / compiled.FILE
    good = path.read_bytes()
    spoilt = {
        "cut": good[:-7],
        "empty": b"",
        "flipped": good[:900] + bytes([good[900] ^ 1]) + good[901:],
        "foreign": b"SQLite format 3\0" + good[16:],
        "other number": good.replace(b"library 1", b"library 2", 1),
        "shape": _sealed(msgspec.msgpack.encode({"key": 1})),
    }
    path.write_bytes(spoilt[spoil])
    found, logs = start(data)
    assert logs == ["library.unread", "library.compiled"]
    assert found.dialogue("three-good-minutes") is not None
    assert path.read_bytes() == good
    assert start(data)[1] == []


def test_where_nothing_can_be_kept_it_starts_all_the_same(folder: Path, data: Path) -> None:
    (data / compiled.FILE / "in the way").mkdir(parents=True)
    found, logs = start(data)
    assert logs == ["library.unread", "library.unkept"]
    assert found.dialogue("three-good-minutes") is not None


def test_what_was_left_of_a_start_that_was_killed_is_not_in_the_way(
    folder: Path, data: Path
) -> None:
    (data / f"{compiled.FILE}.new").write_bytes(b"half")
    assert start(data)[1] == ["library.compiled"]
    assert [one.name for one in data.iterdir()] == [compiled.FILE]


def test_what_has_findings_is_not_kept(folder: Path, data: Path) -> None:
    (folder / "bad.yaml").write_text("dialogue: [")
    for _ in range(2):
        with pytest.raises(LibraryTrouble):
            library((), "UTC", data)
    assert not list(data.iterdir())


@pytest.mark.parametrize("what", ["a pipe", "without an end"])
def test_what_is_no_file_is_a_finding_and_nobody_waits_for_it(
    folder: Path, data: Path, what: str
) -> None:
    if what == "a pipe":
        os.mkfifo(folder / "bad.yaml")
    else:
        (folder / "bad.yaml").symlink_to("/dev/zero")
    with pytest.raises(LibraryTrouble, match=r"bad\.yaml"):
        library((), "UTC", data)


def test_a_folder_that_nobody_may_look_into_is_a_finding(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", "closed/shared")

    monkeypatch.setattr(adapter, "of_folder", refuse)
    with pytest.raises(LibraryTrouble, match="closed/shared: Y01 Permission denied"):
        library((), "UTC", data)


def test_a_file_that_changes_while_it_is_read_is_read_again_at_the_next_start(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = adapter._read

    def slowly(folders: list[Path]) -> Shelf:
        found = read(folders)
        (folder / "decks").mkdir(exist_ok=True)
        (folder / "decks" / "cards.yaml").write_text(DECK)
        return found

    monkeypatch.setattr(adapter, "_read", slowly)
    assert start(data)[0].deck("cards") is None
    monkeypatch.setattr(adapter, "_read", read)
    assert start(data)[0].deck("cards") is not None


def test_menus_need_no_dialogue(folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(data)

    def refuse(_: Volume) -> Dialogue:
        raise AssertionError("a dialogue is decoded")

    monkeypatch.setattr(dialogue_library, "opened", refuse)
    found = start(data)[0]
    for one in found.index():
        assert found.sentence(f"{one.dialogue}@{one.edition}/title", "en", {}) == one.title
        assert one.minutes
        assert one.branches[0] == "apart"


# --- editions ------------------------------------------------------------------------------------


def made(**changes: object) -> Dialogue:
    """A small dialogue."""
    plain: dict[str, object] = {
        "dialogue": "talk", "edition": 1, "title": "Talk", "purpose": "To talk.", "lineage": [],
        "rows": [], "level": 1, "need": "warm", "minutes": 3, "roles": ["speaker", "listener"],
        "steps": [{"verb": "wait", "id": "quiet", "text": "Some quiet."}],
    }  # fmt: skip
    return msgspec.convert({**plain, **changes}, Dialogue)


def shelf(*dialogues: Dialogue, german: str = "") -> Shelf:
    overlay = Overlay(of="dialogue/talk", edition=1, texts={"title": german})
    overlays = {("de", "dialogue/talk"): overlay} if german else {}
    return shelve(dialogues, {"en": {}}, {}, overlays)


def after(*shelves: Shelf, every_s: float = 60.0) -> Library:
    """The library after so many starts, one after the other."""
    last, now = shelves[0], 0.0
    for one in shelves[1:]:
        now += every_s
        last = carry(one, last, now, FORMER_S)
    return Library.on(last)


def pinned(found: Library) -> int:
    """The number that a session keeps which begins now."""
    newest = found.dialogue("talk")
    assert newest is not None
    return newest.edition


def test_an_edition_that_is_gone_stays_for_whoever_began_with_it() -> None:
    found = after(
        shelf(made(title="First"), german="Erste"), shelf(made(edition=2, title="Second"))
    )
    assert found.dialogue("talk", 1) == made(title="First")
    assert found.sentence("talk@1/title", "en", {}) == "First"
    assert found.sentence("talk@1/title", "de", {}) == "Erste"
    assert found.sentence("talk@2/title", "de", {}) == "Second"
    assert pinned(found) == 2
    assert [one.title for one in found.index()] == ["Second"]


def test_so_does_a_dialogue_that_is_gone_altogether() -> None:
    found = after(shelf(made()), shelf())
    assert found.dialogue("talk", 1) == made()
    assert found.dialogue("talk") is None
    assert found.index() == []


def test_it_stays_for_three_days_after_it_has_gone_however_long_it_was_there() -> None:
    first, second = shelf(made()), shelf(made(edition=2))
    assert (
        after(first, first, second, shelf(), every_s=FORMER_S - 1).dialogue("talk", 1) is not None
    )
    assert after(first, second, shelf(), every_s=FORMER_S).dialogue("talk", 1) is None
    assert after(first, second, shelf(), every_s=FORMER_S).dialogue("talk", 2) is not None
    assert FORMER_S >= 2 * DAY_S


def test_what_changes_under_the_same_edition_changes_for_new_sessions_only() -> None:
    one, two, three = made(title="One"), made(title="Two"), made(title="Three")
    assert pinned(after(shelf(one))) == 1
    found = after(shelf(one), shelf(two), shelf(three))
    assert pinned(found) == 1 + 2 * REVISION
    titles = [found.sentence(f"talk@{1 + n * REVISION}/title", "en", {}) for n in range(3)]
    assert titles == ["One", "Two", "Three"]
    assert [one.title for one in found.index()] == ["Three"]
    back = after(shelf(one), shelf(two), shelf(one))
    assert pinned(back) == 1
    assert back.dialogue("talk", 1 + REVISION) is not None
    assert pinned(after(shelf(one), shelf(one))) == 1


def test_a_newer_edition_is_newer_than_one_that_was_changed() -> None:
    found = after(shelf(made(), made(edition=2)), shelf(made(title="New"), made(edition=2)))
    assert pinned(found) == 2
    assert found.dialogue("talk", 1 + REVISION) is not None


def test_what_another_version_wrote_and_this_one_cannot_read_is_gone_and_nothing_else() -> None:
    old = shelf(made())
    strange = msgspec.structs.replace(old, dialogues={"talk@1": Volume(b"\x81\xa1x\x01")})
    found = Library.on(carry(shelf(made(title="New")), strange, 60.0, FORMER_S))
    assert found.dialogue("talk", 1) is None
    assert not found.has("talk@1/title")
    assert pinned(found) == 1 + REVISION


def test_a_translation_that_is_better_now_is_said_at_once() -> None:
    found = after(shelf(made(), german="Schlecht"), shelf(made(), german="Gut"))
    assert pinned(found) == 1
    assert found.sentence("talk@1/title", "de", {}) == "Gut"


def _sealed(body: bytes) -> bytes:
    return compiled.MAGIC + hashlib.sha256(body).digest() + body


def test_whoever_reads_the_same_in_a_checkout_reads_it_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tests start the program hundreds of times, each on a data folder of its own."""
    monkeypatch.setattr(adapter, "checkout", lambda: tmp_path / "shared")
    library((), "UTC")
    monkeypatch.setattr(adapter, "_read", lambda _: pytest.fail("read once more"))
    other = tmp_path / "other"
    other.mkdir()
    assert [one.dialogue for one in library((), "UTC", other).listed()]
    assert [one.name for one in (tmp_path / "shared").iterdir()] == [compiled.FILE]


def test_what_somebody_else_keeps_in_a_checkout_is_nobodys_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / ".compiled"
    (shared / compiled.FILE).mkdir(parents=True)
    monkeypatch.setattr(adapter, "checkout", lambda: shared)
    with structlog.testing.capture_logs() as logs:
        assert library((), "UTC").index()
    assert logs == []
