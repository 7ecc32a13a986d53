"""Whether a condition of a dialogue holds: a closed list, each of the session's own past."""

from bot.dialogue.model import Condition, any_of
from bot.facilitator.ids import SEATS
from bot.facilitator.progress import Form, Picked, Session, Together
from bot.facilitator.room import Room


def holds(room: Room, session: Session, condition: Condition) -> bool:
    """The one that is named. A condition without any never holds."""
    found = session.found
    match condition:
        case Condition(chosen=dict() as chosen):
            return all(session.choices.get(step) == option for step, option in chosen.items())
        case Condition(shown=str() as step):
            both = found.get(step)
            return isinstance(both, Together) and len(both.said) == len(SEATS)
        case Condition(reached=str() as step):
            both = found.get(step)
            return isinstance(both, Together) and both.reached
        case Condition(sent=str() as step):
            return isinstance(found.get(step), Form)
        case Condition(said=str() | tuple() as steps):
            return any(_said(session, step) for step in any_of(steps))
        case Condition(heard="both"):
            return all(session.heard.get(seat, False) for seat in SEATS)
        case Condition(validated="both"):
            return all(session.validated.get(seat, False) for seat in SEATS)
        case Condition(played=bool() as wanted):
            return (session.dialogue in room.played) == wanted
        case _:
            return False


def _said(session: Session, step: str) -> bool:
    """Something was said in this step, or picked."""
    picked = session.found.get(step)
    words = isinstance(picked, Picked) and bool(picked.keys)
    return words or bool(session.spoken.get(step))
