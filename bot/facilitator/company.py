"""Somebody else is in the group: the exercise halts kindly, and goes on only if both say so.

A third may be welcome, a therapist for instance, or may have come by mistake. So nothing ends: the
floor is open, clocks stand still, nothing that is kept shows, pause and support work. Whether it
goes on, with them or when they have left, both say, each by a tap.
"""

from bot.facilitator import clocks, sessions
from bot.facilitator.events import Asked
from bot.facilitator.ids import Seat, TapId
from bot.facilitator.limits import GUEST
from bot.facilitator.pauses.ends import clear, end
from bot.facilitator.room import Guest
from bot.facilitator.room_draft import RoomDraft
from bot.facilitator.texts import Rows, button, text

DEADLINE = "pause.guest"
#: What the buttons mean: with them here; put away.
WITH, AWAY = "with_guest", "put_away"
#: A dialogue that both have to say yes to, since somebody else is here, stands behind this.
BEGIN = "guest"
_CARD: Rows = ((button(WITH, "button.with_guest"), button(AWAY)), (button("pause"),))


def counted(draft: RoomDraft, humans: int) -> None:
    """So many are in the group now. Whoever was welcome is not asked about again; of one more,
    what was said before says nothing.
    """
    room = draft.state
    if humans == room.humans:
        return
    draft.set(humans=humans, welcome=())
    draft.set(guests=min(room.guests, draft.state.others))
    if isinstance(room.pause, Guest):
        draft.refresh("pause", text(_key(draft)))


def _key(draft: RoomDraft) -> str:
    return "company.halted" if draft.state.company else "company.gone"


def settle(draft: RoomDraft) -> None:
    """An exercise that would go on before somebody whom not both have welcomed halts."""
    room = draft.state
    if room.session is None or room.pause is not None or not room.company:
        return
    draft.note("company.halted")
    clocks.rest(draft)
    draft.silence("turn")
    clear(draft)
    draft.set(pause=Guest(draft.now), welcome=())
    draft.deadline(DEADLINE, draft.now + GUEST)
    draft.cover()
    draft.card("pause", text("company.halted"), _CARD)


def go_on(draft: RoomDraft, seat: Seat, tap: TapId | None) -> None:
    """One of the two would go on; it does when both would."""
    if welcome(draft, seat, tap):
        draft.note("company.gone_on")
        end(draft, text("company.gone_on"))


def welcome(draft: RoomDraft, seat: Seat, tap: TapId | None) -> bool:
    """Whether both have said yes to whoever is here now."""
    said = {*draft.state.welcome, seat}
    if not draft.all_of(said):
        draft.note("company.asked")
        draft.answer(tap, "toast.both_say")
        if tap is None and isinstance(draft.event, Asked) and draft.event.private:
            draft.show(seat, "reply", text("toast.both_say"))
        draft.set(welcome=tuple(sorted(said)))
        return False
    draft.answer(tap)
    draft.set(welcome=(), guests=draft.state.others)
    return True


def put_away(draft: RoomDraft, tap: TapId | None = None) -> None:
    """By either, or since nobody went on."""
    draft.answer(tap)
    sessions.close(draft, "company" if draft.state.company else "put_away")


def ask(draft: RoomDraft, dialogue: str, tap: TapId | None) -> None:
    """An exercise with somebody else here: that needs both."""
    draft.note("begin.company")
    draft.answer(tap)
    draft.set(welcome=())
    draft.cover()
    both = button(f"{BEGIN}_{dialogue}", "button.begin_guest")
    draft.card("menu", text("begin.company"), ((both, button("enough")),))


def unwelcome(draft: RoomDraft) -> None:
    """Either takes back that somebody else may read along; `settle` does the rest."""
    draft.note("company.unwelcome")
    draft.set(guests=0, welcome=())
