"""Dialogues of the tests: what is around the steps, and one pair of steps per code."""

from bot.adapters.library import PHRASES, phrases, shipped
from bot.dialogue.library import Library
from bot.dialogue.load import load
from bot.dialogue.model import Dialogue

HEAD = """\
dialogue: tried
edition: 1
title: Tried
purpose: A test.
lineage: [ours]
rows: [P1]
level: 1
need: warm
minutes: 5
roles: [speaker, listener]
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


def dialogue(steps: str) -> Dialogue:
    found, findings = load(HEAD + "steps:\n" + steps, "tried.yaml")
    assert found is not None, [str(one) for one in findings]
    return found


def library(found: Dialogue) -> Library:
    books, _ = phrases(shipped() / PHRASES)
    return Library((found,), books)
