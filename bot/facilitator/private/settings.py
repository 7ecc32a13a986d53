"""`/settings`: the clock, and what is for this person alone."""

from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.private import check, export, languages
from bot.facilitator.private.draft import PersonDraft
from bot.facilitator.private.rooms import room_label, which
from bot.facilitator.texts import Button, Moment, Rows, Text, button, text

#: The zones on the clock card, by their IANA names, one button each, from west to east: the whole
#: hours (whose sign is the wrong way round, by POSIX), and where clocks differ by parts of one.
ZONES = (
    *(f"Etc/GMT+{hours}" for hours in range(11, 3, -1)), "America/St_Johns",
    *(f"Etc/GMT+{hours}" for hours in range(3, 0, -1)), "Etc/GMT",
    "Etc/GMT-1", "Etc/GMT-2", "Etc/GMT-3", "Asia/Tehran", "Etc/GMT-4", "Asia/Kabul", "Etc/GMT-5",
    "Asia/Kolkata", "Asia/Kathmandu", "Etc/GMT-6", "Asia/Yangon", "Etc/GMT-7", "Etc/GMT-8",
    "Etc/GMT-9", "Australia/Darwin", "Etc/GMT-10", "Australia/Adelaide", "Etc/GMT-11", "Etc/GMT-12",
)  # fmt: skip
_ROW = 4
SLOT = "settings"


def settings(draft: PersonDraft) -> None:
    """The card is the same for everybody, whatever they have chosen: it shows no value."""
    draft.note("settings.shown")
    check.give_up(draft, SLOT)
    rows: Rows = ((button("set_clock"), button("set_private")),)
    if languages.choices(draft):
        rows = (*rows, (button("set_language"),))
    draft.card(SLOT, text("settings.card"), rows)


def tapped(draft: PersonDraft, action: str, tap: TapId | None) -> None:
    """A button of the settings' card, which changes in place."""
    if action.startswith("check_"):
        if check.tapped(draft, SLOT, action, tap) != "on":
            draft.change(SLOT, text("settings.noted_private"))
        return
    draft.answer(tap)
    what, _, of = action.removeprefix("set_").partition("_")
    if check.under_way(draft, SLOT):
        if what != "close":
            return  # the same tap once more, or one for what stood here before
        check.give_up(draft, SLOT, said=False)
    if what == "later":
        draft.change(SLOT, text("settings.noted_private"))
    elif what == "zone":
        _set_zone(draft, of)
    elif what == "clock":
        draft.change(SLOT, text("settings.clock"), _clocks(draft))
    elif what == "private":
        _private(draft)
    elif what == "language":
        _language(draft, of)
    elif what == "files":
        draft.note("settings.files")
        draft.change(SLOT, text("settings.noted_private"))
        export.send(draft, alone=True)
    elif RoomId(of) in draft.state.rooms:
        _of_a_room(draft, what, RoomId(of))
    else:
        draft.change(SLOT, text("private.no_room"))


def _language(draft: PersonDraft, language: str) -> None:
    if not language:
        draft.change(SLOT, text("settings.language"), languages.choices(draft))
    elif languages.choose(draft, language):
        draft.change(SLOT, text("settings.spoken"))


def _of_a_room(draft: PersonDraft, what: str, room: RoomId) -> None:
    if what == "room":
        _alone(draft, room)
    elif what == "alone":
        draft.change(SLOT, text("settings.private"), _choices(room))
    elif what == "ask":
        check.give_up(draft)
        check.begin(draft, room, SLOT, place=1)
    elif what == "close":
        draft.note("settings.closed")
        check.set_gate(draft, room, "closed")
        draft.change(SLOT, text("settings.noted_private"))


# --- the clock -----------------------------------------------------------------------------------


def _clocks(draft: PersonDraft) -> Rows:
    now = {zone: Moment(draft.now, zone, draft.now) for zone in ZONES}
    buttons = [Button(text("button.clock", now=at), f"set_zone_{zone}") for zone, at in now.items()]
    return tuple(tuple(buttons[row : row + _ROW]) for row in range(0, len(buttons), _ROW))


def _set_zone(draft: PersonDraft, zone: str) -> None:
    """One of the clocks was tapped."""
    if zone not in ZONES:
        return
    draft.note("settings.zone")
    draft.set(zone=zone)
    draft.change(SLOT, text("settings.done", now=Moment(draft.now, zone, draft.now)))
    draft.make_known()


# --- for this person alone -----------------------------------------------------------------------


def _private(draft: PersonDraft) -> None:
    rooms = sorted(draft.state.rooms)
    if not rooms:
        draft.change(SLOT, text("private.no_room"))
    elif len(rooms) == 1:
        _alone(draft, rooms[0])
    else:
        draft.note("settings.which")
        rows = tuple((Button(room_label(draft, room), f"set_room_{room}"),) for room in rooms)
        draft.change(SLOT, which(draft), rows)


def _alone(draft: PersonDraft, room: RoomId) -> None:
    """First of all, whether anybody else reads along."""
    alone = Button(Text("button.alone"), f"set_alone_{room}")
    later = Button(Text("button.later"), "set_later")
    draft.change(SLOT, text("settings.alone"), ((alone, later),))


def _choices(room: RoomId) -> Rows:
    """The same whatever was chosen before."""
    ask = Button(Text("button.private_questions"), f"set_ask_{room}")
    close = Button(Text("button.keep_closed"), f"set_close_{room}")
    files = Button(Text("button.private_files"), "set_files")
    return ((ask,), (close,), (files,), (Button(Text("button.later"), "set_later"),))
