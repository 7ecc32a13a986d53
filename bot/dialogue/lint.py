"""What the shape of a file cannot say: ids, roles, references, conduct; texts are `lint_texts`'s.

Each check takes a dialogue and gives `(step id, code, message, remedy)`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from bot.dialogue import lint_texts
from bot.dialogue.model import (
    EITHER,
    Breathe,
    Choose,
    Consent,
    Dialogue,
    Draw,
    Fill,
    Gather,
    Pick,
    Reflect,
    Repeat,
    Rounds,
    Step,
    Turn,
    children,
    steps_of,
    walk,
)

Row = tuple[str, str, str, str]

#: Inclusive ranges: what a couple can be asked to bear.
RANGES: Mapping[str, tuple[int, int]] = {
    "minutes": (1, 60),
    "times": (1, 4),
    "at_most": (1, 6),
    "chars": (10, 1000),
    "level": (1, 5),
    "edition": (1, 9999),
    "max": (1, 10),
}
BREATHE_MINUTES = (1, 5)
#: Telegram shows a handful of buttons well.
OPTIONS_MAX = 5


def lint(dialogue: Dialogue) -> Iterator[Row]:
    """Every finding of every check."""
    for check in CHECKS:
        yield from check(dialogue)


def _ranges(dialogue: Dialogue) -> Iterator[Row]:
    for step in (dialogue, *steps_of(dialogue)):
        name = step.id if not isinstance(step, Dialogue) else ""
        for field, (low, high) in RANGES.items():
            for holder in (step, getattr(step, "messages", None)):
                value = getattr(holder, field, None)
                low_, high_ = BREATHE_MINUTES if isinstance(step, Breathe) else (low, high)
                if isinstance(value, int) and not low_ <= value <= high_:
                    yield name, "S03", f"{field} is {value}", f"Choose {low_} to {high_}"


def _ids(dialogue: Dialogue) -> Iterator[Row]:
    for step, count in Counter(step.id for step in steps_of(dialogue)).items():
        if count > 1:
            yield step, "N01", f"“{step}” names {count} steps", "Give each step an id of its own"


def _roles(dialogue: Dialogue) -> Iterator[Row]:
    known = set(dialogue.roles)
    remedy = f"Use one of: {', '.join(dialogue.roles)}"
    if len(known) != 2:
        yield "", "N02", "two different roles are needed", "Write roles: [speaker, listener]"
    for step in steps_of(dialogue):
        used: tuple[str, ...] = ()
        match step:
            case Gather():
                used = (step.of,)
            case Choose(by=by) | Draw(by=by):
                used = () if by == EITHER else (by,)
            case Turn():
                used = (step.floor,)
            case Reflect(by=by) | Pick(by=by) | Fill(by=by):
                used = (by,)
            case Rounds():
                used = step.swap or ()
            case _:
                pass
        for role in used:
            if role not in known:
                yield step.id, "N02", f"“{role}” is not a role", remedy


def _references(dialogue: Dialogue) -> Iterator[Row]:
    for branch in dialogue.branches:
        earlier: set[str] = set()
        for step in walk(branch):
            if isinstance(step, Reflect) and step.of not in earlier:
                remedy = "Name a turn that comes before"
                yield step.id, "N03", f"there is no turn “{step.of}” before this", remedy
            if isinstance(step, Turn | Fill):
                earlier.add(step.id)
    choices = {step.id: step.options for step in steps_of(dialogue) if isinstance(step, Choose)}
    for step in steps_of(dialogue):
        if isinstance(step, Repeat):
            for choice, wanted in step.until.items():
                for option in (wanted,) if isinstance(wanted, str) else wanted:
                    if option not in choices.get(choice, {}):
                        what = f"there is no option “{option}” in “{choice}”"
                        yield step.id, "N03", what, "Name a choose step and one of its options"
        if isinstance(step, Choose):
            if step.otherwise not in step.options:
                what = f"“{step.otherwise}” is not an option"
                yield step.id, "N03", what, "Let otherwise name one of the options"
            if not 2 <= len(step.options) <= OPTIONS_MAX:
                what = f"{len(step.options)} options"
                yield step.id, "S03", what, f"Give 2 to {OPTIONS_MAX}"


def _consent(dialogue: Dialogue) -> Iterator[Row]:
    if dialogue.level < 2:
        return
    for branch in (dialogue.steps, dialogue.together, dialogue.short):
        first = branch[0] if branch else None
        if first and not (isinstance(first, Consent) and first.private):
            what = "level 2 and up begins with both partners' separate consent"
            yield first.id, "C01", what, "Let the first step be a consent with private: true"
    if "not_now" in dialogue.closings:
        what = "from level 2 on “not today” has the same words for every reason"
        yield "", "C03", what, "Leave out closings: not_now"


def _equal(dialogue: Dialogue) -> Iterator[Row]:
    """Both roles get the same number of turns, counting rounds and swaps."""
    if not dialogue.listed:  # the bot's own trial shows one turn, to one, by design
        return
    floors = _floors(dialogue.steps, dict.fromkeys(dialogue.roles, ""))
    if len(set(floors.values())) > 1:
        remedy = "Put the turns into rounds of two that swap the roles"
        yield "", "C02", f"turns by role: {floors}", remedy


def _floors(steps: tuple[Step, ...], roles: dict[str, str]) -> dict[str, int]:
    """How many turns each *person* gets at most; `roles` keys who speaks first."""
    who = {role: role for role in roles}
    count: Counter[str] = Counter(dict.fromkeys(roles, 0))

    def play(block: tuple[Step, ...]) -> None:
        for step in block:
            if isinstance(step, Turn):
                count[who.get(step.floor, step.floor)] += 1
            for number in range(getattr(step, "times", getattr(step, "at_most", 1))):
                swap = getattr(step, "swap", None)
                if number and swap and who.keys() >= set(swap):
                    who[swap[0]], who[swap[1]] = who[swap[1]], who[swap[0]]
                for _, inner in children(step):
                    play(inner)

    play(steps)
    return dict(count)


CHECKS: tuple[Callable[[Dialogue], Iterator[Row]], ...] = (
    _ranges,
    _ids,
    _roles,
    _references,
    _consent,
    _equal,
    *lint_texts.CHECKS,
)
