"""The private check: a few questions for one person alone, before the first exercise that goes
deeper. Asked after a tap, one at a time in the same post, and wiped at the end.

The answers are not kept. What they come to is one coarse value, `Membership.gate`: never shown,
given to nobody but its owner's own export, never asked for again unasked; `/settings` has it.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.limits import GATED_LEVEL
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.limits import CHECK_OPEN, CONFLICT_LEVEL
from bot.facilitator.person import Checking, Finding, Gate
from bot.facilitator.private.draft import SUPPORT, PersonDraft
from bot.facilitator.texts import Rows, Text, button, text


class Item(Struct, frozen=True):
    """One question, and its answers: each a button's label, and what it comes to."""

    key: str
    answers: tuple[tuple[str, Finding | None], ...]


#: The same for everybody, in the same order, whatever was answered before.
ITEMS: tuple[Item, ...] = (
    Item("check.alone", (("button.alone", None),)),
    Item(
        "check.afraid",
        (("button.decline", None), ("button.sometimes", "fear"), ("button.often", "fear")),
    ),
    Item(
        "check.hurt",
        (("button.decline", None), ("button.past", "past"), ("button.could_be", "fear")),
    ),
    Item("check.free", (("button.early", None), ("button.not_really", "fear"))),
    Item("check.harm", (("button.decline", None), ("button.early", "harm"))),
)
#: What a tap made of the questions: they go on, were put off, or are through.
Went = Literal["on", "later", "through"]


def opens(gate: Gate | None, level: int, *, assigned: bool) -> bool:
    """Whether an exercise of this level is open. From 3 on they are about conflict; with a past
    incident these need a therapist who assigned them. `assigned`: one did.
    """
    if gate == "closed":
        return level < GATED_LEVEL
    return gate != "limited" or level < CONFLICT_LEVEL or assigned


def value(found: Iterable[Finding]) -> Gate:
    """What the answers come to."""
    every = set(found)
    if every & {"fear", "harm"}:
        return "closed"
    return "limited" if every else "open"


# --- asking --------------------------------------------------------------------------------------


def begin(draft: PersonDraft, room: RoomId, slot: str, place: int = 0) -> None:
    """The first question is whether they are alone; who has said so begins at the second."""
    draft.note("check.began")
    draft.set(checking=Checking(room, slot, place))
    _ask(draft)


def _ask(draft: PersonDraft) -> None:
    checking = draft.state.checking
    if checking is None:
        return
    item = ITEMS[checking.place]
    answers = tuple(
        button(f"check_{checking.place}_{number}", label)
        for number, (label, _) in enumerate(item.answers)
    )
    later = button(f"check_{checking.place}_later", "button.later")
    draft.change(checking.slot, text(item.key), (answers, (later,)))
    draft.deadline("check", draft.now + CHECK_OPEN)


def tapped(draft: PersonDraft, slot: str, action: str, tap: TapId | None) -> Went:
    """An answer. One that was meant for an earlier question is none."""
    draft.answer(tap)
    checking = draft.state.checking
    if checking is None or checking.slot != slot:
        draft.change(slot, text("consent.passed_in_private"))
        return "on"
    place, _, which = action.removeprefix("check_").partition("_")
    if place != str(checking.place):
        return "on"
    if checking.place == len(ITEMS):
        return _decided(draft, checking, which)
    if which == "later":
        draft.note("check.later")
        _end(draft)
        return "later"
    return _answered(draft, checking, which)


def _answered(draft: PersonDraft, checking: Checking, which: str) -> Went:
    answers = ITEMS[checking.place].answers
    if not which.isdecimal() or int(which) >= len(answers):
        return "on"
    finding = answers[int(which)][1]
    found = {*checking.found, *(() if finding is None else (finding,))}
    checking = replace(checking, place=checking.place + 1, found=tuple(sorted(found)))
    draft.set(checking=checking)
    if checking.place < len(ITEMS):
        _ask(draft)
    elif found:
        _care(draft, checking)
    else:
        draft.note("check.open")
        return _keep(draft, checking, "open")
    return "on"


