"""The draft of a room: cards, what is told to the two, the session and its floor."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from bot.dialogue.model import Dialogue
from bot.facilitator import effects as do
from bot.facilitator import zones
from bot.facilitator.draft import Draft
from bot.facilitator.events import AnyEvent, Shown, TurnCame
from bot.facilitator.ids import SEATS, EffectId, PersonId, Seat, WordRef
from bot.facilitator.limits import WORDS_MAX
from bot.facilitator.progress import Floor, Session
from bot.facilitator.room import Card, Room, Slot
from bot.facilitator.sentences import named, sentence
from bot.facilitator.texts import Moment, Rows, Text

#: The deadlines that belong to a session's clocks begin with this; a pause stops them.
CLOCK = "session."
#: When what stands in the menu's card is offered no longer; another card there has no such end.
OFFERED = "offer"


class RoomDraft(Draft[Room]):
    """A draft of a room: cards, sessions, floors. `topic`: where this event's posts go, if not to
    where the room talks.
    """

    topic: int | None = None

    def add(self, effect: do.AnyEffect) -> EffectId:
        """See `Draft`. Every post of a room goes to one topic; what answers one person alone to the
        one in which they wrote.
        """
        if isinstance(effect, do.Say | do.Whisper):
            there = self._asked(effect.to) if isinstance(effect, do.Whisper) else self.topic
            effect = replace(effect, thread=self.state.thread if there is None else there)
        return super().add(effect)

    def _asked(self, person: PersonId) -> int | None:
        """The topic in which this person has just written; None if they have not, or there is
        none.
        """
        theirs = getattr(self.event, "by", None) == person
        return getattr(self.event, "thread", None) if theirs else None

    # --- saying ----------------------------------------------------------------------------------

    def say(self, what: Text, rows: Rows = (), *, silent: bool = False) -> EffectId:
        """A post that nobody will edit. `silent`: no phone makes a sound."""
        self.cover()
        return self.add(do.Say(text=what, rows=rows, silent=silent))

    def card(
        self,
        slot: Slot,
        what: Text,
        rows: Rows,
        calls: Seat | None = None,
        *,
        silent: bool = False,
    ) -> None:
        """Show a card with a new stamp. In place if nothing was written below it and it calls
        nobody else; otherwise as a new post, and the older one keeps its words only.
        """
        old = self.state.cards.get(slot)
        stamp = self.stamp(slot[0])
        if old and old.top and old.calls == calls:
            self.add(do.Amend(of=old.say, text=what, rows=rows, stamp=stamp))
            self._place(slot, Card(old.say, stamp, what, rows, calls))
            return
        if old and old.top and slot == "turn" and old.calls is not None:
            self.add(do.Unsay(of=old.say))  # nothing happened below it: do not pile up
        elif old and old.rows and old.stamp:
            self.add(do.Strip(of=old.say))
        self.cover()
        say = self.add(do.Say(text=what, rows=rows, stamp=stamp, silent=silent))
        self._place(slot, Card(say, stamp, what, rows, calls))

    def stamp(self, kind: str) -> str:
        """A new name for a set of buttons, so that older ones are known as such."""
        self.set(stamps=self.state.stamps + 1)
        return f"{kind}{self.state.stamps}"

    def refresh(self, slot: Slot, what: Text, rows: Rows | None = None) -> None:
        """Change a card in place, wherever it is; its buttons stay valid."""
        old = self.state.cards.get(slot)
        if old is None or (old.text == what and rows in (None, old.rows)):
            return
        new = replace(old, text=what, rows=old.rows if rows is None else rows)
        self.add(do.Amend(of=old.say, text=new.text, rows=new.rows, stamp=old.stamp))
        self._place(slot, new)

    def fold(self, slot: Slot, what: Text | None = None) -> None:
        """A card is over: it keeps its words, or these, and loses its buttons."""
        old = self.state.cards.get(slot)
        if old is None:
            return
        if what is not None:
            self.add(do.Amend(of=old.say, text=what))
        elif old.rows and old.stamp:
            self.add(do.Strip(of=old.say))
        self.set(cards={key: card for key, card in self.state.cards.items() if key != slot})
        self._not_offered(slot)

    def clear(self, slot: Slot) -> None:
        """A card is over: it goes if nobody wrote below it, else it only loses its buttons."""
        old = self.state.cards.get(slot)
        if old is not None and old.top:
            self.add(do.Unsay(of=old.say))
            self.set(cards={key: card for key, card in self.state.cards.items() if key != slot})
        else:
            self.fold(slot)

    def repost(self, slot: Slot, *, silent: bool = False) -> None:
        """Show a card again, as a new post at the end of the chat."""
        old = self.state.cards.get(slot)
        if old is not None:
            self.cover()
            self.card(slot, old.text, old.rows, old.calls, silent=silent)

    def silence(self, slot: Slot) -> None:
        """Take a card's buttons off for now; `repost` brings it back."""
        old = self.state.cards.get(slot)
        if old is not None and old.rows:
            self.add(do.Strip(of=old.say))
            self._place(slot, replace(old, stamp=""))

    def cover(self) -> None:
        """Something was written below our cards; not what is said in another topic."""
        if self.topic not in (None, self.state.thread):
            return
        cards = {
            key: replace(card, top=False, below=card.below + 1)
            for key, card in self.state.cards.items()
        }
        self.set(cards=cards)

    def _place(self, slot: Slot, card: Card) -> None:
        self.set(cards={**self.state.cards, slot: card})
        self._not_offered(slot)

    def _not_offered(self, slot: Slot) -> None:
        """What was offered in the menu's card is not there any more."""
        if slot == "menu":
            self.deadline(OFFERED, None)

    # --- telling ---------------------------------------------------------------------------------

    def tell(self, seat: Seat, event: AnyEvent) -> None:
        """Give a partner's own mailbox an event."""
        partner = self.state.seats.get(seat)
        if partner is not None:
            self.tell_to(partner.person, event)

    def tell_both(self, event: AnyEvent) -> None:
        """The same event for each, so that receiving it says nothing."""
        for seat in SEATS:
            self.tell(seat, event)

    def all_of(self, seats: Iterable[Seat]) -> bool:
        """Everybody who has a seat."""
        return set(seats) >= set(self.state.seats)

    def show(
        self,
        seat: Seat,
        slot: str,
        what: Text,
        rows: Rows = (),
        stamp: str = "",
        *,
        only_if_open: bool = False,
    ) -> None:
        """Show a partner something in private. `only_if_open`: only if the card is still there."""
        shown = Shown(
            room=self.state.id,
            slot=slot,
            text=what,
            rows=rows,
            stamp=stamp,
            only_if_open=only_if_open,
        )
        self.tell(seat, shown)

    def partner(self, seat: Seat, **changes: Any) -> None:
        """Replace fields of a partner."""
        who = replace(self.state.seats[seat], **changes)
        self.set(seats={**self.state.seats, seat: who})

    # --- the session -----------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """The running session; asked for only where there is one."""
        if self.state.session is None:
            raise LookupError("no session is running")
        return self.state.session

    @property
    def dialogue(self) -> Dialogue:
        """The dialogue of the running session, in the edition that it is pinned to."""
        dialogue = self.library.dialogue(self.session.dialogue, self.session.edition)
        if dialogue is None:
            raise LookupError(f"no dialogue {self.session.dialogue}@{self.session.edition}")
        return dialogue

    def play(self, **changes: Any) -> None:
        """Replace fields of the session."""
        self.set(session=replace(self.session, **changes))

    def floor(self, **changes: Any) -> None:
        """Replace fields of the floor, if somebody has it."""
        if self.session.floor is not None:
            self.play(floor=replace(self.session.floor, **changes))

    def give_floor(self, holder: Seat | None) -> None:
        """Change the floor: to one seat, or open it. `spoke` and `said` go along only if they are
        the last holder's own words.
        """
        old = self.session.floor
        if holder is None:
            self.play(floor=None)
        elif old is None:
            self.play(floor=Floor(holder, self.now))
        elif old.holder == holder:
            before, spoke = (None, None) if old.begun else (old.before, old.spoke)
            self.play(floor=Floor(holder, old.since, before, spoke, old.said, removed=old.removed))
        elif old.begun:
            self.play(floor=Floor(holder, self.now, old.holder, old.spoke, old.said))
        else:
            self.play(floor=Floor(holder, self.now, old.holder))

    def offer_notes(self, seat: Seat) -> None:
        """It is this partner's own turn: they hear of the notes that wait for them."""
        self.tell(seat, TurnCame(room=self.state.id, rested=self.session.rested))

    def clock(self, name: str, after: timedelta | None) -> None:
        """Set or clear one of the session's clocks."""
        self.deadline(CLOCK + name, None if after is None else self.now + after)

    def clear_clocks(self) -> None:
        """Clear all of the session's clocks but its own end."""
        keep = {
            name: due
            for name, due in self.state.deadlines.items()
            if not name.startswith(CLOCK) or name == CLOCK + "end"
        }
        self.set(deadlines=keep)

    def keep(self, words: WordRef, seat: Seat | None) -> None:
        """Store a partner's words, or those of one of the two, nobody knows which; they go when
        they are released, or after WORDS_MAX.
        """
        owner = None if seat is None else self.state.seats[seat].person
        room, until = self.state.id, self.now + WORDS_MAX
        self.add(do.Keep(words=words, owner=owner, room=room, until=until))

    def is_kept(self, words: WordRef) -> bool:
        """Whether a takeaway names them: then they stay as long as it does."""
        return any(words in one.words for one in self.state.kept)

    def release_session(self) -> None:
        """All words of the session go, but what both wanted to keep."""
        for words in {*self.session.authors, *self.session.answers.values()}:
            if not self.is_kept(words):
                self.release(words)

    # --- texts -----------------------------------------------------------------------------------

    def at(self, when: datetime) -> Moment:
        """A clock time for the group; by two clocks, where the two have different ones."""
        room, default = self.state, self.library.zone
        own = zones.clocks(room, default, when)
        return Moment(when, zones.day(room, default, when), self.now, own)

    def text(self, key: str, *then: Text) -> Text:
        """A sentence of the running dialogue, in this session's wording, with its roles' names and
        what earlier steps brought.
        """
        session = self.session
        full = f"{session.dialogue}@{session.edition}/{key}"
        number = session.variant % self.library.variants(full)
        return sentence(self.state, session, f"{key}~{number}" if number else key, *then)

    def named(self, what: Text) -> Text:
        """The same sentence with no other value than it names."""
        return named(self.library, what)

    def author(self, words: WordRef, seat: Seat) -> None:
        """These words, which later texts name, are this partner's."""
        self.play(authors={**self.session.authors, words: seat})
