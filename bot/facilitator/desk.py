"""What a couple asks of the bot in the group, beside the exercise: to begin one, rules, help; and
who answers to the buttons of what is offered (`offers`).
"""

from collections.abc import Callable

from bot.dialogue.library import is_called
from bot.dialogue.model import Dialogue
from bot.facilitator import again, company, enrolment, gates, kept, rules, sessions, whispers
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.events import Asked, Tapped
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import CONSENT_VERSION, FIRST, LEAFLET
from bot.facilitator.offers import cards, menu, reads, repair, sources, ways, weeks
from bot.facilitator.room import Break
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Text, button, text

# --- an exercise, and what else there is ---------------------------------------------------------


def begin(draft: RoomDraft, seat: Seat, name: str, tap: TapId | None = None) -> None:
    """`/begin`, or a choice from the menu."""
    room = draft.state
    if (line := _not_both_here(draft)) is not None:
        draft.answer(tap)
        draft.say(line)
    elif room.session is not None:
        draft.answer(tap, "toast.running")
        if tap is None:
            draft.say(text("begin.running"))
    elif room.pause is not None:
        draft.answer(tap, "toast.paused")
        if tap is None and isinstance(room.pause, Break):
            draft.say(text("begin.paused", back=draft.at(room.pause.back)))
        elif tap is None:
            draft.say(text("begin.aside"))
    elif not name.strip():
        draft.answer(tap)
        menu.show(draft)
    elif (dialogue := find(draft, name)) is None:
        draft.answer(tap)
        draft.say(text("begin.unknown"))
        menu.show(draft)
    elif room.company:
        company.ask(draft, dialogue.dialogue, tap)
    elif any(one.version < CONSENT_VERSION for one in room.seats.values()):
        draft.note("begin.changed")
        draft.answer(tap)
        draft.tell_both(told.ConsentDue(room=room.id))
        draft.say(text("begin.changed"), ((Button(text("button.open_private"), door="hello"),),))
    elif gates.gated(dialogue) and gates.tried(draft, dialogue):
        draft.note("begin.tried")
        draft.answer(tap)
        draft.cover()
        sessions.suggest(draft, text("begin.tried"), button(f"begin_{FIRST}", "button.warm"))
    else:
        draft.answer(tap)
        whispers.look_again(draft)
        sessions.begin(draft, seat, dialogue)


def _not_both_here(draft: RoomDraft) -> Text | None:
    """Why it is not the two who are in the group, in words; None if it is."""
    if not draft.state.complete:
        return text("begin.not_both")
    away = next((one.name for one in draft.state.seats.values() if one.away), None)
    if away is None:
        return None
    draft.note("begin.away")
    return text("begin.away", name=away)


def find(draft: RoomDraft, name: str) -> Dialogue | None:
    """A listed dialogue by its name, however it was typed."""
    found = (one for one in draft.library.index() if is_called(name, one.dialogue, one.title))
    meant = next(found, None)
    return draft.library.dialogue(meant.dialogue) if meant is not None else None


def tapped(draft: RoomDraft, seat: Seat, tap: Tapped) -> None:
    """A button of a card that is not the exercise's."""
    match tap.action:
        case "enough":
            draft.note("offer.enough")
            draft.answer(tap.tap)
            draft.fold("menu", text("menu.enough"))
        case "more" | "menu":
            draft.fold("menu")
            begin(draft, seat, "", tap.tap)
        case "rules":
            draft.answer(tap.tap)
            rules.show(draft)
        case action if action.startswith("begin_"):
            begin(draft, seat, action.removeprefix("begin_"), tap.tap)
        case action if action in rules.ACTIONS:
            rules.tapped(draft, seat, action, tap.tap)
        case _:
            _offered(draft, seat, tap)


def _offered(draft: RoomDraft, seat: Seat, tap: Tapped) -> None:
    """A button of something that was offered: what it is about stands before the line."""
    head, _, rest = tap.action.partition("_")
    if head in _OFFERED:
        _OFFERED[head](draft, rest, tap.tap)
    elif head in _PAGES:
        _PAGES[head](draft, head, rest, tap.tap)
    elif head in _OWN:
        _OWN[head](draft, seat, head, rest, tap.tap)
    else:
        draft.answer(tap.tap, "toast.passed")


