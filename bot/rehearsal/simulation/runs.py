"""Playing runs: one from its number, the same again from its lines, a failing one made shorter."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from random import Random

import structlog
from msgspec import Struct
from msgspec.structs import replace

from bot.adapters.library import PHRASES, phrases, shipped
from bot.dialogue.library import BASE_LANGUAGE, Library
from bot.rehearsal.personas.acting import Actor, Words
from bot.rehearsal.personas.temperament import TEMPERAMENTS
from bot.rehearsal.personas.vocabulary import vocabulary
from bot.rehearsal.simulation import virtual
from bot.rehearsal.simulation.people import NAMES, Imp, Player
from bot.rehearsal.simulation.plan import FREE, Line, Plan
from bot.rehearsal.simulation.scene import Scene

#: How often the weather is asked whether it turns, in seconds.
GUST_S = 5.0
#: How often a failing run is played again to make it shorter.
REPLAYS_MAX = 250


class Run(Struct, frozen=True):
    """A run that was played. `wrong`: what should not have been, the first thing first. `begun`:
    how often each exercise was begun. `seconds`: of virtual time; `longest`: what anything took in
    good weather.
    """

    plan: Plan
    wrong: tuple[str, ...]
    done: Counter[str]
    begun: Counter[str]
    troubles: Counter[str]
    seconds: float
    updates: int
    commits: int
    posts: int
    crashes: int
    longest: float


def play(library: Library, plan: Plan) -> Run:
    """Play a run, in no time. Meanwhile nothing is logged; the scene listens to the log itself."""
    logs = structlog.get_config()
    try:
        return virtual.run(_play(library, plan))
    finally:
        structlog.configure(**logs)


async def _play(library: Library, plan: Plan) -> Run:
    scene = Scene(library, plan)
    try:
        await scene.begin()
        if plan.lines is None:
            await _improvise(scene, plan, vocabulary(_book()))
        else:
            await scene.replay(plan.lines, plan.length)
        if not scene.wrong:
            scene.wrong += scene.eyes.look()
        if not scene.wrong:
            await scene.end()
    finally:
        await scene.close()
    return Run(
        plan=replace(plan, lines=tuple(scene.lines)),
        wrong=tuple(scene.wrong),
        done=scene.done,
        begun=scene.begun(),
        troubles=Counter({str(kind): count for kind, count in scene.weather.begun.items()}),
        seconds=scene.loop.elapsed,
        updates=scene.account.updates,
        commits=len(scene.machine.disk.journal),
        posts=sum(one.happened and one.message is not None for one in scene.machine.attempts),
        crashes=scene.machine.crashes,
        longest=scene.account.longest,
    )


async def _improvise(scene: Scene, plan: Plan, words: Words) -> None:
    """People and weather do what they do, until the time is over or something is wrong."""
    began = scene.loop.time()
    if (first := begins(scene.library, plan)) is not None:
        scene.do(first)
    tasks = [
        asyncio.create_task(Player(scene, name, Actor(TEMPERAMENTS[seat], words, plan.seed)).play())
        for name, seat in zip(NAMES, plan.seats, strict=True)
    ]
    tasks.append(asyncio.create_task(Imp(scene, plan.luck("imp"), plan.pace).play()))
    tasks.append(asyncio.create_task(_weather(scene, plan, plan.luck("faults"))))
    while scene.loop.time() < began + plan.length and not scene.wrong:
        await asyncio.sleep(GUST_S)
        scene.wrong += scene.eyes.look()
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended


def begins(library: Library, plan: Plan) -> str | None:
    """The line by which a couple that is free to do so begins an exercise, any of them."""
    if plan.given not in FREE:
        return None
    luck = plan.luck("begins")
    title = luck.choice([one.title for one in library.listed()])
    return f"{luck.choice(NAMES)}: /begin {title}"


async def _weather(scene: Scene, plan: Plan, chance: Random) -> None:
    while True:
        await asyncio.sleep(GUST_S)
        await scene.moment()
        for what in plan.faults.begin(chance, GUST_S):
            scene.strike(what)


_BOOKS: list[dict[str, str]] = []


def _book() -> dict[str, str]:
    """The phrases that personas read, once."""
    if not _BOOKS:
        _BOOKS.append(phrases(shipped() / PHRASES)[0][BASE_LANGUAGE])
    return _BOOKS[0]


# --- a failing run -------------------------------------------------------------------------------


def shorter(library: Library, failed: Run) -> Run:
    """The same failure with fewer lines: whatever can be left out is. One that does not come again
    when its lines are played stays as it is: it can be had by its number.
    """
    best, size, replays = failed, max(len(_lines(failed)) // 2, 1), 0
    kind = kind_of(failed.wrong)
    while size and replays < REPLAYS_MAX:
        at, shrunk = 0, False
        while at < len(_lines(best)) and replays < REPLAYS_MAX:
            lines = _lines(best)
            fewer = [*lines[:at], *lines[at + size :]]
            replays += 1
            again = play(library, replace(failed.plan, lines=tuple(fewer)))
            if kind_of(again.wrong) == kind:
                best, shrunk = replace(again, plan=replace(again.plan, lines=tuple(fewer))), True
            else:
                at += size
        size = size if shrunk and size > 1 else size // 2
    return best


def kind_of(wrong: Sequence[str]) -> str:
    """What kind of failure it is: its first words, without numbers and names."""
    if not wrong:
        return ""
    return " ".join(word for word in wrong[0].split() if word.isalpha())[:60]


def _lines(run: Run) -> Sequence[Line]:
    return run.plan.lines or ()
