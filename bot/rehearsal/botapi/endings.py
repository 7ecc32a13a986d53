"""How things end: an account is deleted, topics go, and what is left of a group that has grown."""

from .chats import Chat
from .delivery import deliver_member
from .errors import ImpossibleError
from .forums import drop_topic, may_lead
from .members import Status
from .people import User
from .state import State
from .topics import GENERAL


def delete_account(state: State, user: User) -> None:
    """Let a human delete their account. Nobody is told; it stays in its groups, without a name,
    and what a bot writes to it in private is refused.
    """
    if user.is_bot or user.deleted:
        raise ImpossibleError("there is no such account to delete")
    user.deleted = True
    user.first_name = user.last_name = user.username = user.language = ""
    user.photos.clear()
    for chat in state.chats.values():
        if user.id in chat.members:
            state.changed(chat, "member", user=user)


def delete_topic(state: State, chat: Chat, topic_id: int, *, by: User) -> None:
    """Delete a topic with all that is in it; no bot is told."""
    topic = chat.topics.get(topic_id)
    if topic is None or topic_id == GENERAL or not may_lead(state, chat, topic, by):
        raise ImpossibleError(f"{by.name} cannot delete this topic")
    drop_topic(state, chat, by, topic)


def disable_topics(state: State, chat: Chat, *, by: User) -> None:
    """Make a group one conversation again, by its owner. What was written stays."""
    if not chat.forum or by is not chat.owner:
        raise ImpossibleError("only the owner turns topics off")
    chat.forum = False
    state.changed(chat, "chat")


def clear_former(state: State, chat: Chat, user: User, *, by: User) -> None:
    """Take somebody out of what is left of a group that has become a supergroup. No client offers
    that; the server may do it one day, and then a bot is told.
    """
    old = chat.member(user, state.now())
    if chat.migrated_to is None or not old.inside:
        raise ImpossibleError("there is nothing left to leave")
    new = old.turned(Status.LEFT)
    chat.members[user.id] = new
    deliver_member(state, chat, by, old, new)
