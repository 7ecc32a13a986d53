"""Requests that change nothing: what one human sees, who is there, what bots have done."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

import msgspec

from bot.rehearsal.botapi import Change, SeenMessage
from bot.rehearsal.botapi.wire import JsonObject

from .request import Request, Where, Who

if TYPE_CHECKING:
    from .control import Control

#: A wait for changes lasts at most so long, in seconds.
WAIT_MAX_S = 50.0


class View(Request, frozen=True):
    """Read a chat as one human sees it: of one topic if it is named, 0 is the general one; `last`
    keeps only so many of the newest messages.
    """

    remedy: ClassVar[str] = "Only who is inside sees a chat: `members` shows who that is"
    user: Who
    chat: Where
    last: int = 0
    topic: int | None = None

    async def _do(self, control: "Control") -> JsonObject:
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        seen = control.world.view(user, chat, topic=self.topic)
        return {
            "title": seen.title,
            "messages": [_message(one) for one in seen.messages[-self.last :]],
            "toasts": [msgspec.to_builtins(toast) for toast in seen.toasts],
            "typing": seen.typing,
            "may_write": seen.may_write,
        }


class People(Request, frozen=True):
    """List users, bots, and groups and channels, as the Bot API shows them."""

    async def _do(self, control: "Control") -> JsonObject:
        world = control.world
        return {
            "users": [user.json() for user in world.users.values() if not user.is_bot],
            "bots": [bot.me() for bot in world.bots.values()],
            "chats": [chat.json() for chat in world.chats.values()],
        }


class Members(Request, frozen=True):
    """List who is or was in a group, as `ChatMember` objects."""

    chat: Where

    async def _do(self, control: "Control") -> list[JsonObject]:
        chat, now = control.names.group(self.chat), control.world.now()
        return [member.at(now).json(chat.kind) for member in chat.members.values()]


class Changes(Request, frozen=True):
    """List what has changed after a version; with `wait`, wait so many seconds for a change."""

    after: int = 0
    wait: float = 0.0

    async def _do(self, control: "Control") -> JsonObject:
        version, changes = control.world.changes(self.after)
        if not changes and self.wait > 0:
            await _change(control, min(self.wait, WAIT_MAX_S))
            version, changes = control.world.changes(self.after)
        return {"version": version, "changes": [msgspec.to_builtins(one) for one in changes]}


class Updates(Request, frozen=True):
    """List the updates that a bot has not confirmed yet; confirms nothing."""

    bot: Who

    async def _do(self, control: "Control") -> list[JsonObject]:
        return control.world.pending_updates(control.names.bot(self.bot))


class Calls(Request, frozen=True):
    """List the newest calls of a bot, oldest first, with what was amiss in each though the server
    may have let it pass; a code of 0 means a dropped connection.
    """

    bot: Who
    methods: tuple[str, ...] = ()
    refused: bool = False

    async def _do(self, control: "Control") -> list[JsonObject]:
        bot = control.names.bot(self.bot)
        return [
            {
                "at": call.at,
                "method": call.method,
                "params": dict(call.params),
                "files": list(call.files),
                "code": call.code,
                "description": call.description,
                "findings": [f"{one.kind} {one}" for one in call.findings],
            }
            for call in control.world.ledger.calls(*self.methods)
            if call.bot_id == bot.id and (call.code != 200 or not self.refused)
        ]


def _message(seen: SeenMessage) -> JsonObject:
    shown = {name: getattr(seen, name) for name in seen.__dataclass_fields__}
    shown["entities"] = [entity.json() for entity in seen.entities]
    shown["keyboard"] = [[msgspec.to_builtins(key) for key in row] for row in seen.keyboard]
    return shown


async def _change(control: "Control", seconds: float) -> None:
    changed = asyncio.Event()

    def note(_: Change) -> None:
        changed.set()

    hush = control.world.listen(note)
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        pass
    finally:
        hush()


LOOKING: tuple[type[Request], ...] = (View, People, Members, Changes, Updates, Calls)
