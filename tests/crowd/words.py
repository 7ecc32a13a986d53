"""What the crowd writes."""

from random import Random

COMMANDS = (
    "start", "begin", "menu", "pause", "resume", "done", "pass", "stop", "breathe", "meta", "rules",
    "help", "privacy", "sources", "held", "support", "journal", "settings", "consent", "leave",
    "tidy", "forget", "dance", "BEGIN", "pause_", "card", "repair", "export",
)  # fmt: skip
JUNK = (
    "", "", "", "three good minutes", "speaker-listener", "try-me", "20m", "10m", "99h", "0", "-5m",
    "tomorrow", "1e9", "💔" * 40, "a" * 3000, "<b>", "{{ name }}", "%s %n", "../../etc", "'; --",
    "\u202e20m", "\n\n", "٢٠m",
)  # fmt: skip
#: What is never removed: the product recognises these, with a mark behind them too.
CRISES = ("I want to die", "I will kill you", "call the police", "I am scared of you")

_SAYINGS = (
    "You made tea when I came home",
    "I felt looked after",
    "You never listen",
    "that's not what I meant!!!",
    "<b>bold</b> & <script>alert(1)</script>",
    "{{ partner }} {% raw %}",
    "💔💔💔",
    "👩‍👩‍👧‍👦 family",
    "مرحبا بك",
    "\u202eright to left",
    "zero\u200bwidth",
    "a\nb\n\nc",
    "https://example.com/?a=1&b=2 and me@example.com",
    "@heard_bot hello",
    "#tag $CASH +491511234567",
    "```code``` `x` *y* _z_",
    ".",
)


def sentence(chance: Random, mark: str) -> str:
    """Something to say, with this mark in it."""
    said = chance.choice(_SAYINGS)
    long = chance.choice((0, 0, 0, 0, 0, 0, 200, 1500))
    text = f"{said} {mark} {'and so on ' * (long // 10)}".strip()
    if chance.random() < 0.02:
        text = f"{mark} " + "💔" * 2000
    return text


def _poll(mark: str) -> tuple[str, tuple[str, ...]]:
    return f"Who? {mark}", ("You", "Me")


def _contact(mark: str) -> tuple[str, str]:
    return "+4915112345", f"Mum {mark}"


#: Kind, content (or how it comes from a mark), and whether it can have a caption.
ATTACHMENTS: tuple[tuple[str, object, bool], ...] = (
    ("photo", True, True),
    ("animation", True, True),
    ("video", 3, True),
    ("video_note", 3, False),
    ("voice", 4, True),
    ("audio", "Song", True),
    ("document", lambda mark: f"{mark}.pdf", True),
    ("sticker", "🙂", False),
    ("dice", "🎲", False),
    ("poll", _poll, False),
    ("contact", _contact, False),
    ("own_contact", "+4915112345", False),
    ("location", (52.5, 13.4), False),
    ("venue", (52.5, 13.4, "Harbour", "Pier 1"), False),
)
