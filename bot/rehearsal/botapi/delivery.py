"""Which bot hears what, and putting it into its queue."""

from .chats import Chat
from .members import Member
from .messages import Message
from .people import Bot, User
from .state import State, Tap
from .updates import QUERY_RETENTION, RETENTION
from .wire import JsonObject


def hears(state: State, bot: Bot, message: Message) -> bool:
    """Whether a message reaches a bot that takes part in its chat.

    Bots never hear each other. A bot with privacy mode on, unless an administrator, hears only
    service messages, commands for it, replies to it and mentions of it.
    """
    if message.chat.is_private or message.body.is_service:
        return True
    if message.sender.is_bot:
        return message.sender is bot
    if not bot.privacy or message.chat.member(bot, state.now()).leads:
        return True
    return _meant_for(bot, message)


def deliver_message(
    state: State, message: Message, kind: str = "message", *, also: tuple[Bot, ...] = ()
) -> None:
    """Tell the bots of a chat, and `also` one that has just left it, about a message.

    A bot is not told of what it did itself, except that it pinned or left.
    """
    at = message.edit_date or message.date
    for bot in dict.fromkeys((*state.bots_in(message.chat), *also)):
        own = message.sender is bot and not _told_to_itself(message)
        if not own and hears(state, bot, message):
            _push(state, bot, kind, message.json(bot), expires=at + RETENTION)


def deliver_member(state: State, chat: Chat, actor: User, old: Member, new: Member) -> None:
    """Tell a bot what happened to it, and administrators that ask what happened to others."""
    payload = {
        "chat": chat.json(),
        "from": actor.json(),
        "date": state.now(),
        "old_chat_member": old.json(chat.kind),
        "new_chat_member": new.json(chat.kind),
    }
    expires = state.now() + RETENTION
    if isinstance(new.user, Bot):
        _push(state, new.user, "my_chat_member", payload, expires=expires)
    for bot in tuple(state.bots_in(chat)):
        if bot is not new.user and chat.member(bot, state.now()).leads:
            _push(state, bot, "chat_member", payload, expires=expires)


def deliver_reaction(
    state: State, message: Message, actor: User | Chat, old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    """Tell administrators that ask, and the bot of a private chat, about a reaction."""
    chat, now = message.chat, state.now()
    payload: JsonObject = {
        "chat": chat.json(),
        "message_id": message.id,
        "user" if isinstance(actor, User) else "actor_chat": actor.json(),
        "date": now,
        "old_reaction": [{"type": "emoji", "emoji": emoji} for emoji in old],
        "new_reaction": [{"type": "emoji", "emoji": emoji} for emoji in new],
    }
    for bot in tuple(state.bots_in(chat)):
        if chat.is_private or chat.member(bot, now).leads:
            _push(state, bot, "message_reaction", payload, expires=now + RETENTION)


def deliver_tap(state: State, bot: Bot, tap: Tap) -> None:
    """Tell a bot that one of its buttons was pressed. Even the anonymous are named here."""
    payload: JsonObject = {
        "id": tap.id,
        "from": tap.user.json(),
        "message": tap.message.json(bot),
        "chat_instance": str(-(abs(tap.message.chat.id) * 2_654_435_761 % 2**62)),
        "data": tap.data,
    }
    _push(state, bot, "callback_query", payload, expires=tap.at + QUERY_RETENTION)


def _push(state: State, bot: Bot, kind: str, payload: JsonObject, *, expires: int) -> None:
    if bot.updates.push(kind, payload, expires=expires):
        state.wake(bot)


def _told_to_itself(message: Message) -> bool:
    content = message.body.payload if message.body.is_service else None
    return isinstance(content, dict) and bool({"pinned_message", "left_chat_member"} & set(content))


def _meant_for(bot: Bot, message: Message) -> bool:
    answered = message.reply_to
    if answered and answered.sender is bot:
        return True
    words = message.body.words
    units = words.text.encode("utf-16-le")
    for entity in words.entities:
        if entity.type not in {"mention", "bot_command"}:
            continue
        said = units[2 * entity.offset : 2 * entity.end].decode("utf-16-le").lower()
        if said.endswith(f"@{bot.username.lower()}"):
            return True
        if entity.offset == 0 and entity.type == "bot_command" and "@" not in said:
            # A command for nobody in particular goes to the bot that spoke last.
            return message.chat.last_bot in (None, bot)
    return False
