"""A post that is several messages, as a whole: it goes on where it had to wait, and what cannot be
finished does not stand there by half.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from telegram.error import RetryAfter

from bot.adapters.telegram.errors import seconds
from bot.adapters.telegram.sheets import Sheet
from bot.adapters.telegram.transport import NeverSent
from bot.facilitator.ids import MessageId

#: For how long one post may wait between its messages, in seconds, all in all; then it goes away
#: and comes again as a whole.
WAITS_MOST_S = 60.0
#: Before the next attempt where Telegram could not be reached, in seconds.
AGAIN_S = 1.0


async def in_order(
    sheets: Sequence[Sheet],
    send: Callable[[Sheet], Awaitable[list[MessageId]]],
    take_back: Callable[[Sequence[MessageId]], Awaitable[None]],
) -> list[MessageId]:
    """Send them; gives their numbers. Whatever is raised, those before it were taken back, as far
    as that went; the first message never waits here, since nothing stands there yet.
    """
    stands: list[MessageId] = []
    left = WAITS_MOST_S
    for sheet in sheets:
        while True:
            try:
                stands += await send(sheet)
            except (RetryAfter, NeverSent) as error:  # surely not there
                pause = seconds(error) if isinstance(error, RetryAfter) else AGAIN_S
                if not stands or pause > left:
                    await _clear(stands, take_back)
                    raise
                left -= pause
                await asyncio.sleep(pause)
            except Exception:
                await _clear(stands, take_back)
                raise
            else:
                break
    return stands


async def _clear(
    stands: Sequence[MessageId], take_back: Callable[[Sequence[MessageId]], Awaitable[None]]
) -> None:
    if stands:
        await take_back(stands)
