"""What the service needs from the world, as protocols. Adapters fill them in."""
# ruff: noqa: PLC0414 -- whoever knows the ports knows what the chat says no to

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from bot.facilitator.events import AnyEvent, Rights
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, RoomId, TapId, WordRef
from bot.sensing.signals import Medium
from bot.service.formats import Format
from bot.service.standing import Mute, Standing, Stands, Unmute
from bot.service.troubles import Gone as Gone
from bot.service.troubles import Later as Later
from bot.service.troubles import MovedTo as MovedTo
from bot.service.troubles import NoRights as NoRights
from bot.service.troubles import NotAlone as NotAlone
from bot.service.troubles import Rejected as Rejected
from bot.service.troubles import Trouble as Trouble
from bot.service.troubles import Unsure as Unsure


class Words(Struct, frozen=True):
    """A partner's message: its text or caption. `file`: the handle of what is sent again; `detail`:
    a poll or a place in words; `formats`: what is bold or a link; `origin`: forwarded from whom.
    """

    text: str = ""
    medium: Medium = "text"
    file: str | None = None
    detail: str = ""
    formats: tuple[Format, ...] = ()
    origin: str | None = None


#: Between attempts to write to a disk that refuses, in seconds.
STORAGE_RETRY_S = 2.0

# --- the journal -----------------------------------------------------------------------------


#: An update concerns at most so many mailboxes.
PARTS_MAX = 64


class Row(Struct, frozen=True):
    """One line of a mailbox's inbox. `kind`: a raw update, or an event told by another mailbox."""

    id: int
    mailbox: Mailbox
    kind: Literal["update", "told"]
    payload: bytes
    received: datetime

    @classmethod
    def arriving(cls, parcel: "Parcel", mailbox: Mailbox, now: datetime) -> "Row":
        """A parcel that is looked at before it is in the inbox. Its number, which names its words,
        is below zero and that of no row.
        """
        number = -(parcel.source * PARTS_MAX + parcel.part) - 1
        return cls(number, mailbox, "update", parcel.payload, now)


class Parcel(Struct, frozen=True):
    """A raw update on its way in. `source` and `part` name it for ever: the same parcel twice is
    once. `place` is the chat it belongs to, `private` whether that is one person's.
    """

    source: int
    part: int
    place: str
    private: bool
    payload: bytes


class Stored(Struct, frozen=True):
    """Words that a commit stores, under the key that their author has in that room, or under the
    room's own where nobody knows the author.
    """

    ref: WordRef
    owner: PersonId | None
    room: RoomId
    until: datetime
    words: Words | None


class Sending(Struct, frozen=True):
    """An outbox row: an effect that a commit gave, to be done. `words`: what it names; these stay
    until it is done, even if they are released meanwhile.
    """

    id: EffectId
    mailbox: Mailbox
    language: str
    effect: bytes
    words: tuple[WordRef, ...] = ()


class Delivered(Struct, frozen=True):
    """An outbox row is done; `message` is what the chat calls it now, if it is a post; `also`: what
    had to be posted before it. `event` is what its mailbox shall hear of it, if that changes what
    is possible.
    """

    id: EffectId
    mailbox: Mailbox
    message: MessageId | None = None
    event: bytes | None = None
    also: tuple[MessageId, ...] = ()


class Commit(Struct, frozen=True):
    """One event's outcome: everything or nothing. `row` is what it settles: a row of the inbox, or
    a parcel that was never in it; `failed` marks that row as our fault. `forget`: the mailbox is a
    person's, and everything of theirs is destroyed; what is in `outbox` is the last they get. From
    then on nothing is stored for that mailbox, whoever tries; its chat gets another one.
    """

    mailbox: Mailbox
    seq: int
    snapshot: bytes
    event: bytes
    at: datetime
    row: int | Parcel | None = None
    outbox: tuple[Sending, ...] = ()
    tells: tuple[tuple[Mailbox, bytes], ...] = ()
    words: tuple[Stored, ...] = ()
    released: tuple[tuple[WordRef, datetime], ...] = ()
    deadline: datetime | None = None
    failed: bool = False
    forget: bool = False


class StaleSeq(Exception):
    """Somebody else committed this mailbox meanwhile; load it again."""


class AlreadySettled(Exception):
    """This inbox row was settled by an earlier commit whose fate we did not learn, or its mailbox
    is that of a person who is forgotten.
    """


class StorageTrouble(Exception):
    """The journal could not write: a full disk, a lost file. Nothing of the commit happened."""


