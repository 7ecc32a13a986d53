"""How long one message takes, on one core, and what a language costs that is spoken for the first
time.
"""

import time
import tracemalloc

from bot.adapters.senses import LANGUAGES, sense, tongue
from bot.sensing.sense import Context
from bot.sensing.signals import signals
from sensing_sets.specification import chats
from sensing_sets.table import Row

#: The longest message that Telegram takes, in characters.
LONGEST = 4_096
ROUNDS = 3


def rows() -> list[Row]:
    """All signals of a message: what the core gets to know, crisis and insult included."""
    short = [
        (message.text, name)
        for name in LANGUAGES
        for chat in chats(name)
        for message in chat.messages
    ]
    joined = [" ".join(text for text, language in short if language == name) for name in LANGUAGES]
    long = [
        (text[start : start + LONGEST], name)
        for text, name in zip(joined, LANGUAGES, strict=True)
        for start in range(0, len(text) - LONGEST, LONGEST // 3)
    ]
    return [
        _row("as people write", short),
        _row(f"{LONGEST} characters", long),
        _spread("a language, the first time: ms", [_load_ms(name) for name in LANGUAGES]),
        _spread("a language, once loaded: MB", [_load_mb(name) for name in LANGUAGES]),
    ]


def _load_ms(language: str) -> float:
    began = time.perf_counter()
    tongue.__wrapped__(language)
    return (time.perf_counter() - began) * 1000


def _load_mb(language: str) -> float:
    tracemalloc.start()
    kept = tongue.__wrapped__(language)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return held / 1e6


def _spread(name: str, found: list[float]) -> Row:
    found.sort()
    of = f"{len(found)} languages"
    return Row("speed", f"{name}, median (least to most)", found[len(found) // 2], found[0],
               found[-1], of)  # fmt: skip


def _row(name: str, texts: list[tuple[str, str]]) -> Row:
    feel = sense()
    taken = []
    for _ in range(ROUNDS):
        for text, language in texts:
            began = time.perf_counter()
            signals(text, "text", language)
            feel.felt(text, Context(room=language))
            taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    middle, worst = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    return Row(
        "speed",
        f"{name}: ms, p99 (from median to longest)",
        worst,
        middle,
        taken[-1],
        f"{len(texts)} texts, {ROUNDS} times",
    )
