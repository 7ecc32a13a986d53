"""JSON lines in, the same lines with their heat out."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bot.rehearsal.heat.conversation import Conversation
from bot.sensing.sense import Sense

#: A line is longer than any message: 4,096 characters, each escaped, and the rest of it. In bytes.
LINE_MAX = 64_000
#: Chats that are followed at the same time; the oldest is forgotten.
CHATS_MAX = 10_000
#: Where a line has no time, it comes so long after the one before, in seconds.
USUAL_S = 20.0
ROLES = ("", "listener-reflect")


class LineTrouble(ValueError):
    """What is wrong with a line, and what to do."""


class Heated(NamedTuple):
    """A line with `heat`, `action` and `why`; and the attack that the action follows from, from 0
    to 1, which is for pictures.
    """

    line: dict[str, Any]
    attack: float


def heated(lines: Iterable[bytes], sense: Sense) -> Iterator[Heated | LineTrouble]:
    """For each line the same, heated; or what is wrong with it."""
    chats: dict[str, tuple[Conversation | None, float]] = {}
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            line = _read(raw)
        except LineTrouble as trouble:
            yield LineTrouble(f"{number}: {trouble}")
            continue
        name = str(line.get("conv", ""))
        chat, before = chats.pop(name, (None, -USUAL_S))
        chat = chat or Conversation(sense)
        at = line.get("t")
        at = before + USUAL_S if at is None else max(float(at), before)
        role, language = line.get("role", ""), line.get("lang", "")
        felt, found = chat.says(line["who"], line["text"], at, role, language)
        chats[name] = chat, at
        if len(chats) > CHATS_MAX:
            del chats[next(iter(chats))]
        why = list(found.why)
        if line.get("lang") and not felt.tongue:
            why.append("no-word-list")
        action = _named(found.action)
        yield Heated({**line, "heat": found.level, "action": action, "why": why}, found.attack)


def _named(action: str) -> str:
    """A gentle question is a kind of nudge to whoever reads the lines."""
    return "nudge" if action == "check_in" else action


def _read(raw: bytes) -> dict[str, Any]:
    if len(raw) > LINE_MAX:
        raise LineTrouble(f"longer than {LINE_MAX} bytes. A line is one message")
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        raise LineTrouble('not JSON. Write it like {"t": 0, "who": "a", "text": "hi"}') from None
    if not isinstance(line, dict):
        raise LineTrouble('not an object. Write it like {"t": 0, "who": "a", "text": "hi"}')
    for name in ("who", "text"):
        if not isinstance(line.get(name), str):
            raise LineTrouble(f'"{name}" is missing or no string. Say it in every line')
    at = line.get("t")
    if at is not None and (isinstance(at, bool) or not isinstance(at, int | float)):
        raise LineTrouble('"t" is no number. Write seconds, or leave it out')
    if at is not None and not abs(at) < 1e10:
        raise LineTrouble('"t" is too large. Write seconds, or leave it out')
    if line.get("role", "") not in ROLES:
        raise LineTrouble('"role" is unknown. Write "listener-reflect", or leave it out')
    if not isinstance(line.get("lang", ""), str):
        raise LineTrouble('"lang" is no string. Write a code such as "en", or leave it out')
    return line
