"""What must hold after every commit, by what the commit says: nothing removed in vain, nobody
stuck, no note without its words.
"""

from collections.abc import Iterator

from bot.adapters.memory.disk import Disk
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator.ids import Mailbox
from bot.facilitator.person import Person
from bot.facilitator.room import Break, Breather, Room
from bot.rehearsal.botapi import World
from bot.service.mailboxes import kind_of


def free(room: Room) -> bool:
    """Whether nothing may be removed: no exercise runs, or it rests in a break or an aside."""
    if room.session is None:
        return True
    paused = room.pause is not None and not isinstance(room.pause, Breather)
    quiet = isinstance(room.pause, Break) and room.rules.quiet_breaks
    return paused and not quiet


class Commits:
    """Reads each mailbox's newest state as soon as it is on the disk."""

    def __init__(self, disk: Disk, world: World) -> None:
        self._disk, self._world = disk, world
        self.states: dict[Mailbox, Room | Person] = {}
        self._outbox = 0

    def look(self) -> list[str]:
        """What is wrong with what is new."""
        wrong: list[str] = []
        removals = self._removals()
        for gone in self._disk.forgotten:
            self.states.pop(gone, None)
        for mailbox, kept in self._disk.mailboxes.items():
            before = self.states.get(mailbox)
            if before is not None and before.seq == kept.seq:
                continue
            kind = kind_of(mailbox)
            after: Room | Person = kind.decode(kept.snapshot)
            known = before or kind.fresh(mailbox)
            if isinstance(known, Room) and isinstance(after, Room):
                wrong += self._room(known, after, removals.get(mailbox, []))
            elif isinstance(after, Person):
                wrong += self._person(after)
            self.states[mailbox] = after
        return wrong

    def rooms(self) -> Iterator[Room]:
        """Every room as it is on the disk."""
        yield from (state for state in self.states.values() if isinstance(state, Room))

    def persons(self) -> Iterator[Person]:
        """Every person as they are on the disk."""
        yield from (state for state in self.states.values() if isinstance(state, Person))

    def _removals(self) -> dict[Mailbox, list[do.Remove]]:
        """What shall be taken out that nobody has looked at yet, by mailbox."""
        found: dict[Mailbox, list[do.Remove]] = {}
        lines = list(self._disk.outbox.values())
        for line in lines[self._outbox :] if len(lines) >= self._outbox else lines:
            if line.sending is None:
                continue
            effect = codec.effect(line.sending.effect)
            if isinstance(effect, do.Remove):
                found.setdefault(line.sending.mailbox, []).append(effect)
        self._outbox = len(lines)
        return found

    def _room(self, before: Room, after: Room, removals: list[do.Remove]) -> Iterator[str]:
        session = after.session
        if session is not None and not after.deadlines:
            yield f"{after.id}: {session.dialogue} waits for nothing"
        if after.pause is not None and not after.deadlines:
            yield f"{after.id}: a pause without an end"
        if session is not None and session.floor and session.floor.holder not in after.seats:
            yield f"{after.id}: an empty seat has the floor"
        for removal in removals:
            yield from self._removal(before, after, removal)

    def _removal(self, before: Room, after: Room, removal: do.Remove) -> Iterator[str]:
        if after.seq > before.seq + 1:
            return  # several at once: what was between is on no disk
        if free(before) and free(after):
            yield f"{after.id}: message {removal.message} is removed in free talk"
            return
        author = self._author(after, removal.message)
        holders = {self._holder(before), self._holder(after)}
        if author is not None and holders == {author} and not (before.pause or after.pause):
            yield f"{after.id}: the floor holder's own message {removal.message} is removed"

    def _author(self, room: Room, message: int) -> str | None:
        place = self._disk.places.get(room.id)
        chat = self._world.chats.get(int(place)) if place else None
        if chat is None:
            return None
        if (found := chat.messages.get(message)) is not None:
            return str(found.sender.id)
        gone = (one for one in self._world.removed(chat) if one.id == message)
        return next((str(one.author.id) for one in gone), None)

    def _holder(self, room: Room) -> str | None:
        floor = room.session.floor if room.session else None
        partner = room.seats.get(floor.holder) if floor else None
        return self._disk.places.get(partner.person) if partner else None

    def _person(self, after: Person) -> Iterator[str]:
        for note in after.notes:
            if note.words not in self._disk.words:
                yield f"{after.id}: a note without its words ({note.words})"
