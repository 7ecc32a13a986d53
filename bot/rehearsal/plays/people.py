"""Who sits at a table: what each is asked, and what they do about it.

Nothing here knows a verb. What is asked is read from the floor, and from the buttons that somebody
may press just now, in the group and in private; a verb that the engine learns is played at once.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Final

import msgspec
from msgspec import Struct

from bot.facilitator import engine
from bot.facilitator.ids import SEATS, Seat, other
from bot.facilitator.person import Person
from bot.facilitator.private.answers import SLOT
from bot.facilitator.steps.base import ALWAYS
from bot.facilitator.texts import Rows, Text
from bot.rehearsal.personas.taste import likely, own
from bot.rehearsal.personas.temperament import LONGEST_S, TEMPERAMENTS, TYPES, Temperament
from bot.rehearsal.plays.table import Table
from bot.rehearsal.standing import writes
from bot.sensing.signals import Signals

#: Who comes, and how often: people who want to, people who find it hard, people who go.
CROWD: Final = {"eager": 12, "interrupter": 3, "hot-headed": 3, "silent": 1, "walk-away": 1}
#: Somebody who is asked to write does so.
SPEAKS: Final = 5.0
#: On some evenings both would rather pass; then they do, so many times as often as usual.
OFTEN_TIRED: Final = 0.15
_PASSES = 20.0
#: What ends a silence that was meant, and is no answer to anything.
QUIET: Final = frozenset({"done", "pass", "ready"})
#: What can be done, and nobody waits for it: mostly it is not.
BESIDE: Final = frozenset({"with_you", "say_more", "else"})
NOTHING: Final = 3.0
#: Buttons that only open something to read.
_LEAFLETS: Final = frozenset({"support", "help", "privacy", "sources"})
#: UTF-16 units of what is written: usually, and when somebody has much to say.
_SHORT, _LONG = (15, 110), (250, 700)
_OFTEN_LONG, _OFTEN_NO_TEXT, _OFTEN_HARSH = 0.06, 0.02, 0.08
#: People who write as much as they may, where they are told how much that is.
_OFTEN_THOROUGH = 0.2
#: A glance at a card, in seconds.
_GLANCE_S = 2.0
#: When somebody ends a silence, in parts of the time that it may take.
_STAYS = (0.2, 1.4)


class Ask(Struct, frozen=True):
    """Something that one of the two can answer. `reason` is new whenever the question is; `words`:
    by writing, at most `chars` UTF-16 units if that was said; `alone`: in their own private chat.
    """

    reason: str
    stamp: str = ""
    actions: tuple[str, ...] = ()
    words: bool = False
    chars: int = 0
    alone: bool = False

    @property
    def silent(self) -> bool:
        """Nobody is asked for anything; it can only be ended."""
        return not self.words and not set(self.actions) - ALWAYS - QUIET - BESIDE


def asks(table: Table) -> dict[Seat, tuple[Ask, ...]]:
    """What each is asked now, in private first."""
    may = engine.permitted(table.library, table.room)
    return {seat: (*_alone(table.people[seat]), *_in_group(table, seat, may)) for seat in SEATS}


def _alone(person: Person) -> tuple[Ask, ...]:
    found = [] if person.editing is None else [Ask(str(person.editing), words=True, alone=True)]
    writing = {
        f"{SLOT}{room}": answer.slots[answer.next][1]
        for room, answer in person.answers.items()
        if answer.next
    }
    for slot, card in reversed(person.cards.items()):
        actions, chars = _actions(card.rows), writing.get(slot, 0)
        if actions:
            # A message that was too long is answered below a card that stays as it is.
            looks = person.seq if chars else _looks(card.text, card.rows)
            reason = f"{slot}/{card.stamp}/{looks}"
            found.append(
                Ask(reason, card.stamp, actions, words=bool(chars), chars=chars, alone=True)
            )
    return tuple(found)


def _in_group(table: Table, seat: Seat, may: dict[Seat, frozenset[str]]) -> tuple[Ask, ...]:
    room = table.room
    session = room.session
    floor = session.floor if session else None
    stopped = room.pause is not None or (floor is not None and floor.halted)
    card = room.cards.get("pause" if stopped else "turn")
    if card is None or not card.stamp:
        return ()
    reason = f"{card.stamp}/{_looks(card.text, card.rows)}"
    actions = _actions(card.rows)
    if stopped:
        return (Ask(reason, card.stamp, actions),) if actions else ()
    words = writes(room, table.step, may) == seat
    holds = floor is not None and floor.holder == seat
    actions = own(actions, may[seat], may[other(seat)], holds=holds)
    if not words and not set(actions) - ALWAYS:
        return ()
    return (Ask(reason, card.stamp, actions, words),)


def _looks(text: Text, rows: Rows) -> str:
    """A card that looks otherwise asks anew."""
    return msgspec.json.encode((text, rows)).decode()


def _actions(rows: Rows) -> tuple[str, ...]:
    found = (one.action for row in rows for one in row if one.action and one.door is None)
    return tuple(one for one in found if one not in _LEAFLETS)


class Act(Struct, frozen=True):
    """What somebody means to do, and when. `action` is empty for a message."""

    ask: Ask
    at: datetime
    action: str = ""
    signals: Signals = Signals(0)


class Player:
    """One of the two. `branch`: where they want to do it; `tired`: they would rather pass."""

    def __init__(self, seat: Seat, branch: str, luck: Random, *, tired: bool = False) -> None:
        self.seat, self._branch, self._luck, self._tired = seat, branch, luck, tired
        name = luck.choices(list(CROWD), list(CROWD.values()))[0]
        self._is: Temperament = TEMPERAMENTS[name]
        self._thorough = luck.random() < _OFTEN_THOROUGH
        self._act: Act | None = None
        self._reason = ""
        self._answered: set[str] = set()
        self._written = 0

    def means(self, table: Table, asked: tuple[Ask, ...]) -> Act | None:
        """What comes next from here, if nothing else happens before. As long as the question is the
        same, so is the intent.
        """
        if self._is.stays is not None and self._written >= self._is.stays:
            return None
        ask = next((one for one in asked if one.reason not in self._answered), None)
        ask = ask or self._interruption(table)
        if ask is None:
            self._act, self._reason = None, ""
        elif ask.reason != self._reason:
            self._act, self._reason = self._decide(table, ask), ask.reason
        return self._act

    def does(self, table: Table, act: Act) -> None:
        """Do it."""
        self._answered.add(act.ask.reason)
        self._act, self._reason = None, ""
        if act.action:
            table.tap(self.seat, act.ask.stamp, act.action, alone=act.ask.alone)
        else:
            self._written += 1
            table.write(self.seat, act.signals, alone=act.ask.alone)

    def _decide(self, table: Table, ask: Ask) -> Act | None:
        """None: it is left unanswered."""
        if self._branch in ask.actions:
            return Act(ask, self._when(table, ask, 0), self._branch)
        weights = {action: self._weight(ask, action) for action in ask.actions}
        if ask.words:
            weights[""] = SPEAKS if self._is.speaks else 0.0
        beside = not ask.words and not set(ask.actions) - ALWAYS - BESIDE
        if beside and self._luck.uniform(0, sum(weights.values()) + NOTHING) < NOTHING:
            return None
        if not any(weights.values()) or (not self._is.speaks and self._luck.random() < 0.5):
            return None
        action = self._luck.choices(list(weights), list(weights.values()))[0]
        if action:
            return Act(ask, self._when(table, ask, 0), action)
        signals = self._signals(ask)
        return Act(ask, self._when(table, ask, signals.length), "", signals)

    def _weight(self, ask: Ask, action: str) -> float:
        usual = likely(action, ask.actions, lambda: self._luck.random() < self._is.doubts)
        return usual * _PASSES if self._tired and action == "pass" else usual

    def _signals(self, ask: Ask) -> Signals:
        long = self._luck.random() < _OFTEN_LONG
        length = self._luck.randint(*(_LONG if long else _SHORT))
        if ask.chars and not long:
            length = ask.chars if self._thorough else min(length, ask.chars)
        voice = self._luck.random() < _OFTEN_NO_TEXT
        harsh = self._is.mood == "hot" and self._luck.random() < _OFTEN_HARSH
        return Signals(length, "voice" if voice else "text", insult=harsh)

    def _when(self, table: Table, ask: Ask, length: int) -> datetime:
        due = table.due()
        if ask.silent and due is not None:
            return table.now + (due - table.now) * self._luck.uniform(*_STAYS)
        typing = min(length / TYPES, LONGEST_S)
        wait = _GLANCE_S + self._luck.uniform(*self._is.waits) + typing
        return table.now + timedelta(seconds=round(wait, 2))

    def _interruption(self, table: Table) -> Ask | None:
        """A message in the other's turn."""
        session, card = table.room.session, table.room.cards.get("turn")
        likely, most = self._is.interrupts
        if session is None or card is None or table.room.pause is not None:
            return None
        if session.floor is None or session.floor.holder == self.seat or session.floor.halted:
            return None
        for number in range(most):
            reason = f"interrupts/{card.stamp}/{number}"
            if reason not in self._answered:
                if self._luck.random() < likely:
                    return Ask(reason, words=True)
                self._answered.add(reason)
        return None
