"""What happens in one person's private chat, and in which order it matters."""

from collections.abc import Callable
from datetime import datetime

from bot.dialogue.library import Library
from bot.facilitator import effects as do
from bot.facilitator.draft import Outcome
from bot.facilitator.events import (
    AnswerWanted,
    Asked,
    BreakOver,
    ConsentDue,
    Doubted,
    Edited,
    Ended,
    HelpedAsked,
    Invited,
    Kept,
    KeptTold,
    Named,
    NoteChanged,
    NotePlaced,
    NoteStayed,
    NoteWaits,
    PersonEvent,
    RatingAsked,
    Reached,
    Refused,
    RoomFound,
    Said,
    Seated,
    SeatTaken,
    Shown,
    SupportWanted,
    Tapped,
    Tidied,
    TimePassed,
    TurnCame,
    TurnsBegan,
    TurnsEnded,
    Unseated,
    UpAsked,
    UpPassed,
)
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.offers import sources
from bot.facilitator.person import Person, Wish
from bot.facilitator.private import (
    answers,
    asking,
    check,
    compose,
    drafts,
    export,
    forget,
    held,
    helped,
    joining,
    keeping,
    languages,
    own,
    rooms,
    settings,
    solo,
    tidy,
)
from bot.facilitator.private.draft import SUPPORT, PersonDraft
from bot.facilitator.texts import button, text

#: Commands that concern a room; with two rooms the bot asks which.
ROOM_COMMANDS = frozenset({"pause", "resume", "breathe", "stop", "leave"})


def advance(library: Library, person: Person, event: PersonEvent, now: datetime) -> Outcome[Person]:
    """The person after this event, and what to do. Total, like the room's."""
    draft = PersonDraft(library, person, event, now)
    match event:
        case Asked() | Said() | Tapped() | Edited() | Reached():
            _outside(draft, event)
        case TimePassed():
            _due(draft)
        case Refused(why="account"):
            forget.account_gone(draft)
        case Doubted():
            if draft.state.reachable:
                draft.add(do.Probe())
        case Refused(why="door"):
            if person.reachable:
                draft.note("private.unreachable")
                draft.set(reachable=False)
                draft.make_known()
        case Refused():
            draft.post_again(event.effect)
        case Shown():
            _shown(draft, event)
        case _:
            _TOLD[type(event)](draft, event)
    return draft.outcome()


def _due(draft: PersonDraft) -> None:
    """Notes, private questions that nobody answers, a departure: each in its time."""
    due = {name for name, at in draft.state.deadlines.items() if at <= draft.now}
    if "check" in due:
        check.time_is_over(draft)
    if "draft" in due:
        held.ready(draft)
    if "drafting" in due:
        draft.listen()
    if "solo" in due:
        solo.due(draft)
    if "leave" in due:
        joining.due(draft)
    if "notes" in due:
        held.due(draft)


def next_deadline(person: Person) -> datetime | None:
    """When this person's mailbox wants to hear that time has passed."""
    return min(person.deadlines.values(), default=None)


def rescue(library: Library, person: Person, event: PersonEvent, now: datetime) -> Outcome[Person]:
    """We failed: open questions are forgotten, nothing that was kept is."""
    draft = PersonDraft(library, person, event, now)
    draft.note("private.rescue")
    check.give_up(draft)  # what was asked stands in the chat
    answers.unwrite(draft)
    draft.listen()
    keeping.all_back(draft)
    draft.set(
        cards={}, about=None, wish=None, leaving=None, question=None, offers={}, answers={},
        solo=None,
    )  # fmt: skip
    if isinstance(event, Asked | Said | Tapped):
        draft.say(text("private.broken"))
    return draft.outcome()


# --- from the private chat -----------------------------------------------------------------------


def _outside(draft: PersonDraft, event: Asked | Said | Tapped | Edited | Reached) -> None:
    tidy.remember(draft, event)
    languages.spoken(draft, getattr(event, "language", ""))
    name = getattr(event, "name", "") or draft.state.name
    reachable = event.reachable if isinstance(event, Reached) else True
    if name != draft.state.name or reachable != draft.state.reachable:
        draft.set(name=name, reachable=reachable)
        draft.make_known()
        check.come_back(draft)
    match event:
        case Asked():
            _asked(draft, event.command, event.argument)
        case Tapped():
            _tapped(draft, event)
        case Said():
            _said(draft, event)
        case Edited():
            _edited(draft, event)
        case Reached():
            pass


