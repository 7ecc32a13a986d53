"""What happened, in the past tense. The counterpart is `effects`: what to do.

Events come from the world (Telegram, the clock, our own outbox) or from another mailbox. `by` is
a person, or None where Telegram does not say who (an anonymous admin, a channel).
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, TapId, WordRef
from bot.facilitator.texts import Rows, Text
from bot.sensing.lexicon import Crisis
from bot.sensing.signals import Signals


class Rights(Struct, frozen=True):
    """What the bot can do in a chat: `sees` all messages, `removes` anybody's."""

    present: bool = True
    sees: bool = False
    removes: bool = False


class Event(Struct, frozen=True, kw_only=True, tag_field="event"):
    """The base of all events."""


# --- from the chats ----------------------------------------------------------------------------


class Said(Event, frozen=True, tag=True):
    """Somebody wrote, spoke, or sent anything that counts as a message. `sent`: Telegram's time."""

    by: PersonId | None
    words: WordRef
    signals: Signals
    message: MessageId
    sent: datetime


class Edited(Event, frozen=True, tag=True):
    """A message was changed; `words` is what it says now."""

    by: PersonId | None
    words: WordRef
    signals: Signals
    message: MessageId
    sent: datetime


class Asked(Event, frozen=True, tag=True):
    """A command. `private`: it was given to the bot alone, and came by the person's mailbox.
    `message` and `sent`: what it was written as in the private chat, and Telegram's time.
    """

    by: PersonId | None
    command: str
    argument: str = ""
    name: str = ""
    private: bool = False
    message: MessageId | None = None
    sent: datetime | None = None


class Tapped(Event, frozen=True, tag=True):
    """A button. `stamp` says which card it was on; `tap` is None if it is answered already."""

    by: PersonId | None
    stamp: str
    action: str
    tap: TapId | None = None
    name: str = ""


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


class Probed(Event, frozen=True, tag=True):
    """The answer to a `Probe`: rights, the owner's name, humans in the group (bots not counted)."""

    rights: Rights
    owner: str
    humans: int


class Moved(Event, frozen=True, tag=True):
    """The group became another chat; its old message ids mean nothing."""


class Reached(Event, frozen=True, tag=True):
    """A person's private chat opened (started, unblocked) or closed (blocked)."""

    reachable: bool
    name: str = ""


# --- from the shell ----------------------------------------------------------------------------


class TimePassed(Event, frozen=True, tag=True):
    """A deadline of this mailbox is due, or was while we were away."""


class Refused(Event, frozen=True, tag=True):
    """An effect could not be done, and that changes what is possible. `door`: the chat cannot be
    written to; `rights`: a right is missing. `message`: what it was that should have been removed.
    """

    effect: EffectId
    why: Literal["door", "rights"]
    message: MessageId | None = None


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


class Withdrew(Event, frozen=True, tag=True):
    """A partner left Heard for this room."""

    person: PersonId


class Known(Event, frozen=True, tag=True):
    """What a room may know about its partner changed."""

    person: PersonId
    name: str
    zone: str | None
    reachable: bool
    version: int = 1


class Answered(Event, frozen=True, tag=True):
    """A partner's answer to `UpAsked`: up for it, and nothing of theirs closes it. Why not, if not,
    no room ever hears.
    """

    person: PersonId
    stamp: str
    up: bool


class AnswerSent(Event, frozen=True, tag=True):
    """A partner's answer to `AnswerWanted`: words by slot with their length in UTF-16 units, or
    which option or number. Neither: they keep it to themselves.
    """

    person: PersonId
    stamp: str
    words: dict[str, WordRef] = {}
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
    """The author wants a held note in the group, now. `urgent`: it was kept in a quiet break."""

    person: PersonId
    words: WordRef
    signals: Signals
    urgent: bool = False


# --- from a room to a person -------------------------------------------------------------------


class Invited(Event, frozen=True, tag=True):
    """The person tapped *I'm in* in this room's group."""

    room: Mailbox
    name: str


class SeatTaken(Event, frozen=True, tag=True):
    """Two others are in already."""

    room: Mailbox


class Seated(Event, frozen=True, tag=True):
    """The person has a seat; `partner` is the other's name once there is one, and `who` it is."""

    room: Mailbox
    partner: str | None
    who: PersonId | None = None


class Unseated(Event, frozen=True, tag=True):
    """The person has no seat any more in this room."""

    room: Mailbox


