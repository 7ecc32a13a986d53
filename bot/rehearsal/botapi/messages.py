"""Messages, and how a bot is shown them."""

from dataclasses import dataclass, field

from .chats import Chat
from .keyboards import Keyboard
from .people import ANONYMOUS_ADMIN, CHANNEL_SENDER, Bot, User
from .polls import Poll
from .previews import shown_preview
from .texts import NO_WORDS, Formatted
from .wire import JsonObject

WITH_CAPTION = frozenset({"photo", "video", "animation", "audio", "document", "voice"})
SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Body:
    """What a message says.

    `kind` is the field's name in the Bot API, or `service`; `payload` its value there: an object
    or, for a photo, a list. A service message's payload is a set of fields. `words` is the text
    or the caption, `preview` what was asked for about the preview of a link in it.
    """

    kind: str
    payload: object = None
    words: Formatted = NO_WORDS
    spoiler: bool = False
    above: bool = False
    poll: Poll | None = None
    preview: JsonObject | None = None

    @property
    def is_service(self) -> bool:
        """Whether Telegram wrote this about the chat, not a person in it."""
        return self.kind == SERVICE

    def json(self) -> JsonObject:
        """The fields of a `Message` that carry the content."""
        if self.kind == "text":
            shown = self._worded("text", "entities")
            preview = shown_preview(self.words, self.preview)
            return shown | {"link_preview_options": preview} if preview else shown
        if self.is_service:
            return self._fields()
        shown = {self.kind: self.payload}
        if self.kind == "animation":
            # Old bots look for an animation among the documents.
            hidden = {"duration", "width", "height"}
            content = self._fields()
            shown["document"] = {key: content[key] for key in content if key not in hidden}
        if self.kind == "venue":
            shown = {"location": self._fields()["location"], **shown}
        if self.words.text:
            shown |= self._worded("caption", "caption_entities")
            if self.above:
                shown["show_caption_above_media"] = True
        if self.spoiler:
            shown["has_media_spoiler"] = True
        return shown

    def _fields(self) -> JsonObject:
        return dict(self.payload) if isinstance(self.payload, dict) else {}

    def _worded(self, text: str, entities: str) -> JsonObject:
        shown: JsonObject = {text: self.words.text}
        if self.words.entities:
            shown[entities] = [entity.json() for entity in self.words.entities]
        return shown


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forwarded message comes from: a user, or a chat if it was written as one."""

    date: int
    user: User | None = None
    chat: Chat | None = None

    def json(self) -> JsonObject:
        """`forward_origin`, and the fields that came before it."""
        if self.chat:
            chat = self.chat.json()
            return {
                "forward_origin": {"type": "chat", "sender_chat": chat, "date": self.date},
                "forward_from_chat": chat,
                "forward_date": self.date,
            }
        sender = self.user.json() if self.user else {}
        return {
            "forward_origin": {"type": "user", "sender_user": sender, "date": self.date},
            "forward_from": sender,
            "forward_date": self.date,
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything about a message but its place and time.

    `reply_to` is a message id of the same chat, `external` a message of another chat or topic that
    is answered; `prompt` is a reply keyboard, its removal or a forced reply, which only clients
    see; `sender_chat` is who it is written as, `signature` the title of whoever hides behind it;
    `tag` the title of whoever does not; `topic` is a topic's id or 0; `via` is the bot whose inline
    result it is. `seen_as` is what people see in place of the text. An ephemeral message has a
    `receiver`: a human, or the bot that it is for; only author and receiver ever see it. To them it
    may stand `in_place_of` the message with this id.
    """

    body: Body
    reply_to: int = 0
    quote: JsonObject | None = None
    keyboard: Keyboard | None = None
    prompt: JsonObject | None = None
    sender_chat: Chat | None = None
    origin: Origin | None = None
    album: str = ""
    protected: bool = False
    external: "Message | None" = None
    topic: int = 0
    via: Bot | None = None
    inline_id: str = ""
    signature: str = ""
    tag: str = ""
    silent: bool = False
    effect: str = ""
    seen_as: str = ""
    receiver: User | None = None
    in_place_of: int = 0


