"""Both seats by keyboard, and what was played as a transcript that is a test."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.adapters.library import shipped
from bot.cli import main
from bot.dialogue.library import Library
from bot.rehearsal.plays.rig import PureRig
from bot.rehearsal.plays.sources import PlayTrouble
from bot.rehearsal.plays.terminal import HELP, Keyboard
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import parse
from tests.rehearsal.plays.files import BOTH, dialogue, whole
from tests.rehearsal.plays.files import library as library_of

#: Long enough for every branch of every exercise; the first button is an answer, or a pass.
LINES = ("a: 1", "b: 1", "a: Tea.", "b: Tea.", "+ 10m") * 6


class Shown:
    """What a keyboard has told."""

    def __init__(self, library: Library, name: str) -> None:
        found = library.dialogue(name)
        assert found is not None
        self.lines: list[str] = []
        self.keyboard = Keyboard(library, found, self.lines.append)

    def after(self, *lines: str) -> list[str]:
        del self.lines[:]
        for line in lines:
            assert self.keyboard.hear(line)
        return self.lines


@pytest.fixture
def warm(library: Library) -> Shown:
    shown = Shown(library, "three-good-minutes")
    shown.keyboard.begin("apart")
    shown.after("a: 1", "b: 1")
    return shown


def again(library: Library, transcript: str) -> None:
    """As the first rig of the transcripts plays it."""
    script = parse(transcript)
    rig = PureRig(library, script)
    for does in GIVEN[script.given]:
        rig.play(does)
    rig.notes.clear()
    for line in script.lines:
        assert rig.play(line.does) == line.seen, line.does
    assert script.lines
    assert script.notes == rig.notes


def places(library: Library) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = [("try-me", None)]
    for one in library.listed():
        found += [(one.dialogue, place) for place in ("together", "short", "alone")
                  if one.branch(place)]  # fmt: skip
        found += [(one.dialogue, "apart"), (one.dialogue, None)]
    return found


def test_every_exercise_in_every_way_is_played_again(library: Library) -> None:
    """What the keyboard writes down is what is seen when it is played as a test."""
    for name, place in places(library):
        shown = Shown(library, name)
        shown.keyboard.begin(place)
        shown.after(*LINES)
        assert not [line for line in shown.lines if line.startswith("That cannot")], name
        again(library, shown.keyboard.transcript())


def test_a_number_taps_and_words_are_said(warm: Shown) -> None:
    told = warm.after("a: You made tea.")
    assert told[0].endswith("  Ana: You made tea.")
    assert "  Heard: Ben, say back what you heard. Nothing to add." in told
    assert told[-1] == "  Group: 1 Pass · 2 Ask for an example · 3 Pause"
    assert warm.after("b: 2")[0].endswith("  Ben taps Ask for an example")


def test_who_did_something_last_gives_the_command(warm: Shown) -> None:
    assert warm.after("b: 2", "/pause")[-1].startswith("  Group: 1 Back in 1 h")
    assert any(line.endswith("  Ben: /pause") for line in warm.lines)


def test_time_moves_when_it_is_asked_to(warm: Shown) -> None:
    before = warm.after("time")[0]
    assert warm.after("time") == [before]
    assert warm.after("+ 5m")[0].endswith("  +5 min")
    assert warm.after("time") != [before]


def test_the_private_chats_have_their_own_buttons(library: Library) -> None:
    shown = Shown(library, "speaker-listener")
    shown.keyboard.begin("apart")
    told = "\n".join(shown.lines)
    assert "  Ana, private: " in told
    number = next(
        line.split(": ", 1)[1].split()[0]
        for line in shown.lines[::-1]
        if line.startswith("  Ben, private: ")
    )
    assert shown.after(f"a: {number}") == [f"Button {number} is in Ben's private chat."]
    assert any("private" in line for line in shown.after(f"b: {number}"))


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("b: 99", ["There is no button 99."]),
        ("hm", ["Not understood: hm. Write help."]),
        ("cara: hello", ["Not understood: cara: hello. Write help."]),
        ("help", [HELP]),
        ("# a remark", []),
        ("", []),
    ],
)
def test_a_line_that_plays_nothing(warm: Shown, line: str, answer: list[str]) -> None:
    before = warm.keyboard.transcript()
    assert warm.after(line) == answer
    assert warm.keyboard.transcript() == before


def test_look_shows_all_three_chats(warm: Shown) -> None:
    told = warm.after("look")
    assert [line for line in told if line.startswith("—")] == [
        "— Group —", "— Ana and Heard —", "— Ben and Heard —",
    ]  # fmt: skip


def test_the_end_is_said(warm: Shown) -> None:
    assert warm.after("a: /stop")[-1].startswith("It is over: stopped.")
    assert not warm.keyboard.hear("quit")


def test_a_place_that_it_does_not_have() -> None:
    found = dialogue(BOTH)
    keyboard = Keyboard(library_of(found), found, lambda _: None)
    with pytest.raises(PlayTrouble, match="no steps for “together”"):
        keyboard.begin("together")


def run(*args: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(main, ["play", *args], input=typed)
    return result.exit_code, result.output


def test_from_a_pipe_with_a_record(tmp_path: Path, library: Library) -> None:
    record = tmp_path / "played.txt"
    typed = "a: 1\nb: 1\na: You made tea.\nquit\nnever read\n"
    code, output = run(
        "three-good-minutes", "--place", "apart", "--record", str(record), typed=typed
    )
    assert code == 0
    assert "Ben, say back what you heard" in output
    assert "never read" not in output
    again(library, record.read_text("utf-8"))
    assert run("three-good-minutes", "--record", str(record)) == (
        2, f"heard: {record} is there already. Name a new file\n",
    )  # fmt: skip


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "tried.yaml"
    path.write_text(whole(BOTH))
    code, output = run(str(path), typed="a: Tea.\n")
    assert code == 0
    assert "Heard: Ana, one word." in output
    path.write_text("dialogue: [")
    code, output = run(str(path))
    assert code == 2
    assert f"{path}:1: Y01" in output


def test_a_file_that_is_shipped_by_its_path_and_a_copy_that_was_changed(
    tmp_path: Path,
) -> None:
    path = shipped() / "three-good-minutes.yaml"
    relative = os.path.relpath(path)
    copy = tmp_path / "own.yaml"
    text = path.read_text("utf-8")
    copy.write_text(text.replace("title: Three good minutes", "title: Three of ours"), "utf-8")
    for file, title in ((path, "good minutes"), (relative, "good minutes"), (copy, "of ours")):
        code, output = run(str(file))
        assert (code, f"Heard: Three {title}" in output) == (0, True), output


def test_a_record_that_cannot_be_written_is_said_before_anything_is_played(tmp_path: Path) -> None:
    record = tmp_path / "no-folder" / "played.txt"
    assert run("three-good-minutes", "--record", str(record)) == (
        2,
        f"heard: {record} cannot be used (No such file or directory). Mend that, or name another\n",
    )


def test_a_translation_is_no_dialogue(tmp_path: Path) -> None:
    path = tmp_path / "de" / "three-good-minutes.yaml"
    path.parent.mkdir()
    path.write_text("of: dialogue/three-good-minutes\nedition: 1\ntexts: {}\n")
    code, output = run(str(path))
    assert code == 2
    assert output.startswith("heard: ")


def test_a_name_that_nobody_knows() -> None:
    code, output = run("nothing")
    assert code == 2
    assert output.startswith("heard: there is no dialogue “nothing”. There are: ")


def test_what_raises_ends_with_its_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plays = PureRig.play

    def fails(rig: PureRig, does: str) -> list[str]:
        if does == "Ana: Tea.":
            raise KeyError("a sentence that is not there")
        return plays(rig, does)

    monkeypatch.setattr(PureRig, "play", fails)
    record = tmp_path / "played.txt"
    typed = "a: 1\nb: 1\na: Tea.\nb: Never.\n"
    code, output = run(
        "three-good-minutes", "--place", "apart", "--record", str(record), typed=typed
    )
    assert code == 1
    assert "Heard could not go on: KeyError: 'a sentence that is not there'" in output
    assert record.read_text("utf-8").endswith("\nAna: Tea.\n")
