"""What we read of Telegram's updates: no more than we use. Unknown fields are skipped."""

import msgspec
from msgspec import Struct, field


class User(Struct, frozen=True):
    """A human or a bot."""

    id: int
    is_bot: bool = False
    first_name: str = ""


class Chat(Struct, frozen=True):
    """`type` is private, group, supergroup or channel."""

    id: int
    type: str


class Entity(Struct, frozen=True):
    """Offset and length are in UTF-16 units."""

    type: str
    offset: int
    length: int


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
    value: int = 0


class Contact(Struct, frozen=True):
    """Somebody's number."""

    phone_number: str = ""
    first_name: str = ""


class Location(Struct, frozen=True):
    """In degrees."""

    latitude: float = 0.0
    longitude: float = 0.0


class Something(Struct, frozen=True):
    """Of which we only know that it is there."""


class Message(Struct, frozen=True):
    """A message of any kind. Times are seconds since 1970."""

    message_id: int
    date: int
    chat: Chat
    from_: User | None = field(default=None, name="from")
    sender_chat: Chat | None = None
    edit_date: int | None = None
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
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
    story: Something | None = None
    checklist: Something | None = None
    paid_media: Something | None = None
    new_chat_members: tuple[User, ...] | None = None
    left_chat_member: User | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None


class Place(Struct, frozen=True):
    """The message that a button was on; we need its chat."""

    chat: Chat


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


class MemberChange(Struct, frozen=True):
    """Our own standing changed; `from_` did it."""

    chat: Chat
    from_: User = field(name="from")
    new_chat_member: Member


class Update(Struct, frozen=True):
    """One update: at most one of these is there. None of them: a kind that we do not use."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Callback | None = None
    my_chat_member: MemberChange | None = None


#: The kinds that we ask for.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


class Answer(Struct, frozen=True):
    """What getUpdates gives; each update stays as it came."""

    result: tuple[msgspec.Raw, ...] = ()


class Numbered(Struct, frozen=True):
    """All that an update of an unknown shape must have."""

    update_id: int


_UPDATE = msgspec.json.Decoder(Update)
_ANSWER = msgspec.json.Decoder(Answer)
_NUMBER = msgspec.json.Decoder(Numbered)


def update(payload: bytes) -> Update:
    """An update. `msgspec.DecodeError` if it is none."""
    return _UPDATE.decode(payload)


def answer(payload: bytes) -> Answer:
    """The answer of getUpdates. `msgspec.DecodeError` if it is none."""
    return _ANSWER.decode(payload)


def number(payload: bytes) -> int:
    """Only the update's number, for one that we cannot read otherwise."""
    return _NUMBER.decode(payload).update_id
