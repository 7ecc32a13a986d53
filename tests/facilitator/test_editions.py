"""The operator installs other dialogues while a couple is in the middle of one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.adapters import compiled
from bot.adapters import library as adapter
from bot.adapters.library import library, phrases, shipped
from bot.dialogue.library import Library
from bot.dialogue.model import Dialogue
from bot.facilitator import engine
from bot.facilitator.draft import Outcome
from bot.facilitator.room import Room
from bot.service.rendering import Renderer
from tests.facilitator.walk import Step, Walk, steps

TALK = """
dialogue: talk
edition: 1
title: Talk
purpose: Two small turns.
lineage: [ours]
rows: [P1]
level: 1
need: warm
minutes: 3
roles: [speaker, listener]
steps:
  - gather: topic
    of: speaker
    text: What about?
  - rounds: both
    times: 2
    swap: [speaker, listener]
    steps:
      - turn: first
        floor: speaker
        text: "{{ speaker.name }}, what of {{ topic }}?"
closings:
  partly: The first ending.
"""
CHANGED = """
dialogue: talk
edition: 1
title: Another talk
purpose: Something quite different.
lineage: [ours]
rows: [P1]
level: 1
need: warm
minutes: 3
roles: [speaker, listener]
steps:
  - rounds: both
    times: 2
    swap: [speaker, listener]
    steps:
      - rounds: twice
        times: 2
        steps:
          - turn: second
            floor: speaker
            text: "{{ speaker.name }}, something else?"
closings:
  partly: Another ending.
"""


@pytest.fixture
def restarted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Library]:
    """A start with this as the file of the talk, on the same data folder as the last start."""
    more, data = tmp_path / "more", tmp_path / "data"
    more.mkdir()
    data.mkdir()

    def start(text: str) -> Library:
        for path in more.glob("*.yaml"):
            path.unlink()
        if text:
            (more / "talk.yaml").write_text(text, "utf-8")
        return library([more], "UTC", data)

    return start


def begun(texts: Library) -> Walk:
    """A topic is gathered, and the first turn waits."""
    walk = Walk(texts)
    walk.open("talk")
    assert walk.state.session is not None
    walk.say("a", "the garden")
    return walk


def shown(walk: Walk, outcome: Outcome[Room]) -> list[str]:
    """What is said, in words."""
    renderer = Renderer(walk.library, "en", {})
    return [
        renderer.html(effect.text)
        for effect in outcome.effects
        if hasattr(effect, "text")
        if effect.text
    ]


@pytest.mark.parametrize(
    "then", [CHANGED, CHANGED.replace("edition: 1", "edition: 2"), ""],
    ids=["the same edition, changed", "another edition", "no such dialogue any more"],
)  # fmt: skip
def test_a_running_exercise_goes_on_as_it_began(
    restarted: Callable[[str], Library], then: str
) -> None:
    walk = begun(restarted(TALK))
    walk.library = restarted(then)
    said = shown(walk, walk.say("a", "it grows"))
    assert "Ben, what of (no longer kept)?" in " ".join(said)  # there are no words in this rig
    said = shown(walk, walk.say("b", "it does"))
    assert walk.state.session is None
    assert any(one.startswith("The first ending.") for one in said)
    assert not [note for outcome in walk.outcomes for note in outcome.notes if "gone" in note]


def test_the_next_one_begins_with_what_is_there_now(restarted: Callable[[str], Library]) -> None:
    begun(restarted(TALK))
    walk = Walk(restarted(CHANGED))
    walk.open("talk")
    said = [line for outcome in walk.outcomes for line in shown(walk, outcome)]
    assert "Ana, something else?" in " ".join(said)


def test_two_starts_with_the_same_files_are_one_edition(
    restarted: Callable[[str], Library],
) -> None:
    first, again = restarted(TALK), restarted(TALK)
    assert first.dialogue("talk") == again.dialogue("talk")


def test_what_is_lost_with_the_kept_file_is_put_away(
    restarted: Callable[[str], Library], tmp_path: Path
) -> None:
    restarted(TALK)
    walk = begun(restarted(CHANGED.replace("Something quite", "Not quite")))
    (tmp_path / "data" / compiled.FILE).unlink()
    walk.library = restarted(CHANGED)
    assert "session.edition_gone" in walk.say("a", "it grows").notes
    assert walk.state.session is None


SHIPPED = library(zone="UTC")
BOOKS = phrases(shipped() / adapter.PHRASES)[0]


def other(name: str, number: int) -> Library:
    """A library whose dialogue of this name and edition has other steps."""
    one = SHIPPED.dialogue(name)
    assert one is not None
    rest = [each for each in _all() if each.dialogue != name]
    fewer = [one.steps[:cut] + one.steps[cut + 1 :] for cut in range(len(one.steps))]
    contents = [*(each.steps for each in rest), *(few for few in fewer if few), one.steps[::-1]]
    changed = replace(one, steps=contents[number % len(contents)])
    return Library([*rest, changed], BOOKS)


def _all() -> list[Dialogue]:
    names = ("three-good-minutes", "speaker-listener", "try-me")
    return [one for name in names if (one := SHIPPED.dialogue(name)) is not None]


@settings(deadline=None)
@given(
    name=st.sampled_from(("three-good-minutes", "speaker-listener", "try-me")),
    before=steps,
    number=st.integers(0, 20),
    after=steps,
)
def test_the_kept_file_lost_and_the_content_changed_at_once_is_a_fault_at_most(
    name: str, before: list[Step], number: int, after: list[Step]
) -> None:
    """Nothing can know then that the steps are others. What the engine cannot make sense of ends in
    `rescue`, as every fault does: the floor is open, and the next event is heard.
    """
    walk = Walk(SHIPPED)
    walk.open(name)
    for step in before:
        walk.step(step)
    walk.library = other(name, number)
    for step in after:
        try:
            outcome = walk.step(step)
        except Exception:  # noqa: BLE001 -- whatever it is: the conductor rescues
            event, now = walk.fed[-1]
            outcome = engine.rescue(walk.library, walk.state, event, now)
            walk.state = outcome.state
            assert walk.state.session is None
        if outcome is not None:
            shown(walk, outcome)


def test_a_place_that_is_another_step_now_is_put_away(
    restarted: Callable[[str], Library], tmp_path: Path
) -> None:
    """The kept file is lost, and the file has changed under its edition: the place is a block."""
    walk = begun(restarted(TALK))
    (tmp_path / "data" / compiled.FILE).unlink()
    walk.library = restarted(CHANGED)
    outcome = walk.say("a", "it grows")
    assert "session.edition_gone" in outcome.notes
    assert walk.state.session is None
