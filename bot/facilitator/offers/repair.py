"""`/repair`: a line that makes a hard moment softer, said by a tap in one's own name.

Which lines are on the first page is the couple's choice, a joint list that either may change.
*Received* is all that the other need say; it is no agreement, and nobody counts.
"""

from bot.dialogue.kinds import WordList
from bot.facilitator import effects as do
from bot.facilitator import floor
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.limits import LINES_MAX, LINES_PAGE, QUIET_BREAK
from bot.facilitator.room import Break, Breather
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Phrase, Rows, Text, button, text

#: The word list that the lines are from.
LIST = "repair"
#: What the other may answer, once.
ANSWERS = ("received", "thank_you", "not_yet")

Page = tuple[Text, Rows]


# --- the lines -----------------------------------------------------------------------------------


def _list(draft: RoomDraft) -> WordList | None:
    return draft.library.words(LIST)


def _all(lines: WordList | None) -> tuple[str, ...]:
    """Every line, as `family/line`."""
    families = lines.families.items() if lines else ()
    return tuple(f"{name}/{word}" for name, family in families for word in family.words)


def ours(draft: RoomDraft) -> tuple[str, ...]:
    """The lines that the couple has chosen and that are still there; if none are, one of each
    family.
    """
    lines = _list(draft)
    known = _all(lines)
    chosen = tuple(line for line in draft.state.lines if line in known)
    if chosen or lines is None:
        return chosen
    return tuple(f"{name}/{next(iter(family.words))}" for name, family in lines.families.items())


def _key(line: str) -> str:
    return f"words:{LIST}/{line}"


# --- the card ------------------------------------------------------------------------------------


def asked(draft: RoomDraft, seat: Seat) -> None:
    """`/repair`."""
    if not _list(draft):
        draft.say(text("repair.none"))
    elif not _hindered(draft, seat, None):
        draft.note("repair.shown")
        draft.cover()
        draft.card("repair", *_home(draft, 0))


