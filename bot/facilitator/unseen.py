"""What somebody writes in the group to the bot alone. Nobody else has seen it: there is nothing to
take out, and nothing was said.
"""

from bot.facilitator import floor, whispers
from bot.facilitator.events import Notice, Said, SupportWanted
from bot.facilitator.ids import Seat
from bot.facilitator.limits import BURST, HELD_MAX
from bot.facilitator.room import Break, Breather
from bot.facilitator.room_draft import RoomDraft


def heard(draft: RoomDraft, seat: Seat, said: Said) -> None:
    """Words that are out of turn are kept for their author, who may say them later. Of anything
    else they learn, once for a burst, that nobody has read it. A call for help is answered to
    whoever wrote it, as in private.
    """
    partner = draft.state.seats[seat]
    if said.signals.crisis:
        draft.note("unseen.crisis")
        draft.tell(seat, SupportWanted(crisis=said.signals.crisis))
        whispers.door_to_support(draft, partner.person, said.unseen)
        return
    notice = partner.told is None or draft.now - partner.told > BURST
    if notice:
        draft.partner(seat, told=draft.now)
    if _waits(draft, seat) and partner.notes < HELD_MAX:
        draft.note("unseen.kept")
        draft.keep(said.words, seat)
        when = floor.comes(draft, seat)
        floor.give_to_author(draft, seat, said, when=when, notice=notice)
        draft.partner(seat, notes=partner.notes + 1)
    elif notice:
        draft.note("unseen.unsaid")
        whispers.tell(draft, partner.person, Notice("unsaid", hidden=True), said.unseen)


def _waits(draft: RoomDraft, seat: Seat) -> bool:
    """Whether this partner's messages are held just now."""
    pause, session = draft.state.pause, draft.state.session
    if isinstance(pause, Breather):
        return session is None or session.branch != "together"
    if isinstance(pause, Break):
        return floor.is_quiet(draft, pause)
    holds = None if pause is not None or session is None else session.floor
    return holds is not None and holds.holder != seat and not holds.halted
