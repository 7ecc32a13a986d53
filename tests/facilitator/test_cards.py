"""Cards that are drawn, and what a library does not have any more while an exercise runs: no
transcript can take a file away.
"""

from bot.dialogue.library import Library
from bot.dialogue.load import read
from bot.facilitator import again
from bot.facilitator import events as ev
from bot.facilitator.ids import SEATS
from bot.facilitator.progress import Drawn
from bot.facilitator.room_draft import RoomDraft
from tests.facilitator.walk import A, Walk

CARDS = """
dialogue: cards
edition: 1
title: Cards
purpose: A card is drawn, and then a word picked.
lineage: [for tests]
rows: [P46]
need: warm
level: 1
minutes: 5
roles: [speaker, listener]
steps:
  - draw: card
    deck: small
  - rounds: words
    times: 2
    swap: [speaker, listener]
    steps:
      - pick: word
        by: speaker
        from: feelings
        at_most: 1
        text: "{{ speaker.name }}, one word."
  - rounds: both
    times: 2
    swap: [speaker, listener]
    steps:
      - turn: talk
        floor: speaker
        messages: {max: 1, chars: 100}
        text: "{{ speaker.name }}, go on. {{ card }}"
"""
DECK = """
deck: small
edition: 1
title: Small
purpose: Four cards.
lineage: [for tests]
rows: [P46]
level: 1
need: warm
cards:
  one: One?
  two: Two?
  three: Three?
  four: Four?
"""


def begun(library: Library, *files: str) -> Walk:
    items = [item for text in files if (item := read(text, "x.yaml")[0]) is not None]
    assert len(items) == len(files)
    base = library.dialogue("try-me")
    words = library.words("feelings")
    assert base is not None
    assert words is not None
    more = [words] if DECK in files else []
    walk = Walk(Library([*items, base, *more], {"en": {}}))
    walk.feed(ev.Asked(by=A, command="begin", argument="cards"))
    return walk


def lies_there(walk: Walk) -> str:
    assert walk.state.session is not None
    found = walk.state.session.found["card"]
    assert isinstance(found, Drawn)
    return found.key


def test_another_card_twice_and_no_more(library: Library) -> None:
    walk = begun(library, CARDS, DECK)
    seen = [lies_there(walk)]
    for seat in SEATS:
        outcome = walk.tap(seat, "another")
        assert "draw.another" in outcome.notes
        seen.append(lies_there(walk))
    assert len(set(seen)) == 3
    refused = walk.tap("a", "another")
    assert "draw.another" not in refused.notes
    assert lies_there(walk) == seen[-1]


def test_the_card_that_was_taken_stays(library: Library) -> None:
    walk = begun(library, CARDS, DECK)
    card = lies_there(walk)
    outcome = walk.tap("b", "this_one")
    assert "draw.taken" in outcome.notes
    assert lies_there(walk) == card
    assert walk.state.session is not None
    assert walk.state.session.floor is not None


def test_without_its_deck_and_its_words_it_goes_on_to_the_next_step(library: Library) -> None:
    walk = begun(library, CARDS)
    notes = {note for outcome in walk.outcomes for note in outcome.notes}
    assert {"draw.no_deck", "pick.no_list"} <= notes
    assert walk.state.session is not None
    assert walk.state.session.floor is not None


def test_nothing_is_promised_of_a_dialogue_that_is_gone(library: Library) -> None:
    walk = begun(library, CARDS, DECK)
    draft = RoomDraft(walk.library, walk.state, ev.TimePassed(), walk.now)
    again.arrange(draft, "gone", "tomorrow")
    outcome = draft.outcome()
    assert "again.unknown" in outcome.notes
    assert outcome.state.again is None
