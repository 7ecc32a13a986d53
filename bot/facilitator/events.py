"""What happened, in the past tense, in the world (Telegram, the clock, our own outbox) or by what
another mailbox tells. The counterpart is `effects`: what to do.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from bot.facilitator.happening import Done, Event
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, TapId, WordRef
from bot.facilitator.notices import (
    AnswerWanted,
    Asking,
    BreakOver,
    Comes,
    ConsentDue,
    Doubted,
    Ended,
    HelpedAsked,
    Invited,
    Kept,
    KeptTold,
    Named,
    NoteChanged,
    NotePlaced,
    NoteStayed,
    NoteWaits,
    Notice,
    RatingAsked,
    RoomFound,
    Seated,
    SeatTaken,
    Shown,
    SupportWanted,
    TurnCame,
    TurnsBegan,
    TurnsEnded,
    Unseated,
    UpAsked,
    UpPassed,
)
from bot.facilitator.texts import Text
from bot.sensing.signals import Signals

__all__ = [
    "AnswerSent", "AnswerWanted", "Answered", "AnyEvent", "Asked", "Asking", "Astray", "BreakOver",
    "Brought", "Comes", "Composed", "ConsentDue", "Doubted", "Edited", "Ended", "Enrolled", "Event",
    "HelpedAsked", "HelpedSaid", "Invited", "Joined", "Kept", "KeptTold", "Known", "Left",
    "LockRefused", "Moved", "Named", "NoteChanged", "NoteOut", "NotePlaced", "NotePosted",
    "NoteStayed", "NoteWaits", "Notice", "PersonEvent", "Probed", "RatingAsked", "RatingShared",
    "Reached", "Reacted", "Refused", "Rights", "RightsChanged", "RoomEvent", "RoomFound", "Said",
    "SeatTaken", "Seated", "Shown", "StandingChanged", "Stood", "SupportWanted", "Tapped", "Tidied",
    "TimePassed", "TurnCame", "TurnsBegan", "TurnsEnded", "Unheard", "Unseated", "UpAsked",
    "UpPassed", "Withdrew",
]  # fmt: skip


class Rights(Struct, frozen=True):
    """What the bot can do in a chat: `sees` all messages, `removes` anybody's, `restricts` what
    somebody may do, `whispers`: shows to one person alone.
    """

    present: bool = True
    sees: bool = False
    removes: bool = False
    restricts: bool = False
    whispers: bool = False


# --- from the chats ----------------------------------------------------------------------------


class Said(Done, frozen=True, tag=True):
    """Somebody wrote, spoke, or sent anything that counts as a message. `sent`: Telegram's time;
    `mask`: as whom, if not as themselves, see `masks`; `album`: it is one part of several that were
    sent as one, by this name; `unseen`: in the group, but only the bot saw it, under this number;
    then `message` is 0.
    """

    words: WordRef
    signals: Signals
    message: MessageId
    sent: datetime
    mask: str = ""
    album: str = ""
    unseen: MessageId | None = None


class Edited(Done, frozen=True, tag=True):
    """A message was changed; `words` is what it says now."""

    words: WordRef
    signals: Signals
    message: MessageId
    sent: datetime
    mask: str = ""


class Reacted(Event, frozen=True, tag=True):
    """A reaction that stings was put under a message."""

    by: PersonId | None
    message: MessageId


class Asked(Done, frozen=True, tag=True):
    """A command. `private`: it was given to the bot alone, and came by the person's mailbox.
    `message` and `sent`: what it was written as, and Telegram's time; `language`: of the client.
    `unseen`: it was given in the group, but only the bot saw it, under this number; then it is no
    message.
    """

    command: str
    argument: str = ""
    private: bool = False
    message: MessageId | None = None
    sent: datetime | None = None
    mask: str = ""
    language: str = ""
    unseen: MessageId | None = None


class Tapped(Done, frozen=True, tag=True):
    """A button. `stamp` says which card it was on; `tap` is None if it is answered already."""

    stamp: str
    action: str
    tap: TapId | None = None
    language: str = ""


class Joined(Event, frozen=True, tag=True):
    """A human came into the group."""

    who: PersonId
    name: str


class Left(Event, frozen=True, tag=True):
    """A human left the group, or was removed."""

    who: PersonId


class RightsChanged(Event, frozen=True, tag=True):
    """What the bot can do changed; `name` is who did it, if known."""

    rights: Rights
    name: str = ""


class StandingChanged(Event, frozen=True, tag=True):
    """What somebody else is or may do in the group changed."""


class Probed(Event, frozen=True, tag=True):
    """The answer to a `Probe`: rights, the owner's name, humans in the group (bots not counted).
    `admins`: who of those that we know leads the group, the owner among them; `hidden`: who of
    them writes as the group, empty if there is one whom nobody knows; `supergroup`: it is no basic
    group; `forum`: it has topics.
    """

    rights: Rights
    owner: str
    humans: int
    admins: tuple[PersonId, ...] = ()
    hidden: tuple[PersonId, ...] = ()
    supergroup: bool = False
    forum: bool = False


class Moved(Event, frozen=True, tag=True):
    """The group became another chat; its old message ids mean nothing."""


class Astray(Event, frozen=True, tag=True):
    """The chat of this room was that of another room all along: a supergroup spoke before anybody
    knew what it had been.
    """

    into: Mailbox


class Reached(Event, frozen=True, tag=True):
    """A person's private chat opened (started, unblocked) or closed (blocked)."""

    reachable: bool
    name: str = ""
    language: str = ""


