"""What the bot can do in the group, who is there, and what changed."""

from msgspec.structs import replace

from bot.facilitator import company, enrolment, kept, lock, masks, sessions, topics
from bot.facilitator import effects as do
from bot.facilitator.events import (
    Asked,
    Edited,
    Joined,
    Left,
    NoteStayed,
    Probed,
    Refused,
    Rights,
    RightsChanged,
    Said,
    Tapped,
)
from bot.facilitator.ids import SEATS, EffectId
from bot.facilitator.pauses.ends import break_over
from bot.facilitator.room import Break
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Text, text


def rights_changed(draft: RoomDraft, event: RightsChanged) -> None:
    """The bot was added, promoted, demoted or removed. Both are told, in plain words."""
    before, now = draft.state.rights, event.rights
    draft.set(rights=now)
    if not now.present:
        _gone(draft)
    elif not before.present:
        draft.note("presence.added")
        draft.add(do.Probe())
    elif before != now:
        draft.add(do.Probe())
        line = lock.ended(draft)
        if (before.sees, before.removes) != (now.sees, now.removes):
            _say_change(draft, event, () if line is None else (line,))
        elif line is not None:
            draft.say(replace(line, then=(*line.then, *_who(event.name))))


def standing_changed(draft: RoomDraft) -> None:
    """Somebody leads the group now, or no longer, or writes as the group: look again."""
    if draft.state.rights.present:
        draft.note("presence.standing")
        draft.add(do.Probe())


def _say_change(draft: RoomDraft, event: RightsChanged, more: tuple[Text, ...] = ()) -> None:
    """Only once both are in; before that, the greeting's card says it. `more`: what else follows
    from it.
    """
    if not draft.state.complete:
        return
    rights = draft.state.rights
    if rights.removes:
        draft.note("presence.gained")
        draft.say(text("presence.removes", *more))
    elif not rights.sees:
        draft.note("presence.deaf")
        draft.say(text("presence.deaf", *more, *_who(event.name)))
        if draft.state.session is not None and draft.state.session.branch in ("apart", "short"):
            sessions.close(draft, "put_away")
    else:
        draft.note("presence.lost")
        draft.say(text("presence.reminds", *more, *_who(event.name)))


def _who(name: str) -> tuple[Text, ...]:
    """Who did it, where Telegram tells."""
    return (text("presence.by", name=name),) if name else ()


def _gone(draft: RoomDraft) -> None:
    """The bot was removed from the group: nothing runs, nothing is lost, both learn it alone."""
    draft.note("presence.removed")
    if draft.state.session is not None:
        sessions.close(draft, "put_away", wordless=True)
    had_break = isinstance(draft.state.pause, Break)
    stay = (kept.DEADLINE, masks.DEADLINE)
    keeps = {name: at for name, at in draft.state.deadlines.items() if name in stay}
    draft.set(pause=None, deadlines=keeps, cards={}, sharing=None, again=None)
    if had_break:
        break_over(draft)
    draft.effects[:] = [one for one in draft.effects if isinstance(one, do.Tell | do.Release)]
    for seat in SEATS:
        draft.show(seat, "gone", text("presence.removed"))


def probed(draft: RoomDraft, event: Probed) -> None:
    """What the chat says of us. Before both are in, the greeting follows from it."""
    draft.set(rights=event.rights, owner=event.owner)
    company.counted(draft, event.humans)
    before = draft.state.hidden
    draft.set(admins=event.admins, hidden=event.hidden)
    draft.set(supergroup=event.supergroup, forum=event.forum)
    if draft.state.complete:
        masks.told_privately(draft, before)
        return
    draft.note("presence.probed")
    card = draft.state.cards.get("hello")
    if card is None:
        enrolment.greet(draft)
    elif card.text.key.startswith("hello."):  # and not one that says more than who we are
        draft.refresh("hello", enrolment.greeting(draft))


def joined(draft: RoomDraft, event: Joined) -> None:
    """Somebody came in. If that is a third, an exercise halts (`company.settle`)."""
    seat = draft.state.seat_of(event.who)
    if seat is not None:
        draft.note("presence.back")
        draft.partner(seat, away=False)
    company.counted(draft, draft.state.humans + 1)
    if seat is None and draft.state.complete:
        enrolment.doubt(draft)


def left(draft: RoomDraft, event: Left) -> None:
    """Somebody left, or was taken out, which is the same. A partner keeps the seat and hears in
    private how to come back; the exercise rests, a break goes on.
    """
    seat = draft.state.seat_of(event.who)
    if seat is not None:
        draft.partner(seat, away=True)
    company.counted(draft, max(draft.state.humans - 1, 0))
    if seat is None:
        return
    draft.note("presence.left")
    if draft.state.session is not None and not isinstance(draft.state.pause, Break):
        sessions.close(draft, "put_away")
    draft.show(seat, "left", text("presence.left"))


def settle(draft: RoomDraft) -> None:
    """A pause is over while one of the two is out of the group: the exercise rests."""
    before, room = draft.before, draft.state
    if before.pause is None or room.pause is not None or room.session is None:
        return
    if any(one.away for one in room.seats.values()):
        draft.note("presence.one_is_away")
        sessions.close(draft, "put_away")


def seen(draft: RoomDraft) -> None:
    """Whoever does something in the group is in it, also where we have not heard that they came."""
    event = draft.event
    if not isinstance(event, Said | Edited | Asked | Tapped):
        return
    private = isinstance(event, Asked) and event.private
    if private or (isinstance(event, Tapped) and event.tap is None):
        return
    seat = draft.state.seat_of(event.by)
    if seat is not None and draft.state.seats[seat].away:
        draft.partner(seat, away=False)


def moved(draft: RoomDraft) -> None:
    """The group became another chat: old message ids mean nothing, so the living cards come
    again.
    """
    draft.note("presence.moved")
    cards = draft.state.cards
    draft.set(cards={slot: card for slot, card in cards.items() if not card.stamp})
    draft.cover()
    if draft.state.session is not None:
        draft.floor(removed=(), said=None)
    draft.add(do.Probe())
    for slot, card in cards.items():
        if card.stamp:
            draft.card(slot, card.text, card.rows, card.calls)


def refused(draft: RoomDraft, event: Refused) -> None:
    """Something could not be done, and that says what is possible now."""
    rights = draft.state.rights
    if event.why == "deleted":
        _post_again(draft, event.effect)
    if event.message is not None:
        draft.tell_both(NoteStayed(room=draft.state.id, message=event.message))
        masks.stayed(draft, event.message)
    if event.why == "rights" and rights.removes:
        draft.note("presence.refused")
        draft.set(rights=replace(rights, removes=False))
        draft.add(do.Probe())
        if draft.state.complete:
            draft.say(text("presence.reminds"))
    elif event.why == "topic":
        topics.lost(draft, event)
    elif event.why == "door" and rights.present:
        draft.set(rights=Rights(present=False))
        _gone(draft)


def _post_again(draft: RoomDraft, gone: EffectId) -> None:
    """A card that somebody took out of the chat while it was needed comes again."""
    slot = next((slot for slot, card in draft.state.cards.items() if card.say == gone), None)
    if slot is not None and draft.state.cards[slot].stamp:
        draft.note("presence.card_again")
        draft.repost(slot)