def _asked(draft: PersonDraft, command: str, argument: str) -> None:
    if command in ROOM_COMMANDS:
        _for_room(draft, command, argument)
    elif command == "start" and argument == "draft":
        _for_room(draft, "draft", "")
    elif command == "start" and argument in ("support", "held", "help"):
        _COMMANDS[argument](draft)
    elif command == "start" and draft.state.invites:
        joining.ask(draft)
    elif command == "start" and argument == "hello" and draft.state.consent:
        asking.show_again(draft)  # nothing more to say, unless a question is open
        answers.show_again(draft)
    elif command in _COMMANDS:
        _COMMANDS[command](draft)
    else:
        draft.note("private.unknown")
        draft.say(text("private.unknown"))


def _said(draft: PersonDraft, said: Said) -> None:
    if said.signals.crisis:
        draft.note("private.crisis")
        own.support(draft, said.signals.crisis)
    elif not _awaited(draft, said) and not compose.written(draft, said):
        draft.note("private.plain")
        draft.say(text("private.plain"), ((SUPPORT, button("help")),))


def _edited(draft: PersonDraft, event: Edited) -> None:
    """An edit is a way to speak, here as well."""
    if event.signals.crisis:
        draft.note("private.crisis")
        own.support(draft, event.signals.crisis)
    elif not held.reworded(draft, event):
        answers.changed(draft, event)


def _awaited(draft: PersonDraft, said: Said) -> bool:
    """Whether these words were waited for: a note's new ones, a draft, an answer, or what somebody
    writes for themselves in an exercise by oneself, where nobody interrupts.
    """
    me = draft.state
    if me.editing is not None and held.rewritten(draft, said):
        return True
    if me.drafting is not None and drafts.written(draft, said):
        return True
    return answers.said(draft, said) or solo.written(draft)


def _tapped(draft: PersonDraft, tap: Tapped) -> None:
    room, dot, inner = tap.stamp.partition(".")
    if tap.action in _ALWAYS:
        draft.answer(tap.tap)
        _ALWAYS[tap.action](draft)
    elif not tap.stamp and tap.action.startswith(sources.MORE):
        draft.answer(tap.tap)
        _sources(draft, tap.action.removeprefix(sources.MORE))
    elif dot and RoomId(room) in draft.state.rooms:
        draft.answer(tap.tap)
        told = Tapped(by=draft.state.id, stamp=inner, action=tap.action)
        draft.tell_to(RoomId(room), told)
    elif (slot := draft.slot_of(tap.stamp)) is None:
        draft.answer(tap.tap, "toast.passed")
    elif slot == "consent" and tap.action != "ask_leave":
        joining.tapped(draft, tap.action, tap.tap)
    elif slot.startswith(asking.SLOT):
        asking.tapped(draft, slot, tap.action, tap.tap)
    elif slot.startswith(answers.SLOT):
        answers.tapped(draft, slot, tap.action, tap.tap)
    elif slot == "journal":
        own.journal_clear(draft, tap.tap)
    elif slot == "leave":
        joining.leave(draft, tap.action, tap.tap)
    elif slot in _CARDS:
        _CARDS[slot](draft, tap.action, tap.tap)
    else:
        _tapped_room(draft, tap)


# --- what concerns a room ------------------------------------------------------------------------


def _for_room(draft: PersonDraft, command: str, argument: str) -> None:
    mine = list(draft.state.rooms)
    if not mine:
        draft.say(text("private.no_room"))
    elif len(mine) == 1:
        _in_room(draft, mine[0], command, argument)
    else:
        draft.note("private.which")
        draft.set(wish=Wish(command, argument))
        draft.card("which", rooms.which(draft), rooms.rooms_card(draft))


def _tapped_room(draft: PersonDraft, tap: Tapped) -> None:
    """Which room, or what *stop* means, or *leave* from the consent card. The room is part of the
    button, so a card means what it meant when it was shown.
    """
    draft.answer(tap.tap)
    if tap.action == "ask_leave":
        _for_room(draft, "leave", "")
        return
    action, _, name = tap.action.partition("_")
    room, wish = RoomId(name), draft.state.wish
    if room not in draft.state.rooms:
        draft.note("private.room_gone")
    elif action == "end":
        draft.change("stop", text("private.stop_done"))
        _in_room(draft, room, "stop_now", "")
    elif action == "quit":
        draft.change("stop", text("private.stop_done"))
        _in_room(draft, room, "leave", "")
    elif action == "room" and wish is not None:
        draft.change("which", text("private.which_done"))
        _in_room(draft, room, wish.command, wish.argument)