# --- from the shell ----------------------------------------------------------------------------


class TimePassed(Event, frozen=True, tag=True):
    """A deadline of this mailbox is due, or was while we were away."""


class Refused(Event, frozen=True, tag=True):
    """An effect could not be done, and that changes what is possible. `door`: the chat cannot be
    written to; `account`: nor ever again; `rights`: a right is missing; `deleted`: somebody took
    out the post of `effect`, which should have changed; `topic`: `thread` is closed or gone, so it
    was posted in the general one. `message`: what it was that should have been removed.
    """

    effect: EffectId
    why: Literal["door", "account", "rights", "deleted", "topic"]
    message: MessageId | None = None
    thread: int = 0


class Stood(Event, frozen=True, tag=True):
    """The answer to an `Inspect`, and to a `Lock` of somebody who is none: whether this person is a
    plain member of the group, to whom nobody has forbidden anything.
    """

    person: PersonId
    plain: bool


class LockRefused(Event, frozen=True, tag=True):
    """Somebody could not be looked at, locked, or, with `until`, unlocked: then they may be locked
    until then. `rights`: for want of a right of ours, else because of what they are.
    """

    person: PersonId
    rights: bool
    until: datetime | None = None


class Unheard(Event, frozen=True, tag=True):
    """A `Whisper` could not be shown to its reader alone. `message`: what everybody sees in its
    place, and could not be taken back yet; `unsure`: it may have been shown after all.
    """

    to: PersonId
    notice: Notice
    message: MessageId | None = None
    unsure: bool = False


class Tidied(Event, frozen=True, tag=True):
    """A `Tidy` is done. `left`: how many messages the chat did not let us take out."""

    left: int = 0


# --- from a person to a room -------------------------------------------------------------------


class Enrolled(Event, frozen=True, tag=True):
    """A person consented, in private, to be a partner of this room. `version`: to which screen."""

    person: PersonId
    name: str
    zone: str | None
    version: int = 1
    language: str = "en"


class Brought(Event, frozen=True, tag=True):
    """A person who tapped *I'm in* in a room that was `Astray`: as if it had been here."""

    person: PersonId


class Withdrew(Event, frozen=True, tag=True):
    """A partner left Heard for this room; `gone`: Telegram says that their account is no more."""

    person: PersonId
    gone: bool = False


class Known(Event, frozen=True, tag=True):
    """What a room may know about its partner changed."""

    person: PersonId
    name: str
    zone: str | None
    reachable: bool
    version: int = 1
    language: str = "en"


class Answered(Event, frozen=True, tag=True):
    """A partner's answer to `UpAsked`: no, too, if anything of theirs closes it, unheard by us."""

    person: PersonId
    stamp: str
    up: bool


class AnswerSent(Event, frozen=True, tag=True):
    """A partner's answer to `AnswerWanted`: words by slot with their length in UTF-16 units, or
    which option or number. Neither: they keep it to themselves.
    """

    person: PersonId
    stamp: str
    words: dict[str, WordRef] = field(default_factory=dict)
    length: int = 0
    choice: int | None = None


class RatingShared(Event, frozen=True, tag=True):
    """How it was, from somebody who chose to share it before they answered."""

    person: PersonId
    stamp: str
    label: Text


class HelpedSaid(Event, frozen=True, tag=True):
    """What a partner answered to `HelpedAsked`, alone."""

    person: PersonId
    word: Literal["helped", "sooner", "not_needed"]


class NotePosted(Event, frozen=True, tag=True):
    """The author wants a held note in the group, now. `urgent`: it was kept in a quiet break;
    `more`: all parts of an album in their order, `words` among them. `turn`: since when it is the
    turn that it is said in, known to the room alone.
    """

    person: PersonId
    words: WordRef
    signals: Signals
    urgent: bool = False
    more: tuple[WordRef, ...] = ()
    turn: datetime | None = None


class NoteOut(Event, frozen=True, tag=True):
    """The post that is this note was delivered, or, if not `placed`, refused for good. `refused`:
    what else that says.
    """

    note: NotePosted
    placed: bool
    refused: Refused | None = None


class Composed(Event, frozen=True, tag=True):
    """This person wrote something in private that is kept for their turn; only they have it."""

    person: PersonId


RoomEvent = (
    Said | Edited | Reacted | Asked | Tapped | Joined | Left | RightsChanged | StandingChanged
    | Probed | Moved | Astray | TimePassed | Refused | Unheard | Enrolled | Brought | Withdrew
    | Known | Answered | AnswerSent | RatingShared | NotePosted | NoteOut | Composed
    | HelpedSaid | Stood | LockRefused
)  # fmt: skip
PersonEvent = (
    Said | Edited | Asked | Tapped | Reached | TimePassed | Refused
    | Invited | RoomFound | SeatTaken | Seated | Unseated | Named | Shown | Kept | KeptTold
    | NoteChanged | NoteStayed | TurnCame | NotePlaced | UpAsked | AnswerWanted | UpPassed
    | ConsentDue | RatingAsked | Ended | SupportWanted | BreakOver | Tidied | HelpedAsked
    | TurnsBegan | TurnsEnded | NoteWaits | Doubted
)  # fmt: skip
AnyEvent = RoomEvent | PersonEvent
