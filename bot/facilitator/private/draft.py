"""The draft of a person: posts and cards in the private chat."""

from bot.facilitator import effects as do
from bot.facilitator.draft import Draft
from bot.facilitator.events import AnyEvent, Known
from bot.facilitator.ids import EffectId, RoomId, WordRef
from bot.facilitator.limits import DRAFT_WAIT
from bot.facilitator.person import Person, PrivateCard
from bot.facilitator.texts import Button, Rows, Text, button, grid, text

SUPPORT: Button = button("support")
#: What somebody may answer on a scale, and how many of these stand in a row.
NUMBERS = range(11)
NUMBERS_IN_A_ROW = 6


def scale(action: str) -> Rows:
    """A button for each of the NUMBERS, with the number behind `action`."""
    numbers = [Button(text("answer.number", number=at), f"{action}_{at}") for at in NUMBERS]
    return grid(numbers, NUMBERS_IN_A_ROW)


class PersonDraft(Draft[Person]):
    """A draft of a person. Nothing is said to somebody who cannot be reached."""

    def say(self, what: Text, rows: Rows = ()) -> EffectId | None:
        """A post that nobody will edit. None if this person cannot be reached."""
        if not self.state.reachable:
            return None
        return self.add(do.Say(text=what, rows=rows))

    def card(
        self, slot: str, what: Text, rows: Rows, stamp: str = "", *, silent: bool = False
    ) -> None:
        """A new post with buttons; an older one of the same slot loses its own. `silent`: no phone
        makes a sound.
        """
        old = self.state.cards.get(slot)
        if old and old.rows:
            self.add(do.Strip(of=old.say))
        self.set(stamps=self.state.stamps + 1)
        stamp = stamp or f"k{self.state.stamps}"
        if self.state.reachable:
            say = self.add(do.Say(text=what, rows=rows, stamp=stamp, silent=silent))
            self._place(slot, PrivateCard(say, stamp, what, rows))

    def change(self, slot: str, what: Text, rows: Rows = ()) -> None:
        """The card of this slot says something else now; without buttons it is done with."""
        old = self.state.cards.get(slot)
        if old is None:
            if rows:
                self.card(slot, what, rows)
            else:
                self.say(what)
            return
        self.add(do.Amend(of=old.say, text=what, rows=rows, stamp=old.stamp))
        if rows:
            self._place(slot, PrivateCard(old.say, old.stamp, what, rows))
        else:
            self.set(cards={key: card for key, card in self.state.cards.items() if key != slot})

    def is_latest(self, slot: str) -> bool:
        """Whether this card was posted by the last thing that happened here."""
        card = self.state.cards.get(slot)
        return card is not None and card.say.startswith(f"{self.state.id}/{self.before.seq}/")

    def post_again(self, gone: EffectId) -> None:
        """A card that was taken out of the chat while it is needed comes again."""
        for slot, card in self.state.cards.items():
            if card.say == gone and card.rows:
                self.note("private.card_again")
                self.card(slot, card.text, card.rows, card.stamp)
                return

    def slot_of(self, stamp: str) -> str | None:
        """The slot whose card carries this stamp."""
        return next((slot for slot, card in self.state.cards.items() if card.stamp == stamp), None)

    def listen(self, *, editing: WordRef | None = None, drafting: RoomId | None = None) -> None:
        """What the next message here is: a note's new words, a draft for a room; by default
        neither, since something else has asked for it. Whatever was waited for before, is not.
        """
        self.set(editing=editing, drafting=drafting)
        self.deadline("drafting", self.now + DRAFT_WAIT if drafting else None)

    def tell_rooms(self, event: AnyEvent) -> None:
        """Give every room of this person an event."""
        for room in self.state.rooms:
            self.tell_to(room, event)

    def make_known(self) -> None:
        """Tell the rooms what they may know."""
        me = self.state
        known = Known(
            person=me.id,
            name=me.name,
            zone=me.zone,
            reachable=me.reachable,
            version=me.consent.version if me.consent else 1,
            language=me.language,
        )
        self.tell_rooms(known)

    def partner(self, room: RoomId) -> str:
        """The other's name in a room; empty if nobody is there."""
        membership = self.state.rooms.get(room)
        return (membership.partner or "") if membership else ""

    def _place(self, slot: str, card: PrivateCard) -> None:
        self.set(cards={**self.state.cards, slot: card})
