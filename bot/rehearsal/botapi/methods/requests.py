"""What all sending methods have in common: to whom, in answer to what, with which keyboard."""

from dataclasses import dataclass, replace

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.chats import Chat
from bot.rehearsal.botapi.errors import ApiError, bad_request
from bot.rehearsal.botapi.forums import may_lead
from bot.rehearsal.botapi.keyboards import Markup, read_markup
from bot.rehearsal.botapi.messages import Body, Draft, Message
from bot.rehearsal.botapi.people import User
from bot.rehearsal.botapi.posting import publish
from bot.rehearsal.botapi.quotes import quote_of
from bot.rehearsal.botapi.rights import TO_SEND
from bot.rehearsal.botapi.texts import NO_WORDS, Formatted, Source
from bot.rehearsal.botapi.topics import GENERAL
from bot.rehearsal.botapi.wire import FieldError, Fields

from .aims import Aim, receiver_of


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message is to answer, as asked for. `ephemeral_id` is of an ephemeral message."""

    message_id: int = 0
    chat_id: str = ""
    optional: bool = False
    quote: Formatted = NO_WORDS
    quote_position: int = 0
    ephemeral_id: int = 0

    @classmethod
    def read(cls, call: Call) -> "Reply":
        """Read `reply_parameters`, or what there was before them. Raises `ApiError`."""
        params = call.params
        if "reply_parameters" not in params:
            number = params.message_id("reply_to_message_id")
            return cls(number, optional=params.flag("allow_sending_without_reply"))
        fields = params.fields(
            "reply_parameters",
            "Can't parse reply parameters JSON object",
            "Object expected as reply parameters",
        )
        if not fields:
            return cls()
        try:
            ephemeral = call.state.ephemeral != "off"
            ephemeral_id = fields.integer("ephemeral_message_id") if ephemeral else 0
            if ephemeral_id:
                return cls(ephemeral_id=ephemeral_id)
            chat_id = fields.string("chat_id")
            number = fields.required_integer("message_id")
            optional = fields.flag("allow_sending_without_reply")
            quote = _quote(call, fields)
            position = fields.integer("quote_position")
        except FieldError as error:
            raise bad_request(str(error)) from error
        if chat_id == params.string("chat_id"):
            chat_id = ""
        return cls(max(number, 0), chat_id, optional, quote, position)

    def target(self, call: Call, chat: Chat) -> Message | None:
        """The message to answer. Raises `ApiError` if it must be there and is not."""
        if self.ephemeral_id:
            return chat.messages.get(-self.ephemeral_id)
        if not self.message_id:
            return None
        where = call.reach(self.chat_id, Access.READ) if self.chat_id else chat
        if self.optional and not call.seen(where, self.message_id):
            return None
        return call.message(where, self.message_id, "message to be replied")


@dataclass(frozen=True, slots=True)
class Request:
    """A message to be sent, as far as it does not depend on what it says."""

    call: Call
    chat: Chat
    markup: Markup
    draft: Draft

    @classmethod
    def read(
        cls,
        call: Call,
        *,
        aimed: bool = False,
        reply: Reply | None = None,
        with_markup: bool = True,
    ) -> "Request":
        """Read and check, in the server's order; `reply` may be read already. Raises `ApiError`.

        `aimed`: it can be meant for one person alone (`ephemerals.KINDS`); other methods do not
        know the parameter.
        """
        reply = reply or Reply.read(call)
        markup = read_markup(call.params.string("reply_markup")) if with_markup else Markup()
        aim = Aim.read(call) if aimed else Aim()
        chat = call.chat(Access.WRITE)
        topic = _topic(call, chat)
        answered = reply.target(call, chat)
        receiver = receiver_of(call, chat, aim, answered)
        draft = Draft(
            Body("text"),
            topic=topic,
            protected=call.params.flag("protect_content"),
            silent=call.params.flag("disable_notification"),
            effect=_effect(call, chat),
            receiver=receiver,
            in_place_of=aim.replaces(call) if receiver else 0,
        )
        if answered and _answerable(draft, chat, answered):
            quote = quote_of(answered.body.words, reply.quote, reply.quote_position)
            draft = replace(_answering(draft, chat, answered), quote=quote)
        return cls(call, chat, markup.for_chat(private=chat.is_private), draft)

    def send(
        self,
        body: Body,
        *,
        origin: Message | None = None,
        album: str = "",
    ) -> Message:
        """Send, if the bot may send such a thing here. Raises `ApiError`."""
        call, chat, keyboard = self.call, self.chat, self.markup.keyboard
        if origin:
            keyboard = origin.keyboard.forwarded if origin.keyboard else None
        self.check(body)
        draft = replace(
            self.draft,
            body=body,
            keyboard=keyboard,
            prompt=self.markup.prompt,
            origin=origin.origin() if origin else None,
            album=album,
            tag=_tag(chat, call.bot, call.state.now()),
        )
        return publish(call.state, chat, call.bot, draft)

    def allows(self, body: Body) -> bool:
        """Whether the bot may send this kind of message here."""
        return TO_SEND[body.kind][0] in self.chat.allowed(self.call.bot, self.call.state.now())

    def check(self, body: Body) -> None:
        """Raise `ApiError` if the bot may not send such a thing here."""
        call, chat = self.call, self.chat
        if not self.allows(body):
            words = TO_SEND[body.kind][1]
            if isinstance(body.payload, dict) and "live_period" in body.payload:
                words = f"live {words}"
            raise bad_request(f"Not enough rights to send {words} to the chat")
        topic = chat.topics.get(self.draft.topic or GENERAL)
        if topic and topic.closed and not may_lead(call.state, chat, topic, call.bot):
            raise bad_request("TOPIC_CLOSED")
        call.check_reachable(chat, sends=True)


def _quote(call: Call, fields: Fields) -> Formatted:
    """The words that are quoted. Raises `FieldError`; what TDLib cannot use is as if not there."""
    entities = fields.raw("quote_entities")
    source = Source(fields.string("quote"), fields.string("quote_parse_mode"), entities)
    try:
        return source.read(call.user)
    except ApiError:
        return NO_WORDS


def _topic(call: Call, chat: Chat) -> int:
    """The topic that the call names; chats that have none ignore it (check_message_topic)."""
    number = call.params.message_id("message_thread_id")
    if not number or not (chat.forum or chat.is_private):
        return 0
    if chat.is_private or number == GENERAL or number not in chat.topics:
        raise bad_request("message thread not found")
    return number


def _answerable(draft: Draft, chat: Chat, answered: Message) -> bool:
    """Whether the draft may be an answer; if not, it silently goes without (can_reply_to_message).

    Nobody answers the first message of a supergroup, nor from elsewhere what cannot be forwarded.
    """
    if answered.chat.is_supergroup and answered.id == 1:
        return False
    stays = answered.body.is_service or answered.draft.protected
    return not (stays and _elsewhere(draft, chat, answered))


def _elsewhere(draft: Draft, chat: Chat, answered: Message) -> bool:
    return answered.chat is not chat or draft.topic not in (0, answered.draft.topic)


def _answering(draft: Draft, chat: Chat, answered: Message) -> Draft:
    """The draft as an answer; one in another chat or topic is an external reply."""
    if _elsewhere(draft, chat, answered):
        return replace(draft, external=answered)
    return replace(draft, reply_to=answered.id, topic=answered.draft.topic)


def _effect(call: Call, chat: Chat) -> str:
    effect = call.params.integer("message_effect_id", low=-(2**63), high=2**63 - 1)
    if effect and not chat.is_private:
        raise bad_request("Can't use message effects in the chat")
    return str(effect) if effect else ""


def _tag(chat: Chat, user: User, now: int) -> str:
    return chat.member(user, now).title if chat.is_supergroup else ""
