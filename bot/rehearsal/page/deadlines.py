"""What is due, in words: the names of Heard's deadlines, as the bar says them."""

from typing import Final

#: By the name that the state has for it: what happens then.
LABELS: Final[dict[str, str]] = {
    "session.place": "the question of the place lapses",
    "session.consent": "the question lapses",
    "session.warn": "last sentence",
    "session.turn": "the turn's time is up",
    "session.time": "time is up",
    "session.over": "the last sentence is over",
    "session.reflect": "the time to say back is up",
    "session.check": "the check lapses",
    "session.gather": "the time for a topic is up",
    "session.choose": "the choice lapses",
    "session.half": "half time",
    "session.hand_off": "the timer rings",
    "session.wait": "the quiet is over",
    "session.draw": "the card that lies there is taken",
    "session.pick": "the words chosen so far are taken",
    "session.alone": "the questions asked in private lapse",
    "session.remind": "the offer of a later time lapses",
    "session.end": "the exercise has lasted too long",
    "pause.back": "the return",
    "pause.call": "the call to come back lapses",
    "pause.breather": "the breather is over",
    "pause.aside": "back to the topic",
    "pause.guest": "the halt for a guest lapses",
    "pause.halt": "the stop for both lapses",
    "offer": "the offer lapses",
    "notes": "a kept note expires",
    "check": "a private question is wiped",
    "leave": "somebody leaves who put it off",
    "draft": "what was written first can go",
    "drafting": "nothing more is written first",
    "solo": "an exercise by oneself lapses",
    "again": "the quiet card that was wished for",
    "lock": "who cannot write can, or still cannot",
    "share": "what was shared is told",
    "heat.cool": "heat is forgotten",
    "unclaimed": "what nobody has claimed goes",
    "heat.ask": "each is asked alone whether it helped",
}


def label(name: str) -> str:
    """In words; a name that is not known here is said as it is."""
    return LABELS.get(name) or name.replace(".", " ").replace("_", " ")
