"""What people call each other when they mean to hurt, by language.

Each entry of `attacks` is a regular expression over folded text (lower case, plain apostrophes,
single spaces). It is about words that are aimed at the other; anger, complaints and criticism are
not in it, since these can be said back. A language that is not here runs without.
"""

from msgspec import Struct


class InsultLexicon(Struct, frozen=True):
    """`attacks`; what is `harmless` and is cut out first; and what, right `before` an attack, says
    that it is not meant: a negation, somebody else's words.
    """

    attacks: tuple[str, ...]
    harmless: tuple[str, ...]
    before: tuple[str, ...]


_YOU_ARE = (
    r"\b(?:you'?re|you are|u are|u r|ur|you were|you'?ve always been|your(?= (?:an?|such)\b)"
    r"|you must be|you'?ll always be|you(?:'ve)? (?:turned into|become)"
    r"|you (?:act|behave|talk|sound|are acting|are behaving) like"
    r"|you'?re (?:acting|behaving|talking) like)"
)
_STRONG = (
    r"(?:an?|the|such|so|really|just|still|too|very|always|being|behaving|acting|like|nothing but"
    r"|one|kind of|totally?|total|completely?|complete|absolutely?|absolute|utterly?|utter|real"
    r"|fucking|freaking|bloody|damn|goddamn|little|big|biggest|bigger|even|huge|typical|most|worst"
    r"|bunch of|old|silly)"
)
_MEAN = (
    r"(?:stupid|dumb|fat|lazy|selfish|filthy|ugly|lying|dirty|crazy|evil|greedy|horrible|heartless"
    r"|miserable|pathetic|worthless|useless|disgusting|cold|spoiled|spineless|arrogant|cheating"
    r"|self-centered|ungrateful|cheap|manipulative|vile|awful|nasty|smug|bitter)"
)
_PAD = rf"(?:(?:{_STRONG}|{_MEAN}),? ){{0,5}}"
#: Bad whatever stands around them.
_NOUN = (
    r"(?:idiots?|morons?|imbeciles?|cretins?|halfwit|dimwit|dumb-?ass(?:es)?|fool|bitch(?:es)?"
    r"|ass-?holes?|arseholes?|bastards?|jerks?|dick|dickhead|prick|cunt|twat|wanker|whore|slut|skank"
    r"|tramp|losers?|scum|scumbag|douche|douchebag|shithead|fuck-?face|motherfucker|fucker|pig"
    r"|coward|liar|freak|creep|psycho|psychopath|sociopath|narcissist|nutcase|nutjob|lunatic"
    r"|monster|parasite|leech|failure|disgrace|snake|retard|clown|ass|arse|drama queen)"
)
_ANIMAL = r"(?:cow|rat|witch|dog|hag|worm|animal|brat|man|woman|git|sod)"
_ADJECTIVE = (
    r"(?:stupid|dumb|pathetic|disgusting|worthless|useless|hopeless|repulsive|retarded|ridiculous"
    r"|crazy|insane|brain ?dead|ugly|fat|evil|vile|despicable|revolting|good for nothing"
    r"|full of shit|dead to me|sick in the head|out of your mind|a waste of (?:space|time|air)"
    r"|nothing to me|such a (?:child|baby)|like a (?:child|baby|toddler)|a joke|trash"
    r"|garbage|a burden|a cheat|a nobody|mental|nothing without me|a sorry excuse for|dumber than"
    r"|(?:a )?piece of (?:shit|crap|trash|garbage|dirt))"
)
_BEAST = rf"{_MEAN},? (?:old |little )?{_ANIMAL}"
_BAD = rf"(?:{_NOUN}|{_ADJECTIVE}|{_BEAST})"
#: An order begins a clause: "I should shut up" is none.
_CLAUSE = (
    r"(?:^|[.!?,;:)] ?|- |\b(?:oh|please|so|now|then|well|and you|you can|you should|you need to"
    r"|why don'?t you|will you|would you|can you) )(?:just )?"
)
_ORDER = (
    r"(?:shut (?:the (?:fuck|hell) )?up|shut (?:your|ur) (?:\w+ )?(?:mouth|face|trap)|stfu"
    r"|fuck off|piss off|bugger off|get lost|drop dead|go to hell|rot in hell|eat shit"
    r"|go (?:fuck|screw) yourself|grow up|kiss my ass|get a life"
    r"|get (?:the (?:fuck|hell) )?out of my (?:face|life)"
    r"|don'?t be (?:such )?(?:an? |so )?(?:\w+ )?"
    r"(?:stupid|pathetic|idiot|jerk|bitch|asshole|baby))"
)
_SO = r"(?:(?:really|that|this|so|always|even|actually) ){0,2}"
_SLOW = r"(?:stupid|dumb|pathetic|retarded|insane|brain ?dead|useless)"
_CURSED = r"(?:pathetic|worthless|disgusting|useless)"
_SICK = r"(?:want to (?:puke|vomit|throw up)|sick|puke)"
_COULD, _LOVE = r"(?:could|would|will|can|wants to)", r"(?:ever )?(?:love|want|stand|put up with)"
_WITH = r"(?:married|marry|dating|living with|live with|stuck with)"
#: What is not meant.
_FINE = r"(?:about|busy|good|talented|in love|for|hours|schedule|week|day)"
_THING = r"(?:luck|idea|things?|question|stuff|mistake|plan)"
_THINK = (
    r"(?:think|thought|say|said|saying|mean|meant|believe|call|called|calling|feel|felt|find|tell"
    r"|telling|told|fear|convinced)"
)
_SORRY = r"sorry (?:that |if |for )?(?:i )?(?:ever )?"
_NOT_I = r"(?!(?:i|also|just|still|really|always|honestly) )"
_OF_YOU = r"(?=[.!?,;:)]|$| (?:so much|for|right now|sometimes)\b)"

