"""Who may write, and what becomes of the rest.

Only inside an exercise, or a breather inside one, is anything taken out of the chat; what is taken
out is stored first and kept for its author alone. Never taken out: commands, the holder's own
words, what was sent before the change of turns, threats and calls for help.
"""

from typing import Literal

from msgspec.structs import replace

from bot.facilitator import clocks, whispers
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.cursor import turn_ahead
from bot.facilitator.events import Edited, Reacted, Said
from bot.facilitator.ids import Seat, TapId, other
from bot.facilitator.limits import (
    BREATH,
    BREATH_MESSAGES_MAX,
    BURST,
    GRACE,
    HALT,
    HELD_MAX,
    INTERRUPTIONS_MAX,
    QUIET_BREAK,
    REMINDER,
    TRIAL,
)
from bot.facilitator.progress import Floor, Speaking
from bot.facilitator.room import Break, Breather
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import button, text

#: What a message is: nobody's floor; the holder's; the same breath; sent before the change of
#: turns; while both have stopped; out of turn.
Verdict = Literal["open", "mine", "breath", "older", "halted", "out"]
#: The same, and of those out of turn whether it was kept.
Heard = Verdict | Literal["kept"]

#: The latest removed messages that an edit may still concern: two whole albums.
REMOVED_KEPT = 20


def judge(floor: Floor | None, seat: Seat, said: Said | Edited) -> Verdict:
    """What this message of this partner is. Pure; the same for either seat.

    A new holder's messages are compared with the words that gave them the floor, by Telegram's
    clock alone: what was sent no later than those was said before it was their turn.
    """
    if floor is None:
        return "open"
    if seat == floor.holder:
        early = not floor.begun and floor.spoke is not None and said.sent <= floor.spoke
        return "older" if early else "mine"
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
        and not said.signals.insult  # the other has been asked to say back what came before it
    )
    return "breath" if same_breath else "out"


def hear(draft: RoomDraft, seat: Seat, said: Said) -> Heard:
    """Judge a message and do what follows for the floor; the step hears of it afterwards."""
    floor = draft.session.floor
    verdict = judge(floor, seat, said)
    if verdict != "out":
        draft.cover()
    if floor is None:
        return verdict
    match verdict:
        case "mine":
            go_on(draft)
            spoken(draft, said)
        case "breath":
            draft.note("floor.same_breath")
            draft.floor(spoke=said.sent, said=said.message, breaths=floor.breaths + 1)
        case "older":
            draft.note("floor.older")
        case "out":
            return "kept" if interrupt(draft, floor, seat, said) else "out"
    return verdict


def spoken(draft: RoomDraft, said: Said) -> None:
    """The holder has said something; whoever interrupted them before starts anew."""
    message = said.message or None  # a note has none, and nor has what another chat was sent
    draft.floor(begun=True, spoke=said.sent, said=message, interruptions=0, interrupted=None)


def interrupt(draft: RoomDraft, floor: Floor, seat: Seat, said: Said) -> bool:
    """An out-of-turn message; whether it was kept. The third interruption stops both."""
    number = _counted(draft, floor)
    if number is not None and number >= INTERRUPTIONS_MAX:
        halt(draft)
        return False
    return hold(draft, seat, said, notice=number is not None)


def _counted(draft: RoomDraft, floor: Floor) -> int | None:
    """Which interruption in a row this is; None if it is one more of the same burst, which lasts
    from its first message on.
    """
    if floor.interrupted is not None and draft.now - floor.interrupted <= BURST:
        return None
    draft.floor(interruptions=floor.interruptions + 1, interrupted=draft.now)
    return floor.interruptions + 1


def hold(draft: RoomDraft, seat: Seat, said: Said, *, notice: bool) -> bool:
    """Store it, take it out, tell its author; or, where the bot may not remove, remind. Whether it
    was kept.
    """
    partner = draft.state.seats[seat]
    if not said.message:  # it was written before the group became another chat, and stays there
        draft.note("floor.stays_behind")
        draft.cover()
        return False
    if not may_remove(draft) or partner.notes >= HELD_MAX:
        draft.cover()
        remind(draft)
        return False
    take_out(draft, seat, said, when=comes(draft, seat), notice=notice)
    draft.partner(seat, notes=partner.notes + 1)
    return True


