"""What one step says to a therapist: who does what, for how long, and the ways out of it."""

from functools import singledispatch

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.diagram.plain import plain, wordings_of
from bot.dialogue.diagram.shapes import Mark
from bot.dialogue.model import (
    EITHER,
    Breathe,
    Choose,
    Closing,
    Consent,
    Dialogue,
    Draw,
    Fill,
    Gather,
    HandOff,
    Keep,
    Pick,
    Rate,
    Reflect,
    Remind,
    Reveal,
    Say,
    Scale,
    Step,
    Turn,
    Wait,
    Wording,
)

#: What each closing means, for an author.
CLOSINGS: dict[Closing, str] = {
    "done": "done",
    "partly": "not both were heard to their own yes",
    "not_now": "not today",
    "stopped": "stopped",
    "together": "you have talked, with the phones down",
    "away": "another time, without a reason",
    "quiet": "nobody was there",
    "company": "somebody else came in",
    "support": "help instead",
    "put_away": "put away, not lost",
    "broken": "broken off",
}


class Card(Struct, frozen=True):
    """`lane`: the role that acts, or none for both; `said`: the first wording; `notes`: the rest,
    one line each; `minutes`: how long it is waited for; `wordings`: how many there are.
    """

    head: str
    said: str
    notes: tuple[str, ...] = ()
    lane: str = ""
    private: bool = False
    mark: Mark = ""
    minutes: int = 0
    wordings: int = 1


def card(step: Step, dialogue: Dialogue) -> Card:
    """The card of a step that is no block."""
    made: Card = _card(step, dialogue.roles)
    return replace(
        made,
        minutes=int(getattr(step, "minutes", 0)),
        wordings=wordings_of(getattr(step, "text", None)),
    )


def _name(role: str) -> str:
    return "Either" if role == EITHER else role.capitalize()


def _lane(role: str) -> str:
    return "" if role == EITHER else role


def _quote(text: Wording | None, roles: tuple[str, str]) -> str:
    return f"“{plain(text, roles)}”" if text is not None else ""


@singledispatch
def _card(step: Step, _: tuple[str, str]) -> Card:
    raise TypeError(f"a {type(step).__name__} is a block")


@_card.register
def _(step: Say, roles: tuple[str, str]) -> Card:
    return Card("Heard says", _quote(step.text, roles))


@_card.register
def _(step: Consent, roles: tuple[str, str]) -> Card:
    if not step.private:
        return Card("Both say yes", _quote(step.text, roles), ("otherwise it does not begin",))
    notes = ["one “not today”, or silence: it does not begin, and nobody learns whose it was"]
    if step.calm is not None:
        notes.insert(0, f"then how calm, 0 to 10; below {step.calm} it is not today")
    head = "Each is asked alone: today?"
    return Card(head, _quote(step.text, roles), tuple(notes), private=True, mark="lock")


@_card.register
def _(step: Gather, roles: tuple[str, str]) -> Card:
    head = f"{_name(step.of)}: a few words"
    return Card(head, _quote(step.text, roles), lane=step.of)


@_card.register
def _(step: Choose, roles: tuple[str, str]) -> Card:
    notes = []
    for name, option in step.options.items():
        ends = f" → ends: {CLOSINGS[option.close]}" if option.close else ""
        silence = " (also without a tap)" if name == step.otherwise else ""
        notes.append(f"○ {plain(option.label, roles)}{ends}{silence}")
    said = _quote(step.text, roles)
    return Card(f"{_name(step.by)} chooses", said, tuple(notes), _lane(step.by))


@_card.register
def _(step: Turn, roles: tuple[str, str]) -> Card:
    cap = step.messages
    messages = "one message" if cap.max == 1 else f"{cap.max} messages"
    notes = [f"{messages}, up to {cap.chars} characters; or pass"]
    if step.again is not None:
        notes.insert(0, f"next time: {_quote(step.again, roles)}")
    head = f"{_name(step.floor)} has the floor"
    return Card(head, _quote(step.text, roles), tuple(notes), step.floor, mark="bubble")


