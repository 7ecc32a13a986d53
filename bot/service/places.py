"""Where a post ends up, if not where it was meant to: a topic may be closed, a chat may turn out to
be another one.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress

from msgspec.structs import replace

from bot.facilitator import codec
from bot.facilitator.events import Astray, Refused
from bot.facilitator.ids import EffectId, Mailbox, MessageId
from bot.service.ports import (
    Call,
    Delete,
    Delivered,
    Gateway,
    Gone,
    Journal,
    Post,
    Result,
    Row,
    Trouble,
)


async def somewhere(call: Call, do: Callable[[Call], Awaitable[Result]]) -> tuple[Result, int]:
    """Do it; what cannot be posted in its topic is posted in the general one. And the topic that it
    was lost from, or 0.
    """
    try:
        return await do(call), 0
    except Gone as trouble:
        if not (trouble.topic and isinstance(call, Post) and call.thread):
            raise
    return await do(replace(call, thread=0)), call.thread


def topic_lost(effect: EffectId, thread: int) -> Refused | None:
    """What the room hears of a post that was lost from this topic; nothing if from none."""
    return Refused(effect=effect, why="topic", thread=thread) if thread else None


class Strays:
    """Mailboxes of chats that spoke before anybody knew that they are a group's new ones."""

    def __init__(self, journal: Journal, gateway: Gateway, put: Callable[[Row], None]) -> None:
        self._journal, self._gateway, self._put = journal, gateway, put
        self._mailboxes: set[Mailbox] = set()

    def __contains__(self, mailbox: Mailbox) -> bool:
        return mailbox in self._mailboxes

    async def move(
        self, old: str, new: str, posts: Mapping[EffectId, MessageId]
    ) -> list[MessageId]:
        """A chat became another. The new one may have had a mailbox meanwhile, and was greeted like
        a stranger's: which of our `posts` that made. Returns when the move is on the disk. Who came
        in by the stray is told on to the room whose chat it is; first, so that no crash loses them:
        hearing it twice does nothing.
        """
        stray = await self._journal.mailbox_of(new)
        ours = await self._journal.mailbox_of(old)
        if stray is None or ours is None or stray == ours:
            await self._journal.move(old, new)
            return []
        event = codec.encode(Astray(into=ours))
        rows = await self._journal.delivered(
            Delivered(EffectId(f"{stray}/moved"), stray, event=event)
        )
        await self._journal.move(old, new)
        for row in rows:
            self._put(row)
        self._mailboxes.add(stray)
        return [number for effect, number in posts.items() if effect.startswith(f"{stray}/")]

    async def take_back(self, place: str, posts: Iterable[MessageId]) -> None:
        """Take these posts out, as far as that goes; what stays does no harm."""
        for number in posts:
            with suppress(Trouble):
                await self._gateway.do(place, Delete(number))
