"""The three things that happen to messages: they appear, they change, they go."""

from .chats import Chat, Removed
from .delivery import deliver_message
from .keyboards import Keyboard
from .messages import SERVICE, Body, Draft, Message
from .people import Bot, User
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
    at = state.now() if date is None else date
    message = Message(chat.sequence.next(), chat, sender, at, draft, draft.body, draft.keyboard)
    chat.messages[message.id] = message
    if isinstance(sender, Bot):
        chat.typing_until = 0
        if not draft.body.is_service:
            chat.last_bot = sender
    deliver_message(state, message, also=also)
    state.changed(chat, "posted", message.id)
    return message


def announce(
    state: State, chat: Chat, actor: User, content: JsonObject, *, also: tuple[Bot, ...] = ()
) -> Message:
    """Publish a service message, such as `{"new_chat_title": …}`."""
    return publish(state, chat, actor, Draft(Body(SERVICE, content)), also=also)


def amend(state: State, message: Message, body: Body, keyboard: Keyboard | None) -> None:
    """Change a message. The date of the edit is what bots tell edits apart by."""
    message.reworded |= body != message.body
    message.body = body
    message.keyboard = keyboard
    message.edit_date = state.now()
    deliver_message(state, message, "edited_message")
    state.changed(message.chat, "edited", message.id)


def remove(state: State, message: Message, by: User) -> None:
    """Take a message away. No bot is told, whoever did it."""
    chat = message.chat
    del chat.messages[message.id]
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    text = message.body.words.text
    chat.removed.append(Removed(message.id, message.sender, text, by, state.now()))
    state.changed(chat, "removed", message.id)
