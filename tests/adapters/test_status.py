"""What is counted, and when it is well."""

from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from bot.adapters.status.metrics import PrometheusMeter
from bot.adapters.status.server import serving


class Waits(NamedTuple):
    """A backlog."""

    waiting: int
    age: float

    def oldest(self) -> float:
        return self.age


@pytest.mark.asyncio
async def test_it_is_well_when_telegram_was_reached_and_the_disk_takes_what_it_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meter = PrometheusMeter()

    async def health() -> tuple[int, dict[str, object]]:
        async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status, await answer.json()

    async with serving(meter, 0) as port, aiohttp.ClientSession() as session:
        assert await health() == (503, {"well": False, "polled_s": None, "disk_refuses_s": 0.0})
        meter.polled()
        assert (await health())[0] == 200
        meter.refused()
        assert (await health())[0] == 200  # for a moment
        monkeypatch.setattr(meter, "refusing", lambda: 31.0)
        assert (await health())[0] == 503
        monkeypatch.undo()
        meter.committed(0.01)
        assert meter.refusing() == 0
        monkeypatch.setattr(meter, "age", lambda: 91.0)
        code, said = await health()
        assert (code, said["polled_s"]) == (503, 91.0)


def test_what_has_not_happened_yet_is_shown_as_nothing() -> None:
    """Who watches for an increase would miss the first failure, if it came out of nowhere."""
    text = PrometheusMeter().text().decode()
    for line in (
        'heard_rows_total{how="failed"} 0.0',
        'heard_calls_total{outcome="rejected",what="post"} 0.0',
        'heard_calls_total{outcome="unsure",what="reply"} 0.0',
        'heard_effect_seconds_count{what="dropped"} 0.0',
        "heard_disk_refusals_total 0.0",
    ):
        assert f"\n{line}\n" in text, line


def test_everything_that_is_counted_is_shown(tmp_path: Path) -> None:
    meter = PrometheusMeter()
    meter.watch(tmp_path, Waits(3, 1.5), Waits(4, 2.5))
    meter.came(2, used=True)
    meter.came(1, used=False)
    meter.settled("failed", 0.2)
    meter.committed(0.003)
    meter.called("post", "later", 0.02)
    meter.done("remove", 0.04)
    meter.refused()
    text = meter.text().decode()
    for line in (
        'heard_updates_total{used="yes"} 2.0',
        'heard_updates_total{used="no"} 1.0',
        'heard_rows_total{how="failed"} 1.0',
        'heard_row_seconds_bucket{le="0.25"} 1.0',
        'heard_commit_seconds_bucket{le="0.005"} 1.0',
        'heard_calls_total{outcome="later",what="post"} 1.0',
        'heard_call_seconds_count{what="post"} 1.0',
        'heard_effect_seconds_bucket{le="0.05",what="remove"} 1.0',
        "heard_disk_refusals_total 1.0",
        "heard_inbox_waiting 3.0",
        "heard_inbox_oldest_seconds 1.5",
        "heard_outbox_waiting 4.0",
        "heard_outbox_oldest_seconds 2.5",
        "heard_polled_age_seconds +Inf",
    ):
        assert f"\n{line}\n" in text, line
    assert "heard_disk_free_bytes" in text
    assert "process_resident_memory_bytes" in text
