"""An event loop on which time passes only when nothing is left to do, and then at once."""

import asyncio
import selectors
from collections.abc import Coroutine
from contextvars import Context, ContextVar
from itertools import count
from typing import Any, TypeVar

Result = TypeVar("Result")

#: Whose task it is; a task belongs to whom the one that made it belonged to.
OWNER: ContextVar[object] = ContextVar("owner", default=None)


class Stuck(Exception):
    """Everybody waits, and nothing will ever happen."""


class Task(asyncio.Task[Any]):
    """A task that knows its owner. Its hash is its number: a set of tasks has the same order each
    time, as it has not by address.
    """

    _numbers = count()

    def __init__(self, coro: Any, *, loop: Any, **more: Any) -> None:
        self.number = next(self._numbers)
        context: Context | None = more.get("context")  # an empty one is false
        self.owner = OWNER.get() if context is None else context.get(OWNER)
        super().__init__(coro, loop=loop, **more)

    def __hash__(self) -> int:
        """The number."""
        return self.number


class _Selector(selectors.DefaultSelector):
    """Never waits: the time that the loop would wait has passed."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise Stuck
            self.loop.elapsed += max(timeout, 0.0)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Seconds begin at 0. What happens is the same each time, if nothing but the seed is random."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)
        self.set_task_factory(_task)

    def time(self) -> float:
        """Seconds of virtual time since the beginning."""
        return self.elapsed

    def skip_to(self, instant: float) -> None:
        """Let time pass at once, as if the machine had slept."""
        self.elapsed = max(self.elapsed, instant)

    def tasks(self, owner: object) -> list[Task]:
        """The tasks of this owner that are not done, in the order of their making."""
        mine = (one for one in asyncio.all_tasks(self) if isinstance(one, Task))
        return sorted((one for one in mine if one.owner is owner), key=lambda one: one.number)


def _task(loop: asyncio.AbstractEventLoop, coro: Any, **more: Any) -> Task:
    return Task(coro, loop=loop, **more)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it on a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work, context=Context())
