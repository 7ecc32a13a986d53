"""Feed the product random updates of all kinds, valid each, and see that nothing goes wrong.

    python -m tests.crowd [--seed N] [--count N] [--http] [--life N]

`--count` is the number of updates. With `--http` the whole program runs as a child process against
the local Bot API; without, its shell runs in this process on a real database, which is faster and
lets more be seen. `--life` plays one life alone. Exit code 1 if anything went wrong.
"""

import argparse
import asyncio
import logging
import os
import sys
import time

os.environ.setdefault("PTB_TIMEDELTA", "1")

import structlog

from bot.adapters.library import library
from tests.crowd.runs import Tally, run


def main() -> int:
    """Run and print."""
    asked = argparse.ArgumentParser(prog="random-updates", description=__doc__)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=2_000)
    asked.add_argument("--http", action="store_true")
    asked.add_argument("--life", type=int)
    options = asked.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    began = time.monotonic()
    first, count = (options.life, 1) if options.life is not None else (0, options.count)
    tally = asyncio.run(
        run(library(zone="UTC"), options.seed, count, http=options.http, first=first)
    )
    for failure in tally.failures:
        print(failure)
    print(summary(tally), f"({time.monotonic() - began:.0f} s, seed {options.seed})")
    return bool(tally.failures)


def summary(tally: Tally) -> str:
    """Everything that was counted."""
    acts = ", ".join(f"{what} {count}" for what, count in sorted(tally.done.items()))
    seen = ", ".join(f"{what} {count}" for what, count in sorted(tally.seen.items()))
    refused = ", ".join(f"{what!r} {count}" for what, count in sorted(tally.refused.items()))
    return (
        f"acts: {acts}\nseen: {seen}\nrefused as can be: {refused or 'nothing'}\n"
        f"{tally.updates} updates in {tally.lives} lives, {tally.calls} calls; "
        f"{len(tally.failures)} lives went wrong"
    )


if __name__ == "__main__":
    sys.exit(main())
