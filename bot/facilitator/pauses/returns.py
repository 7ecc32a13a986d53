"""The end of a break: coming back sooner, the call at the return, later, and put away."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.facilitator import clocks, company, floor, sessions
from bot.facilitator import effects as do
from bot.facilitator.events import Asked
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.limits import AWAY, CALL, COMING_BACK, LATER, MISSED_MAX
from bot.facilitator.pauses import aside, breather
from bot.facilitator.pauses.ends import SUPPORT, end, withdraw
from bot.facilitator.room import Aside, Break, Breather, Guest
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, Rows, button, text

_EARLIER: Rows = ((button("resume", "button.earlier"), SUPPORT),)


def come_back(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """`/resume`: at the return it means *I'm here*; before it, both must want it, and nobody sees
    who does not.
    """
    pause = draft.state.pause
    if isinstance(pause, Aside):
        draft.answer(tap)
        aside.over(draft)
    elif isinstance(pause, Guest):
        company.go_on(draft, seat, tap)
    elif isinstance(pause, Breather):
        breather.fine(draft, seat, tap)
    elif pause is None:
        _no_pause(draft, seat, tap)
    elif pause.calling:
        here(draft, seat, tap)
    else:
        earlier(draft, seat, tap)


def acknowledge(draft: RoomDraft, asked: Asked) -> None:
    """A `/resume` in the group that counts, but does nothing yet, since it needs both: a reaction
    says so.
    """
    spoken = do.Say | do.Whisper | do.Amend | do.Unsay
    if asked.private or not asked.message or any(isinstance(one, spoken) for one in draft.effects):
        return
    if draft.effects or draft.state != draft.before:
        draft.note("pause.acknowledged")
        draft.add(do.React(message=asked.message, emoji=do.DONE))


def _no_pause(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    session = draft.state.session
    if tap is not None:
        draft.answer(tap, "toast.passed")
    elif session is None:
        if isinstance(draft.event, Asked) and draft.event.private:
            draft.show(seat, "reply", text("pause.none"))
        else:
            draft.say(text("pause.none"))
    elif session.floor is not None and session.floor.halted:
        floor.tapped_go_on(draft, seat, None)
    else:
        draft.repost("turn")


def earlier(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """One would come back sooner: the other is asked in private."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap, "toast.asked_already" if seat in pause.early else "toast.asked_quietly")
    if seat in pause.early:
        return
    early = (*pause.early, seat)
    if draft.all_of(early):
        draft.note("pause.early")
        end(draft, text("pause.back_early"))
        _gently(draft)
        return
    draft.note("pause.asked_early")
    answers = ((button("early"), button("not_yet")),)
    stamp = draft.stamp("e")
    draft.set(pause=replace(pause, early=early, asked=stamp))
    draft.show(other(seat), "early", text("pause.early"), answers, stamp)


def answered_early(draft: RoomDraft, seat: Seat, stamp: str, action: str) -> bool:
    """The private answer to *come back now?*; a *not yet* is heard by nobody. Whether it was asked
    in this break.
    """
    pause = draft.state.pause
    if not isinstance(pause, Break) or pause.asked != stamp:
        return False
    draft.show(seat, "early", text("pause.early_noted"), only_if_open=True)
    if action == "early":
        earlier(draft, seat, None)
    return True


def call_back(draft: RoomDraft, late: timedelta) -> None:
    """The return is due: both are called."""
    pause = draft.state.pause
    if not isinstance(pause, Break):
        return
    if late > AWAY:
        _call_later(draft, pause)
        return
    withdraw(draft)
    draft.set(pause=replace(pause, calling=True, here=(), early=(), asked=""))
    draft.deadline("pause.call", draft.now + CALL)
    draft.note("pause.return")
    draft.cover()
    answers: tuple[Button, ...] = (button("here"), button("later"))
    draft.card("pause", text("pause.return", back=draft.at(pause.back)), (answers, (SUPPORT,)))


def _call_later(draft: RoomDraft, pause: Break) -> None:
    """We were away at the return. Nobody is called in the middle of the night."""
    draft.note("pause.was_away")
    draft.cover()
    _postpone(draft, pause, "pause.new_time_away", silent=True)


def _later(draft: RoomDraft) -> datetime:
    """Half an hour from now; late in the evening, the next one."""
    if clocks.late(draft):
        return clocks.evening(draft)
    return draft.now + LATER


def here(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*Now*: when both have said it, we go on."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or not pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap, "toast.when_both_here")
    came = {*pause.here, seat}
    draft.set(pause=replace(pause, here=tuple(sorted(came))))
    if draft.all_of(came):
        draft.note("pause.both_here")
        end(draft, text("pause.back"))
        _gently(draft)


def _gently(draft: RoomDraft) -> None:
    """Both are back, and no exercise waits for them: a way back is offered, once."""
    if draft.state.session is None and draft.library.dialogue(COMING_BACK) is not None:
        draft.note("pause.gently")
        sessions.suggest(
            draft, text("pause.gently"), button(f"begin_{COMING_BACK}", "button.gently")
        )


def later(draft: RoomDraft, tap: TapId | None) -> None:
    """*Later*, by either: the group reads the new time only."""
    pause = draft.state.pause
    if not isinstance(pause, Break) or not pause.calling:
        draft.answer(tap, "toast.passed")
        return
    draft.answer(tap)
    draft.note("pause.later")
    _postpone(draft, pause)


def missed(draft: RoomDraft, late: timedelta) -> None:
    """Not both came. After the second time it is put away, not lost. What was missed because we
    were away is not counted.
    """
    pause = draft.state.pause
    if not isinstance(pause, Break):
        return
    if late > AWAY:
        _call_later(draft, pause)
        return
    draft.note("pause.missed")
    if pause.missed + 1 >= MISSED_MAX:
        put_away(draft)
    else:
        _postpone(draft, replace(pause, missed=pause.missed + 1))


def _postpone(
    draft: RoomDraft, pause: Break, key: str = "pause.new_time", *, silent: bool = False
) -> None:
    back = _later(draft)
    draft.set(pause=replace(pause, back=back, calling=False))
    draft.deadline("pause.call", None)
    draft.deadline("pause.back", back)
    draft.card("pause", text(key, back=draft.at(back)), _EARLIER, silent=silent)


def put_away(draft: RoomDraft) -> None:
    """The break ends; an exercise that it stopped is put away, not lost."""
    draft.note("pause.put_away")
    end(draft, text("pause.over"))
    if draft.state.session is not None:
        draft.play(closing="put_away")
