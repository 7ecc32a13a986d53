"""What a couple may take up: what is suggested and what never is, lines that fit into buttons, and
states from before.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from msgspec.structs import replace

from bot.adapters.library import PHRASES, phrases, shipped
from bot.dialogue.kinds import Programme
from bot.dialogue.library import Library
from bot.dialogue.model import Dialogue
from bot.facilitator import codec, gates, sessions
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.limits import OFFER, SOURCES_CHARS
from bot.facilitator.offers import menu, repair, sources, weeks
from bot.facilitator.room import Pace, Room, Week
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Rows, button, text
from bot.service.rendering import Renderer
from tests.facilitator.walk import START, A, B, Walk, room

#: What Telegram takes as a button's data, in bytes, and room for a stamp of nine characters.
DATA_BYTES, STAMP = 64, "r12345678:"
POST = 4096


def made(library: Library, name: str, level: int, **changes: object) -> Dialogue:
    """A dialogue like the first one, of another name and level."""
    base = library.dialogue("three-good-minutes")
    assert base is not None
    return replace(base, dialogue=name, title=name, level=level, **changes)


def draft_of(library: Library, state: Room) -> RoomDraft:
    return RoomDraft(library, state, ev.TimePassed(), START)


@pytest.fixture(scope="module")
def large(library: Library) -> Library:
    """Warm ones, deeper ones, and some for therapists."""
    levels = {"warm-a": 1, "warm-b": 1, "two-a": 2, "two-b": 2, "three": 3, "four": 4, "five": 5}
    return Library([made(library, name, level) for name, level in levels.items()], {"en": {}})


# --- suggestions ---------------------------------------------------------------------------------


def names(library: Library, state: Room) -> list[str]:
    return [one.dialogue for one in menu.suggestions(draft_of(library, state))]


def test_something_warm_comes_first_and_the_deeper_ones_take_turns(large: Library) -> None:
    walk = Walk(large, replace(room(), played=("three",)))
    rounds: list[set[str]] = []
    for _ in range(8):
        walk.feed(ev.Asked(by=A, command="menu"))
        found = walk.state.suggested
        assert found[0].startswith("warm")
        rounds.append({*found} - {"warm-a", "warm-b"})
    assert all(not one & following for one, following in pairwise(rounds))
    assert rounds[0] | rounds[1] == {"two-a", "two-b", "three", "four"}
    assert set.union(*rounds) == rounds[0] | rounds[1]


@pytest.mark.parametrize(
    ("played", "deepest"), [((), 2), (("warm-a",), 2), (("two-b",), 3), (("three",), 4)]
)
def test_one_level_deeper_at_most(large: Library, played: tuple[str, ...], deepest: int) -> None:
    walk = Walk(large, replace(room(), played=played))
    seen: set[str] = set()
    for _ in range(6):
        walk.feed(ev.Asked(by=A, command="menu"))
        seen |= {*walk.state.suggested}
    assert max(one.level for one in large.listed() if one.dialogue in seen) == deepest


def test_the_one_that_was_begun_less_often_comes_first(large: Library) -> None:
    assert names(large, replace(room(), begun={"warm-a": 2, "warm-b": 1}))[0] == "warm-b"


def test_what_needs_an_occasion_is_not_the_warm_one(library: Library) -> None:
    after = made(library, "after-a-break", 1, need="repair")
    both = Library([after, made(library, "warm", 1)], {"en": {}})
    assert names(both, replace(room(), begun={"warm": 9})) == ["warm", "after-a-break"]


@pytest.mark.parametrize("field", ["hard", "calm"])
def test_only_what_is_warm_after_something_hard(large: Library, field: str) -> None:
    pace = replace(room().pace, **{field: START + timedelta(minutes=1)})
    assert names(large, replace(room(), pace=pace)) == ["warm-a", "warm-b"]


def test_what_was_asked_for_this_evening_is_not_suggested(large: Library) -> None:
    pace = replace(room().pace, tried={"two-a": START - timedelta(hours=1)})
    assert "two-a" not in names(large, replace(room(), pace=pace))


def test_the_menu_does_not_tell_a_warm_evening(large: Library) -> None:
    """*Not today* would then have one reason less, on every other evening."""
    quiet = []
    for night in range(40):
        since = START - timedelta(days=night)
        state = replace(room(), pace=Pace(since=since, seed="1"))
        draft = draft_of(large, state)
        quiet.append(gates.rests(draft))
        assert names(large, state) == names(large, room())
    assert True in quiet
    assert False in quiet


def test_what_is_for_therapists_is_nowhere_in_the_menu_and_does_not_begin(large: Library) -> None:
    walk = Walk(large)
    shown = walk.feed(ev.Asked(by=A, command="begin", argument="five")).effects
    assert walk.state.session is None
    walk.tap("a", "needs")
    walk.tap("a", "need_warm")
    assert "begin_four" in actions(walk.state.cards["menu"].rows)
    assert "five" not in str(shown) + str(walk.state.cards)


def actions(rows: Rows) -> list[str]:
    return [one.action for row in rows for one in row]


# --- cards ---------------------------------------------------------------------------------------


def test_a_deck_that_goes_deeper_is_not_drawn_by_a_command(library: Library) -> None:
    warm = library.deck("small-moments")
    assert warm is not None
    deep = replace(warm, deck="deep-water", title="Deep water", level=2)
    both = Library([warm, deep, made(library, "three-good-minutes", 1)], {"en": {}})
    walk = Walk(both)
    for does in ("card", "menu"):
        walk.feed(ev.Asked(by=A, command=does, argument="deep-water" if does == "card" else ""))
        assert "deep-water" not in str(walk.state.cards)
    walk.feed(ev.Tapped(by=B, stamp=walk.state.cards["card"].stamp, action="deck_deep-water"))
    assert walk.state.drawn == {}
    walk.feed(ev.Asked(by=A, command="card"))
    assert walk.state.drawn == {"small-moments": 1}


# --- lines ---------------------------------------------------------------------------------------


def test_every_line_way_and_read_fits_into_a_button(library: Library) -> None:
    lines = library.words(repair.LIST)
    found = [f"say_{name}/{word}" for name, one in lines.families.items() for word in one.words] \
        if lines else []  # fmt: skip
    found += [f"way_{one.pattern}" for one in library.patterns()]
    found += [f"read_{one.lesson}" for one in library.lessons()]
    found += [f"programme_{one.programme}" for one in library.programmes()]
    assert len(found) > 100
    assert [one for one in found if len((STAMP + one).encode()) > DATA_BYTES] == []


def test_a_line_that_is_no_more_in_the_file_leaves_the_list(library: Library) -> None:
    state = replace(room(), lines=("feel/worried", "feel/of-another-edition"))
    assert repair.ours(draft_of(library, state)) == ("feel/worried",)


def test_a_button_of_a_line_that_is_no_more_says_nothing(library: Library) -> None:
    walk = Walk(library)
    walk.feed(ev.Asked(by=A, command="repair"))
    for action in ("say_feel/gone", "on_feel/gone", "family_gone/0", "line_received", "way_gone"):
        stamp = walk.state.cards["repair"].stamp
        outcome = walk.feed(ev.Tapped(by=A, stamp=stamp, action=action))
        assert not [one for one in outcome.effects if isinstance(one, do.Say)]
    assert walk.state.lines == ()


def test_the_list_says_nothing_about_who_chose(library: Library) -> None:
    """Either way round, the state is the same."""
    found = []
    for first, second in (("a", "b"), ("b", "a")):
        walk = Walk(library)
        walk.feed(ev.Asked(by=A, command="repair"))
        walk.tap("a", "ours")
        walk.tap("a", "ours_feel")
        for seat, line in ((first, "feel/worried"), (second, "feel/small")):
            by = A if seat == "a" else B
            stamp = walk.state.cards["repair"].stamp
            walk.feed(ev.Tapped(by=by, stamp=stamp, action=f"on_{line}"))
        found.append(codec.encode(walk.state))
    assert found[0] == found[1]


# --- a week --------------------------------------------------------------------------------------


def test_a_week_goes_past_what_is_no_more_there(library: Library) -> None:
    (programme,) = library.programmes()
    cut = Library([made(library, "three-good-minutes", 1), programme], {"en": {}})
    state = replace(room(), week=Week(programme.programme, 1))
    found = weeks.upcoming(draft_of(cut, state))
    assert found is not None
    assert found[0].dialogue == "three-good-minutes"
    gone = Library([made(library, "three-good-minutes", 1)], {"en": {}})
    assert weeks.upcoming(draft_of(gone, state)) is None


def test_a_week_for_therapists_is_not_offered(library: Library) -> None:
    (programme,) = library.programmes()
    assert isinstance(programme, Programme)
    only = Library([replace(programme, level=5)], {"en": {}})
    assert weeks.programmes(draft_of(only, room())) == []


# --- sources -------------------------------------------------------------------------------------


def pages(library: Library) -> Iterator[tuple[str, tuple[Button, ...]]]:
    """Every page, by following the button."""
    number = ""
    while True:
        what, rows = sources.page(library, number)
        buttons = tuple(one for row in rows for one in row)
        yield Renderer(library, "en", {}).html(what), buttons
        if not buttons or buttons[0].action == f"{sources.MORE}0":
            return
        number = buttons[0].action.removeprefix(sources.MORE)


def test_every_page_fits_into_a_post_and_everything_is_on_one(library: Library) -> None:
    longer = [made(library, f"exercise-{n}", 1, lineage=("x" * 300,)) for n in range(30)]
    many = Library(longer, phrases(shipped() / PHRASES)[0])
    for one in (library, many):
        found = list(pages(one))
        assert all(len(html) < POST for html, _ in found)
        assert all("endorsed" in html for html, _ in found)
        said = "".join(html for html, _ in found)
        assert all(item.title in said for item in one.listed())
    assert len(found) >= 30 * 300 // SOURCES_CHARS


def test_a_source_is_said_as_it_stands(library: Library) -> None:
    odd = made(library, "odd", 1, lineage=("A & B <b> {{ c }} {% d %}",))
    there = Library([odd], {"en": {}})
    html = there.sentence("odd@1/lineage/0", "en", {})
    assert html == "A &amp; B &lt;b&gt; {{ c }} {% d %}"


# --- how long a card can be tapped ---------------------------------------------------------------


def test_a_menu_that_came_after_an_offer_does_not_end_with_it(library: Library) -> None:
    """*Enough, or one more?* rests after some hours; what somebody asked for since stays."""
    draft = draft_of(library, room())
    sessions.suggest(draft, text("menu.card"), button("more"))
    walk = Walk(library, draft.outcome().state)
    walk.feed(ev.Asked(by=A, command="menu"))
    shown = walk.state.cards["menu"].rows
    assert shown
    walk.now += OFFER + timedelta(minutes=1)
    walk.feed(ev.TimePassed())
    assert walk.state.cards["menu"].rows == shown


# --- states from before --------------------------------------------------------------------------


def test_a_state_from_before_has_chosen_nothing() -> None:
    old = json.loads(codec.encode(room()))
    for field in ("lines", "reads", "week", "suggested", "past"):
        old.pop(field, None)
    found = codec.room(msgspec.json.encode(old))
    assert (found.lines, found.reads, found.week, found.suggested) == ((), (), None, ())


def test_the_journal_keeps_that_a_line_was_said_and_not_which() -> None:
    for action in ("say_stop/too-hot", "line_not_yet", "on_feel/small", "off_feel/small"):
        kept = codec.record(ev.Tapped(by=A, stamp="r1", action=action), ("repair.said",))
        assert json.loads(kept)["action"] == action.split("_")[0]
    asked = ev.Asked(by=A, command="card", argument="what somebody wrote")
    assert b"wrote" not in codec.record(asked, ())
