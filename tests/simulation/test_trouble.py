"""What can go wrong, and how a line says so."""

from random import Random

import pytest

from bot.rehearsal.simulation.trouble import _SHAPES, CALM, Faults, Trouble, trouble
from bot.rehearsal.simulation.weather import SINGLE_S, Weather


@pytest.mark.parametrize("kind", _SHAPES)
def test_every_kind_begins_sometimes_and_is_read_as_it_was_written(kind: str) -> None:
    often = Faults(**dict.fromkeys(Faults.__struct_fields__, 60.0))
    begun = [one for _ in range(20) for one in often.begin(Random(1), 5) if one.kind == kind]
    assert begun
    assert all(trouble(str(one)) == one for one in begun)


@pytest.mark.parametrize("line", ["! nonsense", "! crash, x s", "Ana: ! crash", "crash", "!"])
def test_what_is_no_trouble(line: str) -> None:
    assert trouble(line) is None


def test_nothing_begins_in_calm_weather() -> None:
    assert not any(CALM.begin(Random(seed), 60) for seed in range(100))


def test_a_run_has_some_of_everything() -> None:
    chosen = [Faults().some(Random(seed)) for seed in range(50)]
    for name in Faults.__struct_fields__:
        rates = {getattr(one, name) for one in chosen}
        assert 0 in rates
        assert max(rates) > getattr(Faults(), name)


class At:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_single_calls_are_befallen_soon_or_never() -> None:
    now = At()
    weather = Weather(1, now)
    weather.begin(Trouble("answers lost", times=2))
    assert weather.call() == Trouble("answers lost", 1)
    now.now = SINGLE_S
    assert weather.call() is None


def test_what_lasts_is_over_in_time_and_explains_what_took_long() -> None:
    now = At()
    weather = Weather(1, now)
    now.now = 100.0
    weather.begin(Trouble("unreachable", seconds=30))
    now.now = 129.0
    assert weather.lasts("unreachable")
    now.now = 130.0
    assert not weather.lasts("unreachable")
    assert weather.wrong_within(90.0, 110.0) == 10
    assert weather.wrong_within(0.0, 50.0) == 0


def test_spells_that_overlap_count_once() -> None:
    weather = Weather(1, At())
    weather.spells += [(0.0, 10.0), (5.0, 20.0), (30.0, 40.0), (31.0, 32.0)]
    assert weather.wrong_within(0.0, 100.0) == 30


def test_the_same_thing_has_the_same_luck() -> None:
    one, other = Weather(7, At()), Weather(7, At())
    other.way("something else")
    assert one.way("a post") == other.way("a post") != Weather(8, At()).way("a post")
