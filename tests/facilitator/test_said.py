"""Whatever is said can be read, and whoever taps gets an answer, in every state."""

from collections.abc import Iterator

from hypothesis import example, given

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.draft import Outcome
from bot.facilitator.room import Room
from bot.facilitator.texts import Phrase, Rows, Text
from bot.service.rendering import Renderer
from tests.facilitator.test_properties import relaxed
from tests.facilitator.walk import Step, Walk, openings, steps


def sentences(outcome: Outcome[Room]) -> Iterator[Text]:
    """Everything that an outcome says, to the group or in private, on buttons too."""
    for effect in outcome.effects:
        shown = effect.event if isinstance(effect, do.Tell) else effect
        said: Text | None = getattr(shown, "text", None)
        rows: Rows = getattr(shown, "rows", ())
        yield from (said,) if said else ()
        yield from (one.label for row in rows for one in row)


def keys(said: Text) -> Iterator[str]:
    """A sentence's key, and those inside it and after it."""
    yield said.key
    yield from (value.key for value in said.values.values() if isinstance(value, Phrase))
    for following in said.then:
        yield from keys(following)


@relaxed
@given(openings, steps)
def test_every_sentence_is_in_the_book_and_has_what_it_names(
    library: Library, opening: str, path: list[Step]
) -> None:
    walk = Walk(library)
    walk.open(opening)
    renderer = Renderer(library, "en", {})
    for step in path:
        outcome = walk.step(step)
        assert outcome is not None
        for said in sentences(outcome):
            assert all(library.has(key) for key in keys(said)), said
            assert renderer.html(said)


@relaxed
@given(openings, steps)
@example("three-good-minutes", [("tap", 0, 1, 0)] * 2)  # a pause, called twice in a moment
def test_every_tap_is_answered_once_and_one_that_does_nothing_says_why(
    library: Library, opening: str, path: list[Step]
) -> None:
    """Until it is answered, Telegram shows a tap as being on its way."""
    walk = Walk(library)
    walk.open(opening)
    for step in path:
        before = walk.state
        outcome = walk.step(step)
        assert outcome is not None
        event = walk.fed[-1][0]
        answers = [one for one in outcome.effects if isinstance(one, do.Answer)]
        if not isinstance(event, ev.Tapped) or event.tap is None:
            assert not answers
            continue
        assert [one.tap for one in answers] == [event.tap]
        if outcome.effects == tuple(answers) and outcome.state.pause == before.pause:
            assert answers[0].text or answers[0].door or outcome.state.session != before.session
