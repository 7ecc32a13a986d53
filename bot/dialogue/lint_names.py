"""Ids, roles, references and conditions: every name that a step uses is there, and in time."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from bot.dialogue.diagnostics import Row
from bot.dialogue.limits import NAME_CHARS_MAX
from bot.dialogue.model import (
    EITHER,
    Choose,
    Condition,
    Dialogue,
    Draw,
    Fill,
    Gather,
    Pick,
    Reflect,
    Repeat,
    Reveal,
    Rounds,
    Scale,
    Step,
    Turn,
    When,
    any_of,
    steps_of,
    walk,
)

#: Actions of the bot's own buttons, which an option would never see, and the key of a step's text.
RESERVED = frozenset(
    {"text", "again", "pause", "film", "ground", "im_in", "skip", "help", "privacy", "sources"}
)
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


def _is_name(name: str) -> bool:
    """Whether it can be an id: a small letter, then small letters, digits, - and _."""
    return bool(name) and len(name) <= NAME_CHARS_MAX and name[0].isalpha() and set(name) <= _SMALL


def fits(place: str, name: str) -> Iterator[Row]:
    """A name that fits into a button."""
    if not _is_name(name):
        remedy = f"Small letters, digits, - and _, at most {NAME_CHARS_MAX}"
        yield place, "N05", f"“{name}” can't be a name", remedy


def ids(dialogue: Dialogue) -> Iterator[Row]:
    """An id names one step; a shared block may stand in several ways to do it."""
    for name, number in Counter(step.id for step in _different(dialogue)).items():
        if number > 1:
            yield name, "N01", f"“{name}” names {number} steps", "Give each step an id of its own"


def _different(dialogue: Dialogue) -> Iterator[Step]:
    """Every step; one that a block brings into several branches only once."""
    before: set[int] = set()
    for branch in dialogue.branches:
        here = [step for step in walk(branch) if id(step) not in before]
        yield from here
        before |= {id(step) for step in here}


def own_names(dialogue: Dialogue) -> Iterator[Row]:
    """Names fit into a button and are not the bot's own."""
    names = [("", dialogue.dialogue)]
    for step in steps_of(dialogue):
        names.append((step.id, step.id))
        if isinstance(step, Choose):
            names += [(step.id, option) for option in step.options]
        if isinstance(step, Fill):
            names += [(step.id, slot) for slot in step.slots]
    for step_id, name in names:
        yield from fits(step_id, name)
        if name in RESERVED:
            yield step_id, "N05", f"“{name}” is a name of the bot's own", "Choose another"


def roles(dialogue: Dialogue) -> Iterator[Row]:
    """Steps are of the two roles that there are, and nobody answers themselves."""
    known = set(dialogue.roles)
    remedy = f"Use one of: {', '.join(dialogue.roles)}"
    if len(known) != 2:
        yield "@roles", "N02", "two different roles are needed", "Write roles: [speaker, listener]"
    for step in steps_of(dialogue):
        for role in _used(step):
            if role not in known:
                yield step.id, "N02", f"“{role}” is not a role", remedy
        if isinstance(step, Rounds) and step.swap and step.swap[0] == step.swap[1]:
            yield step.id, "N02", "a role changes places with itself", "Name both roles in swap"
    speakers = {step.id: step.floor for step in steps_of(dialogue) if isinstance(step, Turn)}
    speakers |= {step.id: step.by for step in steps_of(dialogue) if isinstance(step, Fill)}
    for step in steps_of(dialogue):
        if isinstance(step, Reflect) and speakers.get(step.of) == step.by:
            what = f"“{step.by}” would say back their own words"
            yield step.id, "N02", what, "Let the other role reflect"


def _used(step: Step) -> tuple[str, ...]:
    match step:
        case Gather(of=role) | Turn(floor=role):
            return (role,)
        case Choose(by=by) | Draw(by=by):
            return () if by == EITHER else (by,)
        case Reflect(by=by) | Pick(by=by) | Fill(by=by):
            return (by,)
        case Rounds(swap=swap):
            return swap or ()
        case _:
            return ()


