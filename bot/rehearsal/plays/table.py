"""A couple and the engine, and nothing else: no chats, no clock of its own.

Whatever the engine says is rendered and then thrown away, so a sentence that cannot be rendered is
found, and one that is too long for Telegram. What people write is as long as it is, and says
nothing.
"""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup

from bot.dialogue.library import BASE_LANGUAGE, Library
from bot.dialogue.model import Dialogue, Step
from bot.facilitator import effects as do
from bot.facilitator import engine, sessions
from bot.facilitator.cursor import at
from bot.facilitator.draft import Outcome
from bot.facilitator.events import AnyEvent, Rights, Said, Tapped, TimePassed
from bot.facilitator.ids import SEATS, Mailbox, MessageId, PersonId, RoomId, Seat, TapId, WordRef
from bot.facilitator.ids import other as other_seat
from bot.facilitator.limits import CONSENT_VERSION
from bot.facilitator.person import Consent, Membership, Person
from bot.facilitator.private import engine as private
from bot.facilitator.private import solo
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.room import Pace, Partner, Room
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Phrase, Text
from bot.rehearsal.transcripts.given import START
from bot.sensing.signals import Signals, utf16
from bot.service import receipts
from bot.service.mailboxes import PERSON as PERSON_KIND
from bot.service.mailboxes import ROOM as ROOM_KIND
from bot.service.ports import Change, Post, Words
from bot.service.rendering import Renderer

ROOM: Final = RoomId("r1")
PEOPLE: Final[dict[Seat, PersonId]] = {"a": PersonId("p1"), "b": PersonId("p2")}
NAMES: Final[dict[Seat, str]] = {"a": "Ana", "b": "Ben"}
#: The branch that one does by oneself, in private.
ALONE: Final = "alone"
#: More events than this from one act is a loop.
EVENTS_MAX: Final = 200
#: Telegram's, in UTF-16 units.
POST_CHARS_MAX: Final = 4096

_LETTER = "w"
_CLOSING, _SOLO = "closing.", "solo."
_BY_ONESELF = frozenset({"solo.done", "solo.enough"})
_ANY = MessageId(1)