@dataclass(eq=False, slots=True)
class Message:
    """One message in its chat. Dates are whole Unix seconds.

    `thread` is the topic, or in a supergroup without topics the message that a chain of answers
    began with; 0 if there is none. An ephemeral message has a negative id. `reworded`: more than
    its buttons has been changed, so clients say *edited*.
    """

    id: int
    chat: Chat
    sender: User
    date: int
    draft: Draft
    body: Body
    keyboard: Keyboard | None
    edit_date: int = 0
    thread: int = 0
    reworded: bool = False
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def reply_to(self) -> "Message | None":
        """The message that this one answers, while it exists."""
        return self.chat.messages.get(self.draft.reply_to)

    @property
    def shown_reply_to(self) -> "Message | None":
        """What a bot is shown as answered: in a topic without another, the founding message."""
        if self.draft.reply_to or not 0 < self.draft.topic < self.id:
            return self.reply_to
        return self.chat.messages.get(self.draft.topic)

    @property
    def only_for(self) -> User | None:
        """The only human who sees this; None for everybody in the chat."""
        receiver = self.draft.receiver
        return self.sender if isinstance(receiver, Bot) else receiver

    @property
    def is_ephemeral(self) -> bool:
        """Whether only one person and one bot ever see this."""
        return self.id < 0

    @property
    def author(self) -> User:
        """Who seems to have written: the sender, unless hidden behind a chat."""
        if self.draft.sender_chat is None:
            return self.sender
        from_group = self.draft.sender_chat is self.chat
        return ANONYMOUS_ADMIN if from_group else CHANNEL_SENDER

    def origin(self) -> Origin:
        """What a forward of this message tells about its source."""
        if self.draft.origin:
            return self.draft.origin
        if self.draft.sender_chat:
            return Origin(self.date, chat=self.draft.sender_chat)
        return Origin(self.date, user=self.sender)

    def json(self, viewer: Bot, *, with_reply: bool = True) -> JsonObject:
        """The `Message` object for one bot."""
        draft = self.draft
        shown: JsonObject = {"message_id": max(self.id, 0), "from": self.author.json()}
        if draft.signature:
            shown["author_signature"] = draft.signature
        if draft.sender_chat:
            shown["sender_chat"] = draft.sender_chat.json()
        shown |= {"chat": self.chat.json(), "date": self.date}
        if self.edit_date:
            shown["edit_date"] = self.edit_date
        if self.thread:
            shown["message_thread_id"] = self.thread
        if draft.origin:
            shown |= draft.origin.json()
        if with_reply and self.shown_reply_to:
            shown["reply_to_message"] = self.shown_reply_to.json(viewer, with_reply=False)
        if draft.external:
            shown["external_reply"] = draft.external.external_json()
        if draft.quote:
            shown["quote"] = draft.quote
        if draft.album:
            shown["media_group_id"] = draft.album
        shown |= self.body.json()
        if joined := shown.get("new_chat_members"):
            shown |= _first_of(joined, viewer)
        if left := shown.get("left_chat_member"):
            shown["left_chat_participant"] = left  # what old bots look for
        return shown | self._last_fields()

    def external_json(self) -> JsonObject:
        """The `ExternalReplyInfo` object of an answer in another chat or topic; it has no words."""
        shown = {"origin": self.origin().json()["forward_origin"], "chat": self.chat.json()}
        shown["message_id"] = self.id
        if self.body.kind != "text" and not self.body.is_service:
            shown[self.body.kind] = self.body.payload
        return shown

    def _last_fields(self) -> JsonObject:
        draft = self.draft
        shown: JsonObject = {}
        if self.keyboard:
            shown["reply_markup"] = self.keyboard.json()
        if draft.via:
            shown["via_bot"] = draft.via.json()
        if draft.protected:
            shown["has_protected_content"] = True
        if draft.topic:
            shown["is_topic_message"] = True
        if draft.effect:
            shown["effect_id"] = draft.effect
        if draft.tag:
            shown["sender_tag"] = draft.tag
        if self.is_ephemeral:
            shown["ephemeral_message_id"] = -self.id
            if draft.receiver:
                shown["receiver_user"] = draft.receiver.json()
        return shown


def _first_of(joined: object, viewer: Bot) -> JsonObject:
    """The fields of the time when one account at a time could join; a bot sees itself first."""
    people = joined if isinstance(joined, list) else []
    first = next((user for user in people if user["id"] == viewer.id), people[0])
    return {"new_chat_participant": first, "new_chat_member": first}
