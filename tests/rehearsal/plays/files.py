"""Dialogues of the tests: what is around the steps, and the examples of the findings' pages."""

import re
from functools import cache
from pathlib import Path
from textwrap import indent

from bot.adapters.library import PHRASES, check, phrases, shipped
from bot.dialogue.kinds import Item
from bot.dialogue.library import Library
from bot.dialogue.load import load
from bot.dialogue.model import Dialogue

HEAD = """\
dialogue: tried
edition: 1
title: Tried
purpose: A test.
lineage: [ours]
rows: [P46]
level: 1
need: warm
minutes: 10
roles: [speaker, listener]
steps:
"""
#: Both have the floor.
BOTH = """\
- rounds: sides
  times: 2
  swap: [speaker, listener]
  steps:
    - turn: word
      floor: speaker
      text: "{{ speaker.name }}, one word."
"""
#: Taps of either, with a post for each.
TAPS = """\
- repeat: taps
  at_most: 2
  steps:
    - choose: side
      by: either
      otherwise: left
      text: Left or right?
      options: {left: Left, right: Right}
"""


def whole(steps: str) -> str:
    """These steps as a file."""
    return HEAD + indent(steps, "  ")


def dialogue(steps: str) -> Dialogue:
    """These steps as a dialogue."""
    found, findings = load(whole(steps), "tried.yaml")
    assert found is not None, [str(one) for one in findings]
    return found


@cache
def _books() -> dict[str, dict[str, str]]:
    return phrases(shipped() / PHRASES)[0]


def library(*items: Item) -> Library:
    """These, and the sentences that are shipped."""
    return Library(items, _books())


def written(folder: Path, steps: str) -> tuple[Path, list[Item]]:
    """These steps as a file that was read."""
    path = folder / "tried.yaml"
    path.write_text(whole(steps))
    items, findings = check([path])
    assert not findings, [str(one) for one in findings]
    return path, items


def example(code: str, which: str) -> str:
    """The `bad` or the `good` steps of a finding's page."""
    page = (shipped() / "findings" / f"{code}.md").read_text("utf-8")
    (found,) = re.findall(rf"^```yaml {which}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return str(found)
