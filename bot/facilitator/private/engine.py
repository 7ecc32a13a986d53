"""What happens in one person's private chat, and in which order it matters."""

from collections.abc import Callable
from datetime import datetime

from bot.dialogue.library import Library
from bot.facilitator.draft import Outcome
from bot.facilitator.events import (
    Asked,
    BreakOver,
    Edited,
    Ended,
    Invited,
    Kept,
    NoteChanged,
    NotePlaced,
    NoteStayed,
    PersonEvent,
    RatingAsked,
    Reached,
    Refused,
    Said,
    Seated,
    SeatTaken,
    Shown,
    SupportWanted,
    Tapped,
    TimePassed,
    TurnCame,
    Unseated,
)
from bot.facilitator.ids import RoomId
from bot.facilitator.person import Person, Wish
from bot.facilitator.private import held, joining, own
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.texts import Button, button, text

#: Commands that concern a room; with two rooms the bot asks which.
ROOM_COMMANDS = frozenset({"pause", "resume", "breathe", "stop", "leave"})


def advance(library: Library, person: Person, event: PersonEvent, now: datetime) -> Outcome[Person]:
    """The person after this event, and what to do. Total, like the room's."""
    draft = PersonDraft(library, person, event, now)
    match event:
        case Asked() | Said() | Tapped() | Edited() | Reached():
            _outside(draft, event)
        case TimePassed():
            if any(due <= now for due in person.deadlines.values()):
                held.due(draft)
        case Refused(why="door"):
            if person.reachable:
                draft.note("private.unreachable")
                draft.set(reachable=False)
                draft.make_known()
        case Refused():
            pass
        case Shown():
            _shown(draft, event)
        case _:
            _TOLD[type(event)](draft, event)
    return draft.outcome()


def next_deadline(person: Person) -> datetime | None:
    """When this person's mailbox wants to hear that time has passed."""
    return min(person.deadlines.values(), default=None)


def rescue(library: Library, person: Person, event: PersonEvent, now: datetime) -> Outcome[Person]:
    """We failed: open questions are forgotten, nothing that was kept is."""
    draft = PersonDraft(library, person, event, now)
    draft.note("private.rescue")
    draft.set(cards={}, editing=None, wish=None, leaving=None, question=None)
    if isinstance(event, Asked | Said | Tapped):
        draft.say(text("private.broken"))
    return draft.outcome()


# --- from the private chat -----------------------------------------------------------------------


def _outside(draft: PersonDraft, event: Asked | Said | Tapped | Edited | Reached) -> None:
    name = getattr(event, "name", "") or draft.state.name
    reachable = event.reachable if isinstance(event, Reached) else True
    if name != draft.state.name or reachable != draft.state.reachable:
        draft.set(name=name, reachable=reachable)
        draft.make_known()
    match event:
        case Asked():
            _asked(draft, event.command, event.argument)
        case Tapped():
            _tapped(draft, event)
        case Said():
            _said(draft, event)
        case Edited() | Reached():
            pass


def _asked(draft: PersonDraft, command: str, argument: str) -> None:
    if command in ROOM_COMMANDS:
        _for_room(draft, command, argument)
    elif command == "start" and argument in ("support", "held"):
        _COMMANDS[argument](draft)
    elif command == "start" and draft.state.invites:
        joining.ask(draft)
    elif command == "start" and argument == "hello" and draft.state.consent:
        pass  # the deep link of *I'm in*, after the consent is given: nothing more to say
    elif command in _COMMANDS:
        _COMMANDS[command](draft)
    else:
        draft.note("private.unknown")
        draft.say(text("private.unknown"))


def _said(draft: PersonDraft, said: Said) -> None:
    if said.signals.crisis:
        draft.note("private.crisis")
        own.support(draft, said.signals.crisis)
    elif draft.state.editing is None or not held.rewritten(draft, said):
        draft.note("private.plain")
        draft.say(text("private.plain"))


