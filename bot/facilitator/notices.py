"""What a room tells a person: events of that person's mailbox. See `events`."""

from typing import Literal

from msgspec import Struct, field

from bot.facilitator.happening import Event
from bot.facilitator.ids import Mailbox, MessageId, PersonId, WordRef
from bot.facilitator.texts import Rows, Text
from bot.sensing.lexicon import Crisis
from bot.sensing.signals import Signals


class Invited(Event, frozen=True, tag=True):
    """The person tapped *I'm in* in this room's group."""

    room: Mailbox
    name: str


class SeatTaken(Event, frozen=True, tag=True):
    """Two others are in already."""

    room: Mailbox


class RoomFound(Event, frozen=True, tag=True):
    """The chat of this room turned out to be that of another room: what was begun here goes on in
    `into`.
    """

    room: Mailbox
    into: Mailbox


class Seated(Event, frozen=True, tag=True):
    """The person has a seat; `partner` is the other's name once there is one, and `who` it is."""

    room: Mailbox
    partner: str | None
    who: PersonId | None = None


class Unseated(Event, frozen=True, tag=True):
    """The person has no seat any more in this room."""

    room: Mailbox


class Named(Event, frozen=True, tag=True):
    """Somebody is called otherwise now: this person, or who sits beside them in this room."""

    room: Mailbox
    who: PersonId
    name: str


class Doubted(Event, frozen=True, tag=True):
    """Somebody else is in the group: perhaps one of the two, with a new account. So Telegram is
    asked whether this one's still exists; nobody else hears of it.
    """

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


class Notice(Struct, frozen=True):
    """What one person alone is to be told in a group: that something of theirs was `kept`, and
    `when` it can be used; that what they `asked` for, a `command`, works in the private chat; where
    there is `support`; that what they wrote was `unsaid`, since only the bot saw it. `hidden`: what
    it answers was seen by nobody else, either.
    """

    about: Literal["kept", "asked", "support", "unsaid"]
    when: Comes = "turn"
    command: str = ""
    hidden: bool = False


class KeptTold(Event, frozen=True, tag=True):
    """The group could not tell this person that something of theirs was kept: their chat does."""

    room: Mailbox
    when: Comes = "turn"


class Kept(Event, frozen=True, tag=True):
    """A message of theirs was taken out and is kept for them alone. `quiet`: no further notice;
    `album`: the name of the album that it is a part of.
    """

    room: Mailbox
    words: WordRef
    signals: Signals
    message: MessageId
    quiet: bool = False
    when: Comes = "turn"
    album: str = ""


class NoteChanged(Event, frozen=True, tag=True):
    """The author edited the message before it was gone: the note says this now."""

    room: Mailbox
    words: WordRef
    message: MessageId
    signals: Signals | None = None


class NoteStayed(Event, frozen=True, tag=True):
    """A message could not be removed after all; if there is a note of it, it is not needed."""

    room: Mailbox
    message: MessageId


class TurnCame(Event, frozen=True, tag=True):
    """It is this person's turn. `rested`: there was a break since the note was kept."""

    room: Mailbox
    rested: bool


class TurnsBegan(Event, frozen=True, tag=True):
    """An exercise runs in writing: what this person writes in private is kept for a turn, until it
    has `Ended`.
    """

    room: Mailbox


class NoteWaits(Event, frozen=True, tag=True):
    """What this person wrote in private is kept; `when` they can use it."""

    room: Mailbox
    when: Comes


class NotePlaced(Event, frozen=True, tag=True):
    """What became of a `NotePosted`. `refused`: it was to be posted, and the group did not take it;
    else, if it is not `placed`, it was not their turn.
    """

    room: Mailbox
    words: WordRef
    placed: bool
    refused: bool = False


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
    slots: dict[str, tuple[Text, int]] = field(default_factory=dict)
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


class TurnsEnded(Event, frozen=True, tag=True):
    """The exercise is over, but not the break that it is in: nothing more is kept for a turn."""

    room: Mailbox


class SupportWanted(Event, frozen=True, tag=True):
    """The person asked for support where others can read, or their words did (`crisis`)."""

    crisis: Crisis | None = None


class BreakOver(Event, frozen=True, tag=True):
    """A break is over, one way or another; everybody gets the same line. `ended`: no exercise goes
    on after it, so held notes begin to expire.
    """

    room: Mailbox
    ended: bool = False
