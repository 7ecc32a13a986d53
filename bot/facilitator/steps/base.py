"""What every verb answers to. A verb is stateless; what it remembers is `session.step`."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Generic, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.model import Base, Closing
from bot.facilitator import floor
from bot.facilitator.events import AnswerSent, Said
from bot.facilitator.ids import SEATS, Seat, TapId
from bot.facilitator.limits import LAST_SENTENCE, OVERTIME, QUIET_STEPS_MAX
from bot.facilitator.progress import Session
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Rows, Text, button, text
from bot.sensing.signals import Signals

#: What comes after a step heard an event: it waits on, the next step, out of the nearest repeat.
Move = Literal["wait", "next", "leave"]


class Close(Struct, frozen=True):
    """The session ends, in this way."""

    closing: Closing


class Into(Struct, frozen=True):
    """On with a block inside this step (the option of a `choose`)."""

    block: str


Then = Move | Close | Into
Kind = TypeVar("Kind", bound=Base)

PAUSE: Button = button("pause")
PASS: Button = button("pass")

#: What everybody can do at any time, whatever the step.
ALWAYS = frozenset({"pause", "stop", "breathe", "meta", "support", "too_much"})


class Verb(ABC, Generic[Kind]):
    """One verb. Each method gives what comes next; the default is to wait."""

    @abstractmethod
    def enter(self, draft: RoomDraft, step: Kind) -> Then:
        """The step begins."""

    def said(self, draft: RoomDraft, step: Kind, seat: Seat, said: Said) -> Then:
        """The holder of the floor wrote."""
        return "wait"

    def tapped(
        self, draft: RoomDraft, step: Kind, seat: Seat, action: str, tap: TapId | None
    ) -> Then:
        """A button of this step's card, or the command of the same name."""
        draft.answer(tap, "toast.not_now")
        return "wait"

    def due(self, draft: RoomDraft, step: Kind, clock: str) -> Then:
        """One of the session's clocks ran out."""
        return unused(draft)

    def sent(self, draft: RoomDraft, step: Kind, seat: Seat, sent: AnswerSent) -> Then:
        """A partner answered in private what this step asked."""
        return "wait"

    def turned(self, draft: RoomDraft, step: Kind, seat: Seat, signals: Signals) -> Then:
        """The latest message, which is this partner's, was changed into one of these signals."""
        return "wait"

    def kept(self, draft: RoomDraft, step: Kind) -> Then:
        """A message of the one without the floor was taken out and kept."""
        return "wait"

    def resume(self, draft: RoomDraft, step: Kind) -> Then:
        """A pause is over: the card comes back, with what was left of the time."""
        draft.repost("turn")
        return "wait"

    def verbs(self, session: Session, step: Kind, seat: Seat) -> frozenset[str]:
        """What this seat can do in this step, beyond ALWAYS: *speak*, and buttons' actions."""
        return frozenset()


def unused(draft: RoomDraft) -> Then:
    """A wait ended and nobody had used it. Some in a row end the session, quietly."""
    draft.play(quiet=draft.session.quiet + 1)
    if draft.session.quiet < QUIET_STEPS_MAX:
        return "next"
    draft.note("session.quiet")
    return Close("quiet")


def tender(draft: RoomDraft, minutes: int) -> None:
    """Nobody is warned; the time is twice as long, and then the floor passes quietly."""
    draft.clear_clocks()
    draft.clock("over", 2 * timedelta(minutes=minutes))


def allow(draft: RoomDraft, minutes: int) -> None:
    """The holder of the floor has this long; they are warned before."""
    if draft.session.tender:
        tender(draft, minutes)
        return
    whole = timedelta(minutes=minutes)
    draft.clock("warn", max(whole - LAST_SENTENCE, whole / 2))
    draft.clock("time", whole)


def last_sentence(draft: RoomDraft, clock: str) -> bool:
    """The holder's time is nearly over, or is, and one sentence still counts: said below the
    question, which stays. False when that time is over, too.
    """
    if clock not in ("warn", "time"):
        return False
    card = draft.state.cards.get("turn")
    key = "turn.last_sentence" if clock == "warn" else "turn.over"
    draft.note("turn.last_sentence" if clock == "warn" else "turn.over")
    if clock == "time":
        draft.clock("over", OVERTIME)
    if card is not None:
        draft.card("turn", replace(card.text, then=(text(key),)), card.rows, card.calls)
    return True


def once_more(draft: RoomDraft, seat: Seat) -> None:
    """What was said was meant to hurt, so nobody has to say it back: its author says it anew. It
    stays in the chat, and the group reads nothing of why.
    """
    draft.note("turn.anew")
    draft.card("turn", named(draft, "turn.anew", seat), rows(PASS), calls=seat)


def in_words(draft: RoomDraft, seat: Seat, *, asked: bool) -> Then:
    """A sticker, a photo without a caption: welcome, but there is nothing in it to say back, so it
    is not what this step waits for. Its author is asked for words, once.
    """
    card = draft.state.cards.get("turn")
    if not asked and card is not None:
        draft.note("turn.in_words")
        line = replace(card.text, then=(named(draft, "turn.in_words", seat),))
        draft.card("turn", line, card.rows, card.calls)
    return "wait"


def unsaid(draft: RoomDraft) -> Then:
    """On without a reflection; said once, so that nobody thinks that it was heard."""
    draft.say(text("reflect.passed"))
    return "next"


def used(draft: RoomDraft) -> None:
    """Somebody did what this step waited for."""
    draft.play(quiet=0)


def forget(draft: RoomDraft, step: Base) -> None:
    """What this step brought the last time counts no longer."""
    found = {one: what for one, what in draft.session.found.items() if one != step.id}
    draft.play(found=found)


def rows(*actions: Button) -> Rows:
    """What the step needs in one row, the pause below it, always in the same place."""
    return (actions, (PAUSE,)) if actions else ((PAUSE,),)


def not_yours(draft: RoomDraft, tap: TapId | None, holder: Seat) -> Then:
    """It is somebody else's just now: a tapper alone is told, who typed it reads the reminder."""
    if tap is None:
        floor.remind(draft)
    else:
        draft.answer(tap, "toast.theirs", name=draft.state.name(holder))
    return "wait"


def named(draft: RoomDraft, key: str, seat: Seat) -> Text:
    """A phrase that names one partner."""
    return text(key, name=draft.state.name(seat))


def everybody(yes: tuple[Seat, ...]) -> bool:
    """Both have."""
    return set(yes) >= set(SEATS)
