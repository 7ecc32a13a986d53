"""A world and its clock, moved by requests."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from bot.rehearsal.botapi import Chat, ImpossibleError, User, World
from bot.rehearsal.botapi.wire import JsonObject
from bot.rehearsal.clock import StageClock
from bot.rehearsal.loopback import Door

from .acts import ACTS
from .apps import APPS
from .clocks import CLOCKS
from .endings import ENDINGS
from .groups import GROUPS
from .looking import LOOKING
from .members import MEMBERS
from .names import Names
from .people import PEOPLE
from .request import Request, Unnamed, Where, Who, WrongRequest
from .trouble import TROUBLE

#: Every verb with its request.
REQUESTS: Final[Mapping[str, type[Request]]] = {
    request.verb(): request
    for request in (
        *PEOPLE,
        *MEMBERS,
        *GROUPS,
        *ENDINGS,
        *ACTS,
        *APPS,
        *LOOKING,
        *TROUBLE,
        *CLOCKS,
    )
}

#: Polls with a token for at most so many seconds, as another program would.
Poll = Callable[[str, int], Awaitable[None]]


class Control:
    """What requests act on. `door` and `poll` are there where the world is served."""

    def __init__(
        self, world: World, clock: StageClock, *, door: Door | None = None, poll: Poll | None = None
    ) -> None:
        self.world, self.clock, self.door, self.poll = world, clock, door, poll
        self.names = Names(world)
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, verb: str, body: bytes) -> object:
        """Do what a JSON object asks; an empty body stands for an empty object."""
        asked = REQUESTS.get(verb)
        if asked is None:
            known = ", ".join(sorted(REQUESTS))
            raise WrongRequest("unknown", f"{verb}: there is no such verb. There are: {known}")
        try:
            request = msgspec.json.decode(body or b"{}", type=asked)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            fields = asked.form() or "none"
            what = str(error).replace("`", "").replace("$.", "")
            raise WrongRequest("malformed", _line(verb, what, f"Its fields: {fields}")) from error
        return await request.do(self)

    @contextmanager
    def unless_wrong(self, request: Request) -> Iterator[None]:
        """Turn what the world refuses into a `WrongRequest` that leaves no trace."""
        met = set(self.world.private_chats)
        try:
            yield
        except (Unnamed, ImpossibleError, ValueError) as error:
            remedy = request.remedy if not isinstance(error, Unnamed) else ""
            raise WrongRequest("impossible", _line(request.verb(), error, remedy)) from error
        finally:
            # A private chat that was only looked at is none yet: its bot has met nobody.
            for pair in self.world.private_chats.keys() - met:
                chat = self.world.private_chats[pair]
                if not (chat.messages or chat.started or chat.blocked):
                    del self.world.private_chats[pair]

    def member(self, where: Where, who: Who, change: Callable[..., None], **how: Any) -> JsonObject:
        """Change somebody's part in a group; gives the `ChatMember` object."""
        chat, user = self.names.group(where), self.names.account(who)
        change(chat, user, **how)
        return chat.member(user, self.world.now()).json(chat.kind)

    def see(self, user: User, chat: Chat) -> None:
        """Raise `ImpossibleError` if this human does not see the chat."""
        self.world.view(user, chat)

    def time(self) -> JsonObject:
        """What the clock shows, and whether it stands still."""
        setting = self.clock.setting
        return {"now": setting.now().isoformat(), "running": setting.stopped is None}

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside what is asked next."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End what is done beside."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _line(verb: str, what: object, remedy: str) -> str:
    return f"{verb}: {str(what).rstrip('.')}" + (f". {remedy}" if remedy else "")