def _again(draft: RoomDraft, what: str, tap: TapId | None) -> None:
    """Another time, for this dialogue."""
    when, _, dialogue = what.partition("_")
    draft.answer(tap)
    draft.fold("menu")
    again.arrange(draft, dialogue, when)


def _next(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """The next thing of the couple's week."""
    found = weeks.upcoming(draft)
    if found is None:
        draft.answer(tap, "toast.passed")
    elif found[0].dialogue is not None:
        begin(draft, seat, found[0].dialogue, tap)
    elif not cards.hindered(draft, tap):
        weeks.take(draft, found[0], tap)


def _with_guest(draft: RoomDraft, seat: Seat, dialogue: str, tap: TapId | None) -> None:
    """*With them*: it begins when both have said so."""
    alone = not draft.state.company
    if alone or company.welcome(draft, seat, tap):
        draft.fold("menu")
        begin(draft, seat, dialogue, tap if alone else None)


def _close(draft: RoomDraft, slot: str, tap: TapId | None) -> None:
    """*Enough*: a question or a way to settle stays to be read, the lines go."""
    draft.answer(tap)
    draft.note("offer.closed")
    if slot == "repair":
        draft.clear("repair")
    elif slot in ("card", "ways"):
        draft.fold("card" if slot == "card" else "ways")


#: What is offered, by the word that its buttons begin with; where either taps the same.
_OFFERED: dict[str, Callable[[RoomDraft, str, TapId | None], None]] = {
    "decks": lambda draft, _rest, tap: cards.choose(draft, tap),
    "deck": cards.tapped,
    "read": reads.tapped,
    "programme": weeks.begin,
    "drop": lambda draft, _rest, tap: weeks.drop(draft, tap),
    "ways": lambda draft, _rest, tap: ways.back(draft, tap),
    "way": ways.tapped,
    "again": _again,
    "kept": lambda draft, _rest, tap: kept.show(draft, tap),
    "unkeep": kept.delete,
    "close": _close,
}
#: Pages of the menu.
_PAGES = dict.fromkeys(("home", "needs", "need", "reads", "weeks"), menu.tapped)
#: Where it matters who taps.
_OWN: dict[str, Callable[[RoomDraft, Seat, str, str, TapId | None], None]] = {
    company.BEGIN: lambda draft, seat, _head, rest, tap: _with_guest(draft, seat, rest, tap),
    "next": lambda draft, seat, _head, _rest, tap: _next(draft, seat, tap),
    "lines": lambda draft, seat, _head, _rest, tap: repair.from_menu(draft, seat, tap),
    "line": lambda draft, seat, _head, rest, tap: repair.answered(draft, seat, rest, tap),
    **dict.fromkeys(("repair", "family", "ours", "on", "off", "say"), repair.tapped),
}


# --- leaflets ------------------------------------------------------------------------------------


def help_card(draft: RoomDraft) -> None:
    """`/help`: what can be typed, and support as a button, which answers in private."""
    support = button("support", door="support")
    draft.say(
        text("help.group"), ((button("too_much"), support), (button("privacy"), button("sources")))
    )


def privacy(draft: RoomDraft) -> None:
    """`/privacy`: who sees what."""
    draft.say(text("privacy.card"))


def sources_page(draft: RoomDraft, number: str = "") -> None:
    """`/sources`: where the exercises come from, and a further page of that."""
    draft.say(*sources.page(draft.library, number))


#: Commands of the group that anybody in it may give.
LEAFLETS: dict[str, Callable[[RoomDraft], None]] = {
    "start": enrolment.where_we_stand,
    "help": help_card,
    "privacy": privacy,
    "sources": sources_page,
}


def leaflet(draft: RoomDraft, command: str) -> None:
    """One of LEAFLETS; the same once more, right after it, says nothing new."""
    said = command if draft.topic is None else f"{command} {draft.topic}"
    last, event = draft.state.leaflets.get(said), draft.event
    soon = last is not None and draft.now - last < LEAFLET and command != "start"
    if soon and isinstance(event, Asked):
        draft.note("desk.said_already")
        if event.message:
            draft.add(do.React(message=event.message, emoji=do.DONE))
        return
    fresh = {key: at for key, at in draft.state.leaflets.items() if draft.now - at < LEAFLET}
    draft.set(leaflets={**fresh, said: draft.now})
    LEAFLETS[command](draft)
