"""The stage's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rehearsal.clock import StageClock

THEN = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)


def test_it_stands_still_moves_by_hand_and_goes_on_from_there() -> None:
    clock = StageClock(THEN)
    clock.move(timedelta(minutes=5))
    assert clock.now() == THEN + timedelta(minutes=5)
    clock.go_on()
    assert clock.setting.stopped is None
    gone = clock.now() - (THEN + timedelta(minutes=5))
    assert timedelta() <= gone < timedelta(seconds=30)
    clock.move(timedelta(hours=-1))
    assert clock.now() < THEN
    clock.stop_at(THEN)
    assert clock.now() == THEN


@pytest.mark.asyncio
async def test_every_change_is_a_new_version() -> None:
    clock = StageClock()
    versions = [clock.setting.version]
    for change in (
        lambda: clock.move(timedelta(seconds=1)),
        lambda: clock.stop_at(THEN),
        clock.go_on,
    ):
        change()
        assert (await clock.after(versions[-1])).version > versions[-1]
        versions.append(clock.setting.version)
