"""What a dialogue is: a header, a tree of steps, its closings.

A step has exactly one verb. Steps nest in blocks and never jump, and each block that repeats says
how often at most, so every dialogue ends by construction.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, field

#: How a session may end. Each has a sentence; a dialogue may bring its own.
Closing = Literal[
    "done", "partly", "not_now", "stopped", "quiet", "company", "support", "put_away", "broken",
    "away", "together",
]  # fmt: skip

#: Those after which an exercise is behind the two.
PLAYED: frozenset[Closing] = frozenset({"done", "partly", "together"})

#: Who may answer a `choose`: a role's name, or this word for whoever taps first.
EITHER = "either"
#: What a couple may need just now: how the menu is ordered.
Need = Literal["warm", "listen", "say", "stuck", "repair", "dream", "calm", "close"]
#: One sentence, or several of the same meaning, of which each session uses one.
Wording = str | tuple[str, ...]
#: How an exercise may be done; `apart` in writing, `together` with the phones down, `short` in a
#: minute or two each, `alone` in one's own private chat.
BRANCHES = ("apart", "together", "short", "alone")
#: One name, or several of which any will do.
AnyOf = str | tuple[str, ...]


class Cap(Struct, frozen=True, forbid_unknown_fields=True):
    """How much one turn holds: `max` messages, `chars` UTF-16 units in all."""

    max: int = 1
    chars: int = 400


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of a `choose`: its label, the steps that follow, and the closing that it means,
    after these. `unsaid`: it turns something down, so that it does not stand under the question
    beside a name; what follows says it.
    """

    label: str
    steps: tuple["Step", ...] = ()
    close: Closing | None = None
    unsaid: bool = False


class Base(Struct, frozen=True, kw_only=True, tag_field="verb", forbid_unknown_fields=True):
    """What every step has: an id, unique in its dialogue."""

    id: str


class Say(Base, frozen=True, tag="say"):
    """One post; the dialogue goes on at once."""

    text: Wording


class Consent(Base, frozen=True, tag="consent"):
    """Both say yes, or it does not happen. `private`: each is asked alone; who declined stays
    unknown, the group learns one bit. `calm`: each is then asked how calm they are, 0 to 10, and
    less than this is a no.
    """

    text: Wording
    private: bool = False
    minutes: int = 10
    calm: int | None = None


class Gather(Base, frozen=True, tag="gather"):
    """A few words from one role, kept under the step's id for later texts."""

    of: str
    text: Wording
    chars: int = 120
    minutes: int = 5


class Choose(Base, frozen=True, tag="choose"):
    """One tap among 2 to 5 options, by a role or by `either`. Without one, `otherwise` happens."""

    by: str
    text: Wording
    options: dict[str, Option]
    otherwise: str
    minutes: int = 5


class Rounds(Base, frozen=True, tag="rounds"):
    """A block that is played `times` times; the two roles in `swap` change places in between."""

    times: int
    steps: tuple["Step", ...]
    swap: tuple[str, str] | None = None


class Repeat(Base, frozen=True, tag="repeat"):
    """A block that is played until a choice was made (`until: {choose-id: option}`, or several
    options), until its turn is passed, or `at_most` times. `or_close`: the closing if the choice
    was never made.
    """

    at_most: int
    steps: tuple["Step", ...]
    until: dict[str, AnyOf] = {}
    or_close: Closing | None = None


class Turn(Base, frozen=True, tag="turn"):
    """The floor goes to one role, who says something. `again`: the text from the second time on.
    `until_kept`: the turn is over once the bot has kept a message of the other (the trial).
    """

    floor: str
    text: Wording
    again: Wording | None = None
    messages: Cap = Cap()
    minutes: int = 4
    until_kept: bool = False


class Reflect(Base, frozen=True, tag="reflect"):
    """The role `by` says back what `of` (a turn, or a form that was sent) held; the other one
    checks: *that's it / nearly / let me say it again*. What was meant to hurt is not put to the
    listener: the speaker says it anew first. `validate`: after that, `by` adds one thing that makes
    sense from the other's side.
    """

    of: str
    by: str
    text: Wording
    minutes: int = 4
    validate: Wording | None = None