def _in_room(draft: PersonDraft, room: RoomId, command: str, argument: str) -> None:
    draft.set(wish=None)
    if command == "leave":
        joining.ask_leave(draft, room)
    elif command == "draft":
        drafts.begin(draft, room)
    elif command == "stop":
        draft.note("private.stop")
        end = button(f"end_{room}", "button.end_exercise")
        rows = ((end, button(f"quit_{room}", "button.leave_heard")),)
        draft.card("stop", text("private.stop"), rows)
    else:
        command = "stop" if command == "stop_now" else command
        draft.note(f"private.{command}")
        asked = Asked(by=draft.state.id, command=command, argument=argument, private=True)
        draft.tell_to(room, asked)


# --- from a room ---------------------------------------------------------------------------------


def _shown(draft: PersonDraft, event: Shown) -> None:
    """The room asks or tells in private; its buttons carry the room's name."""
    slot = f"{event.room}.{event.slot}"
    if event.rows:
        draft.card(slot, event.text, event.rows, f"{event.room}.{event.stamp}")
    elif not event.only_if_open or slot in draft.state.cards:
        draft.change(slot, event.text)


def _sources(draft: PersonDraft, number: str = "") -> None:
    """Where the exercises come from, and a further page of that."""
    draft.say(*sources.page(draft.library, number))


def _ended(draft: PersonDraft, event: Ended) -> None:
    compose.ended(draft, RoomId(event.room))
    held.ended(draft, event)


def _break_over(draft: PersonDraft, event: BreakOver) -> None:
    own.after_break(draft)
    if event.ended:
        compose.ended(draft, RoomId(event.room))
    held.break_over(draft, event)


def _passed(draft: PersonDraft, event: UpPassed) -> None:
    asking.passed(draft, event)
    answers.passed(draft, event.room)


_TOLD: dict[type, Callable[..., None]] = {
    Invited: joining.invited,
    RoomFound: joining.room_found,
    SeatTaken: joining.seat_taken,
    Seated: joining.seated,
    Unseated: joining.unseated,
    Named: joining.named,
    Kept: held.kept,
    KeptTold: held.kept_told,
    NoteChanged: held.changed,
    NoteStayed: held.stayed,
    TurnCame: held.turn_came,
    NotePlaced: held.placed,
    Ended: _ended,
    TurnsBegan: compose.turns_began,
    TurnsEnded: lambda draft, event: compose.ended(draft, event.room),
    NoteWaits: compose.waits,
    UpAsked: asking.asked,
    AnswerWanted: answers.wanted,
    UpPassed: _passed,
    ConsentDue: joining.due_again,
    RatingAsked: own.rating_asked,
    SupportWanted: lambda draft, event: own.support(draft, event.crisis),
    BreakOver: _break_over,
    Tidied: tidy.done,
    HelpedAsked: helped.asked,
}

#: Who answers to the buttons of a card, by its slot.
_CARDS: dict[str, Callable[[PersonDraft, str, TapId | None], None]] = {
    "note": held.tapped,
    "rating": own.rated,
    "settings": settings.tapped,
    "export": export.tapped,
    "solo": solo.tapped,
    "forget": forget.tapped,
    "tidy": tidy.tapped,
    helped.SLOT: helped.tapped,
}

_COMMANDS: dict[str, Callable[[PersonDraft], None]] = {
    "start": own.hello,
    "support": own.support,
    "menu": solo.menu,
    "begin": solo.menu,
    "held": held.listing,
    "consent": own.consent,
    "settings": settings.settings,
    "journal": own.journal,
    "export": export.ask,
    "tidy": tidy.ask,
    "forget": forget.ask,
    "help": own.help_card,
    "privacy": own.privacy,
    "sources": _sources,
}

_ALWAYS: dict[str, Callable[[PersonDraft], None]] = {
    **{name: _COMMANDS[name] for name in ("support", "help", "privacy", "sources")},
    "too_much": lambda draft: _for_room(draft, "too_much", ""),
}
