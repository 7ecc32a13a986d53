"""A run of a dialogue: who may write, which step is in progress, what steps leave for later. State
only; see `sessions` for what happens.
"""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from bot.dialogue.model import Closing
from bot.facilitator.ids import MessageId, Seat, WordRef
from bot.facilitator.texts import Said

# --- the floor -----------------------------------------------------------------------------------


class Floor(Struct, frozen=True):
    """Who may write. `since`: the change of turns. `before`: who had it until then; `spoke` and
    `said`: when they last wrote, and which message; `breaths`: how often since, in the same
    breath. `begun`: the holder has written. `removed`: the latest messages taken out. `halted`:
    both have stopped after the third interruption.
    """

    holder: Seat
    since: datetime
    before: Seat | None = None
    spoke: datetime | None = None
    said: MessageId | None = None
    breaths: int = 0
    begun: bool = False
    interruptions: int = 0
    interrupted: datetime | None = None
    removed: tuple[MessageId, ...] = ()
    halted: bool = False


# --- steps in progress ---------------------------------------------------------------------------


class Waiting(Struct, frozen=True, tag="waiting"):
    """A step that waits for taps: who has said yes, who no. `over`: its time is."""

    yes: tuple[Seat, ...] = ()
    no: tuple[Seat, ...] = ()
    over: bool = False


class Speaking(Struct, frozen=True, tag="speaking"):
    """A turn: messages so far, their length in UTF-16 units, and whether time is over. The words
    themselves stand in the chat; nobody needs a copy. `anew`: how often they were asked for once
    more; `harsh`: the latest of them still are. `again`: the
    text of later times is asked; `backed`: the listener has said that they are there;
    `aside`: the card shows what is rarely needed; `bare`: words were asked for to a thing that has
    none; `voiced`: some of it was spoken.
    """

    messages: int = 0
    chars: int = 0
    over: bool = False
    anew: int = 0
    harsh: bool = False
    again: bool = False
    backed: bool = False
    aside: bool = False
    bare: bool = False
    voiced: bool = False


ReflectPhase = Literal["mirror", "check", "missing", "again", "example", "validate"]


class Reflecting(Struct, frozen=True, tag="reflecting"):
    """A reflection: where it is, and the counts that bound each way round. `last`: the missing
    part was named, so whatever comes next is enough; `anew`, `bare`: as in a turn.
    """

    phase: ReflectPhase
    nearly: int = 0
    again: int = 0
    examples: int = 0
    last: bool = False
    anew: int = 0
    bare: bool = False


class Drawing(Struct, frozen=True, tag="drawing"):
    """A card was drawn; how many others may still be."""

    others: int


class Picking(Struct, frozen=True, tag="picking"):
    """Words of a list: which family is open, and what is chosen (`family/word`)."""

    family: str = ""
    chosen: tuple[str, ...] = ()


class Answering(Struct, frozen=True, tag="answering"):
    """Each answers alone. `sent`: by who did; `none`: who keeps it to themselves."""

    sent: dict[Seat, Said] = {}
    none: tuple[Seat, ...] = ()


StepState = Waiting | Speaking | Reflecting | Drawing | Picking | Answering


# --- what steps leave for later ------------------------------------------------------------------


class Drawn(Struct, frozen=True, tag="drawn"):
    """The card."""

    key: str


class Picked(Struct, frozen=True, tag="picked"):
    """Words of a list, by the keys of their sentences."""

    keys: tuple[str, ...]


class Form(Struct, frozen=True, tag="form"):
    """A form that was sent, by slot."""

    slots: dict[str, WordRef]


class Together(Struct, frozen=True, tag="together"):
    """Two answers. `said`: if both sent theirs; `reached`: both numbers are high enough."""

    said: dict[Seat, Said] = {}
    reached: bool = False


Found = Drawn | Picked | Form | Together


class Frame(Struct, frozen=True):
    """One level of a cursor: the block's name in its step, the place in the block, the round."""

    block: str
    place: int
    round: int = 0


Branch = Literal["", "apart", "together", "short"]


class Session(Struct, frozen=True):
    """One run of a dialogue. `branch` is empty until *same room or apart?* is answered. `answers`:
    gathered words by step; `found`: what else steps brought; `authors`: whose words are whose;
    `choices`: chosen options by step; `variant`: which wording of each text is used; `spoken`: how
    many UTF-16 units the latest run of each turn held, `long` whether that was more than its cap,
    `voiced` whether some of it was spoken.
    `tender`: the speaker asked that nothing else disturbs, until the next turn. `resting`: the
    clocks are stopped, and this much was left on each. `quiet`: waits in a
    row that nobody used.
    `rested`: there was a break. `asked`: the stamp of the question that each was asked in private.
    `heard`: whose words were said back so that they said yes to it, `validated`: so that the other
    said what makes sense of them. `closing`: it ends as soon as this event is through, in this way.
    """

    dialogue: str
    edition: int
    opener: Seat
    roles: dict[str, Seat]
    began: datetime
    branch: Branch = ""
    cursor: tuple[Frame, ...] = ()
    step: StepState | None = None
    floor: Floor | None = None
    answers: dict[str, WordRef] = {}
    found: dict[str, Found] = {}
    authors: dict[WordRef, Seat] = {}
    choices: dict[str, str] = {}
    variant: int = 0
    spoken: dict[str, int] = {}
    long: bool = False
    voiced: bool = False
    tender: bool = False
    quiet: int = 0
    rested: bool = False
    resting: dict[str, timedelta] | None = None
    asked: str = ""
    heard: dict[Seat, bool] = {}
    validated: dict[Seat, bool] = {}
    closing: Closing | None = None
