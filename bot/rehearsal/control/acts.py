"""Requests that let a human do something in a chat."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from bot.rehearsal.botapi import Message
from bot.rehearsal.botapi.attachments import Attachment
from bot.rehearsal.botapi.wire import JsonObject

from .request import Request, Unnamed, Where, Who

if TYPE_CHECKING:
    from .control import Control

_HERE = "`view` shows the chat as this human sees it, `members` who may do what"
ALBUM_MAX = 10


class Start(Request, frozen=True):
    """Press START in the private chat with a bot, or follow its `?start=` link."""

    remedy: ClassVar[str] = "`unblock` the bot first"
    user: Who
    bot: Who
    payload: str = ""

    async def _do(self, control: "Control") -> JsonObject:
        user, bot = control.names.human(self.user), control.names.bot(self.bot)
        chat = control.world.start(user, bot, self.payload)
        return {"chat_id": bot.id, "message_id": max(chat.messages)}


class StartInGroup(Request, frozen=True):
    """Follow a bot's `?startgroup=` link; `rights` are those of its `&admin=`. Gives the group."""

    remedy: ClassVar[str] = _HERE
    user: Who
    bot: Who
    chat: Where
    payload: str = ""
    rights: tuple[str, ...] = ()

    async def _do(self, control: "Control") -> JsonObject:
        user, bot = control.names.human(self.user), control.names.bot(self.bot)
        chat = control.names.group(self.chat)
        return control.world.start_in_group(user, bot, chat, self.payload, self.rights).json()


class Post(Request, frozen=True):
    """Write a message: a text, or one attachment with the text as its caption."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    text: str = ""
    attachment: dict[str, Any] = msgspec.field(default_factory=dict)
    reply_to: int = 0
    topic: int = 0
    as_chat: Where = ""
    at: datetime | None = None

    async def _do(self, control: "Control") -> JsonObject:
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        speaker = control.names.group(self.as_chat, "as_chat") if self.as_chat else None
        message = control.world.post(
            user,
            chat,
            self.text,
            reply_to=self.reply_to,
            topic=self.topic,
            as_chat=speaker,
            at=self.at,
            **_attachment(self.attachment),
        )
        return _made(self.chat, message)


class PostAlbum(Request, frozen=True):
    """Send 2 to 10 attachments as one album, with the text as caption of the first."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    items: tuple[dict[str, Any], ...]
    text: str = ""
    topic: int = 0

    async def _do(self, control: "Control") -> JsonObject:
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        items = [_attachment(item) for item in self.items]
        messages = control.world.post_album(user, chat, items, self.text, topic=self.topic)
        return {"chat_id": self.chat, "message_ids": [message.id for message in messages]}


class Forward(Request, frozen=True):
    """Forward a message from one chat into another."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    from_chat: Where
    message: int
    topic: int = 0

    async def _do(self, control: "Control") -> JsonObject:
        user = control.names.human(self.user)
        source = control.names.chat(user, self.from_chat, "from_chat")
        control.see(user, source)
        message = control.world.message(source, self.message)
        chat = control.names.chat(user, self.chat)
        copied = control.world.forward(user, chat, message, topic=self.topic)
        return _made(self.chat, copied)


class Edit(Request, frozen=True):
    """Change the text or caption of one's own message."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    message: int
    text: str

    async def _do(self, control: "Control") -> JsonObject:
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        return _made(self.chat, control.world.edit(user, chat, self.message, self.text))


class Delete(Request, frozen=True):
    """Delete a message for everybody."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    message: int

    async def _do(self, control: "Control") -> None:
        user = control.names.human(self.user)
        control.world.delete(user, control.names.chat(user, self.chat), self.message)


class React(Request, frozen=True):
    """Put an emoji under a message; an empty one takes it back."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    message: int
    emoji: str = ""

    async def _do(self, control: "Control") -> None:
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        control.world.react(user, chat, self.message, self.emoji)


class Tap(Request, frozen=True):
    """Press a callback button, found by its label or its data. The answer comes as a toast."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    message: int
    label: str = ""
    data: str = ""

    async def _do(self, control: "Control") -> JsonObject:
        if bool(self.label) == bool(self.data):
            raise Unnamed("label, data: give one of the two. `view` shows the buttons")
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        tapped = control.world.tap(user, chat, self.message, self.data, label=self.label)
        return {"callback_query_id": tapped.id}


class Vote(Request, frozen=True):
    """Answer a poll by the numbers of its options, from 0; with none, take the answer back."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    message: int
    options: tuple[int, ...] = ()

    async def _do(self, control: "Control") -> None:
        user = control.names.human(self.user)
        chat = control.names.chat(user, self.chat)
        control.world.vote(user, chat, self.message, self.options)


class ClosePoll(Request, frozen=True):
    """Close one's own poll."""

    remedy: ClassVar[str] = _HERE
    user: Who
    chat: Where
    message: int

    async def _do(self, control: "Control") -> None:
        user = control.names.human(self.user)
        control.world.close_poll(user, control.names.chat(user, self.chat), self.message)


class Block(Request, frozen=True):
    """Block a bot."""

    remedy: ClassVar[str] = "`people` lists users and bots"
    user: Who
    bot: Who

    async def _do(self, control: "Control") -> None:
        control.world.block(control.names.human(self.user), control.names.bot(self.bot))


class Unblock(Request, frozen=True):
    """Unblock a bot."""

    remedy: ClassVar[str] = "`people` lists users and bots"
    user: Who
    bot: Who

    async def _do(self, control: "Control") -> None:
        control.world.unblock(control.names.human(self.user), control.names.bot(self.bot))


def _attachment(given: dict[str, Any]) -> Attachment:
    known = Attachment.__annotations__
    if stray := sorted(given.keys() - known.keys()):
        raise Unnamed(
            f"attachment: nobody can send {', '.join(stray)}. Send one of {', '.join(known)}"
        )
    try:
        return msgspec.convert(given, Attachment)
    except msgspec.ValidationError as error:
        raise Unnamed(
            f"attachment: {error}. `docs/control.md#attachments` shows each of them"
        ) from error


def _made(chat: Where, message: Message) -> JsonObject:
    return {"chat_id": chat, "message_id": message.id}


ACTS: tuple[type[Request], ...] = (
    Start,
    StartInGroup,
    Post,
    PostAlbum,
    Forward,
    Edit,
    Delete,
    React,
    Tap,
    Vote,
    ClosePoll,
    Block,
    Unblock,
)
