"""Many couples in virtual time: nothing goes wrong, and the same number gives the same run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from bot.cli import main
from bot.dialogue.library import Library
from bot.rehearsal.simulation.plan import plan
from bot.rehearsal.simulation.report import plan_of, table, transcript
from bot.rehearsal.simulation.runs import begins, play, shorter
from bot.rehearsal.simulation.trouble import CALM
from bot.rehearsal.transcripts.script import parse, read
from bot.service.outbox import Outbox

FOUND = sorted((Path(__file__).parent / "found").glob("*.txt"))
#: How many runs are played; scripts/test can be asked for more.
RUNS = int(os.environ.get("HEARD_RUNS", "300"))


async def forgets(_: object) -> int:
    """A start that takes nothing up."""
    return 0


@pytest.mark.parametrize("tens", range(RUNS // 10))
def test_nothing_goes_wrong(library: Library, tens: int) -> None:
    for number in range(tens * 10 + 1, tens * 10 + 11):
        run = play(library, plan(number))
        if run.wrong:
            pytest.fail(transcript(shorter(library, run)), pytrace=False)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_once_does_not_come_back(library: Library, path: Path) -> None:
    run = play(library, plan_of(read(path)))
    assert not run.wrong


def test_in_calm_weather_everything_is_quick(library: Library) -> None:
    runs = [play(library, plan(number, CALM)) for number in range(1, 21)]
    assert not [run.wrong for run in runs if run.wrong]
    assert not any(run.crashes or run.troubles for run in runs)
    assert max(run.longest for run in runs) < 1


def test_runs_have_much_in_them(library: Library) -> None:
    runs = [play(library, plan(number)) for number in range(1, 41)]
    troubles = {kind for run in runs for kind in run.troubles}
    done = {kind for run in runs for kind in run.done}
    assert len(troubles) == 23
    assert {"says", "taps", "edits", "deletes", "sends", "joins", "leaves", "/pause"} <= done
    assert sum(run.crashes for run in runs) > 50
    assert "40 runs" in table(runs, 1.0)


def test_couples_begin_every_exercise(library: Library) -> None:
    lines = {begins(library, plan(number)) for number in range(1, 301)} - {None}
    titles = {line.partition("/begin ")[2] for line in lines if line}
    assert titles == {one.title for one in library.listed()}
    assert {line.partition(":")[0] for line in lines if line} == {"Ana", "Ben"}


def test_couples_answer_what_they_are_asked_in_private(library: Library) -> None:
    """In good weather two who want to come to words, numbers and takeaways, whatever they begin."""
    begun: set[str] = set()
    lines: list[str] = []
    for number in range(1, 60):
        one = plan(number, CALM)
        first = begins(library, one)
        if first is None or (title := first.partition("/begin ")[2]) in begun:
            continue
        begun.add(title)
        run = play(library, replace(one, seats=("eager", "eager"), pace=3600.0, length=2400.0))
        assert not run.wrong
        assert run.begun.total() > 1
        lines += [line.does for line in run.plan.lines or ()]
    assert len(begun) > 8
    text = "\n".join(lines)
    for done in ("Send it, private", "Keep it for us, private", "7, private", "Done"):
        assert f" taps {done}\n" in text
    assert re.search(r"^\w+, private: [^/]", text, re.MULTILINE)


def digest(hashing: str) -> str:
    """What a run is, told by a process of its own, with strings hashed in its own way."""
    code = (
        "import os; os.environ['PTB_TIMEDELTA'] = '1'\n"
        "from bot.adapters.library import library\n"
        "from bot.rehearsal.simulation.plan import plan\n"
        "from bot.rehearsal.simulation.runs import play\n"
        "from bot.rehearsal.simulation.report import transcript\n"
        "texts = library(zone='UTC')\n"
        "for number in (3, 16, 99):\n"
        "    run = play(texts, plan(number))\n"
        "    print(transcript(run), run.commits, run.posts, run.seconds, run.longest)\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hashing}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, env=environment, cwd=root, capture_output=True, check=True)
    return ended.stdout.decode()


def test_the_same_number_is_the_same_run_in_every_process() -> None:
    first = digest("1")
    assert len(first) > 5000
    assert digest("2") == first


@pytest.mark.parametrize("number", [1, 2, 6])
def test_a_run_is_played_again_from_its_transcript(library: Library, number: int) -> None:
    """Times are written to a tenth of a second, so a run where something is on the edge of a limit
    may differ by a post; these have nothing there.
    """
    run = play(library, plan(number))
    again = plan_of(parse(transcript(run)))
    assert [(line.does, round(line.at, 1)) for line in again.lines or ()] == [
        (line.does, round(line.at, 1)) for line in run.plan.lines or ()
    ]
    second = play(library, again)
    assert (second.commits, second.posts, second.crashes) == (run.commits, run.posts, run.crashes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Ana: hello\n", "has no line"),
        ("# seed: ²\nAna: hello\n", "has no line"),
        ("# seed: 1\n! nonsense\n", "-:2: no such trouble"),
        ("# seed: 1\n! crash, " + "9" * 5000 + " s\n", "-:2: no such trouble"),
        ("# seed: 1\n# given: dance\n", "“# given: dance” is not one of: nothing"),
    ],
)
def test_a_transcript_that_is_none(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        plan_of(parse(text))


# --- the command ---------------------------------------------------------------------------------


def test_the_command_prints_a_table(tmp_path: Path) -> None:
    ended = CliRunner().invoke(main, ["simulate", "--runs", "2", "--calm"])
    assert ended.exit_code == 0
    assert "2 runs" in ended.output


def test_the_command_prints_a_failing_run_as_a_transcript(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "recover", forgets)
        ended = CliRunner().invoke(main, ["simulate", "--runs", "60"])
    assert ended.exit_code == 1
    printed = ended.output.partition("people:")[0]
    assert "# seed: " in printed
    assert "! crash" in printed
    file = tmp_path / "found.txt"
    file.write_text(printed, "utf-8")
    # It fails again as long as the fault is there, and no longer.
    assert CliRunner().invoke(main, ["simulate", str(file)]).exit_code == 0
    monkeypatch.setattr(Outbox, "recover", forgets)
    assert CliRunner().invoke(main, ["simulate", str(file)]).exit_code == 1


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "none.txt"
    file.write_text("Ana: hello\n", "utf-8")
    ended = CliRunner().invoke(main, ["simulate", str(file)])
    assert ended.exit_code == 2
    assert "it has no line" in ended.output


def test_a_failing_run_becomes_short(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outbox, "recover", forgets)
    failed = next(run for number in range(1, 60) if (run := play(library, plan(number))).wrong)
    short = shorter(library, failed)
    assert short.wrong
    assert 0 < len(short.plan.lines or ()) < len(failed.plan.lines or ()) / 2
    assert play(library, replace(short.plan)).wrong
