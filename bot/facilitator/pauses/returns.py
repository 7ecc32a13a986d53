"""The end of a break: coming back sooner, the call at the return, later, and put away."""

from msgspec.structs import replace

from bot.facilitator import clocks
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.limits import AWAY, BREAK_MAX, CALL, LATER, MISSED_MAX
from bot.facilitator.pauses import aside, breather
from bot.facilitator.pauses.ends import SUPPORT, end
from bot.facilitator.room import Aside, Break, Breather
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, button, text


def come_back(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """`/resume`: at the return it means *I'm here*; before it, both must want it, and nobody sees
    who does not.
    """
    pause = draft.state.pause
    if isinstance(pause, Aside):
        draft.answer(tap)
        aside.over(draft)
    elif isinstance(pause, Breather):
        breather.fine(draft, seat, tap)
    elif pause is None:
        draft.answer(tap, "toast.passed")
        if tap is None and draft.state.session is not None and draft.state.session.resting is None:
            draft.repost("turn")
        elif tap is None:
            draft.say(text("pause.none"))
    elif pause.calling:
        here(draft, seat, tap)
    else:
        earlier(draft, seat, tap)


def earlier(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """One would come back sooner: the other is asked in private."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap, "toast.asked_quietly")
    if seat in pause.early:
        return
    early = (*pause.early, seat)
    draft.set(pause=replace(pause, early=early))
    if draft.all_of(early):
        draft.note("pause.early")
        end(draft, text("pause.back_early"))
        return
    draft.note("pause.asked_early")
    answers = ((button("early"), button("not_yet")),)
    draft.show(other(seat), "early", text("pause.early"), answers, "early")


def answered_early(draft: RoomDraft, seat: Seat, action: str) -> None:
    """The private answer to *come back now?*; a *not yet* is heard by nobody."""
    draft.show(seat, "early", text("pause.early_noted"))
    if action == "early":
        earlier(draft, seat, None)


def call_back(draft: RoomDraft) -> None:
    """The return is due: both are called."""
    pause = draft.state.pause
    if not isinstance(pause, Break):
        return
    if draft.now - pause.back > AWAY:
        _call_later(draft, pause)
        return
    draft.set(pause=replace(pause, calling=True, here=()))
    draft.deadline("pause.call", draft.now + CALL)
    draft.note("pause.return")
    draft.cover()
    answers: tuple[Button, ...] = (button("here"), button("later"))
    draft.card("pause", text("pause.return", back=draft.at(pause.back)), (answers, (SUPPORT,)))


def _call_later(draft: RoomDraft, pause: Break) -> None:
    """We were away at the return. Nobody is called in the middle of the night."""
    draft.note("pause.was_away")
    zone = draft.state.zone or draft.library.zone
    late = clocks.is_late(draft.now, zone)
    back = clocks.next_evening(draft.now, zone) if late else draft.now + LATER
    draft.set(pause=replace(pause, since=draft.now, back=back))
    draft.deadline("pause.back", back)
    line = text("pause.new_time", text("session.was_away"), back=draft.at(back))
    draft.fold("pause")
    draft.say(line, silent=True)


def here(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*Now*: when both have said it, we go on."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or not pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap, "toast.noted")
    came = {*pause.here, seat}
    draft.set(pause=replace(pause, here=tuple(sorted(came))))
    if draft.all_of(came):
        draft.note("pause.both_here")
        end(draft, text("pause.back"))


def later(draft: RoomDraft, tap: TapId | None) -> None:
    """*Later*, by either: the group reads the new time only."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or not pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap)
    draft.note("pause.later")
    _postpone(draft, pause)


def missed(draft: RoomDraft) -> None:
    """Not both came. After the second time it is put away, not lost."""
    pause = draft.state.pause
    if not isinstance(pause, Break):
        return
    draft.note("pause.missed")
    if pause.missed + 1 >= MISSED_MAX:
        put_away(draft)
    else:
        _postpone(draft, replace(pause, missed=pause.missed + 1))


def _postpone(draft: RoomDraft, pause: Break) -> None:
    back = draft.now + LATER
    if back > pause.since + BREAK_MAX:
        put_away(draft)
        return
    draft.set(pause=replace(pause, back=back, calling=False, here=(), early=()))
    draft.deadline("pause.call", None)
    draft.deadline("pause.back", back)
    again = text("pause.new_time", back=draft.at(back))
    draft.card("pause", again, ((button("resume", "button.earlier"), SUPPORT),))


def put_away(draft: RoomDraft) -> None:
    """The break ends; an exercise that it stopped is put away, not lost."""
    draft.note("pause.put_away")
    end(draft, text("pause.over"))
    if draft.state.session is not None:
        draft.play(closing="put_away")
