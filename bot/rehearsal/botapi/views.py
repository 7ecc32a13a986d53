"""What a human sees: the messages of a chat, toasts, whether the bot is typing."""

from dataclasses import dataclass

from .chats import Chat
from .entities import Entity
from .errors import ImpossibleError
from .messages import Message
from .people import User
from .state import State, Toast
from .wire import JsonObject


@dataclass(frozen=True, slots=True)
class SeenButton:
    """A button: its label, kind (*callback_data*, *url*, …), value and style."""

    label: str
    kind: str
    value: str
    style: str


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as a client shows it.

    `author` is the name above it; `text` the text or caption, with `entities` in UTF-16 units;
    `kind` the field that carries the content in the Bot API, or *service*. `content` is that
    field's value. `reply_to` is a message id or 0; `forwarded_from` a name or empty. `reactions`
    counts by emoji. `prompt` is a reply keyboard or a forced reply. `topic` is a topic's id or 0;
    `via` the username of the bot whose inline result it is; `only_you`, that nobody else sees it,
    then `id` is negative; `title` the custom title or tag beside the name.
    """

    id: int
    author: str
    author_id: int
    own: bool
    date: int
    edited: bool
    kind: str
    text: str
    entities: tuple[Entity, ...]
    content: object
    keyboard: tuple[tuple[SeenButton, ...], ...]
    prompt: JsonObject | None
    reply_to: int
    forwarded_from: str
    album: str
    pinned: bool
    reactions: dict[str, int]
    topic: int = 0
    via: str = ""
    silent: bool = False
    only_you: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One human's view of one chat: messages oldest first, toasts oldest first."""

    title: str
    messages: tuple[SeenMessage, ...]
    toasts: tuple[Toast, ...]
    typing: bool
    may_write: bool


def view(state: State, user: User, chat: Chat, *, topic: int | None = None) -> View:
    """What this human sees now, of one topic if it is named (0 is the general one).

    Raises `ImpossibleError` for somebody who is not in the chat.
    """
    now = state.now()
    here = chat.human is user if chat.is_private else chat.member(user, now).inside
    if not here:
        raise ImpossibleError(f"{user.name} is not in this chat")
    counterpart = chat.bot.name if chat.bot else ""
    return View(
        title=chat.title or counterpart,
        messages=tuple(
            _seen(message, user)
            for message in visible(chat, user)
            if topic is None or message.draft.topic == topic
        ),
        toasts=tuple(
            toast for toast in state.toasts if toast.user_id == user.id and toast.chat_id == chat.id
        ),
        typing=chat.typing_until > now,
        may_write=not (chat.blocked or chat.migrated_to)
        and "can_send_messages" in chat.allowed(user, now),
    )


def visible(chat: Chat, user: User) -> list[Message]:
    """The messages of a chat that one human sees, in their order.

    An ephemeral one that stands in place of another takes that one's place.
    """
    shown = [one for one in chat.messages.values() if one.only_for in (None, user)]
    standing_in = {one.draft.in_place_of: one for one in shown if one.draft.in_place_of}
    return [
        standing_in.get(one.id, one) for one in shown if one.draft.in_place_of not in chat.messages
    ]


def _seen(message: Message, viewer: User) -> SeenMessage:
    draft = message.draft
    counts: dict[str, int] = {}
    for emojis in message.reactions.values():
        for emoji in emojis:
            counts[emoji] = counts.get(emoji, 0) + 1
    return SeenMessage(
        id=message.id,
        author=draft.sender_chat.title if draft.sender_chat else message.sender.name,
        author_id=draft.sender_chat.id if draft.sender_chat else message.sender.id,
        own=message.sender is viewer,
        date=message.date,
        edited=message.reworded,
        kind=message.body.kind,
        text=draft.seen_as or message.body.words.text,
        entities=_entities(message),
        content=message.body.payload,
        keyboard=_rows(message),
        prompt=_prompt(message, viewer),
        reply_to=draft.reply_to if message.reply_to else 0,
        forwarded_from=_origin_name(message),
        album=draft.album,
        pinned=message.id in message.chat.pinned,
        reactions=counts,
        topic=draft.topic,
        via=draft.via.username if draft.via else "",
        silent=draft.silent,
        only_you=message.is_ephemeral,
        title=draft.signature or draft.tag,
    )


def _prompt(message: Message, viewer: User) -> JsonObject | None:
    """A selective prompt is for whom the message answers or mentions (ForceReply.selective)."""
    prompt, answered = message.draft.prompt, message.reply_to
    if not prompt or not prompt.get("selective") or _mentions(message, viewer):
        return prompt
    return prompt if answered and answered.sender is viewer else None


def _mentions(message: Message, user: User) -> bool:
    words, name = message.body.words, f"@{user.username.lower()}"
    return any(
        entity.user is user or (entity.type == "mention" and words.marked(entity).lower() == name)
        for entity in words.entities
    )


def _entities(message: Message) -> tuple[Entity, ...]:
    """The marked stretches of what is seen; of `/start` alone, the command."""
    seen_as = message.draft.seen_as
    if not seen_as:
        return message.body.words.entities
    return (Entity("bot_command", 0, len(seen_as)),)


def _rows(message: Message) -> tuple[tuple[SeenButton, ...], ...]:
    if message.keyboard is None:
        return ()
    return tuple(
        tuple(SeenButton(button.text, button.kind, button.value, button.style) for button in row)
        for row in message.keyboard.rows
    )


def _origin_name(message: Message) -> str:
    origin = message.draft.origin
    if origin is None:
        return ""
    if origin.chat:
        return origin.chat.title
    return origin.user.name if origin.user else ""
