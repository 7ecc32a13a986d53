"""What one person alone is told in a group: there, for their eyes only, where Telegram can do that;
else in their private chat; else in one line for everybody, with a door and without content. No line
that was meant for one person is ever said to all.
"""

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator.events import Comes, KeptTold, Notice, Unheard
from bot.facilitator.ids import MessageId, PersonId
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Rows, Text, text

KEPT: dict[Comes, Text] = {
    "turn": text("whisper.kept_turn"),
    "held": text("whisper.kept_held"),
    "urgent": text("whisper.kept_urgent"),
    "minute": text("whisper.kept_minute"),
    "trial": text("note.kept_trial"),
}
#: Commands that are a start word as well: their door leads to what was asked for.
_DOORS = frozenset({"held", "support"})
_OPEN = text("button.open_private")


def tell(draft: RoomDraft, to: PersonId, notice: Notice, answers: MessageId | None = None) -> None:
    """Tell this person, as privately as it can be done here. `answers`: the number of what only the
    bot saw; who wrote that can be answered even where the bot leads nothing.
    """
    if draft.state.rights.whispers or answers is not None:
        draft.note(f"whisper.{notice.about}")
        what, rows = _line(notice)
        seat = draft.state.seat_of(to)
        language = draft.state.seats[seat].language if seat else draft.state.language
        draft.add(
            do.Whisper(
                to=to, text=what, notice=notice, rows=rows, language=language, answers=answers
            )
        )
    else:
        _otherwise(draft, to, notice)


def look_again(draft: RoomDraft) -> None:
    """Before an exercise, where nothing can be shown to one person alone: the server may be another
    one by now, or this program.
    """
    if draft.state.rights.removes and not draft.state.rights.whispers:
        draft.add(do.Probe())


def door_to_support(draft: RoomDraft, to: PersonId, unseen: MessageId | None) -> None:
    """Support answers in private; who never opened that chat is shown its door, and nobody else."""
    seat = draft.state.seat_of(to)
    reachable = seat is not None and draft.state.seats[seat].reachable
    if not reachable and (unseen is not None or draft.state.rights.whispers):
        tell(draft, to, Notice("support", hidden=True), unseen)


def unheard(draft: RoomDraft, event: Unheard) -> None:
    """It could not be shown to them alone: no more of that here until the chat was looked at again.
    What everybody sees in its place goes, and they are told in another way.
    """
    draft.note("whisper.unheard")
    draft.set(rights=replace(draft.state.rights, whispers=False))
    if event.message is not None:
        draft.note("whisper.taken_back")
        draft.add(do.Remove(message=event.message))
    _otherwise(draft, event.to, event.notice, unsure=event.unsure)


def _line(notice: Notice) -> tuple[Text, Rows]:
    match notice.about:
        case "kept":
            door = "" if notice.when == "trial" else "held"  # nothing of a try is left to open
            return KEPT[notice.when], _door(door)
        case "asked":
            return text("whisper.asked"), _door(_start_word(notice))
        case "support":
            return text("whisper.support"), _door("support")
        case "unsaid":
            return text("whisper.unsaid"), ()


def _start_word(notice: Notice) -> str:
    return notice.command if notice.command in _DOORS else "help"


def _door(word: str) -> Rows:
    return ((Button(_OPEN, door=word),),) if word else ()


def _otherwise(draft: RoomDraft, to: PersonId, notice: Notice, *, unsure: bool = False) -> None:
    """In private; else for all, unless it may have been shown already, or nobody else knows that
    there was anything.
    """
    seat = draft.state.seat_of(to)
    if seat is not None and draft.state.seats[seat].reachable:
        _alone(draft, to, notice)
    elif notice.hidden or unsure:
        draft.note("whisper.not_aloud")
    else:
        _aloud(draft, to, notice)


def _alone(draft: RoomDraft, to: PersonId, notice: Notice) -> None:
    seat = draft.state.seat_of(to)
    match notice.about:
        case "kept":
            draft.tell_to(to, KeptTold(room=draft.state.id, when=notice.when))
        case "asked" if seat is not None:
            draft.show(seat, "asked", text("whisper.asked_here"))
        case "unsaid" if seat is not None:
            draft.show(seat, "unsaid", text("whisper.unsaid"))
        case _:
            pass  # support was given in private already


def _aloud(draft: RoomDraft, to: PersonId, notice: Notice) -> None:
    """Whose it is, at most; and a door that opens for nobody else."""
    seat = draft.state.seat_of(to)
    if notice.about == "kept" and seat is not None:
        draft.note("floor.kept_unreachable")
        draft.say(text("floor.kept_in_group", name=draft.state.name(seat)), _door("held"))
    elif notice.about == "asked":
        draft.note("desk.in_private")
        draft.say(text("help.in_private"), _door("help"))
