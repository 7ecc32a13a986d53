"""A dialogue begun from questions: whatever is answered, the file is clean."""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from bot.adapters.library import check
from bot.dialogue.model import Dialogue, Reflect, Turn, steps_of

ROOT = Path(__file__).parents[1]
ORDER = ("title", "name", "purpose", "level", "need", "minutes", "ask", "listener", "room")


def run(folder: Path, answers: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script as a therapist starts it, in an environment that is active."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return subprocess.run(
        [ROOT / "scripts" / "new-dialogue", *arguments],
        input=answers,
        cwd=folder,
        env={**os.environ, "PATH": path, "VIRTUAL_ENV": sys.prefix},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
        check=False,
    )


def of(answers: dict[str, str], *more: str) -> str:
    return "\n".join([*(answers.get(key, "") for key in ORDER), *more, ""])


def test_enter_takes_what_stands_in_brackets(tmp_path: Path) -> None:
    done = run(tmp_path, "")
    assert (done.returncode, done.stderr) == (0, "")
    path = tmp_path / "my-dialogues" / "one-good-thing.yaml"
    (dialogue,), findings = check([path])
    assert isinstance(dialogue, Dialogue)
    assert (findings, dialogue.title, dialogue.level) == ([], "One good thing", 1)
    assert done.stdout.endswith("heard check my-dialogues/one-good-thing.yaml\n")
    assert "it is clean" in done.stdout


@pytest.mark.parametrize(
    ("level", "room", "listener"), list(product("1234", ("yes", "no"), ("", "nothing")))
)
def test_whatever_is_answered_the_file_is_clean(
    tmp_path: Path, level: str, room: str, listener: str
) -> None:
    answers = {
        "title": "What Ben's “day” was: really",
        "purpose": "Each says #1, and: is heard.",
        "level": level,
        "need": "say",
        "minutes": "40",
        "ask": "what did NAME do: today?",
        "listener": listener,
        "room": room,
    }
    done = run(tmp_path, of(answers, "late at night, after wine: much", "a book (A, B)"), "here")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    (path,) = (tmp_path / "here").iterdir()
    (dialogue,), findings = check([path])
    assert findings == []
    assert isinstance(dialogue, Dialogue)
    assert (dialogue.dialogue, dialogue.minutes) == ("what-bens-day-was-really", 40)
    turns = [step for step in steps_of(dialogue) if isinstance(step, Turn)]
    assert [one.text for one in turns] == [
        "{{ speaker.name }}, what did {{ listener.name }} do: today?"
    ]
    assert any(isinstance(step, Reflect) for step in steps_of(dialogue)) == (listener != "nothing")
    assert bool(dialogue.together) == (room == "yes")
    if level != "1":
        assert dialogue.not_for == ("late at night", "after wine: much")
        assert dialogue.lineage == ("a book (A, B)",)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"title": "x" * 41}, "At most 40 characters."),
        ({"title": "{{ 1 }}"}, "No curly or pointed brackets."),
        ({"name": "Big"}, "Small letters, digits and dashes, at most 40."),
        ({"name": "three-good-minutes"}, "There is a “three-good-minutes”. Choose another name."),
        ({"name": "null"}, "YAML does not read “null” as a name. Choose another one."),
        ({"minutes": "٣٠"}, "A number from 3 to 60."),
        ({"level": "6"}, "A number from 1 to 5."),
        ({"need": "love"}, "One of: warm, listen, say, stuck, repair, dream, calm, close."),
        ({"minutes": "90"}, "A number from 3 to 60."),
        ({"ask": "why? And when?"}, "One question."),
        ({"ask": "word " * 21}, "At most 20 words."),
        ({"room": "maybe"}, "One of: yes, no."),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_written(
    tmp_path: Path, answers: dict[str, str], why: str
) -> None:
    done = run(tmp_path, of(answers))
    assert (done.returncode, done.stderr.strip()) == (2, why)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    run(tmp_path, "")
    done = run(tmp_path, "")
    assert done.returncode == 2
    assert "There is a “one-good-thing”." in done.stderr


def test_a_folder_that_is_none_is_said_before_any_question(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in ("file", "file/below"):
        done = run(tmp_path, "", folder)
        line = f"{folder} is no folder that can be written to. Name another one\n"
        assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


def test_a_letter_that_is_none_is_written_as_such(tmp_path: Path) -> None:
    done = run(tmp_path, "A \udcff letter\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "my-dialogues" / "a-letter.yaml").read_text("utf-8")
