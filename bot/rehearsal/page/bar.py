"""The stage manager's bar as plain data: how the stage stands, and what there is to choose from."""

import msgspec

from bot.dialogue.model import Dialogue, texts
from bot.rehearsal.page.connection import How
from bot.rehearsal.page.couple import NAMES, PARTNERS, HeardIs, SeatKey
from bot.rehearsal.page.deadlines import label
from bot.rehearsal.page.director import Director, Status
from bot.rehearsal.page.sheet import Shown
from bot.rehearsal.page.stations import stations
from bot.rehearsal.personas.temperament import TEMPERAMENTS

_GLIMPSE_WORDS = 7


class Option(msgspec.Struct, frozen=True):
    """A step that one can begin at: its name, its verb, how its text begins, and on which of the
    ways it lies.
    """

    step: str
    verb: str
    glimpse: str
    way: str


class Choice(msgspec.Struct, frozen=True):
    """A dialogue that one can begin."""

    dialogue: str
    title: str
    steps: tuple[Option, ...]


class Group(msgspec.Struct, frozen=True):
    """How the group stands. `guest`: whether the therapist is in."""

    owner: SeatKey
    basic: bool
    guest: bool
    heard: HeardIs


class Bar(msgspec.Struct, frozen=True):
    """How the stage stands. `under_way`: what one has to wait for, or empty; `due`: what happens at
    the nearest deadline; `dialogue`, `step`: what runs; `lines`: how long the transcript is.
    """

    heard: Status
    under_way: str
    notice: int
    text: str
    due: str
    how: How
    group: Group
    dialogue: str
    step: str
    watching: bool
    sheet: Shown
    lines: int
    choices: tuple[Choice, ...]
    personas: tuple[str, ...]


def bar(director: Director) -> Bar:
    """The bar as it is now."""
    couple, playing = director.couple, director.playing
    owner = couple.seat_of(couple.owner) or "a"
    return Bar(
        heard=director.heard,
        under_way=director.under_way,
        notice=director.notice.number,
        text=director.notice.text,
        due=label(director.standing.due) if director.due else "",
        how=director.connection.how,
        group=Group(owner, not couple.group.is_supergroup, couple.inside("t"), couple.heard_is),
        dialogue=playing.dialogue if playing else "",
        step=playing.step if playing else "",
        watching=director.watcher.on,
        sheet=director.sheet.shown,
        lines=len(director.recorder.script.lines),
        choices=tuple(_choice(one) for one in director.dialogues()),
        personas=tuple(TEMPERAMENTS),
    )


def tagline(director: Director, only: SeatKey | None) -> str:
    """What to do here. As long as the two are not both in, how one begins."""
    if only is not None:
        return f"A rehearsal. This is {NAMES[only]}'s seat."
    im_in = director.book["button.im_in"]
    couple = director.couple
    if couple.alone and couple.heard_is == "absent":
        return f"Heard is in no group yet. Press START in {couple.owner.name}'s chat with it."
    if couple.heard_is == "absent":
        return "A rehearsal. You play everybody; nothing leaves this machine."
    waits = any(
        button.text == im_in
        for message in couple.group.messages.values()
        for button in (message.keyboard.buttons() if message.keyboard else ())
    )
    if not waits:
        return "A rehearsal. You play everybody; nothing leaves this machine."
    ana, ben = (NAMES[seat] for seat in PARTNERS)
    return f"You play both. Tap “{im_in}” for {ana}, then for {ben}."


def _choice(dialogue: Dialogue) -> Choice:
    said = dict(texts(dialogue))
    options = tuple(
        Option(one.step, one.verb, _glimpse(said.get(f"{one.step}/text", "")), one.way)
        for one in stations(dialogue)
    )
    return Choice(dialogue.dialogue, dialogue.title, options)


def _glimpse(text: str) -> str:
    """How a text begins, with roles in place of names."""
    words = text.replace("{{ ", "").replace(".name }}", "").replace(" }}", "").split()
    more = "…" if len(words) > _GLIMPSE_WORDS else ""
    return " ".join(words[:_GLIMPSE_WORDS]) + more
