"""One call of a method: who calls, with what, and what the caller may reach."""

from dataclasses import dataclass
from enum import IntEnum

from .chats import Chat
from .errors import ApiError, bad_request, forbidden
from .members import Status
from .messages import Message
from .params import Params, leading_integer
from .people import Bot, User
from .privacy import hears
from .state import State
from .texts import Formatted, Source

#: How long a bot may write to somebody who asks to be let in, in seconds.
ASKED_BACK_FOR = 300


class Access(IntEnum):
    """What a method wants to do in a chat; more each time."""

    READ = 1
    MEMBERS = 2
    EDIT = 3
    WRITE = 4


@dataclass(slots=True)
class Call:
    """A call in progress. `note` becomes the `description` of a successful answer."""

    state: State
    bot: Bot
    params: Params
    note: str = ""

    def chat(self, access: Access, name: str = "chat_id") -> Chat:
        """The chat that a parameter names, for something the bot may do there."""
        return self.reach(self.params.string(name), access)

    def reach(self, chat_id: str, access: Access) -> Chat:
        """The chat with this id. Raises `ApiError` if the bot may not do this there."""
        chat = self._named_chat(chat_id)
        if chat.kind == "group":
            self._check_basic_group(chat, access)
        elif not chat.is_private:
            self._check_supergroup(chat, access)
        return chat

    def message(self, chat: Chat, message_id: int, what: str) -> Message:
        """A message that the bot can see. Raises `ApiError`: `what` was not found."""
        if message := self.seen(chat, message_id):
            return message
        raise bad_request(f"{what} not found")

    def seen(self, chat: Chat, message_id: int) -> Message | None:
        """A message, unless it is not there or is none of the bot's business.

        What privacy mode keeps from the bot, it cannot answer, forward or react to either. Whoever
        leads a group may delete any message there, those of other bots too.
        """
        message = chat.messages.get(message_id)
        if message is None:
            return None
        leads = not message.is_ephemeral and chat.member(self.bot, self.state.now()).leads
        return message if leads or hears(self.state, self.bot, message) else None

    def user(self, user_id: int) -> User | None:
        """The account with this id, or None."""
        return self.state.users.get(user_id)

    def words(self, text: str = "caption", entities: str = "caption_entities") -> Formatted:
        """The text or caption of this call. Raises `ApiError`."""
        source = Source(
            self.params.string(text),
            self.params.string("parse_mode"),
            self.params.string(entities),
        )
        return source.formatted(self.user)

    def check_reachable(self, chat: Chat, *, sends: bool = False) -> None:
        """Raise `ApiError` if the other side of a private chat does not hear this bot.

        Where something is sent, it says so in words of its own (process_send_message_fail_error).
        """
        if isinstance(chat.human, Bot):
            if sends:
                raise forbidden("the bot can't send messages to the bot")
            raise bad_request("USER_IS_BOT")
        if chat.is_private and not (chat.started or self._asks_to_join(chat.human)):
            if sends:
                raise forbidden("bot can't initiate conversation with a user")
            raise bad_request("PEER_ID_INVALID")
        if chat.human and chat.human.deleted:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")

    def _named_chat(self, raw: str) -> Chat:
        if not raw:
            raise bad_request("chat_id is empty")
        if raw.startswith("@"):
            return self._public_chat(raw[1:])
        number = leading_integer(raw)
        if chat := self.state.chats.get(number):
            # A bot that was never there does not know that the group exists.
            if self.bot.id in chat.members:
                return chat
        elif (user := self.state.users.get(number)) and self._knows(user):
            return self.state.open_private(user, self.bot)
        raise bad_request("chat not found")

    def _knows(self, user: User) -> bool:
        """Whether the bot has met somebody: in private, at a group's door, or in a group."""
        private = (user.id, self.bot.id) in self.state.private_chats
        if user is self.bot or user.id in self.bot.met or private:
            return True
        return any(
            user.id in chat.members and self.bot.id in chat.members
            for chat in self.state.chats.values()
        )

    def _asks_to_join(self, user: User | None) -> bool:
        """Whether somebody has just asked to be let in where the bot decides: they may be asked
        back, though they have never written to it (ChatJoinRequest.user_chat_id).
        """
        now = self.state.now()
        return user is not None and any(
            user.id in chat.requests
            and now - chat.requests[user.id].date < ASKED_BACK_FOR
            and chat.member(self.bot, now).holds("can_invite_users")
            for chat in self.state.chats.values()
        )

    def _public_chat(self, username: str) -> Chat:
        """The group, channel or bot with this username; who a human is, bots cannot ask so
        (TdOnCheckChatCallback).
        """
        wanted = username.lower()
        for chat in self.state.chats.values():
            if chat.username and chat.username.lower() == wanted:
                return chat
        for bot in self.state.bots.values():
            if bot.username.lower() == wanted:
                return self.state.open_private(bot, self.bot)
        raise bad_request("chat not found")

    def _check_supergroup(self, chat: Chat, access: Access) -> None:
        """Whoever is no member reads public chats and does nothing else (check_chat_access)."""
        what = "channel" if chat.kind == "channel" else "supergroup"
        member = chat.member(self.bot, self.state.now())
        if member.status is Status.KICKED:
            raise forbidden(f"bot was kicked from the {what} chat")
        if not member.inside and (access >= Access.EDIT or not chat.username):
            raise forbidden(f"bot is not a member of the {what} chat")

    def _check_basic_group(self, chat: Chat, access: Access) -> None:
        if chat.migrated_to:
            # The server notices this only where it would write or list members.
            if access in {Access.MEMBERS, Access.WRITE}:
                raise ApiError(
                    400,
                    "Bad Request: group chat was upgraded to a supergroup chat",
                    {"migrate_to_chat_id": chat.migrated_to.id},
                )
            return
        member = chat.member(self.bot, self.state.now())
        if access is Access.READ or member.inside:
            return
        if member.status is Status.KICKED:
            raise forbidden("bot was kicked from the group chat")
        raise forbidden("bot is not a member of the group chat")
