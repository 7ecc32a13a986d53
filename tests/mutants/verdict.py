"""A mutant and what became of it."""

import difflib

import msgspec


class Mutant(msgspec.Struct):
    """One small fault, as the lines that differ; `status` is mutmut's word for its fate."""

    file: str
    function: str
    was: str
    becomes: str
    status: str


def difference(before: str, after: str) -> tuple[str, str]:
    """The lines that differ, each side as one line without indent; with those around them where
    something has only moved.
    """
    for around in (0, 1):
        lines = list(
            difflib.unified_diff(before.splitlines(), after.splitlines(), n=around, lineterm="")
        )[2:]
        was, becomes = (
            " ".join(line[1:].strip() for line in lines if line[0] in {sign, " "}) for sign in "-+"
        )
        if was != becomes:
            break
    return was, becomes
