"""A room: one couple's group and all that is joint. State only; see `engine` for what happens.

Nothing here is a partner's words. Answers are references; held notes are not here at all: they
belong to their author's mailbox, so no room can show one to the wrong eyes.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.facilitator.events import Comes, Rights
from bot.facilitator.ids import SEATS, EffectId, MessageId, PersonId, RoomId, Seat, WordRef
from bot.facilitator.progress import Session
from bot.facilitator.texts import Rows, Text
from bot.sensing.heat import Heat
from bot.sensing.signals import Signals

# --- who -----------------------------------------------------------------------------------------


class Partner(Struct, frozen=True):
    """Who sits in a seat. `zone`: IANA, if they said. `notes`: how many of their messages were kept
    in this session; `told`: when they last read that one was kept in a pause; `version`: of the
    first screen that they said yes to; `away`: they are out of the group, and can come back.
    """

    person: PersonId
    name: str
    zone: str | None = None
    reachable: bool = True
    notes: int = 0
    told: datetime | None = None
    version: int = 1
    language: str = "en"
    away: bool = False


class Rules(Struct, frozen=True):
    """How turns are kept, and whether heat is noticed. `listening`: in free talk, too; `minute`:
    messages are held for a minute there when it gets fast; `reactions`: those that sting come off
    while the other has the floor; `locking`: who is out of turn in an exercise cannot write;
    `sense`: how soon, 1 sooner, -1 less, which lapses at `lowered`. `wishes`: who has asked for
    what needs both.
    """

    removing: bool = True
    quiet_breaks: bool = False
    listening: bool = False
    minute: bool = False
    reactions: bool = False
    locking: bool = False
    sense: int = 0
    lowered: datetime | None = None
    wishes: dict[str, Seat] = {}


class Locks(Struct, frozen=True):
    """What there is of locks, see `lock`. `stood`: whether somebody was a plain member when that
    was looked at, None while it is; `held`: who may be unable to write, and until when at most;
    `session`: when the exercise began that this is about, `told`: in which it was said.
    """

    stood: dict[PersonId, bool | None] = {}
    held: dict[PersonId, datetime] = {}
    session: datetime | None = None
    told: datetime | None = None


# --- what is shown -------------------------------------------------------------------------------

Slot = Literal["hello", "turn", "pause", "menu", "rules", "card", "repair", "line", "ways", "heat"]


class Card(Struct, frozen=True):
    """A post of ours with buttons. `top`: nothing was written below it yet; `calls`: whom it asks
    to do something, so that the next call is a new post, which rings, and not an edit, which
    does not. `below`: how many messages and posts came after it.
    """

    say: EffectId
    stamp: str
    text: Text
    rows: Rows
    calls: Seat | None = None
    top: bool = True
    below: int = 0


# --- pauses --------------------------------------------------------------------------------------


class Breather(Struct, frozen=True, tag="breather"):
    """A short pause inside an exercise, or, where both have chosen that, in free talk; messages are
    held meanwhile. `fine`: who has said so; `film`: it was shown.
    """

    since: datetime
    until: datetime
    fine: tuple[Seat, ...] = ()
    film: bool = False


class Break(Struct, frozen=True, tag="break"):
    """A long pause with its return. `moved`: the other has moved the return, once. `calling`: the
    return is due and both were called; `here`: who came. `early`: who would come back sooner;
    `asked`: the stamp of the question whether the other would, too.
    """

    since: datetime
    back: datetime
    by: Seat
    moved: bool = False
    missed: int = 0
    calling: bool = False
    here: tuple[Seat, ...] = ()
    early: tuple[Seat, ...] = ()
    asked: str = ""


class Aside(Struct, frozen=True, tag="aside"):
    """*How are we talking?*: the topic rests, the floor is open."""

    until: datetime


class Guest(Struct, frozen=True, tag="guest"):
    """Somebody else is here: the floor is open until both would go on."""

    since: datetime


Pause = Breather | Break | Aside | Guest


# --- what an evening holds -----------------------------------------------------------------------


class Pace(Struct, frozen=True):
    """What closes exercises that go deeper for both, see `gates`. `since`: both are in; `seed`:
    chooses the week's warm evening; `calm`: something warm only, until then; `hard`: when something
    hard was played, and nothing warm since; `paused`: when the latest pause was over; `tried`: for
    which exercises both were asked, and when.
    """

    since: datetime | None = None
    seed: str = ""
    calm: datetime | None = None
    hard: datetime | None = None
    paused: datetime | None = None
    tried: dict[str, datetime] = {}


class Sharing(Struct, frozen=True):
    """A question whose answers are told if both chose to share them. `question`: its text's key;
    `title`: the exercise's; `asked`:
    the question with what it names; `said`: the words of those who did.
    """

    stamp: str
    question: str
    said: dict[Seat, Text] = {}
    title: str = ""
    asked: Text | None = None


class Takeaway(Struct, frozen=True):
    """What both wanted to keep. `words`: those that it names, by whoever wrote them."""

    at: datetime
    text: Text
    words: tuple[WordRef, ...] = ()


class Again(Struct, frozen=True):
    """When one quiet card says that this dialogue could be begun again."""

    at: datetime
    dialogue: str


# --- what was taken up ---------------------------------------------------------------------------


class Week(Struct, frozen=True):
    """A programme that is under way. `place`: the part that comes next, from 0."""

    programme: str
    place: int = 0


# --- words of nobody -----------------------------------------------------------------------------


class Unclaimed(Struct, frozen=True):
    """A message that was taken out, of somebody who is not known. `stamp`: of the card that gives
    it back, `say`: its post; `mask`: as whom it was written; `at`: when the first of its burst
    came; `album`: see `Said`.
    """

    stamp: str
    words: WordRef
    signals: Signals
    message: MessageId
    mask: str
    at: datetime
    say: EffectId
    album: str = ""


class Mask(Struct, frozen=True):
    """A channel that somebody of the two writes as: whose it is, None if both say so. `stamp`: of
    the card that says it.
    """

    seat: Seat | None
    stamp: str


# --- the room ------------------------------------------------------------------------------------


class Album(Struct, frozen=True):
    """Several messages sent as one, by Telegram's `name` for them. `since`: when the first part was
    heard; `kept`: it was taken out, and `when` its author can use it; `bare`: so far there are no
    words with it.
    """

    name: str
    seat: Seat
    since: datetime
    kept: bool = False
    when: Comes = "turn"
    bare: bool = False

    def of(self, seat: Seat, name: str) -> bool:
        """Whether a message of this partner's with this album's name is a part of it."""
        return bool(name) and (self.seat, self.name) == (seat, name)


class Room(Struct, frozen=True):
    """All that is joint. `seq` counts committed events; `stamps` counts cards, so that a button
    of an older card is known as such; `humans`: how many are in the group, as far as Telegram
    says; `guests`: how many more than the two both have welcomed, `welcome`: who has said so just
    now; `admins`: who of those that we know leads it, `hidden`: who of them writes as the group;
    `forum`: it has topics; `reminded`: when a reminder was last said, `hinted`: a hint that nobody
    knows who wrote;
    `played`: dialogues that were finished, `begun`: how often each was begun, `drawn`: how many
    cards of each deck were; `kept`: takeaways; `lines`: repair lines that they chose; `reads`:
    short reads that they have seen; `suggested`: what the latest menu suggested, `past`: what
    went deeper of it since all that can be has been; `heat`: how fast it is getting, `fine`: who
    has said to the latest line about it that they are; `masks`: whose a channel is; `unclaimed`:
    kept words of nobody; `leaflets`: when each was said last; `scrolled`: when a card came again
    that had scrolled away; `albums`: the latest, whose other parts may still come; `thread`: the
    topic that they talk in, 0 is the general one.
    """

    id: RoomId
    language: str = "en"
    seats: dict[Seat, Partner] = {}
    candidates: tuple[PersonId, ...] = ()
    rights: Rights = Rights(present=False)
    owner: str = ""
    humans: int = 0
    guests: int = 0
    welcome: tuple[Seat, ...] = ()
    admins: tuple[PersonId, ...] = ()
    hidden: tuple[PersonId, ...] = ()
    supergroup: bool = False
    forum: bool = False
    rules: Rules = Rules()
    lock: Locks = Locks()
    pause: Pause | None = None
    session: Session | None = None
    cards: dict[Slot, Card] = {}
    deadlines: dict[str, datetime] = {}
    reminded: datetime | None = None
    hinted: datetime | None = None
    pace: Pace = Pace()
    sharing: Sharing | None = None
    played: tuple[str, ...] = ()
    begun: dict[str, int] = {}
    kept: tuple[Takeaway, ...] = ()
    again: Again | None = None
    drawn: dict[str, int] = {}
    lines: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    week: Week | None = None
    suggested: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    heat: Heat = Heat()
    fine: tuple[Seat, ...] = ()
    masks: dict[str, Mask] = {}
    unclaimed: tuple[Unclaimed, ...] = ()
    leaflets: dict[str, datetime] = {}
    scrolled: datetime | None = None
    albums: tuple[Album, ...] = ()
    thread: int = 0
    stamps: int = 0
    seq: int = 0

    @property
    def complete(self) -> bool:
        """Both partners are in."""
        return len(self.seats) == len(SEATS)

    @property
    def others(self) -> int:
        """How many are in the group beside those of the two who are in it."""
        here = len(SEATS) - sum(partner.away for partner in self.seats.values())
        return max(self.humans - here, 0)

    @property
    def company(self) -> bool:
        """Somebody else is in the group and would read along, whom not both have welcomed."""
        return self.others > self.guests

    @property
    def watched(self) -> bool:
        """Somebody else reads along, welcome or not: nothing that is for two alone is shown."""
        return self.others > 0

    def seat_of(self, person: PersonId | None) -> Seat | None:
        """The seat of a person, None for anybody else."""
        return next((seat for seat, who in self.seats.items() if who.person == person), None)

    def name(self, seat: Seat) -> str:
        """The name of a seat's partner; empty if nobody sits there."""
        partner = self.seats.get(seat)
        return partner.name if partner else ""
