"""Who writes where Telegram does not say it: an administrator who remains anonymous writes as the
group, anybody may write as a channel of theirs.

Telegram itself says who leads the group anonymously. Where that is one of the two, and nobody else
is here, whatever the group writes is theirs. Everything else is kept like any message out of turn,
and a tap, which always tells who taps, gives it back.
"""

from msgspec.structs import replace

from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator import floor
from bot.facilitator.events import Asked, Edited, Said, Tapped
from bot.facilitator.ids import PersonId, Seat
from bot.facilitator.limits import BURST, GRACE, NOTE, UNATTRIBUTED, UNCLAIMED_MAX
from bot.facilitator.room import Breather, Mask, Room, Unclaimed
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Rows, Text, button, text

#: What the mask of a message is that was written as the group itself; a channel's is its number.
GROUP = "group"
#: The letter that the stamps of these cards begin with.
STAMP = "u"
DEADLINE = "unclaimed"
CLAIM: Rows = ((button("claim"),),)


def author(room: Room, event: Said | Edited | Asked) -> PersonId | None:
    """Who did this. None where nobody knows: several may write as the group, or a channel has not
    been claimed yet, or by both.
    """
    if event.by is not None or not room.complete or room.company:
        return event.by
    if event.mask == GROUP:
        hidden = [who.person for who in room.seats.values() if who.person in room.hidden]
        return hidden[0] if len(hidden) == 1 and len(room.hidden) == 1 else None
    known = room.masks.get(event.mask)
    return room.seats[known.seat].person if known is not None and known.seat else None


def lift(draft: RoomDraft) -> None:
    """The event, by whoever it is of, before anything is decided."""
    event = draft.event
    if isinstance(event, Said | Edited | Asked) and event.by is None:
        draft.event = replace(event, by=author(draft.state, event))


def heard(draft: RoomDraft, said: Said) -> None:
    """A message of nobody in an exercise. It is kept where one of somebody would be, out of turn;
    whose turn it is does not matter, since nobody knows whose it is. A call for help stays.
    """
    draft.cover()
    if said.signals.crisis or not (said.message and said.mask and _holds(draft, said)):
        hint(draft)
        return
    draft.note("mask.kept")
    draft.keep(said.words, None)
    draft.add(do.Remove(message=said.message))
    latest = draft.state.unclaimed[-1] if draft.state.unclaimed else None
    same = latest is not None and _same_author(draft, latest, said)
    if latest is not None and same:
        stamp, at, say = latest.stamp, latest.at, latest.say
    else:
        stamp, at = draft.stamp(STAMP), draft.now
        line = text("mask.kept", *_how(draft, said.mask))
        say = draft.add(do.Say(text=line, rows=CLAIM, stamp=stamp))
    signals = replace(said.signals, felt=None)
    one = Unclaimed(stamp, said.words, signals, said.message, said.mask, at, say, said.album)
    draft.set(unclaimed=(*draft.state.unclaimed, one))
    draft.deadline(DEADLINE, min(each.at for each in draft.state.unclaimed) + NOTE)


def _same_author(draft: RoomDraft, latest: Unclaimed, said: Said) -> bool:
    """Whether this goes on from the latest: never where more than one may have written it."""
    known = draft.state.masks.get(said.mask)
    several = said.mask == GROUP or (known is not None and known.seat is None)
    return not several and latest.mask == said.mask and draft.now - latest.at <= BURST


def _how(draft: RoomDraft, mask: str) -> tuple[Text, ...]:
    """How to write as oneself again, seldom."""
    last = draft.state.hinted
    if last is not None and draft.now - last <= UNATTRIBUTED:
        return ()
    draft.set(hinted=draft.now)
    return (text("mask.how_group" if mask == GROUP else "mask.how_channel"),)


def _holds(draft: RoomDraft, said: Said) -> bool:
    """Whether somebody's message would be taken out just now."""
    if not floor.may_remove(draft) or len(draft.state.unclaimed) >= UNCLAIMED_MAX:
        return False
    session, pause = draft.session, draft.state.pause
    if session.branch == "together":
        return False
    if pause is not None:
        return isinstance(pause, Breather) and said.sent > pause.since + GRACE
    turn = session.floor
    return turn is not None and not turn.halted and said.sent > turn.since + GRACE


def hint(draft: RoomDraft) -> None:
    """It stays, and how it can be known who writes is said, seldom."""
    last = draft.state.hinted
    if last is None or draft.now - last > UNATTRIBUTED:
        draft.note("floor.unattributed")
        draft.set(hinted=draft.now)
        draft.say(text("floor.unattributed"))


