"""A person: one human, their private chat with the bot, and what is theirs alone. State only.

What is here is never shown to anybody else. Held notes are here and not in the room, so a room
cannot give one to the wrong eyes.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.facilitator.events import Asking
from bot.facilitator.ids import EffectId, MessageId, PersonId, RoomId, WordRef
from bot.facilitator.texts import Rows, Text
from bot.sensing.signals import Signals


class Consent(Struct, frozen=True):
    """The first screen was read and said yes to. `version`: of its text."""

    version: int
    at: datetime


#: What the private questions came to: everything is open; what is about conflict needs a therapist
#: who assigned it; everything from level 2 on is closed.
Gate = Literal["open", "limited", "closed"]
#: What one answer says: something happened in the past; fear, or not being free; harm.
Finding = Literal["fear", "harm", "past"]


class Membership(Struct, frozen=True):
    """A seat in a room; `partner` is None while the other seat is empty. `who`: the partner whom
    `gate` is about; it is None until the private questions are answered. `tender`: an exercise was
    hard for this person, so something warm comes first until then. `leaves`: when they leave;
    `turns`: an exercise with turns in writing runs there, since then.
    """

    partner: str | None = None
    who: PersonId | None = None
    gate: Gate | None = None
    tender: datetime | None = None
    leaves: datetime | None = None
    turns: datetime | None = None


class Offer(Struct, frozen=True):
    """An exercise that waits for *I'm up for it*. `assigned`: by a therapist; `calm`: how calm they
    have to be.
    """

    stamp: str
    level: int
    text: Text
    assigned: bool = False
    calm: int | None = None


class Answer(Struct, frozen=True):
    """A question of a running exercise that waits for this person's answer. `written`: what they
    have written so far, by slot, with how long it is; nobody else has it until they send it;
    `messages`: as which messages of this chat.
    """

    stamp: str
    kind: Asking
    text: Text
    slots: dict[str, tuple[Text, int]] = {}
    labels: tuple[Text, ...] = ()
    whole: Text | None = None
    written: dict[str, tuple[WordRef, int]] = {}
    messages: dict[str, MessageId] = {}

    @property
    def unseen(self) -> bool:
        """A number that nobody is ever shown."""
        return self.kind == "number" and self.whole is not None

    @property
    def next(self) -> str | None:
        """The slot that is asked for now; None if all are written."""
        return next((slot for slot in self.slots if slot not in self.written), None)


class Solo(Struct, frozen=True):
    """An exercise by oneself: which, and the place in its steps."""

    dialogue: str
    edition: int
    place: int = 0


class Checking(Struct, frozen=True):
    """The private questions, under way in the post of `slot`. `place`: which question; `found`:
    what the answers came to so far.
    """

    room: RoomId
    slot: str
    place: int = 0
    found: tuple[Finding, ...] = ()


class Part(Struct, frozen=True):
    """One message of an album; the fields are those of its note."""

    words: WordRef
    signals: Signals
    message: MessageId
    own: MessageId | None = None


class Note(Struct, frozen=True):
    """A held note: a message that was out of turn. `gone`: when its words go, whatever happens;
    `expires` is None while the exercise runs; `urgent`: it was kept in a quiet break or in a
    minute of free talk, and can go without a turn; `rested`: there was a break since; `on_its_way`:
    to the group, by its author's tap; `ready`: a draft, which can be sent from then on; `own`: the
    message of this chat in which its author wrote it. `album`: the name of the album that it is,
    and `more`: its other parts, as they came.
    """

    room: RoomId
    words: WordRef
    signals: Signals
    message: MessageId
    gone: datetime
    expires: datetime | None = None
    warned: bool = False
    urgent: bool = False
    rested: bool = False
    on_its_way: bool = False
    ready: datetime | None = None
    own: MessageId | None = None
    album: str = ""
    more: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of it, in the order in which it was sent."""
        first = Part(self.words, self.signals, self.message, self.own)
        return tuple(sorted((first, *self.more), key=lambda one: (one.message, one.own or 0)))

    @property
    def whole(self) -> Signals:
        """What is known of all of it."""
        parts = [one.signals for one in self.parts]
        insult = any(one.insult for one in parts)
        return replace(parts[0], length=sum(one.length for one in parts), insult=insult)

    @property
    def end(self) -> datetime:
        """When it goes, as things stand."""
        return min(self.expires or self.gone, self.gone)


class PrivateCard(Struct, frozen=True):
    """A post of ours in the private chat whose buttons still mean something."""

    say: EffectId
    stamp: str
    text: Text
    rows: Rows


class Question(Struct, frozen=True):
    """A rating that waits for its tap. `low`: so many of the labels say that it was hard; `stamp`:
    it may be shared; `share`: it will be; `text`: what is asked.
    """

    title: Text
    labels: tuple[Text, ...]
    room: RoomId | None = None
    low: int = 0
    stamp: str = ""
    share: bool = False
    text: Text | None = None


class Rating(Struct, frozen=True):
    """How an exercise felt to this person, in one of its words."""

    at: datetime
    title: Text
    label: Text


class Wish(Struct, frozen=True):
    """A command that waits to hear which room is meant."""

    command: str
    argument: str


class Written(Struct, frozen=True, array_like=True):
    """A message of theirs in the private chat: its number, for `/tidy`, and Telegram's time."""

    message: MessageId
    sent: datetime


class Person(Struct, frozen=True):
    """All that is one person's. `chosen`: the language is by their own choice; `zone` (IANA) is
    None until they say; `reachable`: the bot may write to them; `invites`: rooms whose *I'm in*
    they tapped; `editing`: the note whose new words are awaited; `about`: the note that the
    latest card of a note is about; `leaving`: the room that they were asked about; `offers`:
    exercises that wait for their *I'm up for it*; `answers`: questions of running exercises;
    `solo`: an exercise by oneself; `drafting`: the room for which the next message here is a
    draft; `written`: what they wrote here in the last two days, without its words.
    """

    id: PersonId
    name: str = ""
    language: str = "en"
    chosen: bool = False
    zone: str | None = None
    reachable: bool = False
    consent: Consent | None = None
    invites: tuple[RoomId, ...] = ()
    rooms: dict[RoomId, Membership] = {}
    notes: tuple[Note, ...] = ()
    editing: WordRef | None = None
    about: WordRef | None = None
    wish: Wish | None = None
    leaving: RoomId | None = None
    question: Question | None = None
    offers: dict[RoomId, Offer] = {}
    answers: dict[RoomId, Answer] = {}
    solo: Solo | None = None
    drafting: RoomId | None = None
    checking: Checking | None = None
    ratings: tuple[Rating, ...] = ()
    written: tuple[Written, ...] = ()
    cards: dict[str, PrivateCard] = {}
    deadlines: dict[str, datetime] = {}
    stamps: int = 0
    seq: int = 0
