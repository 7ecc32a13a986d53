"""Who may write, and what becomes of the rest.

Only inside an exercise, or a breather inside one, is anything taken out of the chat; what is taken
out is stored first and kept for its author alone. Never taken out: commands, the holder's own
words, what was sent before the change of turns, threats and calls for help.
"""

from typing import Literal

from bot.facilitator import clocks
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.events import Edited, Said
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import (
    BREATH,
    BREATH_MESSAGES_MAX,
    BURST,
    GRACE,
    HALT,
    HELD_MAX,
    INTERRUPTIONS_MAX,
    QUIET_BREAK,
)
from bot.facilitator.room import Break, Breather, Floor
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Button, button, text

#: What a message is: nobody's floor; the holder's; the same breath; sent before the change of
#: turns; while both have stopped; out of turn.
Verdict = Literal["open", "mine", "breath", "older", "halted", "out"]

#: The latest removed messages that an edit may still concern.
REMOVED_KEPT = 8


def judge(floor: Floor | None, seat: Seat, said: Said | Edited) -> Verdict:
    """What this message of this partner is. Pure; the same for either seat."""
    if floor is None:
        return "open"
    if seat == floor.holder:
        return "mine"
    if said.sent <= floor.since + GRACE:
        return "older"
    if floor.halted:
        return "halted"
    same_breath = (
        seat == floor.before
        and not floor.begun
        and floor.spoke is not None
        and said.sent - floor.spoke <= BREATH
        and floor.breaths < BREATH_MESSAGES_MAX - 1
    )
    return "breath" if same_breath else "out"


def hear(draft: RoomDraft, seat: Seat, said: Said) -> Verdict:
    """Judge a message and do what follows for the floor; the step hears of it afterwards."""
    verdict = judge(draft.session.floor, seat, said)
    floor = draft.session.floor
    if verdict != "out" or floor is None:
        draft.cover()
    if floor is None:
        return verdict
    match verdict:
        case "mine":
            if floor.halted:
                go_on(draft)
            draft.floor(
                begun=True, spoke=said.sent, said=said.message, interruptions=0, interrupted=None
            )
        case "breath":
            draft.note("floor.same_breath")
            draft.floor(spoke=said.sent, said=said.message, breaths=floor.breaths + 1)
        case "older":
            draft.note("floor.older")
        case "out":
            interrupt(draft, seat, said)
        case "open" | "halted":
            pass
    return verdict


def interrupt(draft: RoomDraft, seat: Seat, said: Said) -> None:
    """An out-of-turn message. Those of one burst are one interruption; the third stops both."""
    floor = draft.session.floor
    if floor is None:
        return
    burst = floor.interrupted is not None and draft.now - floor.interrupted <= BURST
    count = floor.interruptions + (0 if burst else 1)
    draft.floor(interruptions=count, interrupted=draft.now)
    if count >= INTERRUPTIONS_MAX:
        draft.cover()
        halt(draft)
    else:
        hold(draft, seat, said, notice=not burst)


def hold(draft: RoomDraft, seat: Seat, said: Said, *, notice: bool) -> None:
    """Store it, take it out, tell its author; or, where the bot may not remove, remind."""
    partner = draft.state.seats[seat]
    if not may_remove(draft) or partner.notes >= HELD_MAX:
        draft.cover()
        draft.remind()
        return
    draft.note("floor.kept")
    draft.keep(said.words, seat)
    draft.add(do.Remove(message=said.message))
    if draft.session.floor is not None:
        removed = (*draft.session.floor.removed, said.message)[-REMOVED_KEPT:]
        draft.floor(removed=removed)
    kept = told.Kept(
        room=draft.state.id,
        words=said.words,
        signals=said.signals,
        message=said.message,
        quiet=not notice,
        urgent=isinstance(draft.state.pause, Break),
    )
    draft.tell(seat, kept)
    draft.partner(seat, notes=partner.notes + 1)
    if notice and not partner.reachable:
        draft.note("floor.kept_unreachable")
        line = text("floor.kept_in_group", name=partner.name)
        draft.say(line, ((Button(text("button.open_private"), door="held"),),))


