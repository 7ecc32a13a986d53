"""YAML 1.2 to a tree that knows its lines."""

import re
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import (
    AliasToken,
    AnchorToken,
    BlockEndToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    KeyToken,
    TagToken,
    Token,
)

from bot.dialogue.diagnostics import Finding
from bot.dialogue.limits import DEPTH_MAX, FILE_CHARS_MAX, TOKENS_MAX
from bot.dialogue.model import VERBS

_PLACE = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]|\[\.\.\.\]")


def parse(text: str, path: str) -> tuple[Any, list[Finding]]:
    """YAML 1.2 to a tree that knows its lines. Refuses duplicate keys, aliases and huge files."""
    if len(text) > FILE_CHARS_MAX:
        limit = f"Keep it under {FILE_CHARS_MAX} characters"
        return None, [Finding(path, 0, "Y02", "the file is too large", limit)]
    yaml = YAML(typ="rt")
    yaml.allow_duplicate_keys = False
    try:
        if wrong := _unread(yaml.scan(text), path):
            return None, [wrong]
        return YAML(typ="rt").load(text), []
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        return None, [Finding(path, line, "Y01", error.problem or "not YAML", "Mend this line")]
    except (YAMLError, RecursionError, ValueError, *_UNPREPARED) as error:
        known = str(error) and not isinstance(error, _UNPREPARED)
        problem = str(error).splitlines()[0] if known else "not YAML"
        return None, [Finding(path, 0, "Y01", problem, "Write plain text in UTF-8")]


#: What ruamel.yaml raises of values that it is not prepared for.
_UNPREPARED = (LookupError, TypeError, AttributeError, AssertionError)


def _unread(tokens: Iterable[Token], path: str) -> Finding | None:
    """The first thing that is YAML, but not read: an alias, a block as a key (each in another
    doubles what it costs), blocks too deep in blocks, more than anybody writes.
    """
    depth, is_key = 0, False
    for count, token in enumerate(tokens):
        line = token.start_mark.line + 1
        if isinstance(token, AliasToken):
            return Finding(path, line, "Y01", "aliases are not read", "Write it out")
        if is_key and isinstance(token, _BEGINS):
            return Finding(path, line, "Y01", "a key that is no word", "Write “name: value”")
        is_key = isinstance(token, KeyToken) or (
            is_key and isinstance(token, AnchorToken | TagToken)
        )
        depth += isinstance(token, _BEGINS) - isinstance(token, _ENDS)
        if count > TOKENS_MAX:
            return Finding(path, line, "Y02", "there is too much in it", "Make several files of it")
        if depth > DEPTH_MAX:
            what = f"blocks in blocks, more than {DEPTH_MAX} deep"
            return Finding(path, line, "Y01", what, "Write fewer into each other")
    return None


_BEGINS = (
    BlockMappingStartToken, BlockSequenceStartToken, FlowMappingStartToken, FlowSequenceStartToken,
)  # fmt: skip
_ENDS = (BlockEndToken, FlowMappingEndToken, FlowSequenceEndToken)


def halved(text: str) -> bool:
    """Whether half of a character is in it, which only an escape can be."""
    return any("\ud800" <= char <= "\udfff" for char in text)


def line_at(tree: Any, place: str) -> int:
    """The line of a msgspec path such as `$.steps[0].minutes`, or of the nearest thing above."""
    return line_of_way(tree, [key or index for key, index in _PLACE.findall(place)])


def line_of_step(node: Any, step: str) -> int:
    """The line on which the step with this id begins; 1 if there is none."""
    if isinstance(node, CommentedMap):
        if any(node.get(verb) == step for verb in VERBS):
            return int(node.lc.line) + 1
        nested = node.values()
    elif isinstance(node, CommentedSeq):
        nested = node
    else:
        return 1
    return next((line for value in nested if (line := line_of_step(value, step)) > 1), 1)


def line_of_way(tree: Any, way: list[str]) -> int:
    """The line of an entry by the keys that lead to it, or of the nearest thing above; in a list,
    an entry's key is its number, or the word's id.
    """
    line, node = 1, tree
    for key in way:
        if isinstance(node, CommentedMap) and key in node:
            line, node = node.lc.key(key)[0] + 1, node[key]
        elif isinstance(node, CommentedSeq) and (place := _place(node, key)) is not None:
            line, node = node.lc.item(place)[0] + 1, node[place]
        else:
            break
    return int(line)


def _place(node: CommentedSeq, key: str) -> int | None:
    if key.isdigit():
        return int(key) if int(key) < len(node) else None
    return next((place for place, one in enumerate(node) if word_id(one) == key), None)


def word_id(word: object) -> str:
    """The id of a word in a list of words."""
    return "-".join(re.findall(r"[a-z0-9]+", str(word).casefold()))
