"""The tables of docs/dialogues.md, from the code. Exit code 1 with --check if they are not as
generated.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import NODEFAULT
from msgspec.structs import fields

from bot.dialogue.diagnostics import CODES
from bot.dialogue.model import VERBS, Base, Cap

DOCS = Path(__file__).parents[2] / "docs" / "dialogues.md"


def verbs() -> Iterator[str]:
    """What each verb does, in the words of its class, and its fields with what they are without
    being written.
    """
    yield "| verb | does | fields |"
    yield "|---|---|---|"
    for name, verb in VERBS.items():
        says = re.sub(r"\s+", " ", inspect.getdoc(verb) or "")
        yield f"| `{name}` | {says} | {'; '.join(_fields(verb))} |"


def _fields(verb: type[Base]) -> Iterator[str]:
    given = [one for one in fields(verb) if one.encode_name != "id"]
    needed = [f"`{one.encode_name}`" for one in given if one.required]
    spare = [f"`{one.encode_name}`{_default(one.default)}" for one in given if not one.required]
    if needed:
        yield ", ".join(needed)
    if spare:
        yield f"may have {', '.join(spare)}"


def _default(value: Any) -> str:
    match value:
        case bool():
            return f" ({'yes' if value else 'no'})"
        case int() | str():
            return f" ({value})"
        case Cap():
            return f" ({value.max} message, {value.chars} characters)"
        case _ if value is NODEFAULT or not value:
            return ""
        case _:
            return f" ({value})"


def codes() -> Iterator[str]:
    """Each code, with the stage that finds it, and its page."""
    yield "| code | stage | about |"
    yield "|---|---|---|"
    for name, code in CODES.items():
        yield f"| [`{name}`](../dialogues/findings/{name}.md) | {code.stage} | {code.about} |"


def written(text: str) -> str:
    """The document with its tables anew."""
    for name, rows in (("verbs", verbs()), ("codes", codes())):
        begin, end = f"<!-- {name}: scripts/dialogue-tables -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            sys.exit(f"{DOCS.name} has no place for the {name}: {begin} ... {end}")
        table = "\n".join(rows)
        text = f"{before}{begin}\n{table}\n{end}{after}"
    return text


def main() -> None:
    """Write, or compare."""
    text = DOCS.read_text("utf-8")
    if "--check" not in sys.argv[1:]:
        DOCS.write_text(written(text), "utf-8")
    elif written(text) != text:
        sys.exit(f"{DOCS.name} is not as generated; run scripts/dialogue-tables.")


if __name__ == "__main__":
    main()
