"""Ephemeral messages: whom one is for, and whether the bot may send it so."""

from dataclasses import dataclass

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.messages import Message
from bot.rehearsal.botapi.people import User
from bot.rehearsal.botapi.wire import FieldError

#: How long a bot that leads nothing may answer a tap or an ephemeral message so, in seconds.
ANSWERABLE_FOR = 15


@dataclass(frozen=True, slots=True)
class Aim:
    """Whom a message is for alone, and the tap that brought it about. 0 and empty for neither."""

    user_id: int = 0
    tap_id: str = ""
    instead: bool = False

    @classmethod
    def read(cls, call: Call) -> "Aim":
        """Read what this world's version of the Bot API knows of it. Raises `ApiError`."""
        if call.state.ephemeral == "off":
            return cls()
        params = call.params
        if call.state.ephemeral == "10.3" and params.string("ephemeral_message_parameters"):
            fields = params.fields(
                "ephemeral_message_parameters",
                "Can't parse ephemeral message parameters JSON object",
                "Object expected as ephemeral message parameters",
            )
            try:
                return cls(
                    fields.required_integer("receiver_user_id"),
                    fields.string("callback_query_id"),
                    fields.flag("replace_callback_query_message"),
                )
            except FieldError as error:
                raise bad_request(str(error)) from error
        number = params.integer("receiver_user_id", low=0, high=2**53)
        return cls(number, params.string("callback_query_id"))

    def replaces(self, call: Call) -> int:
        """The message that this one is to stand in place of; 0 for none. Raises `ApiError`."""
        tap = call.state.taps.get(self.tap_id)
        if not self.instead or tap is None:
            return 0
        if tap.message.is_ephemeral:
            raise bad_request("MESSAGE_ID_INVALID")
        return tap.message.id


def receiver_of(call: Call, chat: Chat, aim: Aim, answered: Message | None) -> User | None:
    """The human that alone is to see the message; None for everybody. Raises `ApiError`.

    Who leads the group may write so to every human in it, other bots only in answer to an
    ephemeral message or a tap of the last seconds. The words of the refusals are not known.
    """
    if not aim.user_id:
        if answered and answered.is_ephemeral:
            raise bad_request("message to be replied not found")
        return None
    receiver = call.user(aim.user_id)
    now = call.state.now()
    if chat.is_private:
        raise bad_request("CHAT_INVALID")
    if receiver is None or receiver.is_bot or not chat.member(receiver, now).inside:
        raise bad_request("USER_NOT_PARTICIPANT")
    tap = call.state.taps.get(aim.tap_id)
    if chat.member(call.bot, now).leads:
        return receiver
    if tap and tap.user is receiver and tap.message.chat is chat and now - tap.at < ANSWERABLE_FOR:
        return receiver
    if not answered or answered.sender is not receiver or answered.draft.receiver is not call.bot:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    if now - answered.date >= ANSWERABLE_FOR:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    return receiver
