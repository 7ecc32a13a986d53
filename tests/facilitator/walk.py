"""Random walks of one room on the engine alone: any event, in any state, at any time.

A walk is a list of steps drawn by Hypothesis; a step names an event and a few numbers, which choose
among what there is at that moment (whose seat, which button), so walks shrink well.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from msgspec.structs import replace

from bot.adapters.library import shipped
from bot.dialogue.library import Library
from bot.dialogue.model import Fill, Reveal
from bot.facilitator import codec, engine, sessions
from bot.facilitator import effects as do
from bot.facilitator import events as ev
from bot.facilitator.cursor import at
from bot.facilitator.draft import Outcome
from bot.facilitator.ids import SEATS, EffectId, Mailbox, MessageId, Seat, TapId, WordRef
from bot.facilitator.limits import CONSENT_VERSION
from bot.facilitator.room import Pace, Partner, Room
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Rows
from bot.sensing.signals import Signals

START = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
ROOM, A, B, GUEST = (Mailbox(name) for name in ("r1", "p201", "p202", "p203"))
RIGHTS = ev.Rights(sees=True, removes=True)

COMMANDS = ("pause", "resume", "done", "pass", "stop", "breathe", "meta", "rules", "menu", "begin",
            "help", "start", "support", "privacy", "sources", "card", "repair",
            "dance")  # fmt: skip
ARGUMENTS = (
    "",
    "three-good-minutes",
    "speaker-listener",
    "after-a-fight",
    "20m",
    "10m",
    "99h",
    "tomorrow",
    "soon",
)
ACTIONS = ("yes", "no", "done", "pass", "thats_it", "nearly", "again", "example", "apart",
           "together", "here", "later", "fine", "go_on", "resume", "back_60", "pause", "enough",
           "more", "another", "not_today", "film", "rule_removing", "early")  # fmt: skip
CRISES = (None, None, None, None, "threat", "self_harm", "help")

#: What can happen, more often what usually does.
KINDS = (
    ("say", 12), ("tap", 14), ("ask", 6), ("time", 8), ("edit", 2), ("stray", 2), ("rights", 1),
    ("people", 1), ("answer", 6), ("note", 2), ("refused", 1), ("private", 3), ("moved", 1),
)  # fmt: skip
_BAG = [kind for kind, weight in KINDS for _ in range(weight)]

Step = tuple[str, int, int, int]
steps = st.lists(
    st.tuples(st.sampled_from(_BAG), st.integers(0, 1), st.integers(0, 60), st.integers(0, 1000)),
    max_size=40,
)
NAMES = sorted(path.stem for path in shipped().glob("*.yaml"))
#: A dialogue, and how many natural moves into it the walk begins: `after-a-fight+17`. Empty: none.
openings = st.one_of(
    st.just(""),
    st.sampled_from(NAMES),
    st.builds("{}+{}".format, st.sampled_from(NAMES), st.integers(1, 60)),
)
#: What somebody who goes along taps, the first that is there.
NATURAL = ("thats_it", "done", "ready", "fine", "this_one", "again_no", "softly", "now", "pass")


def room() -> Room:
    """Both are in, nothing runs."""
    seats: dict[Seat, Partner] = {
        "a": Partner(A, "Ana", version=CONSENT_VERSION),
        "b": Partner(B, "Ben", version=CONSENT_VERSION),
    }
    return Room(id=ROOM, seats=seats, rights=RIGHTS, humans=2, pace=Pace(since=START, seed="1"))


@dataclass
class Walk:
    """One room and the clock, moved by steps."""

    library: Library
    state: Room = field(default_factory=room)
    now: datetime = START
    number: int = 0
    outcomes: list[Outcome[Room]] = field(default_factory=list)
    fed: list[tuple[ev.RoomEvent, datetime]] = field(default_factory=list)

    def open(self, dialogue: str) -> None:
        """Begin a dialogue and come as far as its first real step."""
        dialogue, _, depth = dialogue.partition("+")
        if not dialogue:
            return
        if dialogue == "try-me":
            draft = RoomDraft(self.library, self.state, ev.TimePassed(), self.now)
            found = self.library.dialogue(dialogue)
            assert found is not None
            sessions.begin(draft, "a", found)
            self.state = draft.outcome().state
            return
        self.feed(ev.Asked(by=A, command="begin", argument=dialogue))
        self.tap("a", "apart")
        for seat in ("a", "b"):
            self.tap(seat, "yes")
        if dialogue == "speaker-listener":
            self.say("a", "the dishes")
            self.tap("b", "fine")
        for _ in range(int(depth or 0)):
            self.natural()

    def natural(self) -> None:
        """What two who go along would do next."""
        session = self.state.session
        if session is None:
            return
        if session.asked:
            self.feed(self.sent(A, 2))
            if self._asked_stamp() == session.asked:
                self.feed(self.sent(B, 2))
            if self._asked_stamp() != session.asked:
                return
        allowed = engine.permitted(self.library, self.state)
        for seat in SEATS:
            found = next((one for one in NATURAL if one in allowed[seat]), None)
            card = self.state.cards.get("turn")
            buttons = {one.action for row in card.rows for one in row} if card else set()
            holds = session.floor is not None and session.floor.holder == seat
            if holds and "speak" in allowed[seat] and found not in buttons - {"pass", "done"}:
                self.say(seat, "I was glad.")
                return
            if found is not None and found in buttons:
                self.tap(seat, found)
        if self.state.session == session:
            self.wait()

    def feed(self, event: ev.RoomEvent) -> Outcome[Room]:
        """One event; state is encoded and decoded before it."""
        self.fed.append((event, self.now))
        state = codec.room(codec.encode(self.state))
        outcome = engine.advance(self.library, state, event, self.now)
        self.outcomes.append(outcome)
        self.state = outcome.state
        return outcome

    def say(self, who: Seat | None, words: str = "", crisis: str | None = None) -> Outcome[Room]:
        """A message, five seconds later."""
        self.now += timedelta(seconds=5)
        return self.feed(self._said(self._person(who), len(words) or 20, crisis))

    def tap(self, seat: Seat, action: str) -> Outcome[Room]:
        """A button of whichever card has it; private questions too."""
        self.now += timedelta(seconds=2)
        if action in ("yes", "no") and self._asked_stamp():
            return self.feed(self._answered(self._person(seat), up=action == "yes"))
        stamp = self._stamp(action)
        return self.feed(
            ev.Tapped(by=self._person(seat), stamp=stamp, action=action, tap=self._tap())
        )

    def wait(self) -> bool:
        """Let the next deadline come; False if there is none."""
        due = engine.next_deadline(self.state)
        if due is None:
            return False
        self.now = max(self.now, due)
        self.feed(ev.TimePassed())
        return True

    def step(self, step: Step) -> Outcome[Room] | None:
        """One drawn step."""
        kind, seat_number, choice, seconds = step
        seat: Seat = "a" if seat_number == 0 else "b"
        self.now += timedelta(seconds=seconds % 45)
        by = self._person(seat)
        match kind:
            case "say":
                crisis, harsh = CRISES[seconds % len(CRISES)], choice % 4 == 3
                return self.feed(self._said(by, 1 + choice * 20, crisis, harsh=harsh))
            case "tap":
                return self.feed(self._tapped(by, choice))
            case "private":
                if choice % 4 < 2:
                    return self.feed(self._answered(by, up=choice % 4 == 0))
                action = ("early", "not_yet")[choice % 2]
                return self.feed(ev.Tapped(by=by, stamp="early", action=action))
            case "answer":
                return self.feed(self.sent(by, choice))
            case "ask":
                command = COMMANDS[choice % len(COMMANDS)]
                argument = ARGUMENTS[seconds % len(ARGUMENTS)]
                return self.feed(ev.Asked(by=by, command=command, argument=argument))
            case "time":
                self.now += timedelta(minutes=choice)
                return self.feed(ev.TimePassed())
            case "edit":
                said = self._said(by, 10, None, harsh=seconds % 3 == 0)
                message = MessageId(max(self.number - choice % 4, 1))
                return self.feed(
                    ev.Edited(
                        by=by,
                        words=said.words,
                        signals=said.signals,
                        message=message,
                        sent=self.now,
                    )
                )
            case "stray":
                if choice % 3 == 2:  # to the bot alone
                    unseen = MessageId(choice + 1)
                    whispered = replace(self._said(by, 5, None), message=MessageId(0))
                    return self.feed(replace(whispered, unseen=unseen))
                return self.feed(self._said((None, GUEST)[choice % 2], 5, None))
            case "note":
                words = WordRef(f"n{choice}")
                signals = Signals(12, insult=choice % 3 == 0)
                outcome = self.feed(ev.NotePosted(person=by, words=words, signals=signals))
                for note in [one.note for one in outcome.effects if isinstance(one, do.Say)]:
                    if note is not None:
                        outcome = self.feed(ev.NoteOut(note=note, placed=choice % 5 > 0))
                return outcome
            case "refused":
                if choice % 4 > 1:
                    notice = ev.Notice(("kept", "unsaid")[choice % 2], hidden=choice % 3 == 0)
                    return self.feed(ev.Unheard(to=by, notice=notice, unsure=choice % 5 == 0))
                why = ("door", "rights")[choice % 2]
                return self.feed(ev.Refused(effect=EffectId("r1/1/0"), why=why))
            case "rights":
                rights = ev.Rights(sees=choice % 3 > 0, removes=choice % 3 > 1)
                return self.feed(ev.RightsChanged(rights=rights, name="Ana"))
            case "people":
                return self.feed(self._people(choice))
            case _:
                return self.feed(ev.Moved())

    # --- making events ---------------------------------------------------------------------------

    def _said(
        self, by: Mailbox | None, length: int, crisis: str | None, *, harsh: bool = False
    ) -> ev.Said:
        self.number += 1
        return ev.Said(
            by=by,
            words=WordRef(f"w{self.number}"),
            signals=Signals(length, "text", crisis, insult=harsh),
            message=MessageId(self.number),
            sent=self.now,
        )

    def _tapped(self, by: Mailbox, choice: int) -> ev.Tapped:
        """Mostly a button that is there."""
        shown = [
            (card.stamp, button.action)
            for card in self.state.cards.values()
            for row in card.rows
            for button in row
            if button.action
        ]
        if shown and choice % 7:
            stamp, action = shown[choice % len(shown)]
        else:
            stamp, action = f"{'tpe'[choice % 3]}{choice}", ACTIONS[choice % len(ACTIONS)]
        return ev.Tapped(by=by, stamp=stamp, action=action, tap=self._tap())

    def _answered(self, by: Mailbox | None, *, up: bool) -> ev.Answered:
        return ev.Answered(person=by or GUEST, stamp=self._asked_stamp(), up=up)

    def sent(self, by: Mailbox | None, choice: int) -> ev.AnswerSent:
        """An answer to what is asked alone: words for the slots, a number, or none."""
        session, stamp = self.state.session, self._asked_stamp()
        dialogue = self.library.dialogue(session.dialogue, session.edition) if session else None
        step = at(dialogue, session.branch, session.cursor) if dialogue and session else None
        if choice % 4 == 0:
            return ev.AnswerSent(person=by or GUEST, stamp=stamp)
        slots = list(getattr(step, "slots", {"text": ""}))
        if isinstance(step, Fill) or (isinstance(step, Reveal) and not step.options):
            self.number += 1
            words = {slot: WordRef(f"w{self.number}{slot}") for slot in slots}
            return ev.AnswerSent(person=by or GUEST, stamp=stamp, words=words, length=20)
        most = len(step.options) if isinstance(step, Reveal) else 11
        return ev.AnswerSent(person=by or GUEST, stamp=stamp, choice=choice % most)

    def _people(self, choice: int) -> ev.RoomEvent:
        return (
            ev.Joined(who=GUEST, name="Cara"),
            ev.Left(who=GUEST),
            ev.Left(who=B),
            ev.Withdrew(person=B),
            ev.Known(
                person=A, name="Anna", zone="Etc/GMT-2", reachable=False, version=CONSENT_VERSION
            ),
            ev.Probed(
                rights=replace(RIGHTS, whispers=choice % 2 == 0),
                owner="Ana",
                humans=2,
                admins=(A,),
                supergroup=True,
            ),
            ev.StandingChanged(),
            ev.Reacted(by=(A, B)[choice % 2], message=MessageId(7)),
            ev.Enrolled(person=B, name="Ben", zone=None, version=CONSENT_VERSION),
            ev.Tapped(by=B, stamp="h1", action="im_in", tap=self._tap(), name="Ben"),
        )[choice % 10]

    def _tap(self) -> TapId:
        self.number += 1
        return TapId(f"tap{self.number}")

    def _stamp(self, action: str) -> str:
        for card in self.state.cards.values():
            if any(button.action == action for row in card.rows for button in row):
                return card.stamp
        return ""

    def _asked_stamp(self) -> str:
        return self.state.session.asked if self.state.session else ""

    @staticmethod
    def _person(seat: Seat | None) -> Mailbox | None:
        return None if seat is None else (A if seat == "a" else B)


def rows_of(outcome: Outcome[Room]) -> list[Rows]:
    """The keyboards that an outcome shows."""
    return [effect.rows for effect in outcome.effects if hasattr(effect, "rows")]