def _tapped(draft: PersonDraft, tap: Tapped) -> None:
    room, dot, inner = tap.stamp.partition(".")
    if tap.action in _ALWAYS:
        draft.answer(tap.tap)
        _ALWAYS[tap.action](draft)
    elif dot and RoomId(room) in draft.state.rooms:
        draft.answer(tap.tap)
        told = Tapped(by=draft.state.id, stamp=inner, action=tap.action)
        draft.tell_to(RoomId(room), told)
    elif (slot := draft.slot_of(tap.stamp)) is None:
        draft.answer(tap.tap, "toast.passed")
    elif slot == "consent" and tap.action != "ask_leave":
        joining.tapped(draft, tap.action, tap.tap)
    elif slot == "note":
        held.tapped(draft, tap.action, tap.tap)
    elif slot == "rating":
        own.rated(draft, tap.action, tap.tap)
    elif slot == "settings":
        own.set_zone(draft, tap.action, tap.tap)
    elif slot == "journal":
        own.journal_clear(draft, tap.tap)
    elif slot == "leave":
        joining.leave(draft, tap.action, tap.tap)
    else:
        _tapped_room(draft, tap)


# --- what concerns a room ------------------------------------------------------------------------


def _for_room(draft: PersonDraft, command: str, argument: str) -> None:
    rooms = list(draft.state.rooms)
    if not rooms:
        draft.say(text("private.no_room"))
    elif len(rooms) == 1:
        _in_room(draft, rooms[0], command, argument)
    else:
        draft.note("private.which")
        draft.set(wish=Wish(command, argument))
        draft.card("which", text("private.which"), joining.rooms_card(draft))


def _tapped_room(draft: PersonDraft, tap: Tapped) -> None:
    """Which room, or what *stop* means, or *leave* from the consent card."""
    draft.answer(tap.tap)
    wish = draft.state.wish
    match tap.action:
        case "ask_leave":
            _for_room(draft, "leave", "")
        case "end_exercise" | "ask_leave_room" if wish is not None:
            draft.change("stop", text("private.stop_done"))
            command = "stop_now" if tap.action == "end_exercise" else "leave"
            _in_room(draft, RoomId(wish.argument), command, "")
        case action if action.startswith("room_") and wish is not None:
            room = RoomId(action.removeprefix("room_"))
            draft.change("which", text("private.which_done"))
            if room in draft.state.rooms:
                _in_room(draft, room, wish.command, wish.argument)


def _in_room(draft: PersonDraft, room: RoomId, command: str, argument: str) -> None:
    draft.set(wish=None)
    if command == "leave":
        joining.ask_leave(draft, room)
    elif command == "stop":
        draft.note("private.stop")
        draft.set(wish=Wish("stop", room))
        rows = ((button("end_exercise"), Button(text("button.leave_heard"), "ask_leave_room")),)
        draft.card("stop", text("private.stop"), rows)
    else:
        command = "stop" if command == "stop_now" else command
        draft.note(f"private.{command}")
        asked = Asked(by=draft.state.id, command=command, argument=argument, private=True)
        draft.tell_to(room, asked)
        if command == "pause":
            draft.say(text("private.paused"))


# --- from a room ---------------------------------------------------------------------------------


def _shown(draft: PersonDraft, event: Shown) -> None:
    """The room asks or tells in private; its buttons carry the room's name."""
    slot = f"{event.room}.{event.slot}"
    if event.rows:
        draft.card(slot, event.text, event.rows, f"{event.room}.{event.stamp}")
    else:
        draft.change(slot, event.text)


_TOLD: dict[type, Callable[..., None]] = {
    Invited: joining.invited,
    SeatTaken: lambda draft, _event: joining.seat_taken(draft),
    Seated: joining.seated,
    Unseated: joining.unseated,
    Kept: held.kept,
    NoteChanged: held.changed,
    NoteStayed: held.stayed,
    TurnCame: held.turn_came,
    NotePlaced: held.placed,
    Ended: held.ended,
    RatingAsked: own.rating_asked,
    SupportWanted: lambda draft, event: own.support(draft, event.crisis),
    BreakOver: lambda draft, _event: own.after_break(draft),
}

_COMMANDS: dict[str, Callable[[PersonDraft], None]] = {
    "start": own.hello,
    "support": own.support,
    "held": held.listing,
    "consent": own.consent,
    "settings": own.settings,
    "journal": own.journal,
    "help": own.help_card,
    "privacy": lambda draft: _leaflet(draft, "privacy.card"),
    "sources": lambda draft: _leaflet(draft, "sources.card"),
}

_ALWAYS: dict[str, Callable[[PersonDraft], None]] = {
    name: _COMMANDS[name] for name in ("support", "help", "privacy", "sources")
}


def _leaflet(draft: PersonDraft, key: str) -> None:
    draft.say(text(key))
