"""What to do, in the imperative. The counterpart is `events`: what happened.

An effect belongs to the mailbox that gave it: a room speaks in its group, a person's mailbox in
that person's private chat. Its id is `mailbox/seq/n`.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.facilitator.events import AnyEvent, NotePosted, Notice
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, RoomId, TapId, WordRef
from bot.facilitator.person import Person
from bot.facilitator.texts import Rows, Text


class Effect(Struct, frozen=True, kw_only=True, tag_field="effect"):
    """The base of all effects."""


class Say(Effect, frozen=True, tag=True):
    """Post. `words`: a partner's own message, sent again as it was (a voice, a photo), and `more`:
    the other parts of an album; `film`: the breathing film; `silent`: no phone makes a sound;
    `thread`: in which topic of the group, 0 is the general one or none; `note`: the held note that
    this is; its room hears `NoteOut` when it is delivered, or refused for good.
    """

    text: Text
    rows: Rows = ()
    stamp: str = ""
    words: WordRef | None = None
    more: tuple[WordRef, ...] = ()
    film: bool = False
    silent: bool = False
    thread: int = 0
    note: NotePosted | None = None


class Whisper(Effect, frozen=True, tag=True):
    """Show this to one person alone, inside the group. Nobody's words are in it; its buttons are
    doors. `language`: theirs, which need not be the group's; `answers`: the number of what only
    the bot saw. Where it is not possible the room hears `Unheard`, and nobody sees anything.
    """

    to: PersonId
    text: Text
    notice: Notice
    rows: Rows = ()
    language: str = ""
    answers: MessageId | None = None
    thread: int = 0


class Amend(Effect, frozen=True, tag=True):
    """Change a post of ours; `of` is the `Say` that made it."""

    of: EffectId
    text: Text
    rows: Rows = ()
    stamp: str = ""


class Strip(Effect, frozen=True, tag=True):
    """Take the buttons off a post of ours; its words stay."""

    of: EffectId


class Unsay(Effect, frozen=True, tag=True):
    """Take back a post of ours."""

    of: EffectId


class Remove(Effect, frozen=True, tag=True):
    """Take a human's message out of the chat. Its words are stored in the same commit."""

    message: MessageId


class Unreact(Effect, frozen=True, tag=True):
    """Take this person's reaction off a message."""

    message: MessageId
    person: PersonId


#: What the bot puts under a message: it counts, without a word of ours; it was seen, and the line
#: that says whose turn it is stands above already.
DONE, SEEN = "👌", "👀"


class React(Effect, frozen=True, tag=True):
    """Put an emoji under a human's message, where that says enough."""

    message: MessageId
    emoji: str


class Answer(Effect, frozen=True, tag=True):
    """Answer a tap: silently, with a short text only the tapper sees, or by opening the private
    chat with a start word.
    """

    tap: TapId
    text: Text | None = None
    door: str | None = None


class Tell(Effect, frozen=True, tag=True):
    """Give another mailbox an event, in the same transaction."""

    to: Mailbox
    event: AnyEvent


class Keep(Effect, frozen=True, tag=True):
    """Store words under the key that their author has in that room, or under the room's own where
    nobody knows who that is, at most until `until`.
    """

    words: WordRef
    owner: PersonId | None
    room: RoomId
    until: datetime


class Release(Effect, frozen=True, tag=True):
    """Words are done with: forget them at `until`, if not before."""

    words: WordRef
    until: datetime


class Probe(Effect, frozen=True, tag=True):
    """Ask the group what the bot may do and who owns it; the answer is `Probed`. Of a person it is
    asked whether they can be reached at all; only a no is answered.
    """


class Inspect(Effect, frozen=True, tag=True):
    """Ask the chat what this person is in it; the answer is `Stood`, or `LockRefused`."""

    person: PersonId


class Lock(Effect, frozen=True, tag=True):
    """This person, a plain member, cannot write until then. No lock that we set before reaches
    beyond `latest`: what does is somebody else's.
    """

    person: PersonId
    until: datetime
    latest: datetime


class Unlock(Effect, frozen=True, tag=True):
    """This person is a plain member again, if what they may not do is our doing."""

    person: PersonId
    latest: datetime


class Hand(Effect, frozen=True, tag=True):
    """Post a document with all that is this person's, as they are in `person`, at `at`: `data`
    for other programs, a `page` to read, whose times are in `zone` (IANA).
    """

    form: Literal["data", "page"]
    text: Text
    person: Person
    at: datetime
    zone: str


class Tidy(Effect, frozen=True, tag=True):
    """Take these messages of a human's out of their private chat, and what we decided to post there
    after `since` and not after `until`. What comes of it is `Tidied`.
    """

    messages: tuple[MessageId, ...]
    since: datetime
    until: datetime


class Forget(Effect, frozen=True, tag=True):
    """Destroy everything that is this person's, and the keys to it. What else this outcome does is
    the last that this mailbox does; who writes again is somebody new.
    """


AnyEffect = (
    Say | Whisper | Amend | Strip | Unsay | Remove | Unreact | React | Answer | Tell | Keep
    | Release | Probe | Hand | Tidy | Forget | Inspect | Lock | Unlock
)  # fmt: skip
