"""One run: a couple, their Telegram, the product on its machine, and everybody who watches.

A run has two parts. In the first, people act and things go wrong, and what must hold is looked at
after every commit. In the second nothing goes wrong any more and nobody does anything: all must
come to an end.
"""

import asyncio
import math
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.adapters.memory.journal import RIDE_S
from bot.dialogue.library import Library
from bot.facilitator import kept
from bot.facilitator.ids import Mailbox
from bot.facilitator.limits import DELIVERY, LEAVE_LATER, TAKEAWAY
from bot.facilitator.room import Room
from bot.rehearsal.botapi import Bot, Change, ImpossibleError, RateLimits, World
from bot.rehearsal.botapi.ephemerals import Ephemeral
from bot.rehearsal.simulation.account import Account
from bot.rehearsal.simulation.commits import Commits
from bot.rehearsal.simulation.eyes import WEATHER, Eyes
from bot.rehearsal.simulation.marks import mark
from bot.rehearsal.simulation.people import CRISES
from bot.rehearsal.simulation.plan import Line, Plan
from bot.rehearsal.simulation.process import Machine
from bot.rehearsal.simulation.trouble import Trouble, trouble
from bot.rehearsal.simulation.virtual import VirtualLoop
from bot.rehearsal.simulation.weather import POINTS, Weather
from bot.rehearsal.standing import Playing, plays
from bot.rehearsal.transcripts.cast import TOKEN, Cast
from bot.rehearsal.transcripts.given import GIVEN, START

#: The shortest time between two things that happen one after the other, in seconds.
TICK_S = 0.1
#: A beginning is played line by line, each to its end, within so many seconds.
BEGIN_S = 120.0
#: What is logged as an error and is the product's own fault.
FAULTS_OF_OURS = frozenset({"mailbox.failed", "outbox.dropped", "outbox.rejected"})
#: How long the second part lasts at most: somebody may put off leaving for so long, and a day. The
#: longest break, both returns missed, and the notes after it end sooner.
REST = max(LEAVE_LATER.values()) + timedelta(days=1)
#: What both wanted to keep goes on its day, and nothing else may wait for so long.
KEPT = TAKEAWAY + timedelta(days=1)
#: Deadlines in the second part; more is a loop.
DEADLINES_MAX = 400

_GIVES = re.compile(r"^(\w+) taps (?:Post|Urgent, send now), private")
#: Who sends an answer lets the other see that one, and nothing else.
_SENDS = re.compile(r"^(\w+) taps (Send it), private")


def _kind(line: str) -> str:
    """What a line is, for counting: a command, something said, or its verb."""
    _, said, text = line.partition(": ")
    if said:
        return text.split()[0] if text.startswith("/") else "says"
    return line.split()[1]


