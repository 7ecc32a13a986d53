"""Names for who and what. All ids are ours; what Telegram calls them stays in the roster."""

from typing import Literal, NewType

#: `r7` a room, `p12` a person. Each has one inbox, one worker, one state.
Mailbox = NewType("Mailbox", str)
RoomId = Mailbox
PersonId = Mailbox

#: `mailbox/seq/n`: derived, never drawn, so that doing it again is doing the same.
EffectId = NewType("EffectId", str)

#: Points to a partner's words, which live in one encrypted table.
WordRef = NewType("WordRef", str)

#: A message of a human in the chat of this mailbox, as the chat knows it.
MessageId = NewType("MessageId", int)

#: A tap on a button, to be answered once and soon.
TapId = NewType("TapId", str)

Seat = Literal["a", "b"]
SEATS: tuple[Seat, Seat] = ("a", "b")


def other(seat: Seat) -> Seat:
    """The partner's seat. The engine knows no other difference between the two."""
    return "b" if seat == "a" else "a"
