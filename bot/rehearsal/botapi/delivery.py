"""Which bot hears what, and putting it into its queue."""

from .chats import Chat
from .invites import InviteLink, JoinRequest
from .members import Member
from .messages import Message
from .people import CHANNEL_SENDER, Bot, User
from .polls import Poll
from .privacy import hears
from .state import State, Tap
from .updates import QUERY_RETENTION, RETENTION
from .wire import JsonObject


def deliver_message(
    state: State, message: Message, kind: str = "message", *, also: tuple[Bot, ...] = ()
) -> None:
    """Tell the bots of a chat, and `also` one that has just left it, about a message.

    A bot is not told of what it did itself, except of a few service messages.
    """
    at = message.edit_date or message.date
    for bot in dict.fromkeys((*state.bots_in(message.chat), *also)):
        own = message.sender is bot and not _told_to_itself(message)
        if not own and hears(state, bot, message):
            lane = ("chat", message.chat.id)
            _push(state, bot, kind, message.json(bot), expires=at + RETENTION, lane=lane)


def deliver_member(
    state: State,
    chat: Chat,
    actor: User,
    old: Member,
    new: Member,
    *,
    link: InviteLink | None = None,
    asked: bool = False,
) -> None:
    """Tell a bot what happened to it, and administrators that ask what happened to others.

    `link` is what somebody has come in by; `asked`, that they had to ask.
    """
    now = state.now()
    told = [(new.user, "my_chat_member")] if isinstance(new.user, Bot) else []
    told += [
        (bot, "chat_member")
        for bot in state.bots_in(chat)
        if bot is not new.user and chat.member(bot, now).leads
    ]
    for bot, kind in told:
        payload: JsonObject = {
            "chat": chat.json(),
            "from": actor.json(),
            "date": now,
            "old_chat_member": old.json(chat.kind, bot.id),
            "new_chat_member": new.json(chat.kind, bot.id),
        }
        if link:
            payload["invite_link"] = link.json(bot)
        if asked:
            payload["via_join_request"] = True
        lane = (kind, chat.id if kind == "my_chat_member" else new.user.id)
        _push(state, bot, kind, payload, expires=now + RETENTION, lane=lane)


def deliver_request(state: State, chat: Chat, request: JoinRequest, link: InviteLink) -> None:
    """Tell administrators who may invite that somebody asks to be let in."""
    payload: JsonObject = {
        "chat": chat.json(),
        "from": request.user.json(),
        "user_chat_id": request.user.id,
        "date": request.date,
    }
    if request.bio:
        payload["bio"] = request.bio
    expires, lane = request.date + RETENTION, ("chat_member", request.user.id)
    for bot in tuple(state.bots_in(chat)):
        if chat.member(bot, state.now()).holds("can_invite_users"):
            bot.met.add(request.user.id)  # as in on_update_chat_invite_requester
            told = payload | {"invite_link": link.json(bot)}
            _push(state, bot, "chat_join_request", told, expires=expires, lane=lane)


def deliver_reaction(
    state: State, message: Message, actor: User | Chat, old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    """Tell administrators that ask, and the bot of a private chat, about a reaction."""
    chat, now = message.chat, state.now()
    payload: JsonObject = {
        "chat": chat.json(),
        "message_id": message.id,
        "user" if isinstance(actor, User) else "actor_chat": actor.json(),
        "date": now,
        "old_reaction": [{"type": "emoji", "emoji": emoji} for emoji in old],
        "new_reaction": [{"type": "emoji", "emoji": emoji} for emoji in new],
    }
    for bot in tuple(state.bots_in(chat)):
        if chat.is_private or chat.member(bot, now).leads:
            lane = ("message_reaction", chat.id)
            _push(state, bot, "message_reaction", payload, expires=now + RETENTION, lane=lane)


def deliver_poll(state: State, poll: Poll, *, stopped: bool = False) -> None:
    """Tell the bot whose poll it is how it stands; if it was `stopped` by hand, all who see it."""
    bots = {poll.creator} | {bot for m in poll.messages for bot in state.bots_in(m.chat) if stopped}
    for bot in bots:
        if isinstance(bot, Bot):
            expires, lane = state.now() + RETENTION, ("poll", int(poll.id))
            _push(state, bot, "poll", poll.json(), expires=expires, lane=lane)


def deliver_vote(state: State, poll: Poll, voter: User | Chat, chosen: tuple[int, ...]) -> None:
    """Tell the bot whose poll it is who has voted for what, unless votes are secret."""
    if poll.anonymous or not isinstance(poll.creator, Bot):
        return
    payload: JsonObject = {"poll_id": poll.id}
    if isinstance(voter, User):
        payload["user"] = voter.json()
    else:
        payload |= {"user": CHANNEL_SENDER.json(), "voter_chat": voter.json()}
    payload["option_ids"] = list(chosen)
    payload["option_persistent_ids"] = [poll.options[number].id for number in chosen]
    expires, lane = state.now() + RETENTION, ("poll", int(poll.id))
    _push(state, poll.creator, "poll_answer", payload, expires=expires, lane=lane)


def deliver_tap(state: State, bot: Bot, tap: Tap) -> None:
    """Tell a bot that one of its buttons was pressed. Even the anonymous are named here."""
    message = tap.message
    payload: JsonObject = {"id": tap.id, "from": tap.user.json()}
    if message.draft.inline_id:
        payload["inline_message_id"] = message.draft.inline_id
    else:
        payload["message"] = message.json(bot)
    # Below an ephemeral message the chat stands for nothing (on_new_ephemeral_callback_query).
    instance = "0" if message.is_ephemeral else chat_instance(message.chat)
    payload |= {"chat_instance": instance, "data": tap.data}
    lane = ("callback_query", tap.user.id)
    _push(state, bot, "callback_query", payload, expires=tap.at + QUERY_RETENTION, lane=lane)


def deliver_inline(
    state: State, bot: Bot, kind: str, payload: JsonObject, user: User, seconds: int
) -> None:
    """Tell a bot what somebody types to it in a chat, or what they have chosen."""
    expires = state.now() + seconds
    _push(state, bot, kind, payload, expires=expires, lane=(kind, user.id))


def chat_instance(chat: Chat) -> str:
    """What stands for a chat where its id is kept from a bot."""
    return str(-(abs(chat.id) * 2_654_435_761 % 2**62))


def _push(
    state: State, bot: Bot, kind: str, payload: JsonObject, *, expires: int, lane: tuple[str, int]
) -> None:
    if bot.updates.push(kind, payload, expires=expires, lane=lane):
        state.wake(bot)


# Of what a bot does itself it is told only this; need_skip_update_message in Client.cpp.
_TOLD_TO_ITSELF = frozenset(
    {
        "delete_chat_photo",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "left_chat_member",
        "new_chat_photo",
        "new_chat_title",
        "pinned_message",
    }
)


def _told_to_itself(message: Message) -> bool:
    content = message.body.payload if message.body.is_service else None
    return isinstance(content, dict) and bool(_TOLD_TO_ITSELF & set(content))