def take_out(draft: RoomDraft, seat: Seat, said: Said, *, when: told.Comes, notice: bool) -> None:
    """Store it, take it out, give it to its author's mailbox. `notice`: the author is told, too."""
    draft.note("floor.kept")
    draft.keep(said.words, seat)
    draft.add(do.Remove(message=said.message))
    session = draft.state.session
    if session is not None and session.floor is not None:
        removed = (*session.floor.removed, said.message)[-REMOVED_KEPT:]
        draft.floor(removed=removed)
    give_to_author(draft, seat, said, when=when, notice=notice)


def give_to_author(
    draft: RoomDraft, seat: Seat, said: Said, *, when: told.Comes, notice: bool
) -> None:
    """What was kept is its author's from now on. `notice`: they are told, as privately as it can be
    done.
    """
    partner = draft.state.seats[seat]
    whispered = draft.state.rights.whispers or said.unseen is not None
    kept = told.Kept(
        room=draft.state.id,
        words=said.words,
        signals=replace(said.signals, felt=None),  # how hot it was is nobody's a day later
        message=said.message,
        quiet=whispered or not notice,
        when=when,
        album=said.album,
    )
    draft.tell(seat, kept)
    if notice:
        draft.partner(seat, told=draft.now)
    if notice and (whispered or not partner.reachable):
        line = told.Notice("kept", when=when, hidden=said.unseen is not None)
        whispers.tell(draft, partner.person, line, said.unseen)


def kept_now(draft: RoomDraft) -> told.Comes | None:
    """What its author was told of a message that was taken out in this event; None if none was."""
    said = (one.event for one in draft.effects if isinstance(one, do.Tell))
    return next((one.when for one in said if isinstance(one, told.Kept)), None)


def comes(draft: RoomDraft, seat: Seat) -> told.Comes:
    """When the author can use what was kept."""
    if isinstance(draft.state.pause, Break):
        return "urgent"
    if draft.state.session is None:
        return "minute"
    if draft.session.dialogue == TRIAL:
        return "trial"
    return turn_comes(draft, seat)


def turn_comes(draft: RoomDraft, seat: Seat) -> told.Comes:
    """Whether a turn of theirs is now or may still come."""
    if draft.state.session is None:
        return "held"
    floor = draft.session.floor
    theirs = floor is not None and floor.holder == seat  # it rests, and goes on after the breather
    speaks = theirs and isinstance(draft.session.step, Speaking)
    return "turn" if speaks or turn_ahead(draft.dialogue, draft.session, seat) else "held"


def may_remove(draft: RoomDraft) -> bool:
    """Whether Telegram lets us, and the couple wants it."""
    return draft.state.rights.removes and draft.state.rules.removing


def remind(draft: RoomDraft) -> None:
    """Whose turn it is, or that there is a breather: one line, seldom, and nobody is named who was
    not asked for.
    """
    last, session = draft.state.reminded, draft.state.session
    if session is not None and session.tender:
        draft.note("floor.tender")
        return
    if last is not None and draft.now - last < REMINDER:
        return
    floor = session.floor if session is not None else None
    said = draft.event
    once = floor is not None and last is not None and last > floor.since
    if once and isinstance(said, Said) and said.message and draft.state.pause is None:
        draft.note("floor.reminded_again")
        draft.set(reminded=draft.now)
        draft.add(do.React(message=said.message, emoji=do.SEEN))
        return
    if isinstance(draft.state.pause, Breather):
        line = text("floor.reminder_breather")
    elif floor is None or draft.state.pause is not None:
        return
    else:
        ahead = turn_ahead(draft.dialogue, draft.session, other(floor.holder))
        speaking = isinstance(draft.session.step, Speaking)
        key = "floor.reminder"
        if ahead and speaking:
            composes = not may_remove(draft) and draft.session.dialogue != TRIAL
            key = "floor.reminder_compose" if composes else "floor.reminder_next"
        line = text(key, name=draft.state.name(floor.holder))
    draft.note("floor.reminded")
    draft.set(reminded=draft.now)
    draft.say(line)


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
    """The speaker goes on, with the time that was left. `settling.settle` brings the card back."""
    floor = draft.session.floor
    if floor is None or not floor.halted:
        return
    draft.note("floor.gone_on")
    draft.deadline("pause.halt", None)
    draft.fold("pause")
    draft.floor(halted=False, since=draft.now)
    clocks.wake(draft)


