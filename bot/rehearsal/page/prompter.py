"""A couple plays a dialogue by itself, up to a step: two eager personas on the moved clock."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from bot.dialogue.library import Library
from bot.dialogue.model import Choose, Dialogue, Rate, Repeat, Rounds, Say, Step, children
from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.page import acts, sights
from bot.rehearsal.page.couple import PARTNERS, SeatKey
from bot.rehearsal.personas.acting import Actor
from bot.rehearsal.personas.sight import Intent
from bot.rehearsal.personas.temperament import TEMPERAMENTS
from bot.rehearsal.personas.vocabulary import vocabulary

if TYPE_CHECKING:
    from bot.rehearsal.page.director import Director

#: Nobody needs more acts than this to get anywhere in a dialogue.
ACTS_MAX = 200
#: After the trial, what follows is a later thought.
BREATH = timedelta(minutes=1)


class Stuck(Exception):
    """The couple does not get to where they should begin: one line."""


class Station(Struct, frozen=True):
    """A step that one can begin at. `step` is empty for the very beginning; `way`: the labels that
    lead there, beside the place.
    """

    step: str
    verb: str
    together: bool = False
    way: tuple[str, ...] = ()


def stations(dialogue: Dialogue) -> Iterator[Station]:
    """The steps of a dialogue that wait for somebody, in the order of its file."""
    if dialogue.together:
        yield Station("", "")
    yield from _waiting(dialogue.steps, together=False)
    yield from _waiting(dialogue.together, together=True)


def _waiting(
    steps: tuple[Step, ...], *, together: bool, way: tuple[str, ...] = ()
) -> Iterator[Station]:
    for step in steps:
        if not isinstance(step, Say | Rate | Rounds | Repeat):
            yield Station(step.id, str(type(step).__struct_config__.tag), together, way)
        for name, inner in children(step):
            label = (step.options[name].label,) if isinstance(step, Choose) else ()
            yield from _waiting(inner, together=together, way=(*way, *label))


class Target(Struct, frozen=True):
    """Where to begin: a step of a dialogue, and the labels that lead there."""

    dialogue: str
    step: str
    listed: bool
    wanted: tuple[str, ...]

    @property
    def name(self) -> str:
        """For people."""
        return self.step or self.dialogue

    @classmethod
    def found(cls, library: Library, book: Mapping[str, str], dialogue: str, step: str) -> Self:
        """The step of that name. `ImpossibleError` if there is none that one can begin at."""
        known = library.dialogue(dialogue)
        if known is None:
            raise ImpossibleError(f"there is no dialogue {dialogue!r}")
        for one in stations(known):
            if one.step == step:
                place = book["button.together" if one.together else "button.apart"]
                return cls(dialogue, step, known.listed, (place, *one.way))
        raise ImpossibleError(f"one cannot begin at {step!r} of {dialogue!r}")


async def prompt(director: "Director", target: Target) -> None:
    """Play the director's couple up to the target. `Stuck`, `TimeoutError`."""
    actors = _Two(director, target)
    await actors.until(lambda: director.playing is not None)
    if target.listed:
        director.play(acts.Post("a", "group", "/stop"))
        await director.stage.wait(BREATH)
        director.play(acts.Post("a", "group", f"/begin {target.dialogue}"))
        await director.stage.rest()

    def there() -> bool:
        playing = director.playing
        found = playing and (playing.dialogue, playing.step) == (target.dialogue, target.step)
        return bool(found)

    await actors.until(there)


class _Two:
    """Two eager people, and what they have done."""

    def __init__(self, director: "Director", target: Target) -> None:
        self._director, self._target = director, target
        words = vocabulary(director.book, target.wanted)
        self._actor = Actor(TEMPERAMENTS["eager"], words)
        self._done: dict[SeatKey, list[str]] = {seat: [] for seat in PARTNERS}

    async def until(self, there: Callable[[], bool]) -> None:
        """Let them act until it is so. `Stuck`."""
        stage = self._director.stage
        await stage.rest()
        for _ in range(ACTS_MAX):
            if there():
                return
            found = self._next()
            if found is None:
                break
            seat, intent = found
            stage.clock.move(timedelta(seconds=intent.after))
            self._done[seat].append(intent.reason)
            self._director.play(sights.act(self._director.couple, seat, intent))
            await stage.rest()
        playing = self._director.playing
        where = f"it stands at “{playing.step or playing.dialogue}”" if playing else "nothing runs"
        raise Stuck(f"Eager people don't get to “{self._target.name}” here: {where}.")

    def _next(self) -> tuple[SeatKey, Intent] | None:
        """Who acts first, and how."""
        director = self._director
        intents: list[tuple[SeatKey, Intent]] = []
        for seat in PARTNERS:
            done = tuple(self._done[seat])
            seen = sights.sight(director.couple, seat, director.playing, done)
            if (intent := self._actor.next(seen)) is not None:
                intents.append((seat, intent))
        return min(intents, key=lambda one: one[1].after, default=None)
