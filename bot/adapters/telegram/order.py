"""Updates that are brought side by side, in the order of their numbers as far as that is known.

Telegram brings the messages of a chat one after another, but a tap beside them: of *I am done* and
the message before it either may come first. Their numbers have no gaps, so whoever is missing is
waited for; not for long, since it may also never come.
"""

from collections import OrderedDict

#: How long a number that is missing is waited for, in seconds: nobody notices, and an update that
#: is under way is here by then.
GAP_S = 0.2
#: So many numbers that were heard last are remembered, for what comes twice.
REMEMBERED = 1024
#: After a week without updates Telegram begins to count elsewhere, so well before that the last
#: number says nothing of the next; in seconds.
SILENCE_S = 3 * 86_400.0


class Order:
    """Which numbers may go when. Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._last: int | None = None  # all before it went, or are not waited for any more
        self._at = 0.0
        self._came: dict[int, float] = {}
        self._heard: OrderedDict[int, None] = OrderedDict()

    def heard(self, number: int) -> bool:
        """Whether it was heard lately, and need not be again."""
        return number in self._heard

    def put(self, number: int, now: float) -> None:
        """It came."""
        if now - self._at > SILENCE_S:
            self._last = None
        self._at = now
        self._came.setdefault(number, now)

    def ready(self, now: float, limit: int) -> list[int]:
        """Those that may go now, in their order, at most so many; they are waited for no more."""
        waited = [number for number, came in self._came.items() if came + GAP_S <= now]
        until = max(waited, default=None)
        going: list[int] = []
        for number in sorted(self._came)[:limit]:
            known = self._last is not None and number <= self._last + 1
            if not known and (until is None or number > until):
                break
            going.append(number)
            self._last = max(number, self._last or 0)
        for number in going:
            del self._came[number]
        return going

    def due(self) -> float | None:
        """When to look again, though nothing comes; None if nothing waits."""
        return min(self._came.values()) + GAP_S if self._came else None

    def stored(self, numbers: list[int]) -> None:
        """These were heard."""
        self._heard.update(dict.fromkeys(numbers))
        while len(self._heard) > REMEMBERED:
            self._heard.popitem(last=False)

    def refused(self, numbers: list[int]) -> None:
        """These could not be stored and will come again: the first of them first."""
        if numbers and self._last is not None:
            self._last = min(self._last, min(numbers) - 1)
