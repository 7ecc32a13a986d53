"""An evening in which both leave something of theirs with Heard."""

from pathlib import Path

from bot.dialogue.library import Library
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Script
from tests.adapters.schemas.played import _open_gates
from tests.stage.durable import DurableRig

#: Names that stand nowhere by chance.
NAMES = {"Ana": "Anastasia-Quince", "Ben": "Benedikt-Rhubarb"}
TOPIC = "the marmalade behind the piano"
ANAS, BENS = "You count spoons like a hawk!", "You never, ever sharpen the pencils!"
FELT = "mostly"
#: What stays with Heard, by author, and what was said in turn, of which nothing may be anywhere.
KEPT = {"Ana": {TOPIC, ANAS}, "Ben": {BENS}}
IN_TURN = ("I polish it every evening.", "You polish it every evening.", "I feel watched by it.")
_BEGIN = (
    "Ana: /begin speaker-listener",
    "Ben taps Apart",
    "Ana taps I'm up for it, private",
    "Ben taps I'm up for it, private",
    f"Ana: {TOPIC}",
    "Ben taps All right",
    "+10 s",
)
LINES = (
    *GIVEN["paired"],
    *_BEGIN,
    f"Ana: {IN_TURN[0]}",
    f"Ben: {IN_TURN[1]}",
    "Ana taps That's it",
    "Ana taps Pass",
    f"Ben: {IN_TURN[2]}",
    "Ana: You feel watched by it.",
    "Ben taps That's it",
    "Ben taps Pass",
    *("Ana taps For me alone, private", f"Ana taps {FELT}, private"),
    *_BEGIN,
    f"Ben: {BENS}",
    f"Ana: {IN_TURN[0]}",
    f"Ben: {IN_TURN[1]}",
    "Ana taps That's it",
    "Ana taps Pass",
    f"Ana: {ANAS}",
)


async def play(rig: DurableRig) -> None:
    """The evening, up to its middle."""
    for name, called in NAMES.items():
        rig.cast.people[name].first_name = called
    for does in LINES:
        if does == _BEGIN[0]:
            await _open_gates(rig)
        await rig.play(does)


def rig(library: Library, folder: Path, *, at_once: bool = True) -> DurableRig:
    """The couple, on this folder."""
    folder.mkdir(exist_ok=True)
    made = DurableRig(library, folder, Script(["# given: paired"], []), kill=False)
    made.at_once = at_once
    return made
