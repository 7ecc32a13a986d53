"""Phrases that are never taken out of a chat, by language.

Each entry is a regular expression over folded text (lower case, plain apostrophes, single spaces).
A language that is not here runs without recognition, and `/privacy` says so.
"""

from typing import Literal

from msgspec import Struct

#: Harm to oneself; a threat against somebody; somebody asks for help.
Crisis = Literal["self_harm", "threat", "help"]


class CrisisLexicon(Struct, frozen=True):
    """`phrases` by kind, and `harmless` figures of speech that are cut out first."""

    phrases: dict[Crisis, tuple[str, ...]]
    harmless: tuple[str, ...]


ENGLISH = CrisisLexicon(
    phrases={
        "self_harm": (
            r"(?:kill(?:ing)?|hurt(?:ing)?|harm(?:ing)?|cut(?:ting)?) (?:myself|my self|meself)",
            r"\b(?:end(?:ing)?|tak(?:e|ing)) my (?:own )?life",
            r"\bend it all\b",
            r"\bsuicid(?:e|al)\b",
            r"\b(?:want|wanna|going|gonna|wish i could|rather) (?:to )?die\b",
            r"\b(?:don'?t|do not|dont) (?:want to|wanna) (?:live|be alive|wake up|be here) ?any ?more",
            r"\bi(?: would|'?d)? wish i (?:was|were) dead\b",
            r"\bwish i (?:was|were) dead\b",
            r"\bbetter off (?:without me|if i (?:was|were) dead|dead)\b",
            r"\bno (?:reason|point) (?:to|in) (?:live|living|go(?:ing)? on)\b",
        ),
        "threat": (
            r"\b(?:i'?ll|i will|i'?m going to|i'?m gonna|imma|gonna|i am going to|i could|i swear i'?ll)"
            r" (?:\w+ )?(?:kill|hurt|hit|beat|smack|slap|punch|choke|strangle|stab|shoot|break)"
            r" (?:you|u|him|her|them|your|ur|the kids?|the baby)\b",
            r"\byou(?:'ll| will) (?:regret|be sorry|pay for) (?:this|that|it)\b",
            r"\byou(?:'re| are) dead\b",
            r"\bi(?:'ll| will) (?:make you pay|find you|take the (?:kids|children|baby))\b",
            r"\bif you (?:leave|go|tell)\b.{0,40}\b(?:kill|hurt|find you|regret|sorry)\b",
        ),
        "help": (
            r"\bcall(?:ing)? (?:the )?(?:police|cops|911|999|112|an ambulance)\b",
            r"\b(?:please )?(?:someone|somebody|anyone) (?:please )?help\b",
            r"^(?:please )?help(?: me)?(?: please)?[.! ]*$",
            r"\b(?:i'?m|i am|im) (?:so )?(?:scared|afraid|terrified|frightened) of (?:you|u|him|her)\b",
            r"\b(?:stop|quit) (?:hitting|hurting|grabbing|choking|pushing|threatening) me\b",
            r"\byou(?:'re| are| keep)? (?:hurting|hitting|threatening|choking) me\b",
            r"\byou (?:hit|choked|pushed|punched|slapped|strangled|threatened|raped) me\b",
            r"\b(?:don'?t|dont|do not) (?:hurt|hit|touch) me\b",
            r"\bi (?:don'?t|dont|do not) feel safe\b",
        ),
    },
    harmless=(
        r"\bkill(?:ing)? (?:for|time|two birds|the (?:mood|vibe|lights?|engine))\b",
        r"\b(?:die|dying|died) (?:of|from) (?:laugh\w*|embarrass\w*|bored\w*|shame|hunger|curiosity)",
        r"\bto die for\b",
        r"\bdying to \w+",
        r"\bsuicide squad\b",
        r"\bbeat you (?:at|in|to|there)\b",
        r"\bhit (?:you|me|u) up\b",
        r"\bbreak your (?:fast|streak|record)\b",
    ),
)

CRISIS: dict[str, CrisisLexicon] = {"en": ENGLISH}
