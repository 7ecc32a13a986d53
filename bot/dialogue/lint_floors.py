"""Who has the floor how often: for the two who begin as the two roles, through every swap, along
every way that taps and conditions may take.
"""

from collections.abc import Callable, Iterable, Iterator

from bot.dialogue.diagnostics import Row
from bot.dialogue.measure import plays
from bot.dialogue.model import (
    Choose,
    Dialogue,
    Fill,
    Option,
    Pick,
    Repeat,
    Rounds,
    Step,
    Turn,
    When,
)

#: How often the role that begins has something, and how often the other.
Pair = tuple[int, int]
#: The role that a step gives something to; None for neither.
Weigh = Callable[[Step], str | None]


def equal(dialogue: Dialogue) -> Iterator[Row]:
    """Both get as many turns, and as many picks, on every way through, counting rounds and swaps.
    A form counts as a turn. A `gather` does not: it is what something is about.
    """
    if not dialogue.listed:  # the bot's own trial shows one turn, to one, by design
        return
    for name in ("steps", "together", "short"):
        for what, weigh in (("turns", _turn), ("picks", _pick)):
            ended: set[Pair] = set()
            ways = _Ways(weigh, dialogue.roles, ended).block(getattr(dialogue, name), 0)
            for one, two in sorted(ended.union(pair for pair, _ in ways)):
                if one != two:
                    first, second = dialogue.roles
                    message = f"{what} by role: {first} {one}, {second} {two}"
                    remedy = "Put them into rounds of two that swap the roles"
                    yield f"@{name}", "C02", message, remedy
                    break


def _own(step: Step, by: str) -> bool:
    """A form that somebody took on by a tap of their own (“another word, please”): no floor."""
    return isinstance(step, Fill) and step.by == by


def _turn(step: Step) -> str | None:
    match step:
        case Turn(floor=role) | Fill(by=role):
            return role
        case _:
            return None


def _pick(step: Step) -> str | None:
    return step.by if isinstance(step, Pick) else None


#: Ways through a block that are told apart at most; more have been equal or not by then.
WAYS_MAX = 200


class _Ways:
    """What each way through a block comes to, and on which side the roles are after it: 0 as in the
    beginning, 1 swapped. A way that ends the dialogue does not go on: whoever ends it chose so;
    what was in it goes into `ended`. Each step is looked at once for each side, however deep it is.
    """

    def __init__(self, weigh: Weigh, roles: tuple[str, str], ended: set[Pair]) -> None:
        self._weigh, self._roles, self._ended = weigh, roles, ended
        self._known: dict[tuple[int, int], set[tuple[Pair, int]]] = {}

    def block(self, steps: tuple[Step, ...], side: int) -> set[tuple[Pair, int]]:
        ways: set[tuple[Pair, int]] = {((0, 0), side)}
        for step in steps:
            found: set[tuple[Pair, int]] = set()
            for (one, two), now in ways:
                for (more, others), then in self._step(step, now):
                    found.add(((one + more, two + others), then))
            ways = set(sorted(found)[:WAYS_MAX])
        return ways

    def _step(self, step: Step, side: int) -> set[tuple[Pair, int]]:
        key = (id(step), side)
        if key not in self._known:
            self._known[key] = self._found(step, side)
        return self._known[key]

    def _found(self, step: Step, side: int) -> set[tuple[Pair, int]]:
        match step:
            case Choose(by=by, options=options):
                return self._chosen(by, options.values(), side)
            case When(steps=steps, otherwise=otherwise):
                return self.block(steps, side) | self.block(otherwise, side)
            case Rounds() | Repeat():
                return self._rounds(step, side)
            case _:
                role = self._weigh(step)
                if role not in self._roles:
                    return {((0, 0), side)}
                first = (role == self._roles[0]) != bool(side)
                return {((int(first), int(not first)), side)}

    def _chosen(self, by: str, options: Iterable[Option], side: int) -> set[tuple[Pair, int]]:
        def weigh(step: Step) -> str | None:
            return None if _own(step, by) else self._weigh(step)

        inner = _Ways(weigh, self._roles, self._ended)
        found: set[tuple[Pair, int]] = set()
        for option in options:
            ways = inner.block(option.steps, side)
            if option.close is None:
                found |= ways
            else:
                self._ended |= {pair for pair, _ in ways}
        return found

    def _rounds(self, step: Rounds | Repeat, side: int) -> set[tuple[Pair, int]]:
        """Each round offers the most that one of its ways offers: what the first did with theirs
        says nothing of what the second may do with theirs.
        """
        one, two = 0, 0
        for number in range(plays(step)):
            if number and isinstance(step, Rounds) and step.swap:
                side = 1 - side
            ways = self.block(step.steps, side)
            one += max((pair[0] for pair, _ in ways), default=0)
            two += max((pair[1] for pair, _ in ways), default=0)
            side = next((after for _, after in sorted(ways)), side)
        return {((one, two), side)}


CHECKS = (equal,)