def tapped_go_on(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """*Go on*, by button or as `/resume`, is the speaker's."""
    floor = draft.state.session.floor if draft.state.session else None
    if floor is None or not floor.halted:
        draft.answer(tap, "toast.passed")
    elif seat == floor.holder:
        draft.answer(tap)
        go_on(draft)
    elif tap is None:
        remind(draft)
    else:
        draft.answer(tap, "toast.theirs", name=draft.state.name(floor.holder))


def in_pause(draft: RoomDraft, seat: Seat, said: Said) -> None:
    """A message during a pause: held in a breather, free in a break or an aside, unless both have
    chosen quiet breaks. Two in the same room have no turns, so nothing of theirs is held.
    """
    pause, session = draft.state.pause, draft.state.session
    quiet = isinstance(pause, Break) and is_quiet(draft, pause)
    holding = quiet or isinstance(pause, Breather)
    if not holding or (session is not None and session.branch == "together"):
        draft.cover()
        return
    if isinstance(pause, Breather | Break) and said.sent <= pause.since + GRACE:
        draft.note("floor.older")
        draft.cover()
        return
    last = draft.state.seats[seat].told
    notice = last is None or draft.now - last > BURST
    if notice:
        draft.partner(seat, told=draft.now)
    draft.note("floor.kept_in_break" if quiet else "floor.kept_in_breather")
    hold(draft, seat, said, notice=notice)


def is_quiet(draft: RoomDraft, pause: Break) -> bool:
    """Whether both have chosen that messages are held in a break of an exercise, and still are."""
    wanted = draft.state.rules.quiet_breaks and draft.state.session is not None
    return wanted and draft.now - pause.since <= QUIET_BREAK


def edited(draft: RoomDraft, seat: Seat, changed: Edited) -> bool:
    """An edit is a way to speak. One of a kept message changes the note; one out of turn is told,
    not removed, since the message itself is older than the change of turns. True if it is the
    step's affair: the holder's latest words, or words to be said back that are meant to hurt now.
    """
    floor = draft.session.floor
    if floor is None or draft.state.pause is not None:
        return False
    if changed.message in floor.removed:
        draft.note("floor.note_edited")
        draft.keep(changed.words, seat)
        changed_note = told.NoteChanged(
            room=draft.state.id,
            words=changed.words,
            message=changed.message,
            signals=replace(changed.signals, felt=None),
        )
        draft.tell(seat, changed_note)
    elif floor.halted:
        pass
    elif changed.message == floor.said and (changed.signals.insult or seat == floor.holder):
        return True
    elif seat == floor.holder:
        pass
    elif changed.message == floor.said:
        draft.note("floor.turn_edited")
        draft.say(text("floor.turn_edited", name=draft.state.name(floor.holder)))
    else:
        _edit_out_of_turn(draft, floor)
    return False


def _edit_out_of_turn(draft: RoomDraft, floor: Floor) -> None:
    number = _counted(draft, floor)
    if number is None:
        return
    if number >= INTERRUPTIONS_MAX:
        halt(draft)
    else:
        draft.note("floor.edit_told")
        draft.say(text("floor.edit_told", name=draft.state.name(floor.holder)))


def reacted(draft: RoomDraft, seat: Seat | None, event: Reacted) -> None:
    """A reaction that stings, while the other has the floor: where both have chosen that, it comes
    off, and whoever gave it hears of it alone.
    """
    session = draft.state.session
    turn = session.floor if session is not None and draft.state.pause is None else None
    rules = draft.state.rules
    if seat is None or turn is None or turn.halted or seat == turn.holder:
        return
    if not (rules.reactions and draft.state.rights.removes):
        return
    draft.note("floor.reaction")
    partner = draft.state.seats[seat]
    draft.add(do.Unreact(message=event.message, person=partner.person))
    if partner.told is None or draft.now - partner.told > BURST:
        draft.partner(seat, told=draft.now)
        draft.show(seat, "reaction", text("private.reaction"))
