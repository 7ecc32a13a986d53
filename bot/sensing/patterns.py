r"""Many regular expressions over one text, fast: an expression that begins with letters is looked
for by these, some ten times sooner than one that begins with `\b` and a choice.
"""

import re
from collections.abc import Iterable, Iterator

_LETTERS = re.compile(r"[a-z]+")


def searchers(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """The same expressions, each taken apart at its beginning as far as it goes."""
    return tuple(re.compile(one) for pattern in patterns for one in _apart(pattern))


def found(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """All that any of them finds."""
    for pattern in patterns:
        yield from pattern.finditer(text)


def _apart(pattern: str) -> list[str]:
    if not pattern.startswith(r"\b"):
        return [pattern]
    try:
        return [_led(one) for one in _beginnings(pattern.removeprefix(r"\b"))]
    except ValueError:
        return [pattern]


def _beginnings(rest: str) -> list[str]:
    """What it may begin with, without a choice there. `ValueError`: it cannot be told."""
    if not rest.startswith("(?:"):
        return [rest]
    end = _closing(rest)
    options, after = _options(rest[3:end]), rest[end + 1 :]
    if after[:1] in ("*", "+", "{"):
        raise ValueError(rest)
    if after.startswith("?"):
        options, after = [*options, ""], after[1:]
    return [found for option in options for found in _beginnings(option + after)]


def _closing(rest: str) -> int:
    """Where the bracket that it begins with is closed."""
    depth = 0
    for place, sign in enumerate(rest):
        if sign in "[\\":
            break  # not looked into
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place
    raise ValueError(rest)


def _options(inside: str) -> list[str]:
    """The options of a choice, not of those inside it."""
    options, depth, began = [], 0, 0
    for place, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            options.append(inside[began:place])
            began = place + 1
    return [*options, inside[began:]]


def _led(rest: str) -> str:
    """The boundary of the word behind its first letters instead of before them."""
    letters = _LETTERS.match(rest)
    if letters is None:
        raise ValueError(rest)
    first = letters[0][:-1] if rest[letters.end() :][:1] in ("?", "*", "+", "{") else letters[0]
    if not first:
        raise ValueError(rest)
    return rf"{first}(?<=\b{first}){rest[len(first) :]}"
