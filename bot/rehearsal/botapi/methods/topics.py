"""Topics of a supergroup."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.forums import (
    drop_topic,
    edit_topic,
    found_topic,
    may_lead,
    set_closed,
    set_hidden,
    topic_icons,
)
from bot.rehearsal.botapi.topics import GENERAL, MAX_NAME, Topic
from bot.rehearsal.botapi.wire import JsonObject

from .pins import unpin

_MAX_COLOR = 0xFFFFFF
_NO_RIGHT_TO_CLOSE = "Not enough rights to close or open the topic"
_NOT_MODIFIED = "TOPIC_NOT_MODIFIED"


def get_forum_topic_icon_stickers(call: Call) -> list[JsonObject]:
    """Answer with the custom emoji that anybody may use as icons."""
    return topic_icons(call.state)


def create_forum_topic(call: Call) -> JsonObject:
    """Begin a topic."""
    params = call.params
    color = params.integer("icon_color", low=-(2**31))
    emoji = params.integer("icon_custom_emoji_id", low=-(2**63), high=2**63 - 1)
    chat = _forum(call)
    if not chat.may(call.bot, "can_manage_topics", call.state.now()):
        raise bad_request("Not enough rights to create a topic")
    name = _name(call)
    if not name:
        raise bad_request("Name must be non-empty")
    if not 0 <= color <= _MAX_COLOR:
        raise bad_request("Invalid icon color specified")
    shown = str(emoji) if emoji else ""
    return found_topic(call.state, chat, call.bot, name, color, shown).json()


def edit_forum_topic(call: Call) -> bool:
    """Give a topic another name or icon."""
    chat = _forum(call)
    number = call.params.message_id("message_thread_id")
    emoji = None
    if "icon_custom_emoji_id" in call.params:
        raw = call.params.integer("icon_custom_emoji_id", low=-(2**63), high=2**63 - 1)
        emoji = str(raw) if raw else ""
    return _edit(call, chat, _topic(chat, number), emoji)


def edit_general_forum_topic(call: Call) -> bool:
    """Give the general topic another name."""
    chat = _forum(call)
    return _edit(call, chat, chat.topics[GENERAL], None)


def close_forum_topic(call: Call) -> bool:
    """Close a topic."""
    chat = _forum(call)
    number = call.params.message_id("message_thread_id")
    return _close(call, chat, _topic(chat, number), closed=True)


def reopen_forum_topic(call: Call) -> bool:
    """Open a topic again."""
    chat = _forum(call)
    number = call.params.message_id("message_thread_id")
    return _close(call, chat, _topic(chat, number), closed=False)


def close_general_forum_topic(call: Call) -> bool:
    """Close the general topic."""
    chat = _forum(call)
    return _close(call, chat, chat.topics[GENERAL], closed=True)


def reopen_general_forum_topic(call: Call) -> bool:
    """Open the general topic again, and show it."""
    chat = _forum(call)
    return _close(call, chat, chat.topics[GENERAL], closed=False)


def hide_general_forum_topic(call: Call) -> bool:
    """Hide the general topic, which closes it."""
    return _hide(call, hidden=True)


def unhide_general_forum_topic(call: Call) -> bool:
    """Show the general topic again."""
    return _hide(call, hidden=False)


def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages."""
    chat = _forum(call)
    topic = _topic(chat, call.params.message_id("message_thread_id"))
    may = chat.member(call.bot, call.state.now()).holds("can_delete_messages")
    if topic.id == GENERAL or not (may or topic.creator is call.bot):
        raise bad_request("Not enough rights to delete the topic")
    drop_topic(call.state, chat, call.bot, topic)
    return True


def unpin_all_forum_topic_messages(call: Call) -> bool:
    """Unpin everything in a topic."""
    chat = _forum(call)
    return _unpin(call, chat, _topic(chat, call.params.message_id("message_thread_id")))


def unpin_all_general_forum_topic_messages(call: Call) -> bool:
    """Unpin everything in the general topic."""
    chat = _forum(call)
    return _unpin(call, chat, chat.topics[GENERAL])


def _edit(call: Call, chat: Chat, topic: Topic, emoji: str | None) -> bool:
    if not may_lead(call.state, chat, topic, call.bot):
        raise bad_request("Not enough rights to edit the topic")
    asked, name = call.params.string("name"), _name(call)
    if asked and not name:
        raise bad_request("Name must be non-empty")
    if not asked and emoji is None:
        return True
    if name in ("", topic.name) and emoji in (None, topic.emoji):
        raise bad_request(_NOT_MODIFIED)
    edit_topic(call.state, chat, call.bot, topic, name=name, emoji=emoji)
    return True


def _close(call: Call, chat: Chat, topic: Topic, *, closed: bool) -> bool:
    if not may_lead(call.state, chat, topic, call.bot):
        raise bad_request(_NO_RIGHT_TO_CLOSE)
    if topic.closed == closed:
        raise bad_request(_NOT_MODIFIED)
    set_closed(call.state, chat, call.bot, topic, closed=closed)
    return True


def _hide(call: Call, *, hidden: bool) -> bool:
    chat = _forum(call)
    if not chat.member(call.bot, call.state.now()).holds("can_manage_topics"):
        raise bad_request(_NO_RIGHT_TO_CLOSE)
    if chat.topics[GENERAL].hidden == hidden:
        raise bad_request(_NOT_MODIFIED)
    set_hidden(call.state, chat, call.bot, hidden=hidden)
    return True


def _unpin(call: Call, chat: Chat, topic: Topic) -> bool:
    if not chat.may(call.bot, "can_pin_messages", call.state.now()):
        raise bad_request("Not enough rights to manage pinned messages in the chat")
    place = 0 if topic.id == GENERAL else topic.id
    unpin(call, chat, [one for one in chat.pinned if chat.messages[one].draft.topic == place])
    return True


def _forum(call: Call) -> Chat:
    chat = call.chat(Access.WRITE)
    if not chat.forum:
        raise bad_request("The chat is not a forum")
    return chat


def _topic(chat: Chat, number: int) -> Topic:
    """The topic with this id. Raises `ApiError`; for an unknown one in the main server's words."""
    if not number:
        raise bad_request("Invalid forum topic identifier specified")
    if number not in chat.topics:
        raise bad_request("TOPIC_ID_INVALID")
    return chat.topics[number]


def _name(call: Call) -> str:
    return " ".join(call.params.string("name").split())[:MAX_NAME].strip()


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "getForumTopicIconStickers": get_forum_topic_icon_stickers,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "unpinAllForumTopicMessages": unpin_all_forum_topic_messages,
    "editGeneralForumTopic": edit_general_forum_topic,
    "closeGeneralForumTopic": close_general_forum_topic,
    "reopenGeneralForumTopic": reopen_general_forum_topic,
    "hideGeneralForumTopic": hide_general_forum_topic,
    "unhideGeneralForumTopic": unhide_general_forum_topic,
    "unpinAllGeneralForumTopicMessages": unpin_all_general_forum_topic_messages,
}
