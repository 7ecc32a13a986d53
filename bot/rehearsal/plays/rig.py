"""The engine and nothing else, in a world of the local Bot API: the first rig of the transcripts,
and the stage of `heard play`. State is encoded and decoded before every event.
"""

import json
from collections import deque
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from bot.adapters.senses import sense
from bot.adapters.telegram import former, inbound, wire
from bot.adapters.telegram.inbound import Me
from bot.dialogue.library import BASE_LANGUAGE, Library
from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.events import AnyEvent, TimePassed
from bot.facilitator.ids import EffectId, Mailbox, MessageId, PersonId, WordRef
from bot.facilitator.person import Person
from bot.facilitator.room import Room
from bot.rehearsal.botapi.world import World
from bot.rehearsal.plays.hands import WorldGateway
from bot.rehearsal.transcripts.cast import TOKEN, Cast, Time, Wait, wait
from bot.rehearsal.transcripts.script import PLAIN, Script
from bot.service import locking, receipts
from bot.service.looking import probed
from bot.service.mailboxes import kind_of
from bot.service.places import topic_lost
from bot.service.ports import (
    Call,
    Clear,
    Gone,
    NoRights,
    Post,
    Posted,
    Reading,
    Result,
    Seen,
    Trouble,
    Unreact,
    Whisper,
    Words,
)
from bot.service.refusals import told_of
from bot.service.rendering import Renderer, refs
from bot.service.senses import Senses

#: More events than this from one line is a loop.
EVENTS_MAX = 500


