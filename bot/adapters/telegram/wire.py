"""What we read of Telegram's updates: no more than we use. Unknown fields are skipped.

Numbers have the bounds that Telegram gives them: what is beyond, no calendar and no database holds.
"""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct, field
from msgspec.structs import replace

#: Of a chat or a user: 52 significant bits.
Id = Annotated[int, Meta(ge=-(2**52), le=2**52)]
#: Of a message, or a size: 31 bits.
Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]
#: Of an update. Zero is none: an offset of one less would ask for updates from their end.
UpdateId = Annotated[int, Meta(ge=1, le=2**31 - 1)]
#: Seconds since 1970, 32 bits.
Instant = Annotated[int, Meta(ge=0, le=2**32 - 1)]


class User(Struct, frozen=True):
    """A human or a bot."""

    id: Id
    is_bot: bool = False
    first_name: str = ""
    language_code: str = ""


class Chat(Struct, frozen=True):
    """`type` is private, group, supergroup or channel; `is_forum`: it has topics."""

    id: Id
    type: str
    is_forum: bool = False


class Entity(Struct, frozen=True):
    """Offset and length are in UTF-16 units."""

    type: str
    offset: Number
    length: Number
    url: str = ""


class File(Struct, frozen=True):
    """Anything that is sent again by its handle."""

    file_id: str


class Sticker(Struct, frozen=True):
    """A sticker, and the emoji that it stands for."""

    file_id: str
    emoji: str = ""


class PollOption(Struct, frozen=True):
    """One answer of a poll."""

    text: str = ""


class Poll(Struct, frozen=True):
    """Its words; a poll cannot be sent again by a handle."""

    question: str = ""
    options: tuple[PollOption, ...] = ()


class Dice(Struct, frozen=True):
    """A throw."""

    emoji: str = ""
    value: Number = 0


class Contact(Struct, frozen=True):
    """Somebody's number."""

    phone_number: str = ""
    first_name: str = ""


class Location(Struct, frozen=True):
    """In degrees."""

    latitude: float = 0.0
    longitude: float = 0.0


class Venue(Struct, frozen=True):
    """What is at a place."""

    title: str = ""
    address: str = ""


class Task(Struct, frozen=True):
    """One line of a checklist."""

    text: str = ""


class Checklist(Struct, frozen=True):
    """Its words."""

    title: str = ""
    tasks: tuple[Task, ...] = ()


class Titled(Struct, frozen=True):
    """A game, or a chat that a message was forwarded from."""

    title: str = ""


class Origin(Struct, frozen=True):
    """Where a forwarded message is from: at most one of these is there."""

    sender_user: User | None = None
    sender_user_name: str = ""
    sender_chat: Titled | None = None
    chat: Titled | None = None


class Something(Struct, frozen=True):
    """Of which we only know that it is there."""


class Message(Struct, frozen=True):
    """A message of any kind. Times are seconds since 1970."""

    message_id: Number
    date: Instant
    chat: Chat
    from_: User | None = field(default=None, name="from")
    sender_chat: Chat | None = None
    edit_date: Instant | None = None
    #: Of a topic, or of a chain of answers; which of the two, the next one says.
    message_thread_id: Id | None = None
    is_topic_message: bool = False
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    media_group_id: str = ""
    forward_origin: Origin | None = None
    via_bot: User | None = None
    photo: tuple[File, ...] | None = None
    video: File | None = None
    voice: File | None = None
    video_note: File | None = None
    audio: File | None = None
    animation: File | None = None
    document: File | None = None
    sticker: Sticker | None = None
    poll: Poll | None = None
    dice: Dice | None = None
    contact: Contact | None = None
    location: Location | None = None
    venue: Venue | None = None
    story: Something | None = None
    checklist: Checklist | None = None
    game: Titled | None = None
    giveaway: Something | None = None
    paid_media: Something | None = None
    #: A kind of message that has no field here: whatever Telegram adds next.
    other: Something | None = None
    new_chat_members: tuple[User, ...] | None = None
    left_chat_member: User | None = None
    #: Only its writer and the bot see it; its `message_id` is 0.
    ephemeral_message_id: Number | None = None
    migrate_to_chat_id: Id | None = None
    migrate_from_chat_id: Id | None = None


class Place(Struct, frozen=True):
    """The message that a button was on: its chat and its topic. `date` is 0 if Telegram does not
    know any more what it was.
    """

    chat: Chat
    date: Instant = 1
    message_thread_id: Id | None = None
    is_topic_message: bool = False


class Callback(Struct, frozen=True):
    """A tap on a button."""

    id: str
    from_: User = field(name="from")
    message: Place | None = None
    data: str = ""


class Member(Struct, frozen=True):
    """Somebody's standing in a chat."""

    status: str
    user: User
    is_member: bool = True
    can_delete_messages: bool = False
    can_restrict_members: bool = False


