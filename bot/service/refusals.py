"""What a mailbox hears of what the chat did not let us do: only what changes what is possible."""

from bot.facilitator import effects as do
from bot.facilitator import events as told
from bot.facilitator.ids import EffectId
from bot.service.ports import Gone, NoRights, NotAlone, Trouble


def told_of(
    name: EffectId, effect: do.AnyEffect, trouble: Trouble, *, unsure: bool = False
) -> told.Refused | told.Unheard | None:
    """The event of it; None if nothing follows. `unsure`: it may have happened before."""
    if isinstance(trouble, Gone) and trouble.chat:
        return told.Refused(effect=name, why="account" if trouble.account else "door")
    if isinstance(effect, do.Whisper):
        return unheard(effect, trouble, unsure=unsure)
    if isinstance(trouble, Gone) and isinstance(effect, do.Amend):
        return told.Refused(effect=effect.of, why="deleted")
    if isinstance(trouble, Gone) and trouble.topic and isinstance(effect, do.Say):
        return told.Refused(effect=name, why="topic")
    if isinstance(trouble, NoRights):
        message = effect.message if isinstance(effect, do.Remove) else None
        return told.Refused(effect=name, why="rights", message=message)
    return None


def unheard(effect: do.Whisper, trouble: Trouble, *, unsure: bool = False) -> told.Unheard:
    """Of a whisper that nobody was shown, or everybody."""
    message = trouble.message if isinstance(trouble, NotAlone) else None
    return told.Unheard(to=effect.to, notice=effect.notice, message=message, unsure=unsure)
