"""Where a session is in its dialogue: a path of frames through nested blocks."""

from collections.abc import Iterator

from bot.dialogue.model import (
    Choose,
    Dialogue,
    Reflect,
    Repeat,
    Rounds,
    Step,
    Turn,
    When,
    children,
    steps_of,
)
from bot.facilitator.ids import Seat
from bot.facilitator.progress import Branch, Frame, Session

Cursor = tuple[Frame, ...]


def at(dialogue: Dialogue, branch: Branch, cursor: Cursor) -> Step | None:
    """The step at a cursor; None before the first and behind the last."""
    step: Step | None = None
    for frame in cursor:
        steps = dialogue.branch(branch) if step is None else block(step, frame.block)
        if frame.place >= len(steps):
            return None
        step = steps[frame.place]
    return step


def block(step: Step | None, name: str) -> tuple[Step, ...]:
    """The steps inside a step, by the name that `children` gives them; none if it has no such."""
    return dict(children(step)).get(name, ()) if step is not None else ()


def said_back(dialogue: Dialogue, turn: str) -> bool:
    """Whether some reflection is of this turn."""
    return any(isinstance(step, Reflect) and step.of == turn for step in steps_of(dialogue))


def turn_ahead(dialogue: Dialogue, session: Session, seat: Seat) -> bool:
    """Whether this seat may still get a turn of its own in this session, after the current step."""
    return any(
        roles[turn.floor] == seat
        for steps, roles in _ahead(dialogue, session)
        for turn, roles in _turns(steps, roles)
    )


def _ahead(
    dialogue: Dialogue, session: Session
) -> Iterator[tuple[tuple[Step, ...], dict[str, Seat]]]:
    """The steps that may still come, with who has which role then."""
    roles = session.roles
    cursor = session.cursor
    while cursor:
        outer, frame = cursor[:-1], cursor[-1]
        parent = at(dialogue, session.branch, outer) if outer else None
        steps = block(parent, frame.block) if parent else dialogue.branch(session.branch)
        yield steps[frame.place + 1 :], roles
        if isinstance(parent, Repeat) and frame.round + 1 < parent.at_most:
            yield steps, roles
        elif isinstance(parent, Rounds) and frame.round + 1 < parent.times:
            roles = _swapped(parent, roles)
            yield steps, roles
        cursor = outer


def _swapped(rounds: Rounds, roles: dict[str, Seat]) -> dict[str, Seat]:
    if not rounds.swap:
        return roles
    one, two = rounds.swap
    return {**roles, one: roles[two], two: roles[one]}


def _turns(
    steps: tuple[Step, ...], roles: dict[str, Seat]
) -> Iterator[tuple[Turn, dict[str, Seat]]]:
    """Every turn in these steps, with who has which role in it."""
    for step in steps:
        match step:
            case Turn():
                yield step, roles
            case Rounds():
                yield from _turns(step.steps, roles)
                if step.times > 1 and step.swap:
                    yield from _turns(step.steps, _swapped(step, roles))
            case Repeat():
                yield from _turns(step.steps, roles)
            case Choose() | When():
                for _, inner in children(step):
                    yield from _turns(inner, roles)
            case _:
                pass
