"""Inline mode: somebody types `@bot words` in any chat, and chooses one of the bot's results."""

from .chats import Chat
from .delivery import chat_instance, deliver_inline
from .errors import ImpossibleError
from .humans import signed
from .inlineresults import InlineResult
from .messages import Draft, Message
from .people import Bot, User
from .posting import publish
from .state import InlineQuery, State
from .updates import CHOSEN_RETENTION, INLINE_RETENTION
from .wire import JsonObject

_FIRST_QUERY = 2_000_000_000_000_000_000


def type_inline(
    state: State, user: User, bot: Bot, chat: Chat, text: str = "", *, offset: str = ""
) -> InlineQuery:
    """Type to a bot in a chat. Its results appear in the returned query once it has answered."""
    if not bot.inline:
        raise ImpossibleError(f"@{bot.username} has no inline mode")
    query = InlineQuery(
        str(_FIRST_QUERY + len(state.inline_queries)), user, bot, chat, text, state.now()
    )
    state.inline_queries[query.id] = query
    payload: JsonObject = {
        "id": query.id,
        "from": user.json(),
        "chat_type": "sender" if chat.bot is bot else chat.kind,
        "query": text,
        "offset": offset,
    }
    deliver_inline(state, bot, "inline_query", payload, user, INLINE_RETENTION)
    return query


def choose_inline(state: State, query: InlineQuery, result_id: str) -> Message:
    """Send one of the results into the chat; the bot can edit the message by its inline id."""
    result = next((one for one in query.results or () if one.id == result_id), None)
    if result is None:
        raise ImpossibleError(f"there is no result {result_id!r}")
    message = send_result(state, query.user, query.bot, query.chat, result)
    if query.bot.feedback:
        payload: JsonObject = {"from": query.user.json()}
        if message.draft.inline_id:
            payload["inline_message_id"] = message.draft.inline_id
        payload |= {"query": query.text, "result_id": result_id}
        told = (state, query.bot, "chosen_inline_result", payload, query.user, CHOSEN_RETENTION)
        deliver_inline(*told)
    return message


def send_result(state: State, user: User, bot: Bot, chat: Chat, result: InlineResult) -> Message:
    """Let a result appear as somebody's message, sent by way of a bot.

    With a keyboard it has an inline id, by which the bot can edit it.
    """
    inline_id = _inline_id(state, chat) if result.keyboard else ""
    draft = Draft(
        result.body,
        via=bot,
        keyboard=result.keyboard,
        inline_id=inline_id,
    )
    message = publish(state, chat, user, signed(state, user, chat, draft, None))
    if inline_id:
        state.inline_messages[inline_id] = message
    return message


def _inline_id(state: State, chat: Chat) -> str:
    number = len(state.inline_messages)
    return f"AgAAA{chat_instance(chat).lstrip('-')}_{number:06}"
