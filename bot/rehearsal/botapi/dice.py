"""Dice and other games of chance. Nothing is random here: a rehearsal can be repeated."""

DEFAULT = "🎲"
# The highest value of each; the lowest is 1.
MOST = {"🎲": 6, "🎯": 6, "🏀": 5, "⚽": 5, "🎳": 6, "🎰": 64}
_VARIATION = "\ufe0f"


def known_dice(emoji: str) -> str:
    """The emoji as Telegram writes it, the die if it is empty; empty if it is no game."""
    bare = emoji.replace(_VARIATION, "") or DEFAULT
    return bare if bare in MOST else ""


def value_of(emoji: str, number: int) -> int:
    """What comes up; `number` is the message's."""
    return 1 + number * 7 % MOST[emoji]
