"""The crowd and the product's shell: conductor, outbox, alarms and a real database, in one process.

The same parts as in `tests/stage/durable.py`, without the kills. Here the product's own state can
be looked into, so more can be said of it: whose notes are kept, and whether anything runs.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.dialogue.library import Library
from bot.facilitator.ids import Mailbox, PersonId, WordRef
from bot.facilitator.person import Person
from bot.facilitator.room import Breather, Room
from bot.rehearsal.botapi import Chat, User
from bot.rehearsal.botapi.state import State
from bot.rehearsal.simulation.marks import marks
from bot.rehearsal.transcripts.cast import Wait
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Script
from tests.crowd.crowd import Crowd
from tests.stage.durable import DurableRig


@dataclass
class Known:
    """What the product knew at one moment: rooms by the number of their group, and the notes that
    it keeps, by their author's number.
    """

    rooms: dict[int, Room] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)


class DurableCrowd:
    """Plays steps."""

    def __init__(self, rig: DurableRig, mood: str) -> None:
        self._rig = rig
        self.crowd = Crowd(rig.cast.world, rig.cast.bot, rig.time.move, mood)
        self.crowd.gather(rig.cast.group, *rig.cast.people.values())
        self.eyes = self.crowd.eyes
        self.trouble: list[str] = []
        self.seen: Counter[str] = Counter()
        self._before = Known()
        self._mailboxes: set[Mailbox] = set()
        asyncio.get_running_loop().set_exception_handler(self._raised)

    async def step(self, seed: int) -> list[str]:
        """One step; what has gone wrong in it."""
        done = len(self.crowd.happened)
        self.crowd.step(seed)
        single = len(self.crowd.happened) - done == 1 and not self.crowd.waits
        await self._rig._settle()
        wrong = await self._look(single=single)
        if self.crowd.waits:
            away = seed % 11 == 0
            await self._rig._wait(Wait(self.crowd.waits, away=away))
            await self._rig._settle()
            wrong += await self._look(single=False)
        return [*wrong, *self._taken()]

    async def end(self) -> list[str]:
        """What has gone wrong at last."""
        return self._taken()

    def _taken(self) -> list[str]:
        taken, self.trouble = self.trouble, []
        return taken

    def _raised(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.trouble.append(f"raised: {context.get('exception') or context.get('message')!r}")

    async def _look(self, *, single: bool) -> list[str]:
        life = self._rig.life
        assert life is not None
        wrong = []
        if life.conductor.failures:
            wrong.append(f"{life.conductor.failures} rows failed")
            life.conductor.failures = 0
        now = await self._known()
        removed = list(self.eyes.removed())
        if single:
            wrong += [line for chat, one in removed for line in self._in_vain(chat, one, now)]
        self._count(now, len(removed))
        wrong += self.eyes.look()
        wrong += self._notes_seen(now)
        self._before = now
        return wrong

    def _count(self, now: Known, removed: int) -> None:
        """Where the crowd has come to, so that a quiet run can be told from an idle one."""
        self.seen["messages removed"] += removed
        self.seen["looks"] += 1
        for room in now.rooms.values():
            self.seen["rooms with an exercise"] += room.session is not None
            self.seen["rooms with a floor"] += bool(room.session and room.session.floor)
            self.seen["rooms with a pause"] += room.pause is not None
        self.seen["notes kept"] += sum(map(len, now.notes.values()))

    def _in_vain(self, chat: Chat, one: Any, now: Known) -> list[str]:
        """Removed in free talk, or out of the floor holder's own turn."""
        before, after = self._before.rooms.get(chat.id), now.rooms.get(chat.id)
        if before is None or after is None:
            return []
        if free(before) and free(after):
            return [f"removed in free talk: {one.text[:60]!r}"]
        holders = {holder(before, self._before), holder(after, now)}
        if holders == {one.author.id} and not (before.pause or after.pause):
            return [f"the floor holder's own words were removed: {one.text[:60]!r}"]
        return []

    def _notes_seen(self, now: Known) -> list[str]:
        """Words of a kept note that somebody else sees."""
        wrong = []
        world: State = self._rig.cast.world
        for author, notes in now.notes.items():
            kept = {
                mark
                for note in notes
                for mark in marks(note)
                if mark in self.eyes.written
                and self.eyes.written[mark].author.id == author
                and not self.eyes.written[mark].given
            }
            for chat in world.chats.values():
                others = [one for one in self._humans(chat) if one.id != author]
                if kept and others:
                    shown = {
                        mark
                        for one in chat.messages.values()
                        for mark in marks(one.body.words.text)
                    }
                    wrong += [
                        f"{others[0].name} sees a note that is kept: {mark}"
                        for mark in sorted(kept & shown)
                    ]
        return wrong

    def _humans(self, chat: Chat) -> list[User]:
        inside = chat.inside(self._rig.cast.world.now())
        return [member.user for member in inside if not member.user.is_bot]

    async def _known(self) -> Known:
        known = Known()
        life = self._rig.life
        assert life is not None
        self._mailboxes.update(life.conductor.states.mailboxes)
        for mailbox in sorted(self._mailboxes):
            state = await life.conductor.states.load(mailbox)
            place = await life.journal.place_of(mailbox)
            if place is None:
                continue
            if isinstance(state, Room):
                known.rooms[int(place)] = state
            elif isinstance(state, Person):
                known.people[mailbox] = int(place)
                refs: list[WordRef] = [note.words for note in state.notes]
                words = await life.journal.words(refs, self._rig.time.now())
                known.notes[int(place)] = [one.text for one in words.values()]
        return known


def free(room: Room) -> bool:
    """Whether nothing may be removed: no exercise runs, or it rests in a break or an aside."""
    if room.session is None:
        return True
    paused = room.pause is not None and not isinstance(room.pause, Breather)
    return paused and not room.rules.quiet_breaks


def holder(room: Room, known: Known) -> int | None:
    """The number of the floor holder's account."""
    floor = room.session.floor if room.session else None
    if floor is None:
        return None
    person: Mailbox | PersonId = room.seats[floor.holder].person
    return known.people.get(person)


@asynccontextmanager
async def durable_crowd(
    library: Library, folder: Path, given: str, mood: str
) -> AsyncIterator[DurableCrowd]:
    """A crowd with the product in one process, on a database in this folder. `given` is how it
    begins, as in a transcript; `mood` one of `crowd.MOODS`.
    """
    async with DurableRig(library, folder, Script([f"# given: {given}"], []), kill=False) as rig:
        for does in GIVEN[given]:
            await rig.play(does)
        yield DurableCrowd(rig, mood)
