"""The life of topics: opening, naming, closing, hiding, deleting."""

from dataclasses import replace

from .chats import Chat
from .errors import ImpossibleError
from .files import Details
from .groups import migrate
from .messages import SERVICE, Body, Draft
from .people import User
from .posting import announce, publish, remove
from .state import State
from .topics import COLORS, GENERAL, ICONS, MAX_NAME, Topic
from .wire import JsonObject

_FIRST_ICON = 5_300_000_000_000_000_000


def enable_topics(state: State, chat: Chat, *, by: User) -> Chat:
    """Turn a group into one with topics, by its owner; a basic group grows into a supergroup.

    Returns the group as it is then.
    """
    if not chat.is_supergroup:
        chat = migrate(state, chat, by=by)
    if by is not chat.owner:
        raise ImpossibleError("only the owner turns topics on")
    chat.forum = True
    chat.topics.setdefault(GENERAL, Topic(GENERAL, "General", by))
    state.changed(chat, "chat")
    return chat


def topic_icons(state: State) -> list[JsonObject]:
    """The stickers that topics may have as icons. Telegram has about a hundred; their emoji are
    its own, their ids and pictures are not.
    """
    if not state.topic_icons:
        for number, emoji in enumerate(ICONS):
            content = b"\x1f\x8b" + emoji.encode()
            media = state.files.keep("sticker", content, "", Details(emoji=emoji))
            shown = dict(media.payload) if isinstance(media.payload, dict) else {}
            shown |= {"type": "custom_emoji", "set_name": "Topics"}
            state.topic_icons.append(shown | {"custom_emoji_id": str(_FIRST_ICON + number)})
    return state.topic_icons


def open_topic(state: State, chat: Chat, name: str, *, by: User) -> Topic:
    """Begin a topic."""
    if not chat.forum or "can_manage_topics" not in chat.allowed(by, state.now()):
        raise ImpossibleError(f"{by.name} cannot begin topics here")
    if not 0 < len(name) <= MAX_NAME:
        raise ImpossibleError(f"a topic has a name of at most {MAX_NAME} characters")
    return found_topic(state, chat, by, name)


def close_topic(state: State, chat: Chat, topic_id: int, *, by: User, closed: bool = True) -> None:
    """Close a topic, or with `closed=False` open it again; by its creator or who leads topics."""
    topic = chat.topics.get(topic_id)
    if topic is None:
        raise ImpossibleError(f"there is no topic {topic_id}")
    if not may_lead(state, chat, topic, by):
        raise ImpossibleError(f"{by.name} cannot close this topic")
    set_closed(state, chat, by, topic, closed=closed)


def may_lead(state: State, chat: Chat, topic: Topic, user: User) -> bool:
    """Whether somebody may name, close and open a topic."""
    leads = chat.member(user, state.now()).holds("can_manage_topics")
    return leads or (topic.creator is user and topic.id != GENERAL)


def found_topic(
    state: State, chat: Chat, actor: User, name: str, color: int = 0, emoji: str = ""
) -> Topic:
    """Let a topic begin, without asking; its id is the number of the service message."""
    topic = Topic(chat.sequence.last + 1, name, actor, color or COLORS[0], emoji)
    chat.topics[topic.id] = topic
    body = Body(SERVICE, {"forum_topic_created": topic.founding()})
    publish(state, chat, actor, Draft(body, topic=topic.id))
    return topic


def edit_topic(
    state: State, chat: Chat, actor: User, topic: Topic, *, name: str = "", emoji: str | None = None
) -> None:
    """Give a topic another name or icon, without asking; an empty `emoji` takes the icon away."""
    changes: JsonObject = {"name": name} if name else {}
    if emoji is not None:
        changes["icon_custom_emoji_id"] = emoji
    kept = topic.emoji if emoji is None else emoji
    chat.topics[topic.id] = replace(topic, name=name or topic.name, emoji=kept)
    _tell(state, chat, actor, topic, {"forum_topic_edited": changes})


def set_closed(state: State, chat: Chat, actor: User, topic: Topic, *, closed: bool) -> None:
    """Close a topic or open it again, without asking."""
    chat.topics[topic.id] = replace(topic, closed=closed, hidden=topic.hidden and closed)
    _tell(
        state,
        chat,
        actor,
        topic,
        {"forum_topic_closed" if closed else "forum_topic_reopened": {}},
    )


def set_hidden(state: State, chat: Chat, actor: User, *, hidden: bool) -> None:
    """Hide the general topic, which closes it, or show it again; without asking."""
    general = chat.topics[GENERAL]
    chat.topics[GENERAL] = replace(general, hidden=hidden, closed=general.closed or hidden)
    kind = "general_forum_topic_hidden" if hidden else "general_forum_topic_unhidden"
    _tell(state, chat, actor, general, {kind: {}})


def drop_topic(state: State, chat: Chat, actor: User, topic: Topic) -> None:
    """Delete a topic with all that is in it, without asking."""
    del chat.topics[topic.id]
    for message in [one for one in chat.messages.values() if one.draft.topic == topic.id]:
        remove(state, message, actor)
    state.changed(chat, "chat")


def _tell(state: State, chat: Chat, actor: User, topic: Topic, content: JsonObject) -> None:
    announce(state, chat, actor, content, topic=0 if topic.id == GENERAL else topic.id)
    state.changed(chat, "chat")
