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


_I_WILL = (
    r"(?:i'?ll|i will|i'?m going to|i am going to|i'?m gonna|imma|gonna|i could|i'?d|i would"
    r"|i should|i (?:just |really )?(?:want to|wanna))"
)
_ATTACK = r"(?:kill|hurt|hit|beat|smack|slap|punch|choke|strangle|stab|shoot)"
_BONES = r"(?:neck|arms?|legs?|jaw|face|bones?|nose|teeth|fingers?)"
_ATTACKED = r"(?:hit|choked|pushed|punched|slapped|strangled|threatened|raped)"
_ATTACKING = r"(?:hitting|hurting|grabbing|choking|pushing|threatening)"
_SOMEBODY = r"(?:you|u|him|her|them|(?:your|ur)(?! feelings)|the kids?|the baby)"
_DO_NOT = r"(?:don'?t|dont|do not)"
_AFRAID = r"(?:scared|afraid|terrified|frightened)"
_ALIVE = r"(?:live|be alive|wake up|be here)"
_IN_JEST = r"(?:laugh\w*|embarrass\w*|bored\w*|shame|hunger|curiosity)"

ENGLISH = CrisisLexicon(
    phrases={
        "self_harm": (
            r"(?:kill|hurt|harm|cutt?)(?:ing)? (?:myself|my self|meself)",
            r"\b(?:end|ending|take|taking) my (?:own )?life",
            r"\bend it all\b",
            r"\bsuicid(?:e|al)\b",
            r"\b(?:want|wanna|going|gonna|wish i could|rather) (?:to )?die\b",
            rf"\b{_DO_NOT} (?:want to|wanna) {_ALIVE} ?any ?more",
            r"\bwish i (?:was|were) dead\b",
            r"\bbetter off (?:without me|if i (?:was|were) dead|dead)\b",
            r"\bno (?:reason|point) (?:to|in) (?:live|living|go(?:ing)? on)\b",
        ),
        "threat": (
            rf"\b{_I_WILL} (?:\w+ )?{_ATTACK} {_SOMEBODY}\b",
            rf"\b{_I_WILL} (?:\w+ )?break (?:your|ur) {_BONES}\b",
            r"\byou(?:'ll| will) (?:regret|be sorry|pay for) (?:this|that|it)\b",
            r"\byou(?:'re| are) dead\b",
            r"\bi(?:'ll| will) (?:make you pay|find you|take the (?:kids|children|baby))\b",
            r"\bif you (?:leave|go|tell)\b.{0,40}\b(?:kill|hurt|find you|regret|sorry)\b",
        ),
        "help": (
            r"\bcall(?:ing)? (?:the )?(?:police|cops|911|999|112|an ambulance)\b",
            r"\b(?:please )?(?:someone|somebody|anyone) (?:please )?help\b",
            r"^(?:please )?help(?: me)?(?: please)?[.! ]*$",
            rf"\b(?:i'?m|i am) (?:so )?{_AFRAID} of (?:you|u|him|her)\b",
            rf"\b(?:stop|quit) {_ATTACKING} me\b",
            rf"\byou(?:'re| are| keep)? {_ATTACKING} me\b",
            rf"\byou {_ATTACKED} me\b",
            rf"\b{_DO_NOT} (?:hurt|hit|touch) me\b",
            rf"\bi {_DO_NOT} feel safe\b",
        ),
    },
    harmless=(
        r"\bkill(?:ing)? (?:for|time|two birds|the (?:mood|vibe|lights?|engine))\b",
        rf"\b(?:die|dying|died) (?:of|from) {_IN_JEST}",
        r"(?<!want )(?<!going )\bto die for\b",
        r"\bdying to \w+",
        r"\bsuicide squad\b",
        r"\bbeat you (?:at|in|there|to (?:it|the|my|our))\b",
        r"\bhit (?:you|me|u) up\b",
    ),
)

CRISIS: dict[str, CrisisLexicon] = {"en": ENGLISH}
