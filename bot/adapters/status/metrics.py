"""The `Meter` port as Prometheus metrics. No label names a person, a room or a word."""

import shutil
import time
from itertools import product
from pathlib import Path
from typing import Protocol, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.service.meter import DROPPED, Outcome, Settled, Unheard
from bot.service.ports import Call

#: What these are shown as.
CONTENT_TYPE = CONTENT_TYPE_LATEST
#: From what nobody notices to what is an outage, in seconds.
BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


class Backlog(Protocol):
    """What waits: how many, and for how long the oldest, in seconds; 0 if none does."""

    @property
    def waiting(self) -> int:
        """How many."""

    def oldest(self) -> float:
        """For how long."""


class PrometheusMeter:
    """Counts since the start of the process, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        ProcessCollector(registry=own)
        self._polled: float | None = None
        self._refusing: float | None = None
        self._updates = Counter(
            "heard_updates", "Updates from Telegram; used: stored to be heard.", ["used"],
            registry=own,
        )  # fmt: skip
        self._unheard = Counter(
            "heard_polls_failed", "Polls of Telegram without an answer; why.", ["why"], registry=own
        )
        self._rows = Counter(
            "heard_rows", "Rows of the inbox that are settled; how.", ["how"], registry=own
        )
        self._row_s = Histogram(
            "heard_row_seconds", "From the storing of a row to its settling.", buckets=BUCKETS,
            registry=own,
        )  # fmt: skip
        self._commit_s = Histogram(
            "heard_commit_seconds", "A commit, until it is on the disk.", buckets=BUCKETS,
            registry=own,
        )  # fmt: skip
        self._calls = Counter(
            "heard_calls", "Calls to Telegram; what, and what came of it.", ["what", "outcome"],
            registry=own,
        )  # fmt: skip
        self._call_s = Histogram(
            "heard_call_seconds", "A call to Telegram.", ["what"], buckets=BUCKETS, registry=own
        )
        self._effect_s = Histogram(
            "heard_effect_seconds", "From a decision to its being done.", ["what"],
            buckets=BUCKETS, registry=own,
        )  # fmt: skip
        self._refused = Counter(
            "heard_disk_refusals", "Transactions that the disk refused.", registry=own
        )

        self._begin()

    def _begin(self) -> None:
        """Show these at zero: who watches for an increase would miss what comes first."""
        for used in ("yes", "no"):
            self._updates.labels(used)
        for why in get_args(Unheard):
            self._unheard.labels(why)
        for how in get_args(Settled):
            self._rows.labels(how)
        for call, outcome in product(get_args(Call), get_args(Outcome)):
            self._calls.labels(call.__name__.lower(), outcome)
        self._effect_s.labels(DROPPED)

    def watch(self, folder: Path, inbox: Backlog, outbox: Backlog) -> None:
        """Show, whenever somebody looks, what waits and since when, and how much room there is."""
        for name, what, ask in (
            (
                "heard_inbox_waiting",
                "Rows that wait or are being worked on.",
                lambda: inbox.waiting,
            ),
            ("heard_inbox_oldest_seconds", "How long the oldest of these waits.", inbox.oldest),
            ("heard_outbox_waiting", "Effects that are not done.", lambda: outbox.waiting),
            ("heard_outbox_oldest_seconds", "How long the oldest of these waits.", outbox.oldest),
            ("heard_polled_age_seconds", "Since Telegram was reached.", self.age),
            ("heard_disk_refusing_seconds", "Since the disk began to refuse.", self.refusing),
            ("heard_disk_free_bytes", "Free for the data folder.", lambda: _free(folder)),
        ):
            Gauge(name, what, registry=self._registry).set_function(ask)

    def polled(self) -> None:
        """Telegram was reached just now."""
        self._polled = time.monotonic()

    def age(self) -> float:
        """Seconds since Telegram was reached; since ever, if never."""
        return float("inf") if self._polled is None else time.monotonic() - self._polled

    def refusing(self) -> float:
        """For how many seconds the disk has refused everything; 0 if it does not."""
        return 0.0 if self._refusing is None else time.monotonic() - self._refusing

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)

    # --- the port --------------------------------------------------------------------------------

    def came(self, count: int, *, used: bool) -> None:
        """See `Meter`."""
        self._updates.labels("yes" if used else "no").inc(count)

    def unheard(self, why: Unheard) -> None:
        """See `Meter`."""
        self._unheard.labels(why).inc()

    def settled(self, how: Settled, waited: float) -> None:
        """See `Meter`."""
        self._rows.labels(how).inc()
        self._row_s.observe(waited)

    def committed(self, took: float) -> None:
        """See `Meter`."""
        self.accepted()
        self._commit_s.observe(took)

    def called(self, what: str, outcome: Outcome, took: float) -> None:
        """See `Meter`."""
        self._calls.labels(what, outcome).inc()
        self._call_s.labels(what).observe(took)

    def done(self, what: str, since: float) -> None:
        """See `Meter`."""
        self._effect_s.labels(what).observe(since)

    def refused(self) -> None:
        """See `Meter`."""
        self._refusing = self._refusing or time.monotonic()
        self._refused.inc()

    def accepted(self) -> None:
        """See `Meter`."""
        self._refusing = None


def _free(folder: Path) -> float:
    try:
        return float(shutil.disk_usage(folder).free)
    except OSError:
        return float("nan")
