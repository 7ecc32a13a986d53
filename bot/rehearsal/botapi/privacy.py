"""Privacy mode: what a bot hears in a group, and whom a message is meant for."""

from .messages import Message
from .people import Bot
from .state import State


def hears(state: State, bot: Bot, message: Message) -> bool:
    """Whether a message reaches a bot that takes part in its chat.

    Bots never hear each other. A bot with privacy mode on, unless an administrator, hears only
    service messages and what is meant for it.
    """
    if message.is_ephemeral:
        return bot in (message.sender, message.draft.receiver)
    if message.chat.is_private or message.body.is_service:
        return True
    if message.sender.is_bot:
        return message.sender is bot
    if not bot.privacy or message.chat.member(bot, state.now()).leads:
        return True
    return bot in message.meant_for


def meant_for(state: State, message: Message) -> tuple[Bot, ...]:
    """The one bot that a message is for: which it answers, which it came by, or which it names.

    Answers come first, also those to a message that was itself for a bot (bots/faq). A command
    for nobody in particular is for the bot that spoke last, or, if none has, for every bot.
    """
    chat, answered = message.chat, message.reply_to
    if answered and isinstance(answered.sender, Bot):
        return (answered.sender,)
    if answered and answered.meant_for:
        return answered.meant_for
    if message.draft.via:
        return (message.draft.via,)
    words, bots = message.body.words, tuple(state.bots_in(chat))
    for entity in words.entities:
        if entity.type not in {"mention", "bot_command"}:
            continue
        said = words.marked(entity).lower()
        if named := [bot for bot in bots if said.endswith(f"@{bot.username.lower()}")]:
            return (named[0],)
        if entity.offset == 0 and entity.type == "bot_command" and "@" not in said:
            return (chat.last_bot,) if chat.last_bot else bots
    return ()