def may_remove(draft: RoomDraft) -> bool:
    """Whether Telegram lets us, and the couple wants it."""
    return draft.state.rights.removes and draft.state.rules.removing


def halt(draft: RoomDraft) -> None:
    """The third interruption: nothing more is removed, both stop, the speaker goes on first with
    the time intact.
    """
    floor = draft.session.floor
    if floor is None:
        return
    draft.note("floor.third_interruption")
    clocks.rest(draft)
    draft.floor(halted=True, interruptions=0, interrupted=None)
    draft.deadline("pause.halt", draft.now + HALT)
    draft.silence("turn")
    line = text("floor.halted", name=draft.state.name(floor.holder))
    rows = ((button("go_on"),), (button("pause"), button("meta")))
    draft.card("pause", line, rows)


def go_on(draft: RoomDraft) -> None:
    """The speaker goes on, with the time that was left."""
    draft.note("floor.gone_on")
    draft.deadline("pause.halt", None)
    draft.fold("pause")
    draft.floor(halted=False, since=draft.now)
    clocks.wake(draft)


def tapped_go_on(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*Go on* is the speaker's."""
    floor = draft.state.session.floor if draft.state.session else None
    if floor is None or not floor.halted:
        draft.answer(tap, "toast.passed")
    elif seat != floor.holder:
        draft.answer(tap, "toast.theirs", name=draft.state.name(floor.holder))
    else:
        draft.answer(tap)
        go_on(draft)
        draft.repost("turn")


def in_pause(draft: RoomDraft, seat: Seat, said: Said) -> None:
    """A message during a pause: held in a breather, free in a break or an aside, unless both have
    chosen quiet breaks.
    """
    pause = draft.state.pause
    quiet = (
        isinstance(pause, Break)
        and draft.state.rules.quiet_breaks
        and draft.now - pause.since <= QUIET_BREAK
    )
    if draft.state.session is None or not (quiet or isinstance(pause, Breather)):
        draft.cover()
        return
    if isinstance(pause, Breather) and said.sent <= pause.since + GRACE:
        draft.note("floor.older")
        draft.cover()
        return
    last = draft.state.reminded
    notice = last is None or draft.now - last > BURST
    if notice:
        draft.set(reminded=draft.now)
    draft.note("floor.kept_in_break" if quiet else "floor.kept_in_breather")
    hold(draft, seat, said, notice=notice)


def edited(draft: RoomDraft, seat: Seat, changed: Edited) -> None:
    """An edit is a way to speak. One of a kept message changes the note; one out of turn is told,
    not removed, since the message itself is older than the change of turns.
    """
    floor = draft.session.floor
    if floor is None or draft.state.pause is not None:
        return
    if changed.message in floor.removed:
        draft.note("floor.note_edited")
        draft.keep(changed.words, seat)
        changed_note = told.NoteChanged(
            room=draft.state.id, words=changed.words, message=changed.message
        )
        draft.tell(seat, changed_note)
    elif seat == floor.holder or floor.halted:
        return
    elif changed.message == floor.said and not floor.begun:
        draft.note("floor.turn_edited")
        draft.say(text("floor.turn_edited", name=draft.state.name(floor.holder)))
    else:
        _edit_out_of_turn(draft, floor)


def _edit_out_of_turn(draft: RoomDraft, floor: Floor) -> None:
    burst = floor.interrupted is not None and draft.now - floor.interrupted <= BURST
    count = floor.interruptions + (0 if burst else 1)
    draft.floor(interruptions=count, interrupted=draft.now)
    if count >= INTERRUPTIONS_MAX:
        halt(draft)
    elif not burst:
        draft.note("floor.edit_told")
        draft.say(text("floor.edit_told", name=draft.state.name(floor.holder)))
