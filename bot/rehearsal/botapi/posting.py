"""The three things that happen to messages: they appear, they change, they go."""

from .chats import Chat, Removed
from .delivery import deliver_message
from .keyboards import Keyboard
from .messages import SERVICE, Body, Draft, Message
from .people import Bot, User
from .privacy import meant_for
from .state import State
from .wire import JsonObject


def publish(
    state: State,
    chat: Chat,
    sender: User,
    draft: Draft,
    *,
    date: int | None = None,
    also: tuple[Bot, ...] = (),
) -> Message:
    """Let a message appear and tell the bots, and `also` those that have just left."""
    if sender is chat.human:
        chat.started = True  # whoever has written in private may be written to
    at = state.now() if date is None else date
    number = -chat.private_sequence.next() if draft.receiver else chat.sequence.next()
    message = Message(number, chat, sender, at, draft, draft.body, draft.keyboard)
    message.thread = _thread(message)
    message.meant_for = meant_for(state, message)
    chat.messages[message.id] = message
    if message.body.poll:
        message.body.poll.messages.append(message)
    if isinstance(sender, Bot):
        chat.typing_until = 0
        if not draft.body.is_service:
            chat.last_bot = sender
    deliver_message(state, message, also=also)
    state.changed(chat, "posted", message.id, user=message.only_for)
    return message


def announce(
    state: State,
    chat: Chat,
    actor: User,
    content: JsonObject,
    *,
    also: tuple[Bot, ...] = (),
    topic: int = 0,
) -> Message:
    """Publish a service message, such as `{"new_chat_title": …}`."""
    return publish(state, chat, actor, Draft(Body(SERVICE, content), topic=topic), also=also)


def amend(state: State, message: Message, body: Body, keyboard: Keyboard | None) -> None:
    """Change a message. The date of the edit is what bots tell edits apart by."""
    message.reworded |= body != message.body
    message.body = body
    message.meant_for = meant_for(state, message)
    message.keyboard = keyboard
    message.edit_date = state.now()
    if message.draft.via is None or message.sender is not message.draft.via:
        deliver_message(state, message, "edited_message")
    state.changed(message.chat, "edited", message.id, user=message.only_for)


def remove(state: State, message: Message, by: User) -> None:
    """Take a message away. No bot is told, whoever did it."""
    chat = message.chat
    chat.messages.pop(message.id)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    text = message.body.words.text
    forwarded = message.draft.origin is not None
    chat.removed.append(Removed(message.id, message.sender, text, by, state.now(), forwarded))
    state.changed(chat, "removed", message.id, user=message.only_for)


def _thread(message: Message) -> int:
    chat, answered = message.chat, message.reply_to
    if message.draft.topic:
        return message.draft.topic
    if not chat.is_supergroup or chat.forum or answered is None:
        return 0
    return answered.thread or answered.id