def claimed(draft: RoomDraft, tap: Tapped) -> None:
    """*It was mine*: back to whoever taps, and to nobody else. What was written as the group can
    only be of somebody who leads it anonymously; a channel is theirs from now on, unless the other
    says so, too.
    """
    found = [one for one in draft.state.unclaimed if one.stamp == tap.stamp]
    seat = draft.state.seat_of(tap.by)
    if seat is None:
        draft.answer(tap.tap, "toast.not_yours")
    elif not found:
        _contested(draft, seat, tap)
    elif found[0].mask == GROUP and draft.state.seats[seat].person not in draft.state.hidden:
        draft.note("mask.not_hidden")
        draft.answer(tap.tap, "toast.not_hidden")
        draft.add(do.Probe())
    else:
        draft.note("mask.claimed")
        draft.answer(tap.tap, "toast.unmasked")
        _hand_over(draft, seat, found)
        _theirs(draft, seat, found[0])


def _hand_over(draft: RoomDraft, seat: Seat, found: list[Unclaimed]) -> None:
    for number, one in enumerate(found):
        draft.keep(one.words, seat)
        kept = told.Kept(
            room=draft.state.id,
            words=one.words,
            signals=one.signals,
            message=one.message,
            quiet=number > 0,
            when=floor.comes(draft, seat) if draft.state.session is not None else "held",
            album=one.album,
        )
        draft.tell(seat, kept)
        draft.partner(seat, notes=draft.state.seats[seat].notes + 1)
    draft.set(unclaimed=tuple(one for one in draft.state.unclaimed if one not in found))
    if draft.state.session is None and draft.state.pause is None:
        draft.tell(seat, told.Ended(room=draft.state.id))  # nothing runs that it could wait for


def _theirs(draft: RoomDraft, seat: Seat, one: Unclaimed) -> None:
    """Whose it was stands in the group, so that nobody takes what is the other's in silence."""
    name, known = draft.state.name(seat), draft.state.masks.get(one.mask)
    if one.mask == GROUP or (known is not None and known.seat != seat):
        draft.add(do.Amend(of=one.say, text=text("mask.theirs", name=name)))
        return
    line = text("mask.channel", name=name)
    draft.add(do.Amend(of=one.say, text=line, rows=CLAIM, stamp=one.stamp))
    draft.set(masks={**draft.state.masks, one.mask: Mask(seat, one.stamp)})


def _contested(draft: RoomDraft, seat: Seat, tap: Tapped) -> None:
    """A channel that both say is theirs is nobody's: each message of it waits for a tap again."""
    mask = next((key for key, one in draft.state.masks.items() if one.stamp == tap.stamp), None)
    if mask is None or draft.state.masks[mask].seat in (None, seat):
        draft.answer(tap.tap, "toast.passed")
        return
    draft.note("mask.contested")
    draft.answer(tap.tap, "toast.contested")
    draft.set(masks={**draft.state.masks, mask: Mask(None, tap.stamp)})


def stayed(draft: RoomDraft, message: int) -> None:
    """It could not be taken out: it stands in the group, and needs no keeping."""
    for one in draft.state.unclaimed:
        if one.message == message:
            draft.release(one.words)
    left = tuple(one for one in draft.state.unclaimed if one.message != message)
    draft.set(unclaimed=left)


def due(draft: RoomDraft) -> None:
    """What nobody has claimed for a day goes."""
    for one in draft.state.unclaimed:
        if one.at + NOTE <= draft.now:
            draft.note("mask.gone")
            draft.release(one.words)
    left = tuple(one for one in draft.state.unclaimed if one.at + NOTE > draft.now)
    draft.set(unclaimed=left)
    draft.deadline(
        DEADLINE, min((one.at for one in left), default=draft.now) + NOTE if left else None
    )


def drop(draft: RoomDraft) -> None:
    """Of two who are no longer two nothing waits."""
    for one in draft.state.unclaimed:
        draft.release(one.words)
    draft.set(unclaimed=())


def told_privately(draft: RoomDraft, before: tuple[PersonId, ...]) -> None:
    """Whoever writes as the group since the last look hears alone what that means here."""
    for seat, who in draft.state.seats.items():
        if who.person in draft.state.hidden and who.person not in before:
            draft.note("mask.told")
            draft.show(seat, "mask", text("private.masked"))
