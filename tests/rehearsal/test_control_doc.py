"""docs/control.md is true: its examples run and answer what it says, its tables are complete."""

import asyncio
import itertools
import json
import os
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from bot.rehearsal.botapi.attachments import Attachment
from bot.rehearsal.botapi.rights import PERMISSIONS, RIGHTS
from bot.rehearsal.control import REQUESTS, emulating

DOC = (Path(__file__).parents[2] / "docs" / "control.md").read_text("utf-8")
BLOCKS = re.findall(r"```(sh|json|python)\n(.*?)```", DOC, re.DOTALL)
REST = "…"


def agrees(given: object, shown: object) -> bool:
    """Whether an answer is what is shown; `…` stands for whatever else there is."""
    if shown == REST:
        return True
    if isinstance(shown, dict) and isinstance(given, dict):
        named = {key: value for key, value in shown.items() if key != REST}
        complete = REST in shown or given.keys() == named.keys()
        return complete and all(key in given and agrees(given[key], named[key]) for key in named)
    if isinstance(shown, list) and isinstance(given, list):
        rest = shown[-1:] == [REST]
        compared = shown[:-1] if rest else shown
        enough = len(given) >= len(compared) if rest else len(given) == len(compared)
        return enough and all(map(agrees, given, compared))
    return given == shown


async def run(command: str, environment: dict[str, str]) -> object:
    """What a line of the shell prints, read as JSON."""
    process = await asyncio.create_subprocess_exec(
        "sh", "-ec", command, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, command
    return json.loads(printed)


@pytest.mark.asyncio
@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
async def test_the_examples_answer_what_they_show() -> None:
    answered: object = None
    shown = 0
    async with emulating() as emulation:
        environment = {"API": emulation.api_url, "CONTROL": emulation.control_url}
        for (kind, block), (after, _) in itertools.pairwise([*BLOCKS, ("", "")]):
            if kind == "json":
                assert agrees(answered, json.loads(block)), f"{block}\n{json.dumps(answered)}"
                shown += 1
            elif kind == "sh":
                commands = block.strip().splitlines()
                for number, command in enumerate(commands, 1):
                    assert command.startswith("curl -s $")
                    answered = await run(command, environment)
                    if number < len(commands) or after != "json":
                        assert agrees(answered, {"ok": True, REST: REST}), command
    assert shown >= 10


def test_what_disagrees_is_noticed() -> None:
    assert agrees({"a": 1, "b": [1, 2]}, {"a": 1, "…": "…"})
    assert agrees([1, 2], [1, "…"])
    assert not agrees({"a": 1, "b": 2}, {"a": 1})
    assert not agrees({"a": 1}, {"a": 2, "…": "…"})
    assert not agrees([1, 2], [1])
    assert not agrees([], [1, "…"])


@pytest.mark.asyncio
async def test_the_python_example_runs() -> None:
    (example,) = [block for kind, block in BLOCKS if kind == "python"]
    imports, _, body = example.partition("\n\n")
    defined: dict[str, object] = {}
    exec(f"{imports}\nasync def example():\n{textwrap.indent(body, '    ')}", defined)  # noqa: S102
    await defined["example"]()  # type: ignore[operator]


def test_every_verb_is_there_with_its_fields() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (.*?) \| .* \|$", DOC, re.MULTILINE)
    listed = {verb: fields.replace("`", "") for verb, fields in rows}
    attachments = {name for name in listed if name in Attachment.__annotations__}
    assert attachments == set(Attachment.__annotations__)
    verbs = {verb: fields.strip() for verb, fields in listed.items() if verb not in attachments}
    assert verbs == {verb: asked.form() for verb, asked in REQUESTS.items()}


def test_every_right_and_permission_is_there() -> None:
    section = DOC.split("## Rights")[1]
    assert set(re.findall(r"`([a-z_]+)`", section)) == {*RIGHTS, *PERMISSIONS}
