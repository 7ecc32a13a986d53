"""A couple plays a dialogue by itself, up to a step: two eager personas on the moved clock."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from bot.dialogue.library import Library
from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.page import acts, sights
from bot.rehearsal.page.couple import PARTNERS, SeatKey
from bot.rehearsal.page.stations import stations
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


class Target(Struct, frozen=True):
    """Where to begin: a step of a dialogue, and what leads there, by earlier steps."""

    dialogue: str
    step: str
    listed: bool
    wanted: dict[str, str]

    @property
    def name(self) -> str:
        """For people."""
        return self.step or self.dialogue

    @classmethod
    def found(cls, library: Library, dialogue: str, step: str) -> Self:
        """The step of that name. `ImpossibleError` if there is none that one can begin at."""
        known = library.dialogue(dialogue)
        if known is None:
            raise ImpossibleError(f"there is no dialogue {dialogue!r}")
        for one in stations(known):
            if one.step == step:
                return cls(dialogue, step, known.listed, one.wanted)
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

    actors.know_the_way()
    await actors.until(there)


class _Two:
    """Two eager people, and what they have done."""

    def __init__(self, director: "Director", target: Target) -> None:
        self._director, self._target = director, target
        self._words = vocabulary(director.book)
        self._actor = Actor(TEMPERAMENTS["eager"], self._words)
        self._done: dict[SeatKey, list[str]] = {seat: [] for seat in PARTNERS}

    def know_the_way(self) -> None:
        """From here on they do what leads to the target."""
        self._actor = Actor(TEMPERAMENTS["eager"], self._words, wanted=self._target.wanted)

    async def until(self, there: Callable[[], bool]) -> None:
        """Let them act until it is so. `Stuck`."""
        stage = self._director.stage
        await stage.rest()
        for _ in range(ACTS_MAX):
            if there():
                return
            if not await self._goes_on():
                break
        playing = self._director.playing
        where = f"it stands at “{playing.step or playing.dialogue}”" if playing else "nothing runs"
        raise Stuck(f"Eager people don't get to “{self._target.name}” here: {where}.")

    async def _goes_on(self) -> bool:
        """Somebody does something, or time passes where nobody is asked anything."""
        stage, due = self._director.stage, self._director.due
        found = self._next()
        if found is not None:
            seat, intent = found
            stage.clock.move(timedelta(seconds=intent.after))
            self._done[seat].append(intent.reason)
            self._director.play(sights.act(self._director.couple, seat, intent))
        elif due is not None and self._director.playing is not None:
            stage.clock.move(max(due - stage.clock.now(), timedelta()))
        else:
            return False
        await stage.rest()
        return True

    def _next(self) -> tuple[SeatKey, Intent] | None:
        """Who acts first, and how."""
        return who_acts(self._director, dict.fromkeys(PARTNERS, self._actor), self._done)


def who_acts(
    director: "Director", actors: Mapping[SeatKey, Actor], done: Mapping[SeatKey, Sequence[str]]
) -> tuple[SeatKey, Intent] | None:
    """Which of the two acts first, and how, after what each has done; None if nobody means to."""
    intents: list[tuple[SeatKey, Intent]] = []
    for seat, actor in actors.items():
        seen = sights.sight(director.couple, seat, director.playing, tuple(done[seat]))
        if (intent := actor.next(seen)) is not None:
            intents.append((seat, intent))
    return min(intents, key=lambda one: one[1].after, default=None)