class Boards:
    """All mailboxes of one world, driven by hand."""

    def __init__(self, library: Library, cast: Cast, time: Time) -> None:
        self.library, self.cast, self.time = library, cast, time
        self.me = Me(cast.bot.id, cast.bot.username)
        self.hands = WorldGateway(cast.world, TOKEN, cast.bot.username)
        self.senses = Senses(sense())
        self.states: dict[Mailbox, bytes] = {}
        self.places: dict[str, Mailbox] = {}
        self.words: dict[WordRef, tuple[Words, datetime]] = {}
        self.sent: dict[EffectId, MessageId] = {}
        self.said: dict[EffectId, tuple[datetime, tuple[MessageId, ...]]] = {}
        self.notes: set[str] = set()
        self.forgotten: dict[Mailbox, str] = {}  # with the chat that was theirs, for what is last
        self.rows = 0
        self.queue: deque[tuple[Mailbox, Reading]] = deque()

    # --- in --------------------------------------------------------------------------------------

    def hear(self) -> None:
        """Take the bot's updates and everything that follows, until nothing is left."""
        for _ in range(EVENTS_MAX):
            self._updates()
            if self.queue:
                self._one(*self.queue.popleft())
            elif (due := self._due()) is not None:
                self._one(due, Reading(TimePassed()))
            elif not self.cast.world.pending_updates(self.cast.bot):
                return
        raise RuntimeError("it does not come to rest")

    def _updates(self) -> None:
        allowed = json.dumps(list(wire.ALLOWED_UPDATES))
        world = self.cast.world
        raws: Any = world.call(TOKEN, "getUpdates", {"allowed_updates": allowed})
        updates = [wire.update(json.dumps(raw).encode()) for raw in raws]
        # As the poller does it: where a chat went is noted before anything of the batch is stored.
        for old, new in filter(None, map(inbound.moves, updates)):
            if old in self.places:
                self.places[new] = self.places[old]
        for update in updates:
            world.call(TOKEN, "getUpdates", {"offset": update.update_id + 1})
            for one in inbound.addresses(update):
                self.rows += 1
                known = {
                    place: PersonId(self._mailbox(place, "p")) for place in inbound.people(update)
                }
                mailbox = self._mailbox(one.place, "p" if one.private else "r")
                reading = inbound.to_event(update, one.part, self.rows, known, self.me)
                reading = former.of_a_former_chat(reading, update, self._place(mailbox))
                if reading is not None:
                    self.queue.append((mailbox, reading))

    def _mailbox(self, place: str, letter: str) -> Mailbox:
        return self.places.setdefault(place, Mailbox(f"{letter}{len(self.places) + 1}"))

    def _due(self) -> Mailbox | None:
        deadlines = self._deadlines()
        return min(deadlines)[1] if deadlines and min(deadlines)[0] <= self.time.now() else None

    def next_deadline(self) -> datetime | None:
        """The earliest of all mailboxes."""
        return min(self._deadlines(), default=(None, ""))[0]

    def _deadlines(self) -> list[tuple[datetime, Mailbox]]:
        found = []
        for mailbox, data in self.states.items():
            kind = kind_of(mailbox)
            at = kind.next_deadline(kind.decode(data))
            if at is not None:
                found.append((at, mailbox))
        return found

    # --- one event -------------------------------------------------------------------------------

    def _one(self, mailbox: Mailbox, reading: Reading) -> None:
        if mailbox in self.forgotten:
            return
        kind = kind_of(mailbox)
        data = self.states.get(mailbox)
        state = kind.fresh(mailbox) if data is None else kind.decode(data)
        reading = self.senses.reading(state, reading, self.time.now())
        event: AnyEvent = codec.event(codec.encode(reading.event))
        outcome = kind.advance(self.library, state, event, self.time.now())
        self.notes |= set(outcome.notes)
        self.states[mailbox] = codec.encode(outcome.state)
        for place, effect in enumerate(outcome.effects):
            name = EffectId(f"{mailbox}/{outcome.state.seq}/{place}")
            again = codec.effect(codec.encode(effect))
            if again != effect:
                raise RuntimeError(f"{type(effect).__name__} is not the same after it was stored")
            self._do(mailbox, name, again, reading)

    def _do(self, mailbox: Mailbox, name: EffectId, effect: do.AnyEffect, reading: Reading) -> None:
        match effect:
            case do.Tell(to=to, event=event):
                self.queue.append((to, Reading(event)))
            case do.Keep(words=ref, until=until):
                mine = reading.words if getattr(reading.event, "words", None) == ref else None
                self.words[ref] = (mine or self.words[ref][0], until)
            case do.Release(words=ref, until=until):
                if ref in self.words:
                    words, before = self.words[ref]
                    self.words[ref] = (words, min(before, until))
            case do.Forget():
                del self.states[mailbox]
                (place,) = (key for key, value in self.places.items() if value == mailbox)
                self.forgotten[mailbox] = place
                self.places[f"of {mailbox}, before"] = self.places.pop(place)
                self._readdress(mailbox, place)
            case _:
                self._perform(mailbox, name, effect)

    def _readdress(self, gone: Mailbox, place: str) -> None:
        """What came in after it is somebody new's."""
        for number, (mailbox, reading) in enumerate(self.queue):
            if mailbox == gone and getattr(reading.event, "by", None) == gone:
                fresh = PersonId(self._mailbox(place, "p"))
                self.queue[number] = (
                    fresh,
                    replace(reading, event=replace(reading.event, by=fresh)),
                )

    def _perform(self, mailbox: Mailbox, name: EffectId, effect: do.AnyEffect) -> None:
        if isinstance(effect, do.Tidy):
            self._tidy(mailbox, effect)
            return
        if isinstance(effect, locking.Locking):
            self._lock(mailbox, name, effect)
            return
        message = self.sent.get(getattr(effect, "of", EffectId("")))
        now = self.time.now()
        found = {
            ref: self.words[ref][0]
            for ref in refs(effect)
            if ref in self.words and self.words[ref][1] > now
        }
        call: Call | None
        if isinstance(effect, do.Unreact):
            call = Unreact(effect.message, self._place(Mailbox(effect.person)))
        else:
            call = Renderer(self.library, self._language(mailbox), found).call(effect, message)
        if isinstance(call, Whisper):
            call = replace(call, to=self._place(Mailbox(call.to)))
        place = self._place(mailbox)
        if call is None:
            return
        try:
            result, lost = self._somewhere(place, call)
        except Trouble as trouble:
            self._refused(mailbox, name, effect, trouble)
            return
        if isinstance(result, Seen):
            known = {place: self.places.get(place) for place in result.admins}
            self.queue.append((mailbox, Reading(probed(result, known))))
        elif isinstance(result, int | Posted) and isinstance(effect, do.Say | do.Hand):
            post = result if isinstance(result, Posted) else Posted(result, ())
            self.sent[name] = post.message
            self.said[name] = now, (*post.also, post.message)
            if (event := receipts.delivered(effect, topic_lost(name, lost))) is not None:
                self.queue.append((mailbox, Reading(event)))

    def _somewhere(self, place: str, call: Call) -> tuple[Result, int]:
        """As the outbox does it: what a topic does not take goes to the general one."""
        try:
            return self.hands.perform(place, call), 0
        except Gone as trouble:
            if not (trouble.topic and isinstance(call, Post) and call.thread):
                raise
        return self.hands.perform(place, replace(call, thread=0)), call.thread

    def _lock(self, mailbox: Mailbox, name: EffectId, effect: locking.Locking) -> None:
        user = self.forgotten.get(effect.person) or self._place(effect.person)
        call = locking.call(effect, user, self.time.now())
        event: told.Stood | told.LockRefused | None = None
        try:
            if call is not None:
                event = locking.heard(effect, self.hands.perform(self._place(mailbox), call))
        except Trouble as trouble:
            if isinstance(trouble, Gone) and trouble.chat:
                self._refused(mailbox, name, effect, trouble)
            else:
                event = locking.refused(effect, trouble)
        if event is not None:
            self.queue.append((mailbox, Reading(event)))

    def _language(self, mailbox: Mailbox) -> str:
        if mailbox in self.forgotten:
            return BASE_LANGUAGE
        state: Room | Person = kind_of(mailbox).decode(self.states[mailbox])
        return state.language

    def _tidy(self, mailbox: Mailbox, effect: do.Tidy) -> None:
        place = next(key for key, value in reversed(self.places.items()) if value == mailbox)
        ours = [
            message
            for name, (at, messages) in self.said.items()
            for message in messages
            if name.startswith(f"{mailbox}/") and effect.since < at <= effect.until
        ]
        left = 0
        for message in (*effect.messages, *ours):
            try:
                self.hands.perform(place, Clear((message,)))
            except NoRights:
                left += 1
        self.queue.append((mailbox, Reading(told.Tidied(left=left))))

    def _place(self, mailbox: Mailbox) -> str:
        """Where it is now."""
        return next(key for key, value in reversed(self.places.items()) if value == mailbox)

    def _refused(
        self, mailbox: Mailbox, name: EffectId, effect: do.AnyEffect, why: Trouble
    ) -> None:
        """As the outbox does it; only that we are misunderstood is a fault here."""
        if isinstance(effect, do.React | do.Unreact):
            return
        event = receipts.refused(effect, told_of(name, effect, why))
        if event is not None:
            self.queue.append((mailbox, Reading(event)))
        elif not isinstance(why, Gone):
            raise why


class PureRig:
    """Plays lines on the engine alone."""

    def __init__(self, library: Library, script: Script = PLAIN) -> None:
        self.time = Time(script.began)
        world = World(self.time.now, ephemeral=script.ephemeral)
        bot = world.add_bot(TOKEN, username="heard_bot", name="Heard")
        self.cast = Cast.of(script, world, self.time, bot)
        self.boards = Boards(library, self.cast, self.time)

    @property
    def notes(self) -> set[str]:
        """The rules that have spoken."""
        return self.boards.notes

    def play(self, does: str) -> list[str]:
        """One line; what is seen then."""
        pause = wait(does)
        if pause is None and does != "kill":
            self.cast.act(does)
        before = self.cast.look()
        if pause is not None:
            self._wait(pause)
        self.boards.hear()
        return self.cast.difference(before)

    def _wait(self, pause: Wait) -> None:
        """Let time pass, from deadline to deadline; in one jump if the bot is away."""
        until = self.time.now() + pause.length
        while not pause.away and (due := self.boards.next_deadline()) and due < until:
            self.time.move(max(due - self.time.now(), timedelta()))
            self.boards.hear()
        self.time.move(until - self.time.now())