def from_menu(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*A line for a hard moment*, in the menu."""
    draft.answer(tap)
    draft.fold("menu")
    asked(draft, seat)


def tapped(draft: RoomDraft, seat: Seat, head: str, rest: str, tap: TapId | None) -> None:
    """A button of the card. It changes in place: whoever taps is looking at it."""
    if head == "say":
        _say(draft, seat, rest, tap)
        return
    if head in ("on", "off"):
        if not _mark(draft, rest, tap, wanted=head == "on"):
            return
        family = rest.partition("/")[0]
        page: Page | None = _family(draft, "ours", family, _place(draft, rest))
    else:
        draft.answer(tap)
        family, _, number = rest.partition("/")
        at = int(number) if number.isdecimal() else 0
        page = _family(draft, head, family, at) if family else _page(draft, head)
    if page is not None:
        draft.refresh("repair", *page)


def _page(draft: RoomDraft, head: str) -> Page:
    if head == "repair":
        return _home(draft, 0)
    return _families(draft, head)


def _home(draft: RoomDraft, number: int) -> Page:
    """The couple's own lines."""
    shown, more = _part(ours(draft), number, "repair_home")
    rows = tuple((Button(Text(_key(line)), f"say_{line}"),) for line in shown)
    others = (button("family", "button.others"), button("ours", "button.choose_ours"))
    return text("repair.card"), (*rows, more, others, (button("close_repair", "button.enough"),))


def _families(draft: RoomDraft, head: str) -> Page:
    """The families, to say a line from or to choose from."""
    lines = _list(draft)
    names = tuple(lines.families) if lines else ()
    rows = tuple((Button(Text(_key(name)), f"{head}_{name}"),) for name in names)
    key = "repair.which" if head == "family" else "repair.choose"
    return text(key), (*rows, (button("repair", "button.back"),))


def _family(draft: RoomDraft, head: str, name: str, number: int) -> Page | None:
    """One family's lines, a page at a time."""
    lines = _list(draft)
    if head == "repair":
        return _home(draft, number)
    if lines is None or name not in lines.families:
        return None
    every = tuple(f"{name}/{word}" for word in lines.families[name].words)
    shown, more = _part(every, number, f"{head}_{name}")
    mine = ours(draft)
    draw = _saying if head == "family" else _marking
    rows = tuple((draw(line, line in mine),) for line in shown)
    key = "repair.family" if head == "family" else "repair.ours"
    return text(key, label=Phrase(_key(name))), (
        *rows,
        (*more, button(head, "button.back")),
    )


def _saying(line: str, _chosen: bool) -> Button:  # noqa: FBT001 -- one of two of a kind
    return Button(Text(_key(line)), f"say_{line}")


def _marking(line: str, chosen: bool) -> Button:  # noqa: FBT001 -- one of two of a kind
    """What a tap asks for is said by the button, so an old tap means what it said."""
    if chosen:
        return Button(text("repair.marked", line=Phrase(_key(line))), f"off_{line}")
    return Button(Text(_key(line)), f"on_{line}")


def _part(
    lines: tuple[str, ...], number: int, action: str
) -> tuple[tuple[str, ...], tuple[Button, ...]]:
    """One page of lines, and the button that leads to the next, if there is another."""
    pages = max((len(lines) + LINES_PAGE - 1) // LINES_PAGE, 1)
    at = number % pages
    more = (button(f"{action}/{(at + 1) % pages}", "button.further"),) if pages > 1 else ()
    return lines[at * LINES_PAGE : (at + 1) * LINES_PAGE], more


def _place(draft: RoomDraft, line: str) -> int:
    """The page of its family that a line is on."""
    family = [one for one in _all(_list(draft)) if one.partition("/")[0] == line.partition("/")[0]]
    return family.index(line) // LINES_PAGE


def _mark(draft: RoomDraft, line: str, tap: TapId | None, *, wanted: bool) -> bool:
    """Put a line on the couple's list, or take it off; nobody reads who did. Whether there is such
    a line.
    """
    mine = ours(draft)
    if line not in _all(_list(draft)):
        draft.answer(tap, "toast.passed")
        return False
    if wanted and line not in mine and len(mine) >= LINES_MAX:
        draft.note("repair.full")
        draft.answer(tap, "repair.full", most=LINES_MAX)
        return True
    draft.note("repair.marked")
    draft.answer(tap)
    rest = tuple(one for one in mine if one != line)
    if not wanted:
        draft.set(lines=rest)
    elif line not in mine:
        draft.set(lines=(*mine, line))
    return True


# --- saying one ----------------------------------------------------------------------------------


def _say(draft: RoomDraft, seat: Seat, line: str, tap: TapId | None) -> None:
    """It stands in the group under the name of whoever tapped; the other may answer, once."""
    if line not in _all(_list(draft)):
        draft.answer(tap, "toast.passed")
        return
    if _hindered(draft, seat, tap):
        return
    what = text("repair.said", name=draft.state.name(seat), line=Phrase(_key(line)))
    old = draft.state.cards.get("line")
    if old is not None and old.top and old.text == what:
        draft.answer(tap, "toast.above")
        return
    draft.note("repair.said")
    draft.answer(tap)
    draft.fold("line")
    answers = tuple(button(f"line_{one}", f"button.{one}") for one in ANSWERS)
    draft.card("line", what, (answers,), other(seat))


def answered(draft: RoomDraft, seat: Seat, action: str, tap: TapId | None) -> None:
    """The answer of the one it was said to, below the line. The first one stays."""
    card = draft.state.cards.get("line")
    if card is None or action not in ANSWERS:
        draft.answer(tap, "toast.passed")
    elif card.calls != seat:
        draft.note("repair.theirs")
        draft.answer(tap, "toast.theirs", name=draft.state.name(other(seat)))
    else:
        draft.note("repair.answered")
        draft.answer(tap)
        then = text(f"repair.{action}", name=draft.state.name(seat))
        draft.fold("line", text(card.text.key, then, **card.text.values))


def _hindered(draft: RoomDraft, seat: Seat, tap: TapId | None) -> bool:
    """Whether this one may not speak just now; it is said, then. A line is words like any other:
    it waits for a turn, for the end of a breather, and for the quiet that both have chosen. After
    the third interruption, where both have stopped and nothing is taken out, either may say one.
    """
    session, pause = draft.state.session, draft.state.pause
    holds = session.floor if session is not None and pause is None else None
    if not draft.state.complete:
        line = text("begin.not_both")
    elif isinstance(pause, Breather):
        line = text("floor.reminder_breather")
    elif isinstance(pause, Break) and floor.is_quiet(draft, pause) and floor.may_remove(draft):
        line = text("repair.quiet", until=draft.at(pause.since + QUIET_BREAK))
    elif holds is not None and holds.holder != seat and not holds.halted:
        line = text("toast.theirs", name=draft.state.name(holds.holder))
    else:
        return False
    draft.note("repair.not_now")
    if tap is not None:
        draft.add(do.Answer(tap=tap, text=line))
    elif session is not None and (pause is None or isinstance(pause, Breather)):
        floor.remind(draft)
    else:
        draft.say(line)
    return True
