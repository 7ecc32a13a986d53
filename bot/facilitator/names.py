"""What the two are called: the name that somebody has now, from the next thing that they do. Cards
that stand in the chat keep the old one; one that comes again has the new one.
"""

from msgspec.structs import replace

from bot.facilitator.events import Named
from bot.facilitator.ids import Seat, other
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Moment, Name, Text, Value


def learn(draft: RoomDraft) -> None:
    """A partner did something in the group under another name than before: they and all their
    rooms hear of it by their own mailbox.
    """
    event = draft.event
    person = getattr(event, "by", None) or getattr(event, "who", None)
    seat, name = draft.state.seat_of(person), getattr(event, "name", "")
    if seat is None or not name or name == draft.state.name(seat):
        return
    draft.note("names.changed")
    call(draft, seat, name)
    me = draft.state.seats[seat].person
    draft.tell(seat, Named(room=draft.state.id, who=me, name=name))


def call(draft: RoomDraft, seat: Seat, name: str) -> None:
    """From now on this one is called so, here and by the other."""
    old = draft.state.seats[seat]
    if name == old.name:
        return
    if draft.state.owner == old.name:
        draft.set(owner=name)
    draft.partner(seat, name=name)
    if old.name and old.name != draft.state.name(other(seat)):
        cards = {
            slot: replace(card, text=_with(card.text, old.name, name))
            for slot, card in draft.state.cards.items()
        }
        draft.set(cards=cards)
    draft.tell(other(seat), Named(room=draft.state.id, who=old.person, name=name))


def _with(what: Text, old: str, new: str) -> Text:
    """The same text with the new name where it names the old one."""

    def changed(value: Value) -> Value:
        if isinstance(value, Name):
            return Name(new) if value.name == old else value
        if isinstance(value, Moment):
            clocks = tuple((new if name == old else name, zone) for name, zone in value.clocks)
            return replace(value, clocks=clocks)
        return new if value == old else value

    values = {name: changed(value) for name, value in what.values.items()}
    return Text(what.key, values, tuple(_with(one, old, new) for one in what.then))
