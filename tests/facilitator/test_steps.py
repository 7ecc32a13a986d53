"""Verbs in combinations that the shipped dialogues do not have."""

from datetime import timedelta

from bot.dialogue.library import Library
from bot.dialogue.load import load
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.progress import Speaking
from bot.facilitator.room import Breather
from tests.facilitator.walk import A, Walk

LONG_TURN = """
dialogue: long-turn
edition: 1
title: A long turn
purpose: Several messages in one turn, a breather, a choice with a block.
lineage: [for tests]
rows: [P46]
need: listen
level: 1
minutes: 5
roles: [speaker, listener]
steps:
  - choose: how
    by: either
    otherwise: plain
    text: How?
    options:
      plain: Plain
      calm:
        label: With a breather first
        steps:
          - breathe: first
            minutes: 1
            text: A minute for both.
  - rounds: both
    times: 2
    swap: [speaker, listener]
    steps:
      - turn: talk
        floor: speaker
        messages: {max: 3, chars: 100}
        text: "{{ speaker.name }}, go on."
"""


def played(library: Library) -> Walk:
    dialogue, findings = load(LONG_TURN, "long-turn.yaml")
    assert not findings
    assert dialogue is not None
    base = library.dialogue("try-me")
    assert base is not None
    walk = Walk(Library([dialogue, base], {"en": {}}))
    walk.feed(ev.Asked(by=A, command="begin", argument="long-turn"))
    return walk


def test_a_turn_of_several_messages_ends_by_done(library: Library) -> None:
    walk = played(library)
    walk.tap("b", "plain")
    walk.say("a")
    assert walk.state.session is not None
    assert walk.state.session.step == Speaking(messages=1, chars=20)
    outcome = walk.feed(ev.Asked(by=A, command="done"))
    assert "turn.done" in outcome.notes
    assert walk.state.session.floor is not None
    assert walk.state.session.floor.holder == "b"


def test_a_turn_of_several_messages_ends_by_its_cap(library: Library) -> None:
    walk = played(library)
    walk.tap("b", "plain")
    for _ in range(3):
        outcome = walk.say("a")
    assert "turn.full" in outcome.notes


def test_what_the_speaker_sends_in_one_second_is_all_theirs(library: Library) -> None:
    """Telegram's clock knows no less than seconds."""
    walk = played(library)
    walk.tap("b", "plain")
    walk.say("a")
    walk.now -= timedelta(seconds=5)  # `say` takes that long
    walk.say("a")
    assert walk.state.session is not None
    assert walk.state.session.step == Speaking(messages=2, chars=40)


def test_an_option_leads_into_its_block_and_on(library: Library) -> None:
    walk = played(library)
    walk.tap("a", "calm")
    assert isinstance(walk.state.pause, Breather)
    walk.wait()
    assert walk.state.pause is None
    assert walk.state.session is not None
    assert walk.state.session.floor is not None
    assert walk.state.session.floor.holder == "a"


def test_a_breather_of_the_dialogue_can_become_a_break(library: Library) -> None:
    walk = played(library)
    walk.tap("a", "calm")
    walk.feed(ev.Asked(by=A, command="pause"))
    outcome = walk.feed(ev.Asked(by=A, command="stop"))
    assert walk.state.session is None
    assert any(isinstance(one, do.Say) for one in outcome.effects)