class _Time:
    """The world's time, for a cast: it passes by itself."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return START + timedelta(seconds=self._loop.elapsed)

    def move(self, by: timedelta) -> None:
        """Nobody moves it."""


class Scene:
    """Everything of one run. Made on a virtual loop."""

    def __init__(self, library: Library, plan: Plan) -> None:
        loop = asyncio.get_running_loop()
        if not isinstance(loop, VirtualLoop):
            raise TypeError("a scene plays in virtual time")
        self.loop, self.library, self.plan = loop, library, plan
        time = _Time(loop)
        ephemeral: Ephemeral = "10.3" if plan.seed % 2 else "off"
        self.world = World(time.now, limits=RateLimits(), ephemeral=ephemeral)
        bot: Bot = self.world.add_bot(TOKEN, username="heard_bot", name="Heard")
        self.cast = Cast(
            self.world,
            time,
            bot,
            kind="group" if plan.basic else "supergroup",
            owner=plan.owner,
            pace=timedelta(),
        )
        self.weather = Weather(plan.seed, loop.time)
        self.machine = Machine(library, self.world, bot, self.weather, time.now)
        self.eyes = Eyes(self.world, bot, CRISES, WEATHER)
        self.commits = Commits(self.machine.disk, self.world)
        self.account = Account(self.machine.disk, self.weather, self.machine.attempts)
        self.machine.written = self._written
        self.machine.acknowledged = self._acknowledged
        self.lines: list[Line] = []
        self.wrong: list[str] = []
        self.done: Counter[str] = Counter()
        self._began = 0.0
        self._marks = 0
        self._news = asyncio.Event()
        self._others: set[asyncio.Task[None]] = set()
        self.world.listen(self._changed)
        self.world.listen_updates(self._told)
        loop.set_exception_handler(self._raised)
        structlog.configure(processors=[self._logged])

    # --- for people ------------------------------------------------------------------------------

    def do(self, line: str) -> bool:
        """Play a line of a transcript, if that can be done now; it is written down then."""
        self.cast.notice()
        played = [part for part in line.split(" && ") if self._act(part)]
        if played:
            self._write(" && ".join(played))
        return bool(played)

    def _act(self, line: str) -> bool:
        shown = self._shown(line)
        try:
            self.cast.act(line)
        except (ImpossibleError, ValueError):
            self.done["not possible"] += 1
            return False
        if gives := _GIVES.match(line):
            self.eyes.gave(self.cast.people[gives[1]])
        self.eyes.sent(shown)
        self.done[_kind(line)] += 1
        return True

    def _shown(self, line: str) -> str:
        """What stands on the card of an answer that is sent by this line."""
        sends = _SENDS.match(line)
        if sends is None:
            return ""
        chat = self.world.open_private(self.cast.people[sends[1]], self.cast.bot)
        for message in reversed(chat.messages.values()):
            keys = message.keyboard.buttons() if message.keyboard else ()
            if any(key.text == sends[2] for key in keys):
                return message.body.words.text
        return ""

    def begun(self) -> Counter[str]:
        """How often each exercise was begun."""
        return sum((Counter(room.begun) for room in self.commits.rooms()), Counter())

    def marked(self, text: str) -> str:
        """The text with a mark of its own."""
        self._marks += 1
        return f"{text} {mark(self._marks)}".strip()

    def plays(self) -> Playing | None:
        """The exercise that runs in the couple's group."""
        room = self.room()
        return plays(self.library, room, str(self.cast.group.id)) if room else None

    def room(self) -> Room | None:
        """The couple's room, as it is on the disk."""
        mailbox = self.machine.disk.by_place.get(str(self.cast.group.id))
        state = self.commits.states.get(mailbox) if mailbox else None
        return state if isinstance(state, Room) else None

    async def news(self) -> None:
        """Wait until something in the chats has changed."""
        news = self._news
        await news.wait()

    def _changed(self, change: Change) -> None:
        """Something is to be seen: whoever wrote it, and whether they tell on what others wrote."""
        self._news.set()
        self._news = asyncio.Event()
        if change.kind not in ("posted", "edited") or change.message_id is None:
            return
        key = (change.chat_id, change.bot_id or 0)
        chat = self.world.private_chats.get(key) or self.world.chats[change.chat_id]
        message = chat.messages[change.message_id]
        if not message.sender.is_bot:
            (self.eyes.told_on if message.draft.origin else self.eyes.wrote)(message)

    async def moment(self) -> None:
        """Wait for the next moment: what happens has a time that can be written down."""
        ticks = math.ceil((self.loop.time() - self._began) / TICK_S)
        await asyncio.sleep(max(self._began + ticks * TICK_S - self.loop.time(), 0.0))

    # --- what goes wrong -------------------------------------------------------------------------

    def strike(self, what: Trouble) -> None:
        """Let something go wrong; it is written down."""
        self._write(str(what))
        self.done["trouble"] += 1
        match what.kind:
            case "crash":
                self.weather.begun[what.kind] += 1
                self.machine.crash(what.seconds)
            case "restart":
                self.weather.begun[what.kind] += 1
                self._beside(self.machine.restart(what.seconds))
            case "second poller":
                self.weather.begin(what)
                self._beside(self._poll_too(what.seconds))
            case kind if kind in POINTS:
                self.weather.begin(what)
                if kind == "crash while starting":
                    self.machine.crash(what.seconds)
            case _:
                self.weather.begin(what)

    async def _poll_too(self, seconds: float) -> None:
        until = self.loop.time() + seconds
        self.weather.spell(until + 10.0)
        while self.loop.time() < until:
            await self.machine.polls.get_updates(TOKEN, {"timeout": "1", "offset": "0"}, {})
            await asyncio.sleep(1.0)

    def _beside(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    # --- the two parts ---------------------------------------------------------------------------

    async def begin(self) -> None:
        """Start the product and play the beginning, in good weather."""
        self.machine.start()
        for does in GIVEN[self.plan.given]:
            if does.startswith("+"):
                await asyncio.sleep(60)
            elif not self._act(does):
                self.wrong.append(f"the beginning cannot be played: {does}")
                return
            await self.rest(BEGIN_S)
        self._began = self.loop.time()

    async def replay(self, lines: Sequence[Line], length: float) -> None:
        """What happened before, at the same times; what cannot be done any more is left out."""
        for line in lines:
            await asyncio.sleep(max(self._began + line.at - self.loop.time(), 0.0))
            if (what := trouble(line.does)) is not None:
                self.strike(what)
            else:
                self.do(line.does)
        await asyncio.sleep(max(self._began + length - self.loop.time(), 0.0))

    async def end(self) -> None:
        """The second part: nothing goes wrong any more, nobody does anything, all must come to an
        end.
        """
        self.weather.clear()
        self.world.faults.duplicates = self.world.faults.reorders = 0
        await asyncio.sleep(60)
        await self.rest(300.0)
        began = self.loop.time()
        for _ in range(DEADLINES_MAX):
            due = self.machine.disk.next_deadline(())
            if due is None:
                break
            at = (due[1] - START).total_seconds()
            most = self._longest(due[0])
            if at > began + most.total_seconds():
                self.wrong.append(f"{due[0]} still waits for something after {most.days} days")
                break
            await asyncio.sleep(2 * RIDE_S)  # what rides with the next transaction is written
            self.loop.skip_to(at)
            await asyncio.sleep(0.2)
            await self.rest(300.0)
        else:
            self.wrong.append("there is no end of deadlines")
        await asyncio.sleep(2)
        self._over()

    def _longest(self, mailbox: Mailbox) -> timedelta:
        """How long this one's nearest deadline may be away."""
        deadlines = self.commits.states[mailbox].deadlines
        nearest = min(deadlines, key=lambda name: deadlines[name], default="")
        return KEPT if nearest == kept.DEADLINE else REST

    async def rest(self, within: float) -> None:
        """Return when nothing is left to do, or after so many seconds, which is wrong."""
        until = self.loop.time() + within
        while self.loop.time() < until:
            if self._at_rest():
                await asyncio.sleep(0.3)
                if self._at_rest():
                    return
            await asyncio.sleep(0.2)
        self.wrong.append(f"it did not come to rest within {within:.0f} s")

    def _at_rest(self) -> bool:
        process = self.machine.process
        if process is None or not process.app.serving or process.app.busy():
            return False
        due = self.machine.disk.next_deadline(())
        overdue = due is not None and due[1] <= self.machine.clock.now()
        return not overdue and not self.world.pending_updates(self.cast.bot)

    def _over(self) -> None:
        """What must not be any more."""
        disk = self.machine.disk
        self.wrong += self.eyes.look()
        self.wrong += self.account.close()
        for room in self.commits.rooms():
            if room.session is not None or room.pause is not None:
                self.wrong.append(f"{room.id} never came to an end")
            if room.kept:
                self.wrong.append(f"{room.id} still keeps {len(room.kept)} takeaways")
        for person in self.commits.persons():
            if person.notes:
                self.wrong.append(f"{person.id} still keeps {len(person.notes)} notes")
        self.wrong += [
            f"row {row} waits" for row, one in disk.inbox.items() if one.state == "waiting"
        ]
        # What was kept by a clock that went ahead is kept for so much longer.
        soon = self.machine.clock.now() + DELIVERY + self.weather.farthest
        late = (ref for ref, (_, until) in disk.words.items() if until > soon)
        self.wrong += [f"the words {ref} are nobody's, and stay" for ref in late]
        for member in self.cast.group.members.values():
            if member.status == "restricted":
                self.wrong.append(f"{member.user.name} is muted")

    # --- watching --------------------------------------------------------------------------------

    def _told(self, bot: Bot) -> None:
        newest = bot.updates.waiting(now=self.world.now())[-1]
        expires = newest.expires - START.timestamp()
        self.account.told(newest.json(), expires, self.loop.time())

    def _acknowledged(self, offset: int) -> None:
        self.wrong += self.account.acknowledged(offset, self.loop.time())

    def _written(self) -> None:
        self.wrong += self.commits.look()
        self.wrong += self.account.look(self.loop.time())

    def _write(self, line: str) -> None:
        ticks = round((self.loop.time() - self._began) / TICK_S)
        self.lines.append(Line(ticks * TICK_S, line))

    def _raised(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.wrong.append(f"raised: {error or context.get('message')!r}")

    def _logged(self, _: Any, method: str, event: Any) -> str:
        if event.get("event") in FAULTS_OF_OURS:
            what = {
                name: event[name] for name in ("event", "error", "where", "why") if name in event
            }
            self.wrong.append(f"logged: {what}")
        raise structlog.DropEvent

    async def close(self) -> None:
        """Let go of everything."""
        self.wrong += self.machine.wrong
        await self.machine.shut_down()
        for task in self._others:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._others, return_exceptions=True)
