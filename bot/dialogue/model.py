"""What a dialogue is: a header, a tree of steps, its closings.

A step has exactly one verb. Steps nest in blocks and never jump, and each block that repeats says
how often at most, so every dialogue ends by construction.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

#: How a session may end. Each has a sentence; a dialogue may bring its own.
Closing = Literal[
    "done", "partly", "not_now", "stopped", "quiet", "company", "support", "put_away", "broken"
]  # fmt: skip

#: Who may answer a `choose`: a role's name, or this word for whoever taps first.
EITHER = "either"


class Cap(Struct, frozen=True, forbid_unknown_fields=True):
    """How much one turn holds: `max` messages, `chars` UTF-16 units in all."""

    max: int = 1
    chars: int = 400


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of a `choose`: its label, the steps that follow, or the closing that it means."""

    label: str
    steps: tuple["Step", ...] = ()
    close: Closing | None = None


class Base(Struct, frozen=True, kw_only=True, tag_field="verb", forbid_unknown_fields=True):
    """What every step has: an id, unique in its dialogue."""

    id: str


class Say(Base, frozen=True, tag="say"):
    """One post; the dialogue goes on at once."""

    text: str


class Consent(Base, frozen=True, tag="consent"):
    """Both say yes, or it does not happen. `private`: each is asked alone; who declined stays
    unknown, the group learns one bit.
    """

    text: str
    private: bool = False
    minutes: int = 10


class Gather(Base, frozen=True, tag="gather"):
    """A few words from one role, kept under the step's id for later texts."""

    of: str
    text: str
    chars: int = 120
    minutes: int = 5


class Choose(Base, frozen=True, tag="choose"):
    """One tap among options. Without a tap, `otherwise` happens."""

    by: str
    text: str
    options: dict[str, Option]
    otherwise: str
    minutes: int = 5


class Rounds(Base, frozen=True, tag="rounds"):
    """A block that is played `times` times; the two roles in `swap` change places in between."""

    times: int
    steps: tuple["Step", ...]
    swap: tuple[str, str] | None = None


class Repeat(Base, frozen=True, tag="repeat"):
    """A block that is played until a choice was made (`until: {choose-id: option}`), until its
    turn is passed, or `at_most` times. `or_close`: the closing if the choice was never made.
    """

    at_most: int
    steps: tuple["Step", ...]
    until: dict[str, str] = {}
    or_close: Closing | None = None


class Turn(Base, frozen=True, tag="turn"):
    """The floor goes to one role, who says something. `again`: the text from the second time on.
    `until_kept`: the turn is over once the bot has kept a message of the other (the trial).
    """

    floor: str
    text: str
    again: str | None = None
    messages: Cap = Cap()
    minutes: int = 4
    until_kept: bool = False


class Reflect(Base, frozen=True, tag="reflect"):
    """The role `by` says back what the turn `of` held; the other one checks."""

    of: str
    by: str
    text: str
    minutes: int = 4


class Breathe(Base, frozen=True, tag="breathe"):
    """A breather inside the exercise: 1 to 5 minutes, nobody has the floor."""

    text: str
    minutes: int = 1


class Rate(Base, frozen=True, tag="rate"):
    """Each is asked alone, at the same time, for one of a few words. Only its author ever sees it;
    nothing waits for it.
    """

    text: str
    scale: tuple[str, ...]
    share: bool = False


class HandOff(Base, frozen=True, tag="hand_off"):
    """Phones down: one card, a timer, *done*. `halves`: a bell at half time, too."""

    text: str
    minutes: int = 5
    halves: bool = False


Step = Say | Consent | Gather | Choose | Rounds | Repeat | Turn | Reflect | Breathe | Rate | HandOff
Block = Rounds | Repeat

VERBS: dict[str, type[Base]] = {str(kind.__struct_config__.tag): kind for kind in Step.__args__}


class Dialogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One exercise in one edition. `level` 1 is warm, 5 is for therapists only; `minutes` is the
    usual length; `rows` names practices of the clinical reference; `offer` is its line in the
    menu's card; `listed` is false for what the bot itself begins.
    """

    dialogue: str
    edition: int
    title: str
    purpose: str
    lineage: tuple[str, ...]
    rows: tuple[str, ...]
    level: int
    minutes: int
    roles: tuple[str, str]
    steps: tuple[Step, ...]
    together: tuple[Step, ...] = ()
    not_for: tuple[str, ...] = ()
    closings: dict[Closing, str] = {}
    listed: bool = True

    def branch(self, name: str) -> tuple[Step, ...]:
        """The steps of `steps` (apart, in writing) or `together` (same room)."""
        return self.together if name == "together" else self.steps


def children(step: Step) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """The blocks inside a step, each with the name that a cursor knows it by."""
    if isinstance(step, Rounds | Repeat):
        yield "", step.steps
    elif isinstance(step, Choose):
        for name, option in step.options.items():
            yield name, option.steps


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Every step, outside first, in the order of the file."""
    for step in steps:
        yield step
        for _, inner in children(step):
            yield from walk(inner)


def texts(dialogue: Dialogue) -> Iterator[tuple[str, str]]:
    """Every sentence of a dialogue with its key: `step/field`, `step/option`, `closings/name`."""
    yield "title", dialogue.title
    yield "purpose", dialogue.purpose
    for step in (*walk(dialogue.steps), *walk(dialogue.together)):
        for field in ("text", "again"):
            if (text := getattr(step, field, None)) is not None:
                yield f"{step.id}/{field}", text
        if isinstance(step, Choose):
            for name, option in step.options.items():
                yield f"{step.id}/{name}", option.label
        if isinstance(step, Rate):
            for place, label in enumerate(step.scale):
                yield f"{step.id}/{place}", label
    for name, text in dialogue.closings.items():
        yield f"closings/{name}", text
