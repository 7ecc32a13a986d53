"""Taking many messages out of a private chat: a hundred at once, and what cannot go holds up
nothing else.
"""

from collections.abc import Awaitable, Callable, Iterable

from bot.facilitator.ids import MessageId
from bot.service.ports import CLEAR_MAX, Call, Clear, Gone, NoRights, Rejected


async def clear(messages: Iterable[MessageId], do: Callable[[Call], Awaitable[object]]) -> int:
    """Take these out, the newest first; how many the chat did not let go. Doing it again is doing
    the same. `Gone`: nobody can be reached there; `Later`, `Unsure`, `MovedTo`: see `Gateway`.
    """
    newest = sorted(messages, reverse=True)
    several = [
        tuple(newest[begin : begin + CLEAR_MAX]) for begin in range(0, len(newest), CLEAR_MAX)
    ]
    return sum([await _some(those, do) for those in several])


async def _some(those: tuple[MessageId, ...], do: Callable[[Call], Awaitable[object]]) -> int:
    """The chat takes out all of these or none: where it refuses, each half is tried alone."""
    try:
        await do(Clear(those))
    except (Gone, NoRights, Rejected) as trouble:
        if isinstance(trouble, Gone) and trouble.chat:
            raise
        if len(those) == 1:
            return 1
        half = len(those) // 2
        return await _some(those[:half], do) + await _some(those[half:], do)
    return 0
