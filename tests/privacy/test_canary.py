"""No word of anybody's gets to where it does not belong: every sentence of every transcript carries
a mark, and no log, metric, exception, traceback, crash dump, event, state, post on its way, backup
or file holds one.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.transcripts.cast import _DELETES, _EDITS, _SAYS
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import read
from tests.privacy.canary import HOLDERS, TRANSCRIPTS
from tests.privacy.marks import MARK

ROOT = Path(__file__).parents[2]
#: Everything that keeps something, or shows it to somebody who is not one of the two.
EVERY_SINK = (
    "log", "metrics", "exception", "traceback", "crash dump", "core dump", "journal.event",
    "journal.event, opened", "mailboxes.snapshot", "mailboxes.snapshot, opened", "outbox.payload",
    "inbox.payload", "disk", "backup",
)  # fmt: skip
#: Of these, what the planted leaks go into.
PLANTED = (
    "log", "metrics", "exception", "traceback", "journal.event", "mailboxes.snapshot",
    "outbox.payload", "inbox.payload", "disk",
)  # fmt: skip
PATIENCE_S = 600


@dataclass(frozen=True)
class Report:
    """What the process said, and what it left on standard error."""

    wrong: list[str]
    sentences: dict[str, str]
    sinks: dict[str, dict[str, Any]]
    log: str


def played(how: str, folder: Path) -> Report:
    done = subprocess.run(
        [sys.executable, "-m", "tests.privacy.canary", how],
        cwd=ROOT, capture_output=True, check=False, timeout=PATIENCE_S,
        env={**os.environ, "PTB_TIMEDELTA": "1", "TMPDIR": str(folder)},
    )  # fmt: skip
    log = done.stderr.decode()
    assert done.returncode == -6, log[-2000:]
    found = json.loads(done.stdout)
    marks = sorted(set(MARK.findall(log)))
    log_sink = {"items": log.count("\n"), "bytes": len(log), "marks": marks}
    return Report(found["wrong"], found["sentences"], {"log": log_sink, **found["sinks"]}, log)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return played("corpus", tmp_path_factory.mktemp("canary"))


def test_every_sentence_of_every_transcript_has_a_mark(corpus: Report) -> None:
    expected = 0
    for path in sorted(TRANSCRIPTS.rglob("*.txt")):
        script = read(path)
        lines = [*GIVEN[script.given], *(line.does for line in script.lines)]
        said: set[str] = set()
        for does in (part for line in lines for part in line.split(" && ")):
            for pattern in (_SAYS, _EDITS, _DELETES):
                if found := pattern.match(does):
                    words = found.groupdict()
                    if words.get("whose"):  # what the bot wrote
                        break
                    said |= {words[key] for key in ("text", "old", "new") if words.get(key)}
                    break
        missing = {one for one in said if not one.startswith("/")} - set(corpus.sentences.values())
        assert not missing, path
        expected += sum(not one.startswith("/") for one in said)
    assert len(corpus.sentences) >= expected > 200


def test_marks_change_nothing_of_what_the_bot_does(corpus: Report) -> None:
    assert not corpus.wrong, "\n".join(corpus.wrong)


@pytest.mark.parametrize("sink", EVERY_SINK)
def test_no_mark_in(sink: str, corpus: Report) -> None:
    assert corpus.sinks[sink]["items"] > 0, "nothing ever went in there: this says nothing"
    marks = corpus.sinks[sink]["marks"]
    assert not marks, {mark: corpus.sentences[mark] for mark in marks[:5]}


def test_nothing_is_sealed_that_is_not_looked_at(corpus: Report) -> None:
    left = corpus.sinks.pop("outbox.payload, opened", {"marks": []})  # only what is not out yet
    assert not left["marks"]
    assert set(corpus.sinks) == {*EVERY_SINK, *HOLDERS}


def test_words_are_where_they_belong(corpus: Report) -> None:
    """The marks are seen where words are: kept for their author, or on their way in."""
    for holder in HOLDERS:
        assert corpus.sinks[holder]["marks"], holder
    assert len(corpus.sinks["words.sealed"]["marks"]) < len(corpus.sentences)


def test_things_did_break(corpus: Report) -> None:
    said = set(re.findall(r'"event": "([a-z_.]+)"', corpus.log))
    assert said >= {
        "mailbox.failed", "outbox.dropped", "outbox.again", "outbox.rejected", "storage.refused",
        "update.long_way",
    }  # fmt: skip
    assert '"logger":"' in corpus.log, "no library said anything"
    assert "Fatal Python error: Aborted" in corpus.log
    assert corpus.sinks["traceback"]["items"] > 10


def test_a_leak_is_seen(tmp_path: Path) -> None:
    leaking = played("planted", tmp_path)
    for sink in PLANTED:
        assert leaking.sinks[sink]["marks"], sink