class Shown(Event, frozen=True, tag=True):
    """The room asks or tells this person something in private. A newer card of the same `slot`
    takes the place of the older one. `only_if_open`: nothing is said if there is none any more.
    """

    room: Mailbox
    slot: str
    text: Text
    rows: Rows = ()
    stamp: str = ""
    only_if_open: bool = False


#: What the author of a kept message can do with it: say it in a turn that may still come; only
#: look at it; send it at once, in a quiet break or a minute of free talk; nothing, after a try.
Comes = Literal["turn", "held", "urgent", "trial", "minute"]


class Kept(Event, frozen=True, tag=True):
    """A message of theirs was taken out and is kept for them alone. `quiet`: no further notice."""

    room: Mailbox
    words: WordRef
    signals: Signals
    message: MessageId
    quiet: bool = False
    when: Comes = "turn"


class NoteChanged(Event, frozen=True, tag=True):
    """The author edited the message before it was gone: the note says this now."""

    room: Mailbox
    words: WordRef
    message: MessageId


class NoteStayed(Event, frozen=True, tag=True):
    """A message could not be removed after all; if there is a note of it, it is not needed."""

    room: Mailbox
    message: MessageId


class TurnCame(Event, frozen=True, tag=True):
    """It is this person's turn. `rested`: there was a break since the note was kept."""

    room: Mailbox
    rested: bool


class NotePlaced(Event, frozen=True, tag=True):
    """What became of a `NotePosted`."""

    room: Mailbox
    words: WordRef
    placed: bool


class UpAsked(Event, frozen=True, tag=True):
    """Is this person up for an exercise of this `level`? `assigned`: by a therapist; `calm`: who
    says yes is asked how calm they are, 0 to 10, and less than this is a no.
    """

    room: Mailbox
    stamp: str
    text: Text
    level: int
    assigned: bool = False
    calm: int | None = None


#: What is answered alone: words; one of a few options; a number from 0 to 10; a form of several
#: slots, which is seen whole before it is sent; whether something is kept.
Asking = Literal["words", "option", "number", "form", "keep"]


class AnswerWanted(Event, frozen=True, tag=True):
    """A question of a running exercise for this person alone. `slots`: of what is written, with how
    long each may be (UTF-16 units); `labels`: of what is tapped, or of the ends of the scale;
    `whole`: the form as it will stand in the group, where the slots are named.
    """

    room: Mailbox
    stamp: str
    kind: Asking
    text: Text
    slots: dict[str, tuple[Text, int]] = {}
    labels: tuple[Text, ...] = ()
    whole: Text | None = None


class UpPassed(Event, frozen=True, tag=True):
    """The room does not wait for the answer any more."""

    room: Mailbox


class ConsentDue(Event, frozen=True, tag=True):
    """An exercise was to begin, and the first screen changed since somebody said yes to it."""

    room: Mailbox


class RatingAsked(Event, frozen=True, tag=True):
    """A question for this person alone. `low`: so many of the labels, from the first on, say that
    it was hard. `stamp`: the answer may be shared, if they choose that first; without one the room
    never learns it.
    """

    room: Mailbox
    text: Text
    title: Text
    labels: tuple[Text, ...]
    low: int = 0
    stamp: str = ""


class HelpedAsked(Event, frozen=True, tag=True):
    """The room has stepped in: whether that helped, for this person alone."""

    room: Mailbox


class Ended(Event, frozen=True, tag=True):
    """The exercise is over: held notes begin to expire. `trial`: the notes go at once."""

    room: Mailbox
    trial: bool = False


class SupportWanted(Event, frozen=True, tag=True):
    """The person asked for support where others can read, or their words did (`crisis`)."""

    crisis: Crisis | None = None


class BreakOver(Event, frozen=True, tag=True):
    """A break is over, one way or another; everybody gets the same line. `ended`: no exercise goes
    on after it, so held notes begin to expire.
    """

    room: Mailbox
    ended: bool = False


RoomEvent = (
    Said | Edited | Asked | Tapped | Joined | Left | RightsChanged | Probed | Moved
    | TimePassed | Refused | Enrolled | Withdrew | Known | Answered | AnswerSent
    | RatingShared | NotePosted | HelpedSaid
)  # fmt: skip
PersonEvent = (
    Said | Edited | Asked | Tapped | Reached | TimePassed | Refused
    | Invited | SeatTaken | Seated | Unseated | Shown | Kept | NoteChanged | NoteStayed | TurnCame
    | NotePlaced | UpAsked | AnswerWanted | UpPassed | ConsentDue | RatingAsked | Ended
    | SupportWanted | BreakOver | Tidied | HelpedAsked
)  # fmt: skip
AnyEvent = RoomEvent | PersonEvent
