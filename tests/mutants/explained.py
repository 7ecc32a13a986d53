"""The mutants that may live, each with its reason: `explained.toml`."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tests.mutants.verdict import Mutant

EXPLAINED = Path(__file__).with_name("explained.toml")


class Explanation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a mutant may live. `was` and `becomes` are the lines that differ, without indent, so that
    an explanation moves with its function; several of one line may share a reason.
    """

    file: str
    function: str
    was: str
    becomes: list[str]
    why: str


def read(path: Path = EXPLAINED) -> list[Explanation]:
    """All of them. Raises `msgspec.ValidationError` that names the field which is wrong."""
    told = tomllib.loads(path.read_text("utf-8"))
    return msgspec.convert(told.get("mutant", []), list[Explanation])


def reasons(known: Iterable[Explanation]) -> dict[tuple[str, str, str, str], str]:
    """The reason by mutant."""
    return {
        (one.file, one.function, one.was, becomes): one.why
        for one in known
        for becomes in one.becomes
    }


def key(mutant: Mutant) -> tuple[str, str, str, str]:
    """By what a mutant is found again."""
    return mutant.file, mutant.function, mutant.was, mutant.becomes