class Breathe(Base, frozen=True, tag="breathe"):
    """A breather inside the exercise: 1 to 5 minutes, nobody has the floor."""

    text: Wording
    minutes: int = 1


class Rate(Base, frozen=True, tag="rate"):
    """Each is asked alone, at the same time, for one of a few words, from the hardest to the best.
    Only its author ever sees it, unless both chose to share before they answered (`share`); nothing
    waits for it.
    """

    text: Wording
    labels: tuple[str, ...]
    share: bool = False


class HandOff(Base, frozen=True, tag="hand_off"):
    """Phones down: one card, a timer, *done*. `halves`: a bell at half time, too."""

    text: Wording
    minutes: int = 5
    halves: bool = False


class Draw(Base, frozen=True, tag="draw"):
    """A card of a deck. `by` may take another one, twice at most; `text` may name the `card`."""

    deck: str
    by: str = EITHER
    text: Wording | None = None
    minutes: int = 5


class Reveal(Base, frozen=True, tag="reveal"):
    """Each answers alone, in words (at most `chars`) or with one of the `options`; both answers are
    shown together if both sent theirs, else one neutral line.
    """

    text: Wording
    chars: int = 200
    options: tuple[str, ...] = ()
    minutes: int = 10


class Scale(Base, frozen=True, tag="scale"):
    """Each alone taps a number from 0 (`low`) to 10 (`high`). `show`: both are shown if both sent
    theirs; `reach`: whether both are at least this is all that is known of them.
    """

    text: Wording
    low: str
    high: str
    show: bool = False
    reach: int | None = None
    minutes: int = 10


class Pick(Base, frozen=True, tag="pick"):
    """One role picks up to `at_most` words of a list, in the group."""

    by: str
    words: str = field(name="from")
    text: Wording
    at_most: int = 3
    minutes: int = 5


