"""What is said while nothing can be written down: then nothing can be decided, but whoever asked
for something is not left with a dead button.

It is the one thing that is said without a commit, since there can be none. It keeps nothing, asks
nothing, and says nothing of anybody; what was asked for is heard when the disk is well again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from msgspec import Struct

from bot.dialogue.library import BASE_LANGUAGE, Library
from bot.facilitator.events import Asked, Said, Tapped
from bot.facilitator.ids import Mailbox, TapId
from bot.facilitator.texts import Text
from bot.service.ports import Clock, Gateway, Journal, Post, Reading, Reply, Trouble
from bot.service.rendering import Renderer

log = structlog.get_logger(__name__)

#: A chat is told at most once in this time.
EVERY = timedelta(hours=1)
#: Chats and taps that are remembered as told; older ones are forgotten.
TOLD_MAX = 10_000
#: Saying it takes no longer than this, in seconds: the next attempt waits for it.
SAYING_S = 5.0


class Plea(Struct, frozen=True):
    """Somebody waits for an answer: in this chat, to a tap or to a command. Without either it is a
    message to the bot alone. `thread`: the topic of the group.
    """

    place: str
    private: bool
    tap: TapId | None = None
    command: str = ""
    thread: int = 0


def excused(mailbox: Mailbox, reading: Reading | None) -> Mailbox | None:
    """Whose chat an excuse for this goes to: its author's own for what nobody else saw in a group;
    None if nobody knows who that is.
    """
    event = reading.event if reading else None
    if isinstance(event, Asked | Said) and event.unseen is not None:
        return event.by
    return mailbox


async def plea_of(journal: Journal, mailbox: Mailbox, reading: Reading | None) -> Plea | None:
    """Of whom this comes who waits for an answer; None: nobody does."""
    whose = excused(mailbox, reading)
    place = await journal.place_of(whose) if whose is not None else None
    if whose is None or place is None:
        return None
    private = whose.startswith("p")
    match reading.event if reading else None:
        case Tapped(tap=tap):
            return Plea(place, private, tap=tap)
        case Asked(command=command, thread=thread):
            return Plea(place, private, command=command, thread=thread or 0)
        case Said() if private:
            return Plea(place, private)
        case _:
            return None


class Excuse:
    """Says so, once, to each who waits."""

    def __init__(self, gateway: Gateway, library: Library, clock: Clock) -> None:
        self._gateway = gateway
        self._library = library
        self._clock = clock
        self._renderer = Renderer(library, BASE_LANGUAGE, {})
        self._told: OrderedDict[str, datetime] = OrderedDict()

    async def make(self, pleas: Iterable[Plea]) -> None:
        """Answer these; the same again are not answered again."""
        said = [(plea.place, call) for plea in pleas if (call := self._call(plea)) is not None]
        if said:
            log.warning("excuse.made", count=len(said))
            async with asyncio.TaskGroup() as group:
                for place, call in said:
                    group.create_task(self._say(place, call))

    def _call(self, plea: Plea) -> Post | Reply | None:
        if plea.tap is not None:
            if not self._first(f"tap {plea.tap}"):
                return None
            return Reply(plea.tap, self._renderer.plain(Text("unwritten.toast")))
        if plea.command and not self._library.has(f"command.{plea.command}"):
            return None
        if not self._first(plea.place):
            return None
        if plea.private:
            text = Text("unwritten.private", then=(Text("support.card"),))
            return Post(self._renderer.html(text))
        return Post(self._renderer.html(Text("unwritten.group")), thread=plea.thread)

    async def _say(self, place: str, call: Post | Reply) -> None:
        try:
            async with asyncio.timeout(SAYING_S):
                await self._gateway.do(place, call)
        except (Trouble, TimeoutError) as trouble:
            log.info("excuse.not_made", why=type(trouble).__name__)

    def _first(self, key: str) -> bool:
        now = self._clock.now()
        told = self._told.get(key)
        if told is not None and abs(now - told) < EVERY:
            return False
        self._told[key] = now
        self._told.move_to_end(key)
        while len(self._told) > TOLD_MAX:
            self._told.popitem(last=False)
        return True
