"""Who sits in the seats: a persona each, at human pace, and now and then somebody does what no
persona would.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from random import Random
from typing import Protocol

from msgspec.structs import replace

from bot.rehearsal import seen
from bot.rehearsal.personas.acting import Actor
from bot.rehearsal.personas.sight import Begin, Card, Intent, Press, Sight, Write
from bot.rehearsal.simulation.marks import marks
from bot.rehearsal.standing import Playing
from bot.rehearsal.transcripts.cast import Cast

NAMES = ("Ana", "Ben")
#: Nobody looks at a phone more often than this, in seconds.
LOOK_S = 0.7
#: Less than this is nothing: sums of seconds are not exact.
INSTANT_S = 1e-6


class Room(Protocol):
    """Where people are. `do` plays a line of a transcript, if that can be done just now; `plays`
    is what runs; `news` returns when something was seen to change.
    """

    cast: Cast

    def do(self, line: str) -> bool:
        """Whether it could be done."""

    def plays(self) -> Playing | None:
        """The exercise that runs."""

    def marked(self, text: str) -> str:
        """The text with a mark of its own."""

    async def news(self) -> None:
        """Wait for something new."""

    async def moment(self) -> None:
        """Wait for the next moment at which people act."""


class Player:
    """One persona in one seat."""

    def __init__(self, room: Room, name: str, actor: Actor) -> None:
        self._room, self._name, self._actor = room, name, actor
        self._done: list[str] = []

    async def play(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        intent, since = None, loop.time()
        while True:
            fresh = self._actor.next(self._sight())
            if fresh != intent:
                intent, since = fresh, loop.time()
            left = intent.after - (loop.time() - since) if intent else None
            if intent is not None and left is not None and left <= INSTANT_S:
                await self._room.moment()
                self._act(intent)
                intent = None
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._room.news()
                    await asyncio.sleep(LOOK_S)

    def _act(self, intent: Intent) -> None:
        self._done.append(intent.reason)
        private = ", private" if intent.chat == "private" else ""
        match intent.does:
            case Begin():
                self._room.do(f"{self._name} starts")
            case Write(text):
                self._room.do(f"{self._name}{private}: {self._room.marked(text)}")
            case Press(_, label):
                self._room.do(f"{self._name} taps {label}{private}")

    def _sight(self) -> Sight:
        cast = self._room.cast
        cast.notice()
        me, other = cast.people[self._name], next(name for name in NAMES if name != self._name)
        private = cast.world.open_private(me, cast.bot)
        group, own = (
            tuple(map(_unmarked, seen.cards(cast.world, cast.bot, me, chat)))
            for chat in (cast.group, private)
        )
        door = self._name in cast.doors
        return seen.sight(
            self._name, other, self._room.plays(), (group, own), self._done, door=door
        )


def _unmarked(card: Card) -> Card:
    """Whoever says something back does not say its mark."""
    text = card.text
    for mark in marks(text):
        text = text.replace(mark, "").rstrip()
    return replace(card, text=text)


# --- what no persona would do --------------------------------------------------------------------

Act = Callable[["Imp"], str | None]
COMMANDS = (
    "/pause", "/pause", "/pause 20m", "/pause 1h", "/pause 10m", "/resume", "/resume", "/done",
    "/pass", "/stop", "/breathe", "/meta", "/menu", "/rules", "/help", "/start",
    "/begin three good minutes", "/begin speaker-listener", "/privacy", "/card", "/repair",
)  # fmt: skip
PRIVATE = (
    "/held", "/pause", "/resume", "/stop", "/support", "/settings", "/journal", "/start", "/export",
    "/tidy", "/forget",
)  # fmt: skip
#: What empties a chat, or fills it with files.
OWN_CHAT = ("Send them", "Tidy")
SAYINGS = (
    "Wait.", "That's not what I meant!", "I do listen.", "Can we stop for a second?",
    "You never ask.", "All right.", "Tea?", "…", "I felt that.",
)  # fmt: skip
CRISES = ("I want to die", "I am scared of you", "call the police")
SENT = ("a sticker", "a voice", "a photo", "an album", "a poll", "a dice", "a forward", "a round")


class Imp:
    """Does what comes into its head, for somebody: old buttons, old messages, both at once, coming
    and going, rights, guests. `pace` is the mean time between two things, in seconds.
    """

    def __init__(self, room: Room, chance: Random, pace: float) -> None:
        self._room, self._chance, self._pace = room, chance, pace

    async def play(self) -> None:
        """Until cancelled."""
        bag: list[Act] = []
        for act, weight in _ACTS:
            bag += [act] * (weight * self._chance.choice((0, 1, 1, 3)))
        while bag:
            await asyncio.sleep(self._chance.expovariate(1 / self._pace))
            await self._room.moment()
            line = self._chance.choice(bag)(self)
            if line is not None:
                self._room.do(line)

    # --- acts; each gives a line, or nothing if there is nothing to do it with -------------------

    def says(self) -> str:
        """Something, whoever's turn it is."""
        return f"{self._who()}: {self._words()}"

    def commands(self) -> str:
        """A command in the group."""
        return f"{self._who()}: {self._chance.choice(COMMANDS)}"

    def commands_in_private(self) -> str:
        """A command in the private chat."""
        return f"{self._who()}, private: {self._chance.choice(PRIVATE)}"

    def answers_in_private(self) -> str | None:
        """To a question about the chat itself, if one was just asked."""
        who = self._who()
        shown = tuple(self._labels(who, private=True))
        labels = [label for label in OWN_CHAT if label in shown]
        return f"{who} taps {self._chance.choice(labels)}, private" if labels else None

    def says_in_private(self) -> str:
        """Something that nobody else shall see."""
        return f"{self._who()}, private: {self._words()}"

    def cries(self) -> str:
        """What reads like a threat or a call for help."""
        return f"{self._who()}: {self._chance.choice(CRISES)} {self._room.marked('')}".rstrip()

    def sends(self) -> str:
        """Something that is no text."""
        return f"{self._who()} sends {self._chance.choice(SENT)}"

    def taps(self) -> str | None:
        """A button that is in sight."""
        return self._tap(old=False)

    def taps_old(self) -> str | None:
        """A button of the oldest message that has it."""
        return self._tap(old=True)

    def both(self) -> str | None:
        """Both do something before the bot hears of either."""
        two = [f"{name}: {self._words()}" for name in NAMES]
        if (tap := self._tap(old=False)) is not None and self._chance.random() < 0.6:
            two[0] = tap
            two[1] = f"{self._other(tap)}{tap.removeprefix(NAMES[0]).removeprefix(NAMES[1])}"
        return " && ".join(two)

    def edits(self) -> str | None:
        """An older message of one's own."""
        who = self._who()
        if (old := self._own(who)) is None:
            return None
        return f'{who} edits "{old}" to "{self._words()}"'

    def deletes(self) -> str | None:
        """An older message of one's own."""
        who = self._who()
        return None if (old := self._own(who)) is None else f'{who} deletes "{old}"'

    def goes(self) -> str:
        """Leaves the group, or comes back."""
        who = self._who()
        cast = self._room.cast
        inside = cast.group.member(cast.people[who], cast.world.now()).inside
        return f"{who} leaves" if inside else f"{who} joins"

    def a_guest(self) -> str:
        """A third human comes, says something, goes."""
        cast = self._room.cast
        cara = cast.people.get("Cara")
        if cara is None or not cast.group.member(cara, cast.world.now()).inside:
            return "Cara joins"
        return self._chance.choice((f"Cara: {self._words()}", "Cara leaves", "Cara leaves"))

    def rights(self) -> str:
        """What the bot may do changes."""
        who = self._room.cast.owner.name
        return f"{who} {self._chance.choice(('takes rights', 'gives rights', 'gives rights'))}"

    def out(self) -> str:
        """The bot is a plain member, is gone, or is there again."""
        what = ("demotes", "removes Heard", "adds Heard", "gives rights", "gives rights")
        return f"{self._room.cast.owner.name} {self._chance.choice(what)}"

    def blocks(self) -> str:
        """The private chat is closed, or opened again."""
        return f"{self._who()} {self._chance.choice(('blocks', 'unblocks', 'unblocks'))}"

    def hides(self) -> str:
        """The owner writes as the group."""
        return f"{self._room.cast.owner.name} hides"

    def migrates(self) -> str | None:
        """The group becomes a supergroup."""
        basic = self._room.cast.group.kind == "group"
        return f"{self._room.cast.owner.name} migrates" if basic else None

    # --- with what -------------------------------------------------------------------------------

    def _who(self) -> str:
        return self._chance.choice(NAMES)

    def _other(self, line: str) -> str:
        return NAMES[line.startswith(NAMES[0])]

    def _words(self) -> str:
        return self._room.marked(self._chance.choice(SAYINGS))

    def _tap(self, *, old: bool) -> str | None:
        who = self._who()
        private = self._chance.random() < 0.3
        labels = list(self._labels(who, private=private))
        if not labels:
            return None
        where = f"{', private' if private else ''}{', old' if old else ''}"
        return f"{who} taps {self._chance.choice(labels)}{where}"

    def _labels(self, who: str, *, private: bool) -> Iterator[str]:
        cast = self._room.cast
        chat = cast.world.open_private(cast.people[who], cast.bot) if private else cast.group
        for message in list(chat.messages.values())[-30:]:
            for button in message.keyboard.buttons() if message.keyboard else ():
                yield button.text

    def _own(self, who: str) -> str | None:
        cast = self._room.cast
        texts = [
            one.body.words.text
            for one in list(cast.group.messages.values())[-20:]
            if one.sender is cast.people[who] and one.body.words.text
        ]
        single = [text for text in texts if '"' not in text and "\n" not in text]
        return self._chance.choice(single) if single else None


#: What it does, and how often.
_ACTS: tuple[tuple[Act, int], ...] = (
    (Imp.says, 8), (Imp.commands, 6), (Imp.commands_in_private, 2), (Imp.says_in_private, 2),
    (Imp.answers_in_private, 2),
    (Imp.cries, 1), (Imp.sends, 3), (Imp.taps, 8), (Imp.taps_old, 4), (Imp.both, 5),
    (Imp.edits, 4), (Imp.deletes, 2), (Imp.goes, 1), (Imp.a_guest, 1), (Imp.rights, 1),
    (Imp.out, 1), (Imp.blocks, 1), (Imp.hides, 1), (Imp.migrates, 1),
)  # fmt: skip
