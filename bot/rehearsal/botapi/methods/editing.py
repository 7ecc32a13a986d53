"""Changing the bot's own messages, in chats where it is and, by inline id, where it is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.keyboards import Markup, read_markup
from bot.rehearsal.botapi.messages import WITH_CAPTION, Body, Message
from bot.rehearsal.botapi.places import lives
from bot.rehearsal.botapi.posting import amend
from bot.rehearsal.botapi.previews import shown_text
from bot.rehearsal.botapi.texts import MAX_CAPTION, MAX_TEXT
from bot.rehearsal.botapi.wire import JsonObject

from .sending import asked_text

_WORDED = WITH_CAPTION | {"text"}
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A message that the bot may change, and the keyboard that is asked for."""

    call: Call
    message: Message
    markup: Markup

    @classmethod
    def read(
        cls,
        call: Call,
        markup: Markup | None = None,
        *,
        keyboard_alone: bool = False,
        refusal: str = "Message can't be edited",
    ) -> "Target":
        """Find it; the `markup` may be read already.

        Raises `ApiError`, with the `refusal` for what cannot be changed (so).
        """
        markup = markup or read_markup(call.params.string("reply_markup"))
        number = call.params.message_id()
        if not call.params.string("chat_id") and not number:
            return cls._inline(call, markup)
        chat = call.chat(Access.EDIT)
        message = call.message(chat, number, "message to edit")
        if not editable(call, message, keyboard_alone=keyboard_alone):
            raise bad_request(refusal)
        return cls(call, message, markup)

    @classmethod
    def _inline(cls, call: Call, markup: Markup) -> "Target":
        given = call.params.string("inline_message_id")
        if not given:
            raise bad_request("Message identifier is not specified")
        message = call.state.inline_messages.get(given)
        if message is None or message.draft.via is not call.bot:
            raise bad_request("MESSAGE_ID_INVALID")
        return cls(call, message, markup)

    def content(self) -> JsonObject:
        """What the message carries, if it is an object."""
        payload = self.message.body.payload
        return payload if isinstance(payload, dict) else {}

    def change(self, body: Body) -> JsonObject | bool:
        """Change the message; answers with it, or with True for one that the bot cannot see."""
        message, chat, inline = self.message, self.message.chat, bool(self.message.draft.inline_id)
        keyboard = self.markup.for_edit(private=chat.is_private and not inline)
        if not inline:
            self.call.check_reachable(chat)
        if (body, keyboard) == (message.body, message.keyboard):
            raise bad_request(_NOT_MODIFIED)
        amend(self.call.state, message, body, keyboard)
        # The server leaves out what the message answers (TdOnEditMessageCallback).
        return True if inline else message.json(self.call.bot, with_reply=False)


def editable(call: Call, message: Message, *, keyboard_alone: bool = False) -> bool:
    """Whether the bot may change a message (can_edit_message in MessagesManager.cpp).

    Keyboards go under everything; besides, there must be something to change.
    """
    draft, body, now = message.draft, message.body, call.state.now()
    fixed = body.is_service or draft.origin or draft.prompt or message.chat.migrated_to
    if message.sender is not call.bot or fixed:
        return False
    if body.poll and not keyboard_alone:
        return not body.poll.is_closed(now)
    return keyboard_alone or body.kind in _WORDED or lives(message, now)


def edit_message_text(call: Call) -> JsonObject | bool:
    """Change a text; without a keyboard in the request, the old one goes."""
    words, preview = asked_text(call)
    target = Target.read(call)
    if target.message.body.kind != "text":
        raise bad_request("There is no text in the message to edit")
    words = shown_text(words, preview)
    if words.length > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return target.change(replace(target.message.body, words=words, preview=preview))


def edit_message_caption(call: Call) -> JsonObject | bool:
    """Change or remove a caption; without a keyboard in the request, the old one goes."""
    markup = read_markup(call.params.string("reply_markup"))
    words = call.words()
    target = Target.read(call, markup)
    if target.message.body.kind not in WITH_CAPTION:
        raise bad_request("There is no caption in the message to edit")
    if words.length > MAX_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    above = call.params.flag("show_caption_above_media")
    return target.change(replace(target.message.body, words=words, above=above))


def edit_message_reply_markup(call: Call) -> JsonObject | bool:
    """Change or remove the keyboard."""
    target = Target.read(call, keyboard_alone=True)
    return target.change(target.message.body)


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
