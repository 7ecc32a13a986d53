"""Votes: taking them, and closing polls, by hand or because their time has come."""

from collections.abc import Sequence
from dataclasses import replace

from .chats import Chat
from .delivery import deliver_poll, deliver_vote
from .errors import ImpossibleError
from .messages import Message
from .people import User
from .polls import Poll
from .state import State


def vote(state: State, user: User, chat: Chat, message_id: int, chosen: Sequence[int] = ()) -> None:
    """Answer a poll by the numbers of its options; with none, take the answer back."""
    poll = _poll(state, user, chat, message_id)
    numbers = tuple(sorted(set(chosen)))
    if poll.vote(user, numbers, state.now()):
        refresh(state, poll)
        anonymous = not chat.is_private and chat.member(user, state.now()).anonymous
        deliver_vote(state, poll, chat if anonymous else user, numbers)
        deliver_poll(state, poll)


def close_poll(state: State, user: User, chat: Chat, message_id: int) -> None:
    """Close one's own poll by hand."""
    poll = _poll(state, user, chat, message_id)
    if poll.creator is not user or poll.is_closed(state.now()):
        raise ImpossibleError("this poll is not to be closed")
    close(state, poll, by_hand=True)


def close(state: State, poll: Poll, *, by_hand: bool) -> None:
    """Close a poll, without asking."""
    poll.closed = True
    refresh(state, poll)
    deliver_poll(state, poll, stopped=by_hand)


def close_due(state: State) -> None:
    """Close the polls whose time has come."""
    for poll in state.polls.values():
        if not poll.closed and poll.is_closed(state.now()):
            close(state, poll, by_hand=False)


def refresh(state: State, poll: Poll) -> None:
    """Let every message that carries a poll show how it stands."""
    for message in poll.messages:
        if message.chat.messages.get(message.id) is message:
            message.body = replace(message.body, payload=poll.json())
            state.changed(message.chat, "edited", message.id)


def _poll(state: State, user: User, chat: Chat, message_id: int) -> Poll:
    here = chat.human is user if chat.is_private else chat.member(user, state.now()).inside
    message: Message = state.message(chat, message_id)
    if not here or message.body.poll is None:
        raise ImpossibleError(f"{user.name} sees no poll there")
    return message.body.poll