def references(dialogue: Dialogue) -> Iterator[Row]:
    """What is said back, chosen and repeated is there."""
    for branch in dialogue.branches:
        earlier: set[str] = set()
        for step in walk(branch):
            if isinstance(step, Reflect) and step.of not in earlier:
                remedy = "Name a turn or a form that comes before"
                yield step.id, "N03", f"there is no turn “{step.of}” before this", remedy
            if isinstance(step, Turn | Fill):
                earlier.add(step.id)
    choices = {step.id: step.options for step in steps_of(dialogue) if isinstance(step, Choose)}
    for step in steps_of(dialogue):
        if isinstance(step, Repeat):
            for choice, wanted in step.until.items():
                for option in any_of(wanted):
                    if option not in choices.get(choice, {}):
                        what = f"there is no option “{option}” in “{choice}”"
                        yield step.id, "N03", what, "Name a choose step and one of its options"
        if isinstance(step, Choose) and step.otherwise not in step.options:
            what = f"“{step.otherwise}” is not an option"
            yield step.id, "N03", what, "Let otherwise name one of the options"


def conditions(dialogue: Dialogue) -> Iterator[Row]:
    """Each condition asks one thing, of an earlier step of the same way to do it."""
    for branch in dialogue.branches:
        earlier: dict[str, Step] = {}
        for step in walk(branch):
            if isinstance(step, When) and (wrong := _wrong(step.condition, earlier)):
                yield step.id, "N06", *wrong
            earlier[step.id] = step


def _wrong(condition: Condition, earlier: Mapping[str, Step]) -> tuple[str, str] | None:
    """What is wrong with a condition, and what to do."""
    asked = [name for name in Condition.__struct_fields__ if getattr(condition, name) is not None]
    if len(asked) != 1:
        what = " and ".join(asked) or "nothing"
        return f"this asks for {what}", f"Ask one of: {', '.join(Condition.__struct_fields__)}"
    match condition:
        case Condition(chosen=dict() as chosen):
            return _chosen(chosen, earlier)
        case Condition(heard="both"):
            found = any(isinstance(step, Reflect) for step in earlier.values())
            return None if found else ("nothing is said back before this", "Let somebody reflect")
        case Condition(validated="both"):
            found = any(isinstance(step, Reflect) and step.validate for step in earlier.values())
            remedy = "Let somebody reflect with validate"
            return None if found else ("nobody is asked before this what makes sense", remedy)
        case Condition(played=bool()):
            return None
        case _:
            pass
    right, verbs = _ANSWERS[asked[0]]
    for name in any_of(getattr(condition, asked[0])):
        step = earlier.get(name)
        if step is None or not right(step):
            return f"“{name}” is no earlier {verbs}", f"Let {asked[0]} name an earlier {verbs}"
    return None


def _chosen(chosen: Mapping[str, str], earlier: Mapping[str, Step]) -> tuple[str, str] | None:
    if len(chosen) != 1:
        return f"chosen names {len(chosen)} choices", "Write chosen: {choose-id: option}"
    ((name, option),) = chosen.items()
    step = earlier.get(name)
    if not isinstance(step, Choose):
        return f"“{name}” is no earlier choose", "Let chosen name an earlier choose"
    if option not in step.options:
        return f"“{option}” is no option of “{name}”", f"Name one of: {', '.join(step.options)}"
    return None


#: Which steps a condition may ask, and what they are called.
_ANSWERS: Mapping[str, tuple[Callable[[Step], bool], str]] = {
    "shown": (
        lambda step: isinstance(step, Reveal) or (isinstance(step, Scale) and step.show),
        "reveal, or scale with show",
    ),
    "reached": (
        lambda step: isinstance(step, Scale) and step.reach is not None,
        "scale with reach",
    ),
    "sent": (lambda step: isinstance(step, Fill), "fill"),
    "said": (lambda step: isinstance(step, Turn | Fill | Pick), "turn, fill or pick"),
}


CHECKS = (ids, own_names, roles, references, conditions)