class Table:
    """One exercise, from its beginning. `now` is moved by hand. `posts`: when the group got a post
    of ours; `shown`: when anything was shown last; `entered`: the ids of steps that were; `ending`:
    how it ended, empty while it runs.
    """

    def __init__(self, library: Library, dialogue: Dialogue, seed: str) -> None:
        self.library, self.dialogue = library, dialogue
        self.now = START
        self.posts: list[datetime] = []
        self.shown = START
        self.entered: set[str] = set()
        self.ending = ""
        self.room = _room(seed)
        self.people = {seat: _person(seat) for seat in SEATS}
        self._prefix = f"{dialogue.dialogue}@{dialogue.edition}/"
        self._queue: deque[tuple[Mailbox, AnyEvent]] = deque()
        self._words: dict[WordRef, Words] = {}
        self._renderer = Renderer(library, BASE_LANGUAGE, self._words)
        self._messages = 0

    # --- what happens ----------------------------------------------------------------------------

    def begin(self, branch: str) -> None:
        """Seat a begins, as if by `/begin`, or in private what is done by oneself."""
        if branch == ALONE:
            own = PersonDraft(self.library, self.people["a"], TimePassed(), self.now)
            solo.tapped(own, f"solo_{self.dialogue.dialogue}", None)
            self._person("a", own.outcome())
            return
        draft = RoomDraft(self.library, self.room, TimePassed(), self.now)
        sessions.begin(draft, "a", self.dialogue)
        self._room(draft.outcome())
        self._drain()

    def tap(self, seat: Seat, stamp: str, action: str, *, alone: bool) -> None:
        """A button: in the group, or in one's own private chat."""
        tapped = Tapped(by=PEOPLE[seat], stamp=stamp, action=action, tap=TapId("t"))
        self._give(PEOPLE[seat] if alone else ROOM, tapped)

    def write(self, seat: Seat, signals: Signals, *, alone: bool) -> None:
        """A message: in the group, or in one's own private chat."""
        self._messages += 1
        words = WordRef(f"w{self._messages}")
        message = MessageId(self._messages)
        self._words[words] = Words(_LETTER * signals.length)
        said = Said(by=PEOPLE[seat], words=words, signals=signals, message=message, sent=self.now)
        self._give(PEOPLE[seat] if alone else ROOM, said)

    def due(self) -> datetime | None:
        """The nearest deadline of the three mailboxes."""
        found = [engine.next_deadline(self.room), *map(private.next_deadline, self.people.values())]
        return min((one for one in found if one is not None), default=None)

    def pass_time(self) -> None:
        """Whatever is due now happens."""
        room = engine.next_deadline(self.room)
        if room is not None and room <= self.now:
            self._give(ROOM, TimePassed())
        for seat in SEATS:
            own = private.next_deadline(self.people[seat])
            if own is not None and own <= self.now:
                self._give(PEOPLE[seat], TimePassed())

    # --- how it stands ---------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """The exercise that was begun is not over."""
        by_oneself = self.people["a"].solo is not None
        return not self.ending and (by_oneself or self.room.session is not None)

    @property
    def step(self) -> Step | None:
        """Where it is; None before the place is known, and after the end."""
        session = self.room.session
        return at(self.dialogue, session.branch, session.cursor) if session else None

    # --- one event after the other ---------------------------------------------------------------

    def _give(self, mailbox: Mailbox, event: AnyEvent) -> None:
        self._queue.append((mailbox, event))
        self._drain()

    def _drain(self) -> None:
        for _ in range(EVENTS_MAX):
            if not self._queue:
                return
            mailbox, event = self._queue.popleft()
            if mailbox == ROOM:
                self._room(ROOM_KIND.advance(self.library, self.room, event, self.now))
            else:
                seat: Seat = "a" if mailbox == PEOPLE["a"] else "b"
                person = self.people[seat]
                self._person(seat, PERSON_KIND.advance(self.library, person, event, self.now))
        raise RuntimeError("it does not come to rest")

    def _room(self, outcome: Outcome[Room]) -> None:
        self.room = outcome.state
        self._ended(outcome.notes, _CLOSING)
        self._all(outcome.effects, group=True)
        session = self.room.session
        if session is not None and not self.ending:
            for depth in range(1, len(session.cursor) + 1):
                step = at(self.dialogue, session.branch, session.cursor[:depth])
                if step is not None:
                    self.entered.add(step.id)

    def _person(self, seat: Seat, outcome: Outcome[Person]) -> None:
        self.people[seat] = outcome.state
        self._ended([one for one in outcome.notes if one in _BY_ONESELF], _SOLO)
        self._all(outcome.effects, group=False)

    def _ended(self, notes: Iterable[str], prefix: str) -> None:
        for note in notes:
            if note.startswith(prefix) and not self.ending:
                self.ending = note.removeprefix(prefix)

    def _all(self, effects: tuple[do.AnyEffect, ...], *, group: bool) -> None:
        for effect in effects:
            if isinstance(effect, do.Tell):
                self._queue.append((effect.to, effect.event))
                self._name(getattr(effect.event, "text", None))
                continue
            self._render(effect)
            if isinstance(effect, do.Say | do.Amend):
                self.shown = self.now
                self._name(effect.text)
            if group and isinstance(effect, do.Say):
                self.posts.append(self.now)
                if (receipt := receipts.delivered(effect, None)) is not None:
                    self._queue.append((ROOM, receipt))

    def _render(self, effect: do.AnyEffect) -> None:
        call = self._renderer.call(effect, _ANY)
        if isinstance(call, Post | Change) and call.html is not None:
            plain = Markup(call.html).striptags()  # noqa: S704 -- our own HTML
            if utf16(plain) > POST_CHARS_MAX:
                raise ValueError(f"a post of more than {POST_CHARS_MAX} characters")

    def _name(self, text: Text | None) -> None:
        """Steps that do not wait are known by the sentences that they bring."""
        if text is None:
            return
        keys = [text.key, *(one.key for one in text.values.values() if isinstance(one, Phrase))]
        for key in keys:
            if key.startswith(self._prefix):
                self.entered.add(key.removeprefix(self._prefix).partition("/")[0])
        for following in text.then:
            self._name(following)


def _room(seed: str) -> Room:
    """A couple for whom everything is open, on its first evening."""
    seats = {seat: Partner(PEOPLE[seat], NAMES[seat], version=CONSENT_VERSION) for seat in SEATS}
    rights = Rights(present=True, sees=True, removes=True)
    pace = Pace(since=START, seed=seed)
    return Room(id=ROOM, seats=seats, rights=rights, humans=len(SEATS), pace=pace)


def _person(seat: Seat) -> Person:
    partner = other_seat(seat)
    membership = Membership(partner=NAMES[partner], who=PEOPLE[partner], gate="open")
    return Person(
        id=PEOPLE[seat],
        name=NAMES[seat],
        reachable=True,
        consent=Consent(CONSENT_VERSION, START - timedelta(days=1)),
        rooms={ROOM: membership},
    )
