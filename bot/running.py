"""Running until somebody says stop, and saying to whoever looks that one runs."""

import asyncio
import resource
import signal
import time
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger(__name__)

#: The file whose age says when Telegram was last reached.
HEARTBEAT = "polled"
#: Nobody asks how old it is more exactly than this, in seconds.
BEAT_S = 1.0


def no_core_dumps() -> None:
    """What a crash leaves on the disk must not be a picture of the memory: words, and the key."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def until_signalled(work: Coroutine[Any, Any, None]) -> None:
    """Run until it ends, or until Ctrl-C or a stop signal, which end it in order."""
    no_core_dumps()

    async def guarded() -> None:
        task = asyncio.create_task(work)
        asked = False

        def stop() -> None:  # once: a second signal must not break off the orderly end
            nonlocal asked
            if not asked:
                asked = True
                task.cancel()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(guarded())


class Heartbeat:
    """Says to whoever looks from outside that Telegram was reached just now."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / HEARTBEAT
        self._last = -BEAT_S

    def beat(self) -> None:
        """Now. A disk that refuses is only logged."""
        now = time.monotonic()
        if now - self._last < BEAT_S:
            return
        self._last = now
        try:
            self._path.touch()
        except OSError as error:
            log.error("heartbeat.failed", why=error.strerror)
