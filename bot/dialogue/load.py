"""YAML text to a dialogue, or to another thing of a library, with every finding at once."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
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
from bot.dialogue.expand import expand
from bot.dialogue.kinds import KINDS, Item, Shared, kind
from bot.dialogue.lint import lint
from bot.dialogue.model import VERBS, Dialogue, Include, steps_of

#: A dialogue that needs more is several dialogues.
FILE_BYTES_MAX = 100_000
#: Blocks in blocks. What is deeper is no dialogue, and costs its reader minutes.
DEPTH_MAX = 40

_PLACE = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]|\[\.\.\.\]")


def load(
    text: str, path: str, shared: Mapping[str, Shared] | None = None
) -> tuple[Dialogue | None, list[Finding]]:
    """Read one dialogue. `path` is only for the findings; `shared`: the blocks that it may include.
    No findings, or no dialogue.
    """
    item, findings = read(text, path, shared)
    if item is None or isinstance(item, Dialogue):
        return item, findings
    what = f"this is a {kind(item)}, and a dialogue was expected"
    return None, [Finding(path, 1, "S02", what, "Begin with “dialogue: its-name”")]


def read(
    text: str, path: str, shared: Mapping[str, Shared] | None = None
) -> tuple[Item | None, list[Finding]]:
    """Read a dialogue, or anything else that a library has. No findings, or nothing."""
    tree, findings = parse(text, path)
    if findings:
        return None, findings
    kinds = [key for key in KINDS if isinstance(tree, CommentedMap) and key in tree]
    if not kinds:
        what = "a file says first what it is"
        return None, [Finding(path, 1, "S02", what, "Begin with “dialogue: its-name”")]
    plain = _plain(tree, path, findings)
    if findings:
        return None, findings
    try:
        item = msgspec.convert(_families(plain), KINDS[kinds[0]], strict=True)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at ")
        line = _line(tree, place.strip("`"))
        remedy = "See docs/dialogues.md for the fields of each verb"
        return None, [Finding(path, line, "S02", message, remedy)]
    rows = list(_lint(item, shared or {}))
    if isinstance(item, Dialogue) and not rows:
        item = expand(item, shared or {})
        rows = list(lint(item))
    findings = [
        Finding(path, _line_of(tree, item, step), code, message, remedy)
        for step, code, message, remedy in rows
    ]
    return (None if findings else item), sorted(findings)


def _lint(item: Item, shared: Mapping[str, Shared]) -> Iterable[tuple[str, str, str, str]]:
    """What has to be right before the shared blocks can be put in."""
    if not isinstance(item, Dialogue):
        return
    for step in steps_of(item):
        if isinstance(step, Include) and step.id not in shared:
            known = ", ".join(sorted(shared)) or "none"
            yield step.id, "N03", f"there is no shared block “{step.id}”", f"There are: {known}"


def _line_of(tree: Any, item: Item, step: str) -> int:
    """The line of a step; of the `include` that brought it."""
    blocks = item.blocks if isinstance(item, Dialogue) else {}
    return _line_of_step(tree, blocks.get(step, step))


def _families(plain: Any) -> Any:
    """A list of words: each is its own id."""
    for family in plain.get("families", {}).values() if "words" in plain else ():
        if isinstance(family, dict) and isinstance(family.get("words"), list):
            family["words"] = {_id(word): word for word in family["words"]}
    return plain


def _id(word: object) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", str(word).casefold()))


def parse(text: str, path: str) -> tuple[Any, list[Finding]]:
    """YAML 1.2 to a tree that knows its lines. Refuses duplicate keys, aliases and huge files."""
    if len(text.encode(errors="replace")) > FILE_BYTES_MAX:
        limit = f"Keep it under {FILE_BYTES_MAX} bytes"
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
    doubles what it costs), blocks too deep in blocks.
    """
    depth, is_key = 0, False
    for token in tokens:
        line = token.start_mark.line + 1
        if isinstance(token, AliasToken):
            return Finding(path, line, "Y01", "aliases are not read", "Write it out")
        if is_key and isinstance(token, _BEGINS):
            return Finding(path, line, "Y01", "a key that is no word", "Write “name: value”")
        is_key = isinstance(token, KeyToken) or (
            is_key and isinstance(token, AnchorToken | TagToken)
        )
        depth += isinstance(token, _BEGINS) - isinstance(token, _ENDS)
        if depth > DEPTH_MAX:
            what = f"blocks in blocks, more than {DEPTH_MAX} deep"
            return Finding(path, line, "Y01", what, "Write fewer into each other")
    return None


_BEGINS = (
    BlockMappingStartToken, BlockSequenceStartToken, FlowMappingStartToken, FlowSequenceStartToken,
)  # fmt: skip
_ENDS = (BlockEndToken, FlowMappingEndToken, FlowSequenceEndToken)


def _plain(node: Any, path: str, findings: list[Finding]) -> Any:
    """Plain data; each step's verb and id in fields of their own, as the model has them."""
    if isinstance(node, CommentedMap):
        plain = {
            _plain(str(key), path, findings): _plain(value, path, findings)
            for key, value in node.items()
        }
        for block in ("steps", "together", "short", "alone", "else"):
            if isinstance(node.get(block), CommentedSeq):
                plain[block] = [_step(step, path, findings) for step in node[block]]
        return plain
    if isinstance(node, CommentedSeq):
        return [_plain(value, path, findings) for value in node]
    if isinstance(node, str):
        text = str(node).strip()
        if any("\ud800" <= char <= "\udfff" for char in text):
            what = "half of a character"
            findings.append(Finding(path, 0, "Y01", what, "Write it as it is, not as \\u escapes"))
            return ""
        return text
    return node


def _step(node: Any, path: str, findings: list[Finding]) -> Any:
    if not isinstance(node, CommentedMap):
        return node
    verbs = [key for key in node if key in VERBS]
    if len(verbs) != 1:
        what = f"a step has one verb; this one has {' and '.join(verbs) or 'none'}"
        remedy = f"Begin the step with one of: {', '.join(VERBS)}"
        findings.append(Finding(path, node.lc.line + 1, "S01", what, remedy))
        return {}
    if isinstance(node.get("options"), CommentedMap):
        for name, option in node["options"].items():
            if isinstance(option, str):
                node["options"][name] = CommentedMap(label=option)
    plain = _plain(node, path, findings)
    name = plain.pop(verbs[0])
    return {**plain, "verb": verbs[0], "id": name}


def _line(tree: Any, place: str) -> int:
    """The line of a msgspec path such as `$.steps[0].minutes`, or of the nearest thing above."""
    line, node = 1, tree
    for key, index in _PLACE.findall(place):
        if isinstance(node, CommentedMap) and key in node:
            line, node = node.lc.key(key)[0] + 1, node[key]
        elif isinstance(node, CommentedSeq) and index and int(index) < len(node):
            line, node = node.lc.item(int(index))[0] + 1, node[int(index)]
        else:
            break
    return int(line)


def _line_of_step(node: Any, step: str) -> int:
    """The line on which the step with this id begins; 1 if there is none."""
    if isinstance(node, CommentedMap):
        if any(node.get(verb) == step for verb in VERBS):
            return int(node.lc.line) + 1
        nested = node.values()
    elif isinstance(node, CommentedSeq):
        nested = node
    else:
        return 1
    return next((line for value in nested if (line := _line_of_step(value, step)) > 1), 1)
