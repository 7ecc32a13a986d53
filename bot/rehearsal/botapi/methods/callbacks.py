"""Answering taps."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.links import deep_link_payload
from bot.rehearsal.botapi.state import Toast

ANSWERABLE_FOR = 15  # seconds
MAX_ANSWER = 200  # characters


def answer_callback_query(call: Call) -> bool:
    """Answer a tap, once and soon: with a toast, an alert, a link to the bot, or nothing."""
    state, params = call.state, call.params
    tap = state.taps.get(params.string("callback_query_id"))
    text, url = params.string("text"), params.string("url")
    if (
        tap is None
        or (tap.message.draft.via or tap.message.sender) is not call.bot
        or tap.answer is not None
        or state.now() - tap.at >= ANSWERABLE_FOR
    ):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and deep_link_payload(url, call.bot.username) is None:
        raise bad_request("URL_INVALID")
    chat = tap.message.chat
    tap.answer = Toast(tap.user.id, chat.id, text, params.flag("show_alert"), url, state.now())
    if text or url:
        state.toasts.append(tap.answer)
        state.changed(chat, "toast", tap.message.id, user=tap.user)
    return True


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "answerCallbackQuery": answer_callback_query,
}
