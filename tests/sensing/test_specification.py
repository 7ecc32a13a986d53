"""The specification is as it was when it was frozen, and says what its page says."""

import hashlib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "specification"
FROZEN = dict(reversed(line.split()) for line in (FOLDER / "FROZEN").read_text().splitlines())


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_nothing_of_it_was_changed(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == FROZEN[name]