class Journal(Protocol):
    """Durable memory. Every method is one transaction."""

    async def receive(self, parcels: Sequence[Parcel], now: datetime) -> list[Row]:
        """Store updates; those seen before are left out. Returns when they are on the disk."""

    async def waiting(self) -> list[Row]:
        """Inbox rows that no commit has settled, oldest first."""

    async def load(self, mailbox: Mailbox) -> bytes | None:
        """The latest snapshot."""

    async def commit(self, *commits: Commit) -> list[Row]:
        """Store outcomes that belong together; gives the told rows that they made. `StaleSeq`,
        `AlreadySettled`, `StorageTrouble`: then nothing of them is stored.
        """

    async def settle(self, row: int, *, failed: bool) -> None:
        """A row is done with, without an outcome: nothing that concerns us, or our fault. In a
        transaction of its own, so that a restart does not loop.
        """

    async def next_deadline(self, skip: Sequence[Mailbox]) -> tuple[Mailbox, datetime] | None:
        """The earliest deadline of all mailboxes but these."""

    async def unsent(self) -> list[Sending]:
        """Outbox rows that nothing is known of, in their order."""

    async def delivered(self, mark: Delivered) -> list[Row]:
        """Mark an outbox row as done. Without an event this returns at once and the mark rides
        with the next transaction; with one, the told row is returned when it is on the disk.
        """

    async def message_of(self, effect: EffectId) -> MessageId | None:
        """What the chat calls a post of ours; None if it never got there."""

    async def posts_of(self, mailbox: Mailbox, after: datetime, until: datetime) -> list[MessageId]:
        """What the chat calls the posts that this mailbox decided to make in that time."""

    async def words(self, refs: Iterable[WordRef], now: datetime) -> dict[WordRef, Words]:
        """Words that have not expired."""

    async def place_of(self, mailbox: Mailbox) -> str | None:
        """The chat of a mailbox."""

    async def mailbox_of(self, place: str) -> Mailbox | None:
        """The mailbox of a chat; None if nothing ever came from there."""

    async def people(self, places: Iterable[str]) -> Mapping[str, PersonId]:
        """The mailboxes of persons, made if there are none."""

    async def move(self, old: str, new: str) -> None:
        """A chat became another."""

    async def sweep(self, now: datetime) -> Mapping[str, int]:
        """Forget what has expired; how much of what."""


# --- the chat --------------------------------------------------------------------------------


#: How a button is drawn, where a chat can; empty: as any other.
Style = Literal["", "primary", "danger"]


class Key(Struct, frozen=True):
    """A button as it is drawn: a `label`, and either `data` to come back with, a `door` to the
    private chat, or an `invite` into a group.
    """

    label: str
    data: str = ""
    door: str | None = None
    invite: bool = False
    style: Style = ""


Keyboard = tuple[tuple[Key, ...], ...]


class Document(Struct, frozen=True):
    """A file of our own making."""

    name: str
    content: bytes


class Post(Struct, frozen=True):
    """Write. `html` in Telegram's subset; `media`: sent again, several together; `thread`: the
    topic; `patience`: how long its answer is waited for, in seconds; None: as long as ever.
    """

    html: str
    keyboard: Keyboard = ()
    media: tuple[Words, ...] = ()
    film: bool = False
    silent: bool = False
    patience: float | None = None
    document: Document | None = None
    thread: int = 0


class Whisper(Struct, frozen=True):
    """Show something in a group to one person alone; `to` is the place of their private chat. The
    keyboard has doors only. `answers`: the number of what of theirs only the bot saw.
    """

    to: str
    html: str
    keyboard: Keyboard = ()
    answers: MessageId | None = None
    thread: int = 0


class Change(Struct, frozen=True):
    """Rewrite a post of ours. `html` None: only its keyboard."""

    message: MessageId
    html: str | None
    keyboard: Keyboard = ()


class Delete(Struct, frozen=True):
    """Take a message out."""

    message: MessageId


class Unreact(Struct, frozen=True):
    """Take off the reaction of whoever's private place this is."""

    message: MessageId
    who: str


class React(Struct, frozen=True):
    """Put an emoji under a message, as the bot."""

    message: MessageId
    emoji: str


class Clear(Struct, frozen=True):
    """Take several messages out of a private chat, at most `CLEAR_MAX`, or none of them. Those that
    are gone already are no trouble.
    """

    messages: tuple[MessageId, ...]


class Reply(Struct, frozen=True):
    """Answer a tap."""

    tap: TapId
    text: str = ""
    door: str | None = None


class Look(Struct, frozen=True):
    """What may we do here, who owns it, how many are there? In private: is somebody there?"""


class Seen(Struct, frozen=True):
    """The answer to a `Look`. `admins`, `hidden`: the places of humans who lead the group, and of
    those of them who write as the group; `forum`: it has topics.
    """

    rights: Rights
    owner: str
    humans: int
    admins: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    supergroup: bool = False
    forum: bool = False


#: Messages that one `Clear` takes out: Telegram's limit.
CLEAR_MAX = 100

Call = (
    Post
    | Whisper
    | Change
    | Delete
    | Unreact
    | React
    | Clear
    | Reply
    | Look
    | Standing
    | Mute
    | Unmute
)


class Posted(Struct, frozen=True):
    """A post that became several messages: the last, which has the buttons, and those before it."""

    message: MessageId
    also: tuple[MessageId, ...]


#: What a call gives.
Result = MessageId | Posted | Seen | Stands | None


class Gateway(Protocol):
    """The chat. Raises one of the seven kinds of `Trouble`, nothing else."""

    async def do(self, place: str, call: Call) -> Result:
        """Do it. A post gives its message id, a look what was seen."""


# --- the rest --------------------------------------------------------------------------------


class Clock(Protocol):
    """What time it is, and waiting for it."""

    def now(self) -> datetime:
        """This instant, with its zone."""

    async def sleep_until(self, instant: datetime) -> None:
        """Return at that instant, when the clock is set past it, or when so much time has passed as
        it was away: a clock may be set back meanwhile. Whoever waits looks again.
        """


class Reading(Struct, frozen=True):
    """A raw update understood: the event, and the words that it refers to."""

    event: AnyEvent
    words: Words | None = None


class Reader(Protocol):
    """Raw updates to events. Pure but for looking people up."""

    async def read(self, row: Row) -> Reading | None:
        """None: an update of a kind that we do not use."""
