"""The rooms of one person, by the others' names: which is meant, and which a note is about."""

from bot.facilitator.ids import RoomId
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import Button, Text, text


def rooms_card(draft: PersonDraft) -> tuple[tuple[Button, ...], ...]:
    """One button per room, by the other's name."""
    return tuple(
        (Button(room_label(draft, room), f"room_{room}"),) for room in sorted(draft.state.rooms)
    )


def room_label(draft: PersonDraft, room: RoomId) -> Text:
    """A room by the other's name; of several with the same, by the order in which they joined."""
    name = draft.partner(room)
    same = [one for one in draft.state.rooms if draft.partner(one) == name]
    if len(same) > 1:
        key = "button.room_of_several" if name else "button.room_alone_of_several"
        return text(key, name=name, number=same.index(room) + 1)
    return text("button.room", name=name) if name else text("button.room_alone")


def which(draft: PersonDraft) -> Text:
    """The question which room is meant."""
    names = [draft.partner(room) for room in draft.state.rooms]
    return text("private.which_of_several" if len(set(names)) < len(names) else "private.which")


def about(draft: PersonDraft, room: RoomId) -> tuple[Text, ...]:
    """Which room something is about, where there is more than one."""
    return (room_label(draft, room),) if len(draft.state.rooms) > 1 else ()