# --- what they come to ---------------------------------------------------------------------------


def _care(draft: PersonDraft, checking: Checking) -> None:
    """What couple exercises can do in such a case, where help is, and an offer."""
    draft.note(f"check.{value(checking.found)}")
    last = len(ITEMS)
    keep, leave = button(f"check_{last}_keep", "button.keep_closed"), button(f"check_{last}_open")
    rows: Rows = ((keep,), (replace(leave, label=Text("button.leave_open")),), (SUPPORT,))
    if "fear" in checking.found:
        then = [text("check.closing"), text("support.card")]
        what = text("check.fear", *([text("check.self_harm")] if _harm(checking) else []), *then)
    elif _harm(checking):
        what = text("check.self_harm", text("check.closing"), text("support.card"))
    else:
        what = text("check.past")
        rows = ((button(f"check_{last}_keep", "button.go_on"),), (SUPPORT,))
    draft.change(checking.slot, what, rows)
    draft.deadline("check", draft.now + CHECK_OPEN)


def _harm(checking: Checking) -> bool:
    return "harm" in checking.found


def _decided(draft: PersonDraft, checking: Checking, which: str) -> Went:
    """*Keep them closed*, or *leave them open*: then the ones about conflict stay closed."""
    gate = value(checking.found)
    if gate == "closed" and which == "open":
        draft.note("check.left_open")
        gate = "limited"
    return _keep(draft, checking, gate)


def _keep(draft: PersonDraft, checking: Checking, gate: Gate) -> Went:
    _end(draft)
    set_gate(draft, checking.room, gate)
    return "through"


def set_gate(draft: PersonDraft, room: RoomId, gate: Gate) -> None:
    """The value, by the questions or by its owner's own choice: for this partner, so in each room
    where the two are.
    """
    rooms = draft.state.rooms
    if room in rooms:
        who = rooms[room].who
        of_them = {room, *(name for name, one in rooms.items() if who and one.who == who)}
        changed = {name: replace(rooms[name], gate=gate) for name in of_them}
        draft.set(rooms={**rooms, **changed})


def _end(draft: PersonDraft) -> None:
    draft.set(checking=None)
    draft.deadline("check", None)


def time_is_over(draft: PersonDraft) -> None:
    """Nobody goes on answering. Where the post cannot be changed, since its owner has blocked us,
    it is wiped when they come back; what it came to counts already.
    """
    draft.deadline("check", None)
    checking = draft.state.checking
    if draft.state.reachable or checking is None:
        give_up(draft)
    elif checking.place == len(ITEMS):
        set_gate(draft, checking.room, value(checking.found))


def come_back(draft: PersonDraft) -> None:
    """Somebody can be reached again, and their time was over meanwhile."""
    if draft.state.reachable and "check" not in draft.state.deadlines:
        give_up(draft)


def under_way(draft: PersonDraft, slot: str) -> bool:
    """Whether this post asks them now."""
    return draft.state.checking is not None and draft.state.checking.slot == slot


def give_up(draft: PersonDraft, slot: str = "", *, said: bool = True) -> None:
    """Nobody answers any more, or other questions begin, or another post takes the place of theirs
    (`slot`): the post is wiped. What was answered to the end stays as careful as it came out;
    anything less is as if it had not been asked. `said`: that they have passed; not where the post
    says something else at once.
    """
    checking = draft.state.checking
    if checking is None or slot not in ("", checking.slot):
        return
    draft.note("check.wiped")
    _end(draft)
    if checking.place == len(ITEMS):
        set_gate(draft, checking.room, value(checking.found))
    if said and checking.slot in draft.state.cards:
        draft.change(checking.slot, text("consent.passed_in_private"))
