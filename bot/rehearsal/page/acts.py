"""What a click on the page means. Each act is one JSON object; `act` names it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from bot.rehearsal.page.connection import How
from bot.rehearsal.page.couple import ChatKey, HeardIs, SeatKey

#: The clock moves at most so far at a time: two days.
MOVE_MAX_S = 2 * 24 * 60 * 60

#: What can be sent that is not text; all but the album are lines of a transcript by these names.
Sendable = Literal[
    "sticker", "voice", "photo", "album", "film", "video", "round", "file", "music", "poll", "dice",
    "place", "contact",
]  # fmt: skip


class _Act(msgspec.Struct, frozen=True, tag_field="act", forbid_unknown_fields=True):
    pass


class _Seated(_Act, frozen=True):
    """Something that is done in a seat. The rest is the stage manager's."""

    seat: SeatKey


class _InChat(_Seated, frozen=True):
    chat: ChatKey


class _OnMessage(_InChat, frozen=True):
    message: int


# --- in a seat -----------------------------------------------------------------------------------


class Post(_InChat, frozen=True, tag="post"):
    """Write; `reply_to` is the message that is answered, or 0."""

    text: str
    reply_to: int = 0


class Send(_InChat, frozen=True, tag="send"):
    """Send something that is not text. `text`: the caption, the sticker's emoji, the question."""

    what: Sendable
    text: str = ""


class Edit(_OnMessage, frozen=True, tag="edit"):
    """Change one's own message."""

    text: str


class Delete(_OnMessage, frozen=True, tag="delete"):
    """Take a message away, for everybody."""


class Forward(_OnMessage, frozen=True, tag="forward"):
    """Forward a message into the other chat of this seat."""


class React(_OnMessage, frozen=True, tag="react"):
    """Put an emoji under a message, or take it back."""

    emoji: str


class Tap(_OnMessage, frozen=True, tag="tap"):
    """Press a button under a message."""

    data: Annotated[str, Meta(min_length=1)]


class Follow(_Seated, frozen=True, tag="follow"):
    """Open a link to Heard."""

    url: str


class Add(_Seated, frozen=True, tag="add"):
    """Say yes to adding Heard, which a link has asked."""


class LetBe(_Seated, frozen=True, tag="let_be"):
    """Say no to it."""


class Start(_Seated, frozen=True, tag="start"):
    """Press START in the private chat."""


class Write(_InChat, frozen=True, tag="write"):
    """Be seen writing for a moment."""


class Leave(_Seated, frozen=True, tag="leave"):
    """Leave the group."""


class Join(_Seated, frozen=True, tag="join"):
    """Be added to the group by its owner."""


class Block(_Seated, frozen=True, tag="block"):
    """Block Heard, or unblock it."""

    blocked: bool


# --- on the stage --------------------------------------------------------------------------------


class Move(_Act, frozen=True, tag="move"):
    """Let time pass."""

    seconds: Annotated[int, Meta(ge=1, le=MOVE_MAX_S)]


class Next(_Act, frozen=True, tag="next"):
    """Let time pass up to the next deadline."""


class Restart(_Act, frozen=True, tag="restart"):
    """Stop Heard and start it again; `kill`: by `kill -9`."""

    kill: bool = False


class Connect(_Act, frozen=True, tag="connect"):
    """Make the line between Heard and Telegram like this."""

    how: How


class MakeHeard(_Act, frozen=True, tag="make_heard"):
    """The owner gives Heard rights or takes them, adds it or removes it."""

    wanted: HeardIs


class Grow(_Act, frozen=True, tag="grow"):
    """The basic group becomes a supergroup."""


class GiveTo(_Act, frozen=True, tag="give_to"):
    """The owner gives the group to another."""

    seat: SeatKey


class StartOver(_Act, frozen=True, tag="start_over"):
    """A new couple, in a group of this owner and kind; `alone`: Heard is not in it yet."""

    owner: SeatKey = "a"
    kind: Literal["group", "supergroup"] = "supergroup"
    alone: bool = False


class BeginAt(_Act, frozen=True, tag="begin_at"):
    """A new couple plays a dialogue by itself up to this step."""

    dialogue: str
    step: str


class Watch(_Act, frozen=True, tag="watch"):
    """Begin the step again whenever a dialogue's file changes, or no more."""

    on: bool


class OpenFile(_Act, frozen=True, tag="open_file"):
    """Lay a dialogue's file open beside the seats, and play what is in it if it is fine."""

    name: str
    text: str


class Seat(_Act, frozen=True, tag="seat"):
    """Let a persona sit there, or, by an empty name, whoever is at the page."""

    seat: Literal["a", "b"]
    persona: str


class Replay(_Act, frozen=True, tag="replay"):
    """Play a transcript with a new couple."""

    text: str


SeatedAct = (
    Post | Send | Edit | Delete | Forward | React | Tap | Follow | Add | LetBe | Start | Write
    | Leave | Join | Block
)  # fmt: skip
StageAct = (
    Move | Next | Restart | Connect | MakeHeard | Grow | GiveTo | StartOver | BeginAt | Watch | Seat
    | Replay | OpenFile
)  # fmt: skip
Act = SeatedAct | StageAct