ENGLISH = InsultLexicon(
    attacks=(
        rf"{_YOU_ARE},? {_PAD}{_BAD}\b",
        rf"\byou,? {_PAD}(?:{_NOUN}|{_BEAST})\b",
        rf"\byou,? (?:{_STRONG} |{_MEAN},? ){{0,3}}{_CURSED}(?=[.!?… ]*$)",
        rf"{_CLAUSE}{_ORDER}\b(?! together)",
        r"\b(?:fuck|screw|damn|curse) (?:you|u)\b(?! (?:look|smell|cook|are|can))",
        r"\byou (?:really |just |fucking |honestly )?(?:disgust|repulse|sicken) me\b",
        rf"\byou make me {_SICK}\b(?! with (?:worry|fear))",
        rf"\bi (?:really |just |so |fucking )?(?:hate|despise|loathe|detest) you{_OF_YOU}",
        r"\bi hate your guts\b",
        rf"\bi can'?t stand (?:you|the sight of you|looking at you){_OF_YOU}",
        rf"\b(?:are|can|could) you (?:be )?{_SO}{_PAD}(?:{_NOUN}|{_SLOW})\b",
        r"\bhow (?:stupid|dumb|pathetic|thick) (?:are|can) you\b",
        r"\bwhat (?:the (?:hell|fuck) is|in the hell is|the hell'?s) wrong with you\b",
        r"\bno(?:body| one) (?:likes|loves|wants) you(?=[.!?]|$)",
        rf"\bno(?:body| one) (?:else )?{_COULD} {_LOVE} (?:you|some(?:one|body) like you)\b",
        r"\byou(?:'ve| have)?(?: got)? no (?:brains?|spine|shame|balls|heart)(?=[.!?,]|$)",
        rf"\bwhat an? {_PAD}{_NOUN} you are\b",
        rf"\bstop being {_PAD}{_BAD}\b",
        r"\bgrow (?:a pair|some balls|a spine)\b",
        r"\byou suck\b",
        rf"\bi(?:'m| am)? {_WITH} (?:to )?{_PAD}{_NOUN}\b",
    ),
    harmless=(
        r'"[^"]*"',
        r"\b(?:freak|pig|creep)(?:s|ed|ing)? (?:me |you )?(?:out|up)\b",
        r"\bjerk(?:s|ed|ing)? (?:me |you )?around\b",
        r"\bprick(?:s|ed)? (?:your|my|his|her|up)\b",
        rf"\b(?:crazy|insane) {_FINE}\b",
        r"\b(?:cookie|party) monster\b",
        r"\bmonster (?:of|in the)\b",
        r"\bfat chance\b",
        r"\b(?:to|wanna) fuck you\b",
        r"\bscrew(?:s|ed|ing)? (?:you|me|us|it) (?:over|up)\b",
        r"\b(?:fool|clown)(?:s|ed|ing)? (?:around|me|us|yourself)\b",
        rf"\b(?:dumb|stupid|silly|crazy)(?:ly)? {_THING}\b",
    ),
    before=(
        r"\b(?:if|though|whether|not (?:that|like|because|saying)|unless|wish) $",
        rf"\b(?:call(?:ed|ing)?|{_SORRY}(?:said|saying|thought))(?: that)? $",
        rf"(?:n't|\bnot|\bnever) (?:\w+ ){{0,2}}{_THINK}(?: you)?(?: that| like)? $",
        rf"\byou(?:'re|'d|'ll)? (?:\w+ )?{_THINK}(?: me| yourself)?(?: that| like)? $",
        rf"\b{_NOT_I}\w+ (?:says?|said|thinks?|thought|claims?|told (?:me|you|us))(?: that)? $",
    ),
)

INSULTS: dict[str, InsultLexicon] = {"en": ENGLISH}
