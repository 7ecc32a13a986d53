"""What people at a table are asked."""

from bot.adapters.library import check, of_folder, shipped
from bot.facilitator.ids import SEATS, Seat, other
from bot.rehearsal.plays.people import asks
from bot.rehearsal.plays.table import Table
from tests.rehearsal.plays.files import dialogue
from tests.rehearsal.plays.files import library as library_of

PICK = """\
- rounds: sides
  times: 2
  swap: [speaker, listener]
  steps:
    - pick: felt
      by: speaker
      from: feelings
      at_most: 2
      text: "{{ speaker.name }}, which words?"
"""


def offered(table: Table, seat: Seat) -> set[str]:
    """The actions that this one is asked for, by their kinds."""
    return {action.partition("_")[0] for ask in asks(table)[seat] for action in ask.actions}


def test_the_words_of_a_list_are_for_who_has_the_floor_alone() -> None:
    items, _ = check(of_folder(shipped()))
    tried = dialogue(PICK)
    table = Table(library_of(*items, tried), tried, "1")
    table.begin("apart")
    floor = table.room.session.floor if table.room.session else None
    assert floor is not None
    mine, theirs = floor.holder, other(floor.holder)
    assert "family" in offered(table, mine)
    assert "family" not in offered(table, theirs)
    assert [any(ask.words for ask in asks(table)[seat]) for seat in SEATS] == [
        seat == mine for seat in SEATS
    ]

    (ask,) = asks(table)[mine]
    table.tap(mine, ask.stamp, next(one for one in ask.actions if "family" in one), alone=False)
    assert "word" in offered(table, mine)
    assert "word" not in offered(table, theirs)
