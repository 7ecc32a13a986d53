"""Heat from message to message: what is called for, when, and that nobody is treated otherwise."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sensing.heat import (
    ANOTHER,
    NUDGE,
    NUDGE_REST,
    PAUSE,
    PAUSE_REST,
    Heat,
    Sensed,
    fine,
    rested,
    sensed,
)
from bot.sensing.sense import CALM, Felt

START = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
HOT = Felt(3.0, 3.0, ("criticism",), words=8)
MILD = Felt(-3.5, -3.5, (), words=8)
TINY = Felt(-3.5, -3.5, (), words=1)
SPOKEN = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.floats(-4, 4),
        st.sampled_from(((), ("criticism",), ("contempt", "caps"), ("own",), ("demand",))),
        st.integers(0, 30),
        st.integers(0, 900),
    ),
    max_size=40,
)


class Chat:
    """One room's heat, moved by hand."""

    def __init__(self, wish: int = 0) -> None:
        self.heat = Heat()
        self.now = START
        self.wish = wish

    def says(self, who: str, felt: Felt, after: float = 10.0) -> Sensed:
        self.now += timedelta(seconds=after)
        self.heat, found = sensed(self.heat, who, felt, self.now, self.wish)
        return found


def played(spoken: list[tuple[str, float, tuple[str, ...], int, int]], swap: bool) -> list[Sensed]:
    chat = Chat()
    other = {"a": "b", "b": "a"}
    return [
        chat.says(other[who] if swap else who, Felt(heat, heat, marks, words=words), after)
        for who, heat, marks, words, after in spoken
    ]


def test_one_hot_message_waits_for_the_next() -> None:
    chat = Chat()
    chat.says("a", MILD)
    assert chat.says("b", HOT).action != "breather"


def test_both_hot_is_a_breather_within_a_few_messages() -> None:
    chat = Chat()
    actions = [chat.says("ab"[place % 2], HOT).action for place in range(4)]
    assert "breather" in actions


def test_calm_talk_calls_for_nothing() -> None:
    chat = Chat()
    assert {chat.says("ab"[place % 2], MILD).action for place in range(50)} == {"none"}


def test_after_a_pause_there_is_a_rest_and_then_a_break_is_offered() -> None:
    chat = Chat()
    found = [chat.says("ab"[place % 2], HOT, 5.0).action for place in range(60)]
    first = found.index("breather")
    assert set(found[first + 1 :]) == {"none"}  # it never became calmer
    chat.heat = rested(chat.heat)
    for place in range(6):
        chat.says("ab"[place % 2], MILD, PAUSE_REST / timedelta(seconds=1) / 6)
    again = [chat.says("ab"[place % 2], HOT).action for place in range(6)]
    assert "break" in again
    assert "breather" not in again


NAMED = Felt(1.5, 0.0, ("insult",), words=4)


@pytest.mark.parametrize("who", ["aaa", "aba", "abb"])
def test_a_third_named_attack_in_a_row_is_a_breather_whoever_wrote_them(who: str) -> None:
    chat = Chat()
    assert [chat.says(one, NAMED).action == "breather" for one in who] == [False, False, True]


@pytest.mark.parametrize("between", [("joke", "insult"), ("warm",), ("words",), ()])
def test_it_is_none_where_one_is_in_fun_or_names_nothing(between: tuple[str, ...]) -> None:
    chat = Chat()
    said = (NAMED, Felt(0.0, 0.0, between, words=4), NAMED)
    assert [chat.says("a", one).action for one in said].count("breather") == 0


def test_one_goes_on_and_the_other_gives_in() -> None:
    chat = Chat()
    actions = []
    for _ in range(4):
        actions.append(chat.says("a", HOT).action)
        actions.append(chat.says("b", TINY).action)
    assert "breather" in actions


def test_who_is_not_answered_gets_a_gentle_question_and_never_a_pause() -> None:
    chat = Chat()
    chat.says("b", MILD)
    pressing = Felt(-1.0, -1.0, ("demand",), words=3)
    found = [chat.says("a", pressing, 60.0).action for _ in range(6)]
    assert "check_in" in found
    assert not {"breather", "break"} & set(found)


def test_a_line_comes_at_most_once_in_its_time() -> None:
    chat = Chat()
    between = (NUDGE + PAUSE) / 2
    lukewarm = Felt(between, between, ("criticism",), words=8)
    times = [chat.now for _ in range(200) if chat.says("a", lukewarm, 7.0).action == "nudge"]
    assert len(times) > 1
    assert all(after - before >= NUDGE_REST for before, after in pairwise(times))


def test_the_same_words_long_after_are_another_conversation() -> None:
    chat = Chat()
    chat.says("a", HOT)
    assert chat.says("b", MILD, ANOTHER.total_seconds() * 2).level < 0.1


def test_fine_is_quiet_for_a_while_and_not_for_ever() -> None:
    chat = Chat()
    chat.heat = fine(chat.heat, chat.now)
    assert {chat.says("ab"[place % 2], HOT).action for place in range(10)} == {"none"}
    later = [chat.says("ab"[place % 2], HOT, 120.0).action for place in range(10)]
    assert "breather" in later


def test_sooner_is_sooner() -> None:
    def first(wish: int) -> int:
        chat = Chat(wish)
        felt = Felt(0.6, 0.6, ("contempt",), words=8)
        found = [chat.says("ab"[place % 2], felt).action for place in range(40)]
        return next((at for at, action in enumerate(found) if action == "breather"), 99)

    assert first(1) < first(0) < first(-1)


@given(SPOKEN)
def test_swapping_the_seats_swaps_nothing(
    spoken: list[tuple[str, float, tuple[str, ...], int, int]],
) -> None:
    assert played(spoken, swap=False) == played(spoken, swap=True)


@given(SPOKEN)
def test_every_action_says_why_and_every_level_is_a_level(
    spoken: list[tuple[str, float, tuple[str, ...], int, int]],
) -> None:
    for found in played(spoken, swap=False):
        assert 0 <= found.level <= 1
        assert bool(found.why) == (found.action != "none")


@pytest.mark.parametrize("gap", [0.0, 1.0, 600.0])
def test_hotter_is_never_cooler(gap: float) -> None:
    cooler, hotter = Chat(), Chat()
    cooler.says("a", Felt(CALM, CALM))
    hotter.says("a", Felt(0.0, 0.0))
    assert hotter.says("b", MILD, gap).level >= cooler.says("b", MILD, gap).level