class MemberChange(Struct, frozen=True):
    """Somebody's standing changed, our own or another's; `from_` did it."""

    chat: Chat
    from_: User = field(name="from")
    new_chat_member: Member


class Emoji(Struct, frozen=True):
    """One reaction; `emoji` is empty for a custom one."""

    emoji: str = ""


class ReactionChange(Struct, frozen=True):
    """What somebody has put under a message now; `user` is missing for whoever is anonymous."""

    chat: Chat
    message_id: Number
    user: User | None = None
    new_reaction: tuple[Emoji, ...] = ()


class Update(Struct, frozen=True):
    """One update: at most one of these is there. None of them: a kind that we do not use."""

    update_id: UpdateId
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Callback | None = None
    my_chat_member: MemberChange | None = None
    chat_member: MemberChange | None = None
    message_reaction: ReactionChange | None = None


#: The kinds that we ask for.
ALLOWED_UPDATES = (
    "message", "edited_message", "callback_query", "my_chat_member", "chat_member",
    "message_reaction",
)  # fmt: skip


class Answer(Struct, frozen=True):
    """What getUpdates gives; each update stays as it came."""

    result: tuple[msgspec.Raw, ...] = ()


class Numbered(Struct, frozen=True):
    """All that an update of an unknown shape must have."""

    update_id: UpdateId


Read = TypeVar("Read")

_UPDATE = msgspec.json.Decoder(Update)
_ANSWER = msgspec.json.Decoder(Answer)
_NUMBER = msgspec.json.Decoder(Numbered)


#: Fields of a message that say something about it, by the Bot API 10.3, beside those above.
_ABOUT = frozenset({
    "from", "sender_boost_count", "sender_business_bot", "sender_tag",
    "business_connection_id", "is_automatic_forward",
    "reply_to_message", "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id",
    "reply_to_poll_option_id", "has_protected_content", "is_from_offline",
    "is_paid_post", "author_signature", "paid_star_count",
    "link_preview_options", "effect_id", "show_caption_above_media",
    "has_media_spoiler", "reply_markup", "direct_messages_topic", "suggested_post_info",
    "guest_bot_caller_chat", "guest_bot_caller_user", "guest_query_id", "receiver_user",
    # before 7.0
    "forward_from", "forward_from_chat", "forward_from_message_id", "forward_signature",
    "forward_sender_name", "forward_date",
})  # fmt: skip
#: Messages of the chat's own, which nobody wrote: by the begin of their field's name.
_SERVICE = (
    "new_chat_", "left_chat_", "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
    "channel_chat_created", "message_auto_delete_", "migrate_", "pinned_message", "users_shared",
    "chat_shared", "connected_website", "write_access_allowed", "passport_data",
    "proximity_alert_", "boost_added", "chat_background_set", "chat_owner_", "checklist_tasks_",
    "direct_message_price_", "forum_topic_", "general_forum_topic_", "giveaway_created",
    "giveaway_completed", "paid_message_price_", "suggested_post_", "video_chat_", "web_app_data",
    "successful_payment", "refunded_payment", "gift", "unique_gift", "managed_bot_created",
    "poll_option_",
)  # fmt: skip
_SAID = frozenset({
    "text", "photo", "video", "voice", "video_note", "audio", "animation", "document", "sticker",
    "poll", "dice", "contact", "location", "story", "checklist", "paid_media", "game", "giveaway",
})  # fmt: skip


class _Fields(Struct, frozen=True):
    """A message's fields by name."""

    message: dict[str, msgspec.Raw] = {}


_FIELDS = msgspec.json.Decoder(_Fields)


def update(payload: bytes) -> Update:
    """An update. `msgspec.DecodeError` if it is none."""
    found = _decoded(_UPDATE, payload)
    message = found.message
    if message is None or any(getattr(message, kind) is not None for kind in _SAID):
        return found
    names = set(_decoded(_FIELDS, payload).message) - _ABOUT - set(Message.__struct_fields__)
    if not any(not name.startswith(_SERVICE) for name in names):
        return found
    return replace(found, message=replace(message, other=Something()))


def answer(payload: bytes) -> Answer:
    """The answer of getUpdates. `msgspec.DecodeError` if it is none."""
    return _decoded(_ANSWER, payload)


def number(payload: bytes) -> int | None:
    """Only the update's number, for one that we may not be able to read otherwise; None if it has
    none.
    """
    try:
        return _decoded(_NUMBER, payload).update_id
    except msgspec.DecodeError:
        return None


def _decoded(decoder: msgspec.json.Decoder[Read], payload: bytes) -> Read:
    """`msgspec.DecodeError` for whatever cannot be read: msgspec raises other errors for arrays
    too deep in arrays, and for what is not UTF-8.
    """
    try:
        return decoder.decode(payload)
    except (RecursionError, UnicodeDecodeError) as error:
        raise msgspec.DecodeError(type(error).__name__) from None
