"""Running until somebody says stop."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any


def until_signalled(work: Coroutine[Any, Any, None]) -> None:
    """Run until it ends, or until Ctrl-C or a stop signal, which end it in order."""

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
