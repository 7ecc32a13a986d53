"""Personas in their seats, at human pace: they read, make up their minds, are seen typing, act.

Their time is the stage's: when the clock is moved, it has passed for them too.
"""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.page import sights
from bot.rehearsal.page.couple import SeatKey
from bot.rehearsal.personas.acting import Actor
from bot.rehearsal.personas.sight import Intent, Write
from bot.rehearsal.personas.temperament import TEMPERAMENTS
from bot.rehearsal.personas.vocabulary import vocabulary

if TYPE_CHECKING:
    from bot.rehearsal.page.director import Director

#: How often it is seen that somebody types, in seconds.
TYPING_S = 2.0


class Players:
    """Who sits where. `seats` has the name of each persona; a seat without one is played by whoever
    is at the page, and everybody may lend a hand.
    """

    def __init__(self, director: "Director", seed: int = 1) -> None:
        self._director, self._seed = director, seed
        self._tasks: dict[SeatKey, asyncio.Task[None]] = {}
        self.seats: dict[SeatKey, str] = {}

    def seat(self, seat: SeatKey, persona: str) -> None:
        """Let a persona sit down, or, by an empty name, get up. `ImpossibleError`."""
        if persona and persona not in TEMPERAMENTS:
            raise ImpossibleError(f"there is no persona {persona!r}")
        if seat in self._tasks:
            self._tasks.pop(seat).cancel()
            del self.seats[seat]
        if persona:
            words = vocabulary(self._director.book)
            actor = Actor(TEMPERAMENTS[persona], words, self._seed)
            self.seats[seat] = persona
            self._tasks[seat] = asyncio.create_task(_Player(self._director, seat, actor).play())
        self._director.audience.changed()

    def stop(self) -> None:
        """Everybody gets up."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self.seats.clear()


class _Player:
    """One persona in one seat, for any number of couples."""

    def __init__(self, director: "Director", seat: SeatKey, actor: Actor) -> None:
        self._director, self._seat, self._actor = director, seat, actor
        self._couple = director.couple.number
        self._done: list[str] = []
        self._intent: Intent | None = None
        self._since = director.stage.clock.now()

    async def play(self) -> None:
        """Until cancelled."""
        now = self._director.stage.clock.now
        with self._director.audience.watching() as news:
            while True:
                news.clear()
                self._consider(now())
                if self._intent is not None and self._left(self._intent, now()) <= 0:
                    self._act(self._intent)
                    continue
                left = self._left(self._intent, now()) if self._intent else None
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await news.wait()

    def _consider(self, now: datetime) -> None:
        """What to do just now; nothing while the stage manager is busy."""
        director = self._director
        if director.couple.number != self._couple:
            self._couple, self._done = director.couple.number, []
        if director.under_way:
            fresh = None
        else:
            seen = sights.sight(director.couple, self._seat, director.playing, tuple(self._done))
            fresh = self._actor.next(seen)
        if fresh != self._intent:
            self._intent, self._since = fresh, now

    def _left(self, intent: Intent, now: datetime) -> float:
        """How long to wait, in seconds; whoever is about to write is seen typing meanwhile."""
        left = intent.after - (now - self._since).total_seconds()
        if isinstance(intent.does, Write) and 0 < left <= intent.does.typing:
            self._director.couple.write(self._seat, intent.chat)
        return min(left, TYPING_S)

    def _act(self, intent: Intent) -> None:
        self._done.append(intent.reason)
        self._intent = None
        # Somebody may have been faster: then there is nothing left to do.
        with suppress(ImpossibleError):
            act = sights.act(self._director.couple, self._seat, intent)
            self._director.play(act)
