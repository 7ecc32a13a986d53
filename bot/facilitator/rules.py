"""`/rules`: how turns are kept, whether free talk is listened to, how soon the bot steps in."""

from typing import Final

from msgspec.structs import replace

from bot.facilitator import company, heat, lock, zones
from bot.facilitator import effects as do
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Rows, Text, button, text

#: Each rule with the value that is stricter: that needs both, the other way is at once.
STRICT: Final[dict[str, bool]] = {
    "removing": True,
    "quiet_breaks": True,
    "listening": True,
    "minute": True,
    "reactions": True,
    "locking": True,
}
#: What each button asks for: a rule, and its value. Never the opposite of what it is just now, so
#: an old tap means what it said.
_SWITCHES: Final = {
    f"rule_{name}_{word}": (name, value)
    for name in STRICT
    for word, value in (("on", True), ("off", False))
}
#: What is said when it has changed. Every one of these stands in a phrase book.
_NOW: Final = {
    "rule_removing_on": "rules.now_removing_on",
    "rule_removing_off": "rules.now_removing_off",
    "rule_quiet_breaks_on": "rules.now_quiet_breaks_on",
    "rule_quiet_breaks_off": "rules.now_quiet_breaks_off",
    "rule_listening_on": "rules.now_listening_on",
    "rule_listening_off": "rules.now_listening_off",
    "rule_minute_on": "rules.now_minute_on",
    "rule_minute_off": "rules.now_minute_off",
    "rule_reactions_on": "rules.now_reactions_on",
    "rule_reactions_off": "rules.now_reactions_off",
    "rule_locking_on": "rules.now_locking_on",
    "rule_locking_off": "rules.now_locking_off",
}
#: What makes no sense without another rule.
_NEEDS: Final = {"minute": "listening", "locking": "removing"}
#: How soon to step in.
_SOONER, _LATER = "rule_sense_sooner", "rule_sense_later"
#: Nobody else reads along any more.
_GUESTS = "guests_off"
ACTIONS: Final = frozenset({*_SWITCHES, _SOONER, _LATER, _GUESTS})


def show(draft: RoomDraft) -> None:
    """With its switches."""
    if not draft.state.supergroup:  # nobody has looked since that is known
        draft.add(do.Probe())
    draft.cover()
    draft.card("rules", *_card(draft))


def _card(draft: RoomDraft) -> tuple[Text, Rows]:
    room = draft.state
    lines = [
        text("rules.removing_on" if room.rules.removing else "rules.removing_off"),
        text("rules.quiet_on" if room.rules.quiet_breaks else "rules.quiet_off"),
        *((text("rules.reactions_on"),) if room.rules.reactions else ()),
        *_sensing(draft),
    ]
    if not room.rights.removes:
        lines.insert(1, text("presence.reminds"))
    elif room.rules.locking:
        lines.insert(1, text("rules.locking_on"))
    elif room.rules.removing and lock.equal(room):
        offered = "rules.locking_off" if lock.possible(room) else "rules.locking_right"
        lines.insert(1, text(offered))
    guests: Rows = ()
    if room.guests:
        lines.append(text("rules.guests"))
        guests = ((button(_GUESTS, "button.guests_off"),),)
    return text("rules.card", *lines), (*_switches(draft), _senses(draft), *guests)


def _sensing(draft: RoomDraft) -> list[Text]:
    """What is noticed, and how soon."""
    rules = draft.state.rules
    lines = [text("rules.listening_on" if rules.listening else "rules.listening_off")]
    if rules.listening:
        lines.append(text("rules.languages"))
    if rules.minute:
        lines.append(text("rules.minute_on"))
    wish = heat.wish(draft)
    if wish < 0 and rules.lowered is not None:
        zone = zones.day(draft.state, draft.library.zone, rules.lowered)
        lines.append(text("rules.sense_later", until=draft.day(rules.lowered, zone)))
    elif wish > 0:
        lines.append(text("rules.sense_sooner"))
    return lines


def _switches(draft: RoomDraft) -> Rows:
    rules = draft.state.rules
    shown = [name for name in STRICT if getattr(rules, _NEEDS.get(name, ""), True)]
    if not (rules.locking or lock.possible(draft.state)):
        shown = [name for name in shown if name != "locking"]
    offered = (f"{name}_{'off' if getattr(rules, name) else 'on'}" for name in shown)
    return tuple((button(f"rule_{one}", f"button.{one}"),) for one in offered)


def _senses(draft: RoomDraft) -> tuple[Button, ...]:
    wish = heat.wish(draft)
    sooner = (button(_SOONER, "button.sense_sooner"),) if wish < 1 else ()
    return (*sooner, *((button(_LATER, "button.sense_later"),) if wish > -1 else ()))


def tapped(draft: RoomDraft, seat: Seat, action: str, tap: TapId | None) -> None:
    """One of ACTIONS."""
    if action in _SWITCHES:
        _switch(draft, seat, action, tap)
    elif action == _GUESTS:
        draft.answer(tap)
        company.unwelcome(draft)
        _changed(draft, "rules.now_guests")
    elif action == _SOONER:
        draft.note("rules.sooner")
        draft.answer(tap)
        heat.set_wish(draft, min(heat.wish(draft) + 1, 1))
        _changed(draft, "rules.now_sooner")
    elif heat.later(draft, seat):
        draft.answer(tap)
        _changed(draft, "rules.now_later")
    else:
        draft.note("rules.wish")
        draft.answer(tap, "toast.both_needed")


def _switch(draft: RoomDraft, seat: Seat, action: str, tap: TapId | None) -> None:
    """Gentler at once; stricter when both have asked for it. Nobody sees who has not. Asking for
    what is so already takes back a wish for the opposite.
    """
    name, wanted = _SWITCHES[action]
    current = draft.state.rules
    wishes = {rule: who for rule, who in current.wishes.items() if rule != name}
    if wanted == getattr(current, name):
        mine = current.wishes.get(name) == seat
        draft.answer(tap, "toast.noted")
        draft.set(rules=replace(current, wishes=wishes if mine else current.wishes))
        return
    if name == "locking" and wanted and not (current.removing and lock.possible(draft.state)):
        draft.note("rules.no_lock")
        draft.answer(tap, "toast.no_lock")
        return
    if wanted == STRICT[name] and current.wishes.get(name) != other(seat):
        draft.note("rules.wish")
        draft.answer(tap, "toast.both_needed")
        draft.set(rules=replace(current, wishes={**wishes, name: seat}))
        return
    draft.note("rules.changed")
    draft.answer(tap)
    values = {name: wanted}
    for one, needs in _NEEDS.items():
        if needs == name and not wanted:
            values[one] = False
            wishes.pop(one, None)
    draft.set(rules=replace(current, wishes=wishes, **values))
    _changed(draft, _NOW[action])


def _changed(draft: RoomDraft, key: str) -> None:
    """What it is now, first of all what has changed."""
    draft.fold("rules")
    draft.cover()
    what, rows = _card(draft)
    draft.card("rules", text(key, *what.then), rows)
