"""What each is said to be able to do, is what they can do."""

import pytest
from msgspec.structs import replace

from bot.dialogue.library import Library
from bot.dialogue.load import load
from bot.facilitator import effects as do
from bot.facilitator import engine
from bot.facilitator import events as ev
from bot.facilitator.steps.base import ALWAYS
from tests.facilitator.test_steps import LONG_TURN
from tests.facilitator.walk import A, Walk


@pytest.mark.parametrize("does", ["", "pause", "meta", "alone"])
def test_an_exercise_can_be_begun_or_not(library: Library, does: str) -> None:
    walk = Walk(library)
    if does == "alone":
        walk.state = replace(walk.state, seats={"a": walk.state.seats["a"]})
    elif does:
        walk.feed(ev.Asked(by=A, command=does))
    can = engine.permitted(library, walk.state)["a"]
    assert {"speak", "pause", "breathe", "support", "resume"} <= can
    said = walk.feed(ev.Asked(by=A, command="begin")).effects
    shown = [one.text.key for one in said if isinstance(one, do.Say)]
    assert ("menu.card" in shown) == ("begin" in can) == ("menu" in can)


def test_where_the_two_are_is_asked_first(library: Library) -> None:
    walk = Walk(library)
    walk.feed(ev.Asked(by=A, command="begin", argument="three-good-minutes"))
    shown = {one.action for row in walk.state.cards["turn"].rows for one in row}
    for can in engine.permitted(library, walk.state).values():
        assert can - ALWAYS - {"speak"} == shown


def test_an_exercise_goes_on_in_the_edition_that_it_began_with(library: Library) -> None:
    """A new edition has come meanwhile, without one of the options."""
    first, _ = load(LONG_TURN, "long-turn.yaml")
    newer = LONG_TURN.replace("edition: 1", "edition: 2").replace("plain: Plain", "bare: Bare")
    second, _ = load(newer.replace("otherwise: plain", "otherwise: bare"), "long-turn.yaml")
    base = library.dialogue("try-me")
    assert first is not None
    assert second is not None
    assert base is not None
    walk = Walk(Library([first, base], {"en": {}}))
    walk.feed(ev.Asked(by=A, command="begin", argument="long-turn"))
    walk.library = Library([first, second, base], {"en": {}})
    assert "plain" in engine.permitted(walk.library, walk.state)["a"]
    walk.tap("b", "plain")
    assert walk.state.session is not None
    assert walk.state.session.floor is not None
