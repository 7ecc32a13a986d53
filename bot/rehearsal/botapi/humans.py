"""What humans do: write, edit, delete, react, tap, block.

What no client offers them raises `ImpossibleError`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Unpack

from .attachments import Attachment, body_of, kind_of
from .chats import Chat
from .delivery import deliver_member, deliver_reaction, deliver_tap
from .errors import ImpossibleError
from .files import Details
from .forums import may_lead
from .groups import add_member, migrate, promote
from .keyboards import Button
from .members import Member, Status
from .menus import menu
from .messages import WITH_CAPTION, Body, Draft, Message
from .people import Bot, User
from .places import stilled
from .posting import amend, publish, remove
from .reactions import known_reaction
from .rights import TO_SEND
from .state import State, Tap
from .texts import NO_WORDS, plain
from .topics import GENERAL

_EDITABLE_FOR = 48 * 60 * 60
_MAX_ALBUM = 10


def post(  # noqa: PLR0913 -- a keyword for each thing that a client lets people choose
    state: State,
    user: User,
    chat: Chat,
    text: str = "",
    *,
    reply_to: int = 0,
    topic: int = 0,
    as_chat: Chat | None = None,
    at: datetime | None = None,
    **attachment: Unpack[Attachment],
) -> Message:
    """Write a message; with an attachment, `text` is its caption.

    `topic` is where, 0 for the general one or none. `as_chat` is a channel, or the group itself, to
    write as; an anonymous administrator writes as the group anyway. `at` dates the message
    differently from now. A command that a bot has declared so goes to that bot alone.
    """
    signed(state, user, chat, Draft(Body(kind_of(attachment)), reply_to, topic=topic), as_chat)
    body = body_of(state, user, plain(text), attachment, chat.sequence.last)
    draft = signed(state, user, chat, Draft(body, reply_to, topic=topic), as_chat)
    draft = replace(draft, receiver=_receiver(state, user, chat, draft))
    date = int(at.timestamp()) if at else None
    return publish(state, chat, user, draft, date=date)


def post_album(
    state: State,
    user: User,
    chat: Chat,
    items: Sequence[Attachment],
    caption: str = "",
    *,
    topic: int = 0,
) -> list[Message]:
    """Send 2 to 10 attachments as one album: a message each, the caption on the first."""
    if not 2 <= len(items) <= _MAX_ALBUM:
        raise ImpossibleError("an album has 2 to 10 items")
    # All of it may be sent, or nothing is, not even a file.
    for item in items:
        signed(state, user, chat, Draft(Body(kind_of(item)), topic=topic), None)
    words = [plain(caption), *(NO_WORDS for _ in items[1:])]
    bodies = [
        body_of(state, user, said, item, chat.sequence.last + number)
        for number, (item, said) in enumerate(zip(items, words, strict=True))
    ]
    album = state.next_album_id()
    drafts = [
        signed(state, user, chat, Draft(body, album=album, topic=topic), None) for body in bodies
    ]
    return [publish(state, chat, user, draft) for draft in drafts]


def forward(state: State, user: User, chat: Chat, message: Message, *, topic: int = 0) -> Message:
    """Forward a message into a chat."""
    if message.body.is_service or message.draft.protected or message.is_ephemeral:
        raise ImpossibleError("this message cannot be forwarded")
    keyboard = message.keyboard.forwarded if message.keyboard else None
    draft = Draft(stilled(message.body), keyboard=keyboard, origin=message.origin(), topic=topic)
    return publish(state, chat, user, signed(state, user, chat, draft, None))


def start(state: State, user: User, bot: Bot, payload: str = "") -> Chat:
    """Press *Start*, or follow a `?start=` link: send `/start payload` in private.

    The bot is told the payload; people see `/start` alone, as Telegram's clients show it.
    """
    chat = state.open_private(user, bot)
    body = body_of(state, user, plain(f"/start {payload}".strip()), {}, 0)
    draft = Draft(body, seen_as="/start" if payload else "")
    publish(state, chat, user, signed(state, user, chat, draft, None))
    return chat


def start_in_group(
    state: State, user: User, bot: Bot, chat: Chat, payload: str = "", rights: Iterable[str] = ()
) -> Chat:
    """Follow a `?startgroup=` link: add the bot, then send `/start@bot payload`.

    With `rights` (a link's `&admin=`) the bot becomes an administrator with these and those that it
    has, and a basic group first grows into a supergroup. Returns the group as it is then.
    """
    wanted = frozenset(rights)
    if wanted:
        chat = chat if chat.is_supergroup else migrate(state, chat, by=user)
        old = chat.member(bot, state.now())
        held = old.rights | {"is_anonymous"} if old.anonymous else old.rights
        promote(state, chat, bot, held | wanted, by=user)
    elif not chat.member(bot, state.now()).inside:
        add_member(state, chat, bot, by=user)
    post(state, user, chat, f"/start@{bot.username} {payload}".strip())
    return chat


def edit(state: State, user: User, chat: Chat, message_id: int, text: str) -> Message:
    """Change the text or caption of one's own message, up to 48 hours later."""
    message = _reachable(state, user, chat, message_id)
    words = plain(text)
    captioned = message.body.kind in WITH_CAPTION
    fixed = message.draft.origin or message.draft.via or message.is_ephemeral
    if message.sender is not user or fixed or message.body.is_service:
        raise ImpossibleError("only one's own messages can be edited")
    if state.now() - message.date >= _EDITABLE_FOR:
        raise ImpossibleError("the message is too old to be edited")
    if not captioned and message.body.kind != "text":
        raise ImpossibleError(f"a {message.body.kind} has no text")
    if words.blank:
        words = NO_WORDS
    if not captioned and not words.text:
        raise ImpossibleError("there is nothing to send")
    if words != message.body.words:
        amend(state, message, replace(message.body, words=words), message.keyboard)
    return message


def delete(state: State, user: User, chat: Chat, message_id: int) -> None:
    """Delete a message for everybody: one's own, or any in a private chat or as administrator."""
    message = _reachable(state, user, chat, message_id)
    own = message.sender is user and not message.body.is_service
    if not (own or chat.is_private or _may_delete(state, user, chat)):
        raise ImpossibleError(f"{user.name} may not delete this message")
    remove(state, message, user)


def react(state: State, user: User, chat: Chat, message_id: int, emoji: str = "") -> None:
    """Put an emoji under a message in place of one's former; an empty one takes it back."""
    message = _reachable(state, user, chat, message_id)
    known = known_reaction(emoji)
    if emoji and not known:
        raise ImpossibleError(f"{emoji} is no reaction")
    if message.body.is_service or "can_react_to_messages" not in chat.allowed(user, state.now()):
        raise ImpossibleError(f"{user.name} may not react here")
    old = message.reactions.get(user.id, ())
    new = (known,) if known else ()
    if old == new:
        return
    message.reactions[user.id] = new
    anonymous = not chat.is_private and chat.member(user, state.now()).anonymous
    deliver_reaction(state, message, chat if anonymous else user, old, new)
    state.changed(chat, "reacted", message.id)


def tap(
    state: State, user: User, chat: Chat, message_id: int, data: str = "", *, label: str = ""
) -> Tap:
    """Press a callback button, found by its `data` or by its `label`.

    The answer appears in the returned `Tap`, and in this human's view if there is one to see.
    """
    message = _reachable(state, user, chat, message_id)
    button = _button(message, data, label)
    bot = message.draft.via or message.sender
    if chat.blocked or not isinstance(bot, Bot):
        raise ImpossibleError("nobody would hear of this tap")
    number = 3_000_000_000_000_000_000 + len(state.taps)
    pressed = Tap(str(number), user, message, button.value, state.now())
    state.taps[pressed.id] = pressed
    deliver_tap(state, bot, pressed)
    return pressed


def block(state: State, user: User, bot: Bot) -> None:
    """Block a bot; it is told, and can write no more."""
    _set_blocked(state, user, bot, blocked=True)


def unblock(state: State, user: User, bot: Bot) -> None:
    """Unblock a bot."""
    _set_blocked(state, user, bot, blocked=False)


def set_profile_photo(state: State, user: User) -> None:
    """Give oneself a photo, above those from before."""
    content = b"\xff\xd8\xff" + f"{user.id} {len(user.photos)}".encode()
    media = state.files.keep("photo", content, "", Details())
    user.photos.insert(0, media.payload)


def signed(state: State, user: User, chat: Chat, draft: Draft, as_chat: Chat | None) -> Draft:
    """The draft with its visible author and place, once it is clear that it may be sent."""
    answered = state.message(chat, draft.reply_to) if draft.reply_to else None
    _check_alive(user)
    if chat.is_private:
        if chat.human is not user or chat.blocked or as_chat:
            raise ImpossibleError("this is not a chat to write in so")
        return draft
    _check_group(state, user, chat, draft.body)
    member = chat.member(user, state.now())
    speaker = _speaker(chat, member, as_chat)
    topic = answered.draft.topic if answered else draft.topic
    _check_topic(state, user, chat, topic)
    if speaker:
        signature = member.title if speaker is chat else ""
        return replace(draft, sender_chat=speaker, signature=signature, topic=topic)
    return replace(draft, tag=member.title if chat.is_supergroup else "", topic=topic)


def _check_alive(user: User) -> None:
    if user.deleted:
        raise ImpossibleError("this account is deleted")


def _check_group(state: State, user: User, chat: Chat, body: Body) -> None:
    if chat.migrated_to or chat.kind == "channel":
        raise ImpossibleError("nobody can write here")
    if not chat.member(user, state.now()).inside:
        raise ImpossibleError(f"{user.name} is not in the group")
    permission, words = TO_SEND[body.kind]
    if permission not in chat.allowed(user, state.now()):
        raise ImpossibleError(f"{user.name} may not send {words} here")


def _check_topic(state: State, user: User, chat: Chat, number: int) -> None:
    if not chat.forum:
        if number:
            raise ImpossibleError("this group has no topics")
        return
    topic = chat.topics.get(number or GENERAL)
    if topic is None:
        raise ImpossibleError(f"there is no topic {number}")
    if topic.closed and not may_lead(state, chat, topic, user):
        raise ImpossibleError(f"the topic {topic.name} is closed")


def _receiver(state: State, user: User, chat: Chat, draft: Draft) -> Bot | None:
    """The bot that alone is to see a message: of its ephemeral commands and answers to it."""
    if state.ephemeral == "off" or chat.is_private:
        return None
    answered = chat.messages.get(draft.reply_to)
    if answered and answered.is_ephemeral and isinstance(answered.sender, Bot):
        return answered.sender
    said = draft.body.words.text.split(maxsplit=1)
    command, _, addressee = said[0].partition("@") if said else ("", "", "")
    for bot in state.bots_in(chat):
        known = {
            f"/{one['command']}" for one in menu(state, user, chat, bot) if one.get("is_ephemeral")
        }
        if command in known and addressee in ("", bot.username):
            return bot
    return None


def _speaker(chat: Chat, member: Member, as_chat: Chat | None) -> Chat | None:
    if as_chat is None:
        return chat if member.anonymous else None
    if as_chat is not chat and as_chat.kind != "channel":
        raise ImpossibleError("one writes as a channel or as the group itself")
    if as_chat is chat and not member.leads:
        raise ImpossibleError("only those who lead a group write as the group")
    if as_chat.id in chat.barred:
        raise ImpossibleError(f"nobody may write as {as_chat.title} here")
    return as_chat


def _reachable(state: State, user: User, chat: Chat, message_id: int) -> Message:
    _check_alive(user)
    here = chat.human is user if chat.is_private else chat.member(user, state.now()).inside
    if not here or chat.migrated_to:
        raise ImpossibleError(f"{user.name} cannot do anything in this chat")
    message = state.message(chat, message_id)
    if message.only_for not in (None, user):
        raise ImpossibleError(f"{user.name} does not see this message")
    return message


def _may_delete(state: State, user: User, chat: Chat) -> bool:
    return chat.member(user, state.now()).holds("can_delete_messages")


def _button(message: Message, data: str, label: str) -> Button:
    for button in message.keyboard.buttons() if message.keyboard else ():
        if button.kind == "callback_data" and (button.value == data or button.text == label):
            return button
    raise ImpossibleError(f"there is no such button under message {message.id}")


def _set_blocked(state: State, user: User, bot: Bot, *, blocked: bool) -> None:
    chat = state.open_private(user, bot)
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    free, barred = Member(bot, Status.MEMBER), Member(bot, Status.KICKED)
    old, new = (free, barred) if blocked else (barred, free)
    deliver_member(state, chat, user, old, new)
    state.changed(chat, "member", user=user)
