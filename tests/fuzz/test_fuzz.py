"""Every parser of outside bytes, with bytes that nobody meant: nothing is raised but what is said
in a clean line. What was found once is tried first. `scripts/fuzz` looks deeper.
"""

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fuzz.choices import Choices, written
from tests.fuzz.targets import CORPUS, TARGETS

FOUND = [(name, path) for name in TARGETS for path in sorted((CORPUS / name).iterdir())]


@pytest.mark.parametrize(("name", "path"), FOUND, ids=[f"{n}/{p.name}" for n, p in FOUND])
def test_what_was_found_once_is_not_found_again(name: str, path: Path) -> None:
    TARGETS[name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_is_raised_but_what_is_said(name: str) -> None:
    @settings(max_examples=int(os.environ.get("HEARD_EXAMPLES", "60")), deadline=None)
    @given(st.binary(max_size=300))
    def any_bytes(data: bytes) -> None:
        TARGETS[name](data)

    any_bytes()


def test_every_corpus_belongs_to_a_target() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)


@given(st.binary(max_size=200))
@example(b"")
def test_choices_are_the_same_for_the_same_bytes_and_come_to_an_end(data: bytes) -> None:
    one, two = Choices(data), Choices(data)
    value = {"a": [1, "b", {"c": None}]}
    assert written(one.spoiled(value)) == written(two.spoiled(value))
    one.rest()
    assert one.left == 0
    assert one.below(9) == 0
