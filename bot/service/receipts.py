"""A held note on its way: its room hears whether its post was delivered or refused for good, and
its author gives up nothing that does not stand in the group.
"""

from bot.facilitator import codec
from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.events import AnyEvent, NoteOut
from bot.service.ports import Delivered, Sending


def mark(row: Sending, event: AnyEvent | None) -> Delivered:
    """This row is done, and that is what its mailbox shall hear of it."""
    return Delivered(row.id, row.mailbox, event=codec.encode(event) if event is not None else None)


def delivered(effect: do.AnyEffect, event: AnyEvent | None) -> AnyEvent | None:
    """What the mailbox hears of an effect that is done. `event`: what it would hear anyway."""
    return _receipt(effect, event, placed=True)


def refused(effect: do.AnyEffect | None, event: AnyEvent | None) -> AnyEvent | None:
    """What it hears of one that will not be done; None: nobody can read which one it was."""
    return _receipt(effect, event, placed=False)


def _receipt(
    effect: do.AnyEffect | None, event: AnyEvent | None, *, placed: bool
) -> AnyEvent | None:
    if not isinstance(effect, do.Say) or effect.note is None:
        return event
    also = event if isinstance(event, told.Refused) else None
    return NoteOut(note=effect.note, placed=placed, refused=also)
