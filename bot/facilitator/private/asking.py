"""*I'm up for it*: each is asked alone, and the room learns one bit of each, whatever is behind it.

A *yes* that a closed gate stands behind is a *no* by the time it leaves this mailbox, and looks the
same to whoever watches it being tapped.
"""

from bot.dialogue.limits import GATED_LEVEL
from bot.facilitator.events import Answered, UpAsked, UpPassed
from bot.facilitator.ids import RoomId, TapId
from bot.facilitator.person import Membership, Offer
from bot.facilitator.private import check
from bot.facilitator.private.draft import PersonDraft, scale
from bot.facilitator.texts import Rows, button, text

#: The slot of the card, with the room behind it.
SLOT = "up."
ANSWERS: Rows = ((button("up_yes", "button.up_for_it"), button("up_no", "button.not_today")),)


def asked(draft: PersonDraft, event: UpAsked) -> None:
    """The room asks. The post is the same whether or not the private questions were answered."""
    if event.room not in draft.state.rooms:
        return
    draft.note("up.asked")
    offer = Offer(event.stamp, event.level, event.text, event.assigned, event.calm)
    draft.set(offers={**draft.state.offers, event.room: offer})
    _show(draft, event.room, offer)


def show_again(draft: PersonDraft) -> None:
    """Whoever comes by the group's button finds what is open, at the end of the chat."""
    for room, offer in draft.state.offers.items():
        if draft.state.checking is None or draft.state.checking.room != room:
            _show(draft, room, offer)


def _show(draft: PersonDraft, room: RoomId, offer: Offer) -> None:
    check.give_up(draft, f"{SLOT}{room}")
    draft.card(f"{SLOT}{room}", offer.text, ANSWERS)


def tapped(draft: PersonDraft, slot: str, action: str, tap: TapId | None) -> None:
    """*I'm up for it*, *not today*, or an answer to a private question on the way there."""
    room = RoomId(slot.removeprefix(SLOT))
    membership = draft.state.rooms.get(room)
    if action.startswith("check_"):
        went = check.tapped(draft, slot, action, tap)
        if went == "through":
            _yes(draft, room, slot)
        elif went != "on":
            _answer(draft, room, slot, up=False)
        return
    draft.answer(tap)
    if check.under_way(draft, slot):
        if action == "up_yes":
            return  # the same tap once more
        check.give_up(draft, slot, said=False)
    if membership is None or room not in draft.state.offers:
        draft.change(slot, text("consent.passed_in_private"))
    elif action == "up_yes" and _must_be_asked(draft, room, membership):
        check.give_up(draft)
        check.begin(draft, room, slot)
    elif action == "up_yes":
        _yes(draft, room, slot)
    else:
        calm = action.removeprefix("calm_")
        _answer(draft, room, slot, up=calm.isdecimal() and _calm_enough(draft, room, int(calm)))


def _yes(draft: PersonDraft, room: RoomId, slot: str) -> None:
    """Some exercises also need both to be calm; how calm somebody is stays here."""
    offer = draft.state.offers.get(room)
    if offer is None or offer.calm is None:
        _answer(draft, room, slot, up=True)
        return
    draft.note("up.calm")
    rows = (*scale("calm"), (button("up_no", "button.not_today"),))
    draft.change(slot, text("consent.calm"), rows)


def _calm_enough(draft: PersonDraft, room: RoomId, calm: int) -> bool:
    offer = draft.state.offers.get(room)
    return offer is not None and calm >= (offer.calm or 0)


def _answer(draft: PersonDraft, room: RoomId, slot: str, *, up: bool) -> None:
    """Tell the room, if it still asks. What is seen last is the same for every answer."""
    offer, membership = draft.state.offers.get(room), draft.state.rooms.get(room)
    if offer is not None and membership is not None:
        up = up and passes(draft, membership, offer)
        draft.tell_to(room, Answered(person=draft.state.id, stamp=offer.stamp, up=up))
    forget(draft, room)
    draft.change(slot, text("consent.noted_in_private"))


def _must_be_asked(draft: PersonDraft, room: RoomId, membership: Membership) -> bool:
    return membership.gate is None and draft.state.offers[room].level >= GATED_LEVEL


def passes(draft: PersonDraft, membership: Membership, offer: Offer) -> bool:
    """Whether nothing of this person's closes it: not the gate, and not what was hard lately."""
    if offer.level < GATED_LEVEL:
        return True
    tender = membership.tender is not None and membership.tender > draft.now
    return not tender and check.opens(membership.gate, offer.level, assigned=offer.assigned)


def passed(draft: PersonDraft, event: UpPassed) -> None:
    """The room does not wait for an answer any more. Questions that were begun may be finished."""
    slot = f"{SLOT}{event.room}"
    was_open = event.room in draft.state.offers and slot in draft.state.cards
    forget(draft, event.room)
    checking = draft.state.checking
    if was_open and (checking is None or checking.slot != slot):
        draft.change(slot, text("consent.passed_in_private"))


def forget(draft: PersonDraft, room: RoomId) -> None:
    """No answer is due for this room."""
    draft.set(offers={one: offer for one, offer in draft.state.offers.items() if one != room})
