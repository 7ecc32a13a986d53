"""Ready-made beginnings: what happens, unseen, before the first line of a transcript."""

from datetime import UTC, datetime, timedelta

#: When a transcript begins that does not say so.
START = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
#: Between two things that people do, unless the line or the transcript says otherwise.
PACE = timedelta(seconds=5)

SETUP = ("Ana adds Heard",)
PAIRED = (
    *SETUP,
    "Ana taps I'm in",
    "Ana starts",
    "Ana taps I'm in, private",
    "Ben taps I'm in",
    "Ben starts",
    "Ben taps I'm in, private",
    "Ana: /stop",
    "+1 min",
)
#: Both have answered the private questions, with nothing to say.
_QUESTIONS = (
    "{who}, private: /settings",
    "{who} taps For me alone, private",
    "{who} taps Yes, private",
    "{who} taps The private questions, private",
    "{who} taps No, private",
    "{who} taps No, private",
    "{who} taps Yes, private",
    "{who} taps No, private",
)
ANSWERED = (
    *PAIRED,
    *(line.format(who=who) for line in _QUESTIONS for who in ("Ana", "Ben")),
)
WARM = (
    *PAIRED,
    "Ana: /begin three good minutes",
    "Ben taps Apart",
    "Ana taps Ready",
    "Ben taps Ready",
)
#: Both want it noticed in free talk, too; and that messages wait for a minute.
NOTICED = (
    *PAIRED,
    "Ana: /rules",
    "Ana taps Notice when it gets fast (needs both)",
    "Ben taps Notice when it gets fast (needs both)",
)
MINUTE = (
    *NOTICED,
    "Ana taps Hold a minute when it gets fast (needs both)",
    "Ben taps Hold a minute when it gets fast (needs both)",
)
#: A third owns the group (`# owner: Cara`), and has left it to the two: both are plain members.
TWO_MEMBERS = ("Cara adds Heard to lock", "Cara leaves", *PAIRED[1:])
LOCKING = (
    *TWO_MEMBERS,
    "Ana: /rules",
    "Ana taps One writes at a time (needs both)",
    "Ben taps One writes at a time (needs both)",
)
GIVEN: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "added": SETUP,
    "paired": PAIRED,
    "paired, no right to remove": (*PAIRED, "Ana takes rights", "+1 min"),
    "warm": WARM,
    "warm, basic group": ("Ana adds Heard as member", *WARM[1:]),
    "questions answered": ANSWERED,
    "two members": TWO_MEMBERS,
    "two members, locking": LOCKING,
    "two members, locked": (*LOCKING, *WARM[len(PAIRED) :]),
    "noticed in free talk": NOTICED,
    "a minute in free talk": MINUTE,
    "listening": (
        *ANSWERED,
        "Ana: /begin speaker-listener",
        "Ben taps Apart",
        "Ana taps I'm up for it, private",
        "Ben taps I'm up for it, private",
        "Ana: the dishes",
        "Ben taps All right",
        "+10 s",
    ),
}