class Slot(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a form: its question, and how long the answer may be (UTF-16 units)."""

    text: str
    chars: int = 160


class Fill(Base, frozen=True, tag="fill"):
    """One role fills a form in private, sees it whole, and sends it, changes it, or keeps it.
    `ask`: what the group reads meanwhile; `text`: the whole, which names the slots.
    """

    by: str
    ask: Wording
    slots: dict[str, Slot]
    text: str
    minutes: int = 10


class Wait(Base, frozen=True, tag="wait"):
    """Some quiet, until both are ready or time is over."""

    text: Wording
    minutes: int = 2


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of these. `chosen`: the option of a choice; `shown`: a reveal or a scale that
    both sent; `reached`: a scale on which both are high enough; `sent`: a form that was sent;
    `said`: a turn in which something was said, or any of several; `heard`: both said yes to what
    was said back; `validated`: for both, the other also said what makes sense of it; `played`: this
    couple has been through this dialogue before.
    """

    chosen: dict[str, str] | None = None
    shown: str | None = None
    reached: str | None = None
    sent: str | None = None
    said: AnyOf | None = None
    heard: Literal["both"] | None = None
    validated: Literal["both"] | None = None
    played: bool | None = None


class When(Base, frozen=True, tag="when"):
    """A block that is played if a condition holds, and another one if it does not."""

    condition: Condition = field(name="if")
    steps: tuple["Step", ...]
    otherwise: tuple["Step", ...] = field(name="else", default=())


class Include(Base, frozen=True, tag="include"):
    """The steps of a shared block stand here. There is none in a dialogue that was loaded."""


class Keep(Base, frozen=True, tag="keep"):
    """A takeaway: each is asked alone before anything is kept, and it is kept if both say yes."""

    text: Wording
    minutes: int = 5


class Remind(Base, frozen=True, tag="remind"):
    """Either may choose when one quiet card says that `dialogue` (this one if none is named) could
    be begun again.
    """

    text: Wording
    dialogue: str | None = None
    minutes: int = 5


Step = (
    Say | Consent | Gather | Choose | Rounds | Repeat | Turn | Reflect | Breathe | Rate | HandOff
    | Draw | Reveal | Scale | Pick | Fill | Wait | When | Include | Keep | Remind
)  # fmt: skip
Block = Rounds | Repeat

VERBS: dict[str, type[Base]] = {str(kind.__struct_config__.tag): kind for kind in Step.__args__}


class Dialogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One exercise in one edition. `level` 1 is warm, 5 is for therapists only; `minutes` is the
    usual length; `rows` names practices of the clinical reference; `rest`: so many minutes after a
    pause it is *not today*; `listed` is false for what the bot itself begins; `blocks`: which
    shared block a step came from, by the step's id.
    """

    dialogue: str
    edition: int
    title: str
    purpose: str
    lineage: tuple[str, ...]
    rows: tuple[str, ...]
    level: int
    need: Need
    minutes: int
    roles: tuple[str, str]
    steps: tuple[Step, ...]
    together: tuple[Step, ...] = ()
    short: tuple[Step, ...] = ()
    alone: tuple[Step, ...] = ()
    not_for: tuple[str, ...] = ()
    rest: int = 0
    closings: dict[Closing, str] = {}
    listed: bool = True
    blocks: dict[str, str] = {}

    def branch(self, name: str) -> tuple[Step, ...]:
        """The steps of one of the BRANCHES; those of `apart` stand under `steps` in the file."""
        others = {"together": self.together, "short": self.short, "alone": self.alone}
        return others.get(name, self.steps)

    @property
    def branches(self) -> tuple[tuple[Step, ...], ...]:
        """All of them, in the order of BRANCHES; one that the file does not have is empty."""
        return tuple(self.branch(name) for name in BRANCHES)


def children(step: Step) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """The blocks inside a step, each with the name that a cursor knows it by."""
    if isinstance(step, Rounds | Repeat):
        yield "", step.steps
    elif isinstance(step, Choose):
        for name, option in step.options.items():
            yield name, option.steps
    elif isinstance(step, When):
        yield "if", step.steps
        yield "else", step.otherwise


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Every step, outside first, in the order of the file."""
    for step in steps:
        yield step
        for _, inner in children(step):
            yield from walk(inner)


def steps_of(dialogue: Dialogue) -> Iterator[Step]:
    """Every step of every branch."""
    for branch in dialogue.branches:
        yield from walk(branch)


def any_of(names: AnyOf) -> tuple[str, ...]:
    """Those of which any will do."""
    return (names,) if isinstance(names, str) else names


def wordings(key: str, text: Wording) -> Iterator[tuple[str, str]]:
    """Each variant with its key: `key`, `key~1`, `key~2`."""
    variants = (text,) if isinstance(text, str) else text
    for number, variant in enumerate(variants):
        yield f"{key}~{number}" if number else key, variant


def texts(dialogue: Dialogue) -> Iterator[tuple[str, str]]:
    """Every sentence of a dialogue with its key: `step/field`, `step/option`, `closings/name`."""
    yield "title", dialogue.title
    yield "purpose", dialogue.purpose
    for step in steps_of(dialogue):
        yield from texts_of(step)
    for name, text in dialogue.closings.items():
        yield f"closings/{name}", text


def texts_of(step: Step) -> Iterator[tuple[str, str]]:
    """The sentences of one step, without those of the steps inside."""
    for name in ("text", "again", "ask", "validate", "low", "high"):
        if (text := getattr(step, name, None)) is not None:
            yield from wordings(f"{step.id}/{name}", text)
    match step:
        case Choose():
            for name, option in step.options.items():
                yield f"{step.id}/{name}", option.label
        case Fill():
            for name, slot in step.slots.items():
                yield f"{step.id}/{name}", slot.text
        case Rate(labels=labels) | Reveal(options=labels):
            for place, label in enumerate(labels):
                yield f"{step.id}/{place}", label
        case _:
            pass
