"""The verbs of the dialogues: one class each, and the table that knows them all."""

from typing import Any

from bot.dialogue.model import (
    Breathe,
    Choose,
    Consent,
    Draw,
    Fill,
    Gather,
    HandOff,
    Keep,
    Pick,
    Rate,
    Reflect,
    Remind,
    Reveal,
    Say,
    Scale,
    Step,
    Turn,
    Wait,
)
from bot.facilitator.steps.alone import KeepVerb, RevealVerb, ScaleVerb
from bot.facilitator.steps.base import Verb
from bot.facilitator.steps.cards import DrawVerb, PickVerb
from bot.facilitator.steps.choose import ChooseVerb
from bot.facilitator.steps.consent import CONSENT
from bot.facilitator.steps.fill import FillVerb
from bot.facilitator.steps.gather import GatherVerb
from bot.facilitator.steps.plain import BreatheVerb, HandOffVerb, RateVerb, SayVerb, WaitVerb
from bot.facilitator.steps.reflect import ReflectVerb
from bot.facilitator.steps.remind import RemindVerb
from bot.facilitator.steps.turn import TurnVerb

_VERBS: dict[type[Any], Verb[Any]] = {
    Say: SayVerb(),
    Consent: CONSENT,
    Gather: GatherVerb(),
    Choose: ChooseVerb(),
    Turn: TurnVerb(),
    Reflect: ReflectVerb(),
    Breathe: BreatheVerb(),
    Rate: RateVerb(),
    HandOff: HandOffVerb(),
    Wait: WaitVerb(),
    Draw: DrawVerb(),
    Pick: PickVerb(),
    Reveal: RevealVerb(),
    Scale: ScaleVerb(),
    Keep: KeepVerb(),
    Fill: FillVerb(),
    Remind: RemindVerb(),
}


def verb(step: Step) -> Verb[Any]:
    """The verb of a step that is no block."""
    return _VERBS[type(step)]
