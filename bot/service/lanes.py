"""What waits to be sent, in its order; and what need not be sent any more."""

from collections import deque
from itertools import takewhile

from bot.facilitator import effects as do
from bot.facilitator.ids import Mailbox
from bot.service.ports import Sending

#: What becomes a message of ours, and may be there twice if nobody knows.
POSTS = do.Say | do.Hand
#: Whose lane, and whether it is that of locks.
Name = tuple[Mailbox, bool]
Lane = deque[tuple[Sending, do.AnyEffect]]


def first(lane: Lane) -> int:
    """What is next: a post goes before the buttons that are taken off older ones, since somebody
    waits for it, and old buttons do nothing.
    """
    strips = sum(1 for _ in takewhile(lambda one: isinstance(one[1], do.Strip), lane))
    return strips if strips < len(lane) and isinstance(lane[strips][1], POSTS) else 0


def superseded(effect: do.AnyEffect, lane: Lane) -> bool:
    """Whether a later one in the same lane makes this pointless: a change of a post that is changed
    again, or goes; a lock, not set yet, of somebody who is locked anew, or unlocked.
    """
    later = [one for _, one in list(lane)[1:]]
    if isinstance(effect, do.Lock):
        locks = (one for one in later if isinstance(one, do.Lock | do.Unlock))
        return any(one.person == effect.person for one in locks)
    if isinstance(effect, do.Amend | do.Strip):
        changes = (one for one in later if isinstance(one, do.Amend | do.Unsay))
        return any(one.of == effect.of for one in changes)
    return False