@_card.register
def _(step: Reflect, roles: tuple[str, str]) -> Card:
    other = next(role for role in roles if role != step.by)
    notes = [f"the {other} checks: that's it, nearly, or says it again"]
    if step.validate is not None:
        notes.append(f"then one thing that makes sense: {_quote(step.validate, roles)}")
    head = f"{_name(step.by)} says back"
    return Card(head, _quote(step.text, roles), tuple(notes), step.by, mark="back")


@_card.register
def _(step: Breathe, roles: tuple[str, str]) -> Card:
    return Card("A breather for both", _quote(step.text, roles))


@_card.register
def _(step: Rate, roles: tuple[str, str]) -> Card:
    if step.share:
        note = "shown only if both chose to share before they answered"
    else:
        note = "nobody else ever sees it"
    notes = (" · ".join(plain(label, roles) for label in step.labels), note)
    said = _quote(step.text, roles)
    return Card("Each is asked alone", said, notes, private=True, mark="lock")


@_card.register
def _(step: HandOff, roles: tuple[str, str]) -> Card:
    bell = "a bell at half time and at the end" if step.halves else "a bell at the end"
    note = f"Heard keeps silent; {bell}; “done” ends it sooner"
    return Card("Phones down: talk", _quote(step.text, roles), (note,), mark="phone")


@_card.register
def _(step: Draw, roles: tuple[str, str]) -> Card:
    said = _quote(step.text, roles)
    who = "either" if step.by == EITHER else f"the {step.by}"
    notes = (f"{who} may take another one, twice at most",)
    return Card(f"A card from the deck {step.deck}", said, notes, _lane(step.by))


@_card.register
def _(step: Reveal, roles: tuple[str, str]) -> Card:
    answers = " · ".join(plain(option, roles) for option in step.options)
    notes = (answers or "in words", "shown together, and only if both sent theirs")
    said = _quote(step.text, roles)
    return Card("Each answers alone", said, notes, private=True, mark="lock")


@_card.register
def _(step: Scale, roles: tuple[str, str]) -> Card:
    ends = f"0 {plain(step.low, roles)} … 10 {plain(step.high, roles)}"
    if step.show:
        note = "shown together, and only if both sent theirs"
    elif step.reach is not None:
        note = f"the numbers stay unknown; only whether both are at {step.reach} or more counts"
    else:
        note = "nobody else ever sees it"
    said = _quote(step.text, roles)
    return Card("Each taps a number alone", said, (ends, note), private=True, mark="lock")


@_card.register
def _(step: Pick, roles: tuple[str, str]) -> Card:
    most = "one" if step.at_most == 1 else f"up to {step.at_most}"
    head = f"{_name(step.by)} picks {most} of the {step.words}"
    return Card(head, _quote(step.text, roles), lane=step.by)


@_card.register
def _(step: Fill, roles: tuple[str, str]) -> Card:
    slots = [f"○ {plain(slot.text, roles)}" for slot in step.slots.values()]
    notes = (*slots, "sees it whole, then sends it, changes it, or keeps it")
    head = f"{_name(step.by)} fills in a form, alone"
    said = _quote(step.text, roles)
    return Card(head, said, notes, step.by, private=True, mark="lock")


@_card.register
def _(step: Wait, roles: tuple[str, str]) -> Card:
    return Card("Some quiet", _quote(step.text, roles), ("until both are ready",))


@_card.register
def _(step: Keep, roles: tuple[str, str]) -> Card:
    notes = ("each is asked alone; kept only if both say yes",)
    said = _quote(step.text, roles)
    return Card("Keep this?", said, notes, private=True, mark="lock")


@_card.register
def _(step: Remind, roles: tuple[str, str]) -> Card:
    again = f": {step.dialogue}" if step.dialogue else ""
    notes = ("tomorrow, in a week, or no",)
    return Card(f"Either may ask to be reminded{again}", _quote(step.text, roles), notes)
