"""The corpus once more: every transcript against the whole program, over HTTP."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapters import compiled
from bot.adapters.library import library as load_library
from bot.rehearsal.stage import Stage, stage
from bot.rehearsal.transcripts.given import START
from bot.rehearsal.transcripts.script import read
from tests.stage.http import played
from tests.test_transcripts import CORPUS, NAMES, compare


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theatre() -> AsyncIterator[Stage]:
    """A stage with the product on it, for the whole corpus."""
    async with stage(START) as built:
        await built.start()
        yield built


def spoken() -> set[str]:
    """Every sentence that a human says anywhere in the corpus."""
    said = re.compile(r"^\w+(?:, private|, at once|, to the whisper)?: (.+)$")
    found = {
        part
        for path in CORPUS
        for line in read(path).lines
        for does in line.does.split(" && ")
        if (match := said.match(does)) and not (part := match[1]).startswith("/")
    }
    return {sentence for sentence in found if len(sentence) > 8}


@pytest.mark.http
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", CORPUS, ids=NAMES)
async def test_over_http(path: Path, theatre: Stage) -> None:
    script = read(path)
    compare(script, await played(theatre, script))


@pytest.mark.http
@pytest.mark.asyncio(loop_scope="module")
async def test_no_word_of_the_corpus_reached_the_log_or_the_disk(
    theatre: Stage, tmp_path: Path
) -> None:
    """Comes last: everything above was played into this log and this folder. The kept library has
    the words of the shipped files, some of which people say, too; and nothing else.
    """
    sentences = spoken()
    assert len(sentences) > 50
    log = theatre.log()
    assert "heard.serving" in log
    data = [path for path in theatre.folder.rglob("*") if path.is_file()]
    (kept,) = (path for path in data if path.name == compiled.FILE)
    load_library(zone="UTC", data=tmp_path)
    assert kept.read_bytes() == (tmp_path / compiled.FILE).read_bytes()
    data.remove(kept)
    content = b"".join(path.read_bytes() for path in data)
    for sentence in sentences:
        assert sentence not in log
        assert sentence.encode() not in content
