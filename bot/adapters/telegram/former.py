"""What still comes from the chat that a group was before it became a supergroup."""

from msgspec.structs import replace

from bot.adapters.telegram.wire import Update
from bot.facilitator.events import (
    Asked,
    Edited,
    Joined,
    Left,
    Reacted,
    RightsChanged,
    Said,
    StandingChanged,
)
from bot.facilitator.ids import MessageId
from bot.service.ports import Reading


def of_a_former_chat(reading: Reading | None, update: Update, place: str | None) -> Reading | None:
    """In the chat that a group became, the numbers of its messages mean others, or nothing. So what
    was written before, and is heard only now, has none: it stays; and an edit of it is nobody's.
    Nor does anybody come or go, we least of all: we stay in the old chat until it is cleared away.
    `place`: where the group is now.
    """
    about = (
        update.message
        or update.edited_message
        or update.my_chat_member
        or update.chat_member
        or update.message_reaction
    )
    if reading is None or about is None or place in (None, str(about.chat.id)):
        return reading
    match reading.event:
        case Said() as said:
            return replace(reading, event=replace(said, message=MessageId(0)))
        case Asked() as asked:
            return replace(reading, event=replace(asked, message=None))
        case Edited() | Reacted() | RightsChanged() | StandingChanged() | Joined() | Left():
            return None
    return reading
