"""YAML text to a dialogue, or to another thing of a library, with every finding at once."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from bot.dialogue.diagnostics import Finding, Row
from bot.dialogue.expand import expand
from bot.dialogue.kinds import KINDS, Item, Shared, kind
from bot.dialogue.lint import lint
from bot.dialogue.model import VERBS, Dialogue, Include, walk
from bot.dialogue.tree import halved, line_at, line_of_step, line_of_way, parse, word_id


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
        line = line_at(tree, place.strip("`"))
        remedy = "See docs/dialogues.md for the fields of each verb"
        return None, [Finding(path, line, "S02", message, remedy)]
    rows = list(_includes(item, shared or {}))
    if not rows:
        item = expand(item, shared or {}) if isinstance(item, Dialogue) else item
        rows = list(lint(item))
    findings = [
        Finding(path, _line_of(tree, item, place), code, message, remedy)
        for place, code, message, remedy in dict.fromkeys(rows)
    ]
    return (None if findings else item), sorted(findings)


def place(text: str, path: str, item: Item, row: Row) -> Finding:
    """A row of what was read from a file, with its line."""
    tree, _ = parse(text, path)
    where, code, message, remedy = row
    return Finding(path, _line_of(tree, item, where), code, message, remedy)


def _includes(item: Item, shared: Mapping[str, Shared]) -> Iterator[Row]:
    """What has to be right before the shared blocks can be put in."""
    if isinstance(item, Shared):
        for step in walk(item.steps):
            if isinstance(step, Include):
                what = "a shared block includes another one"
                yield step.id, "N03", what, "Write its steps out"
    if not isinstance(item, Dialogue):
        return
    for branch in item.branches:
        for step in walk(branch):
            if not isinstance(step, Include):
                continue
            if step.id not in shared:
                known = ", ".join(sorted(shared)) or "none"
                yield step.id, "N03", f"there is no shared block “{step.id}”", f"There are: {known}"
            elif set(shared[step.id].roles) != set(item.roles):
                roles = ", ".join(shared[step.id].roles)
                what = f"the roles of the block “{step.id}” are others"
                yield step.id, "N02", what, f"Call the roles: {roles}"


def _line_of(tree: Any, item: Item, place: str) -> int:
    """The line of what a row names; of the `include` that brought a step."""
    if place.startswith("@"):
        return line_of_way(tree, place[1:].split("/"))
    blocks = item.blocks if isinstance(item, Dialogue) else {}
    return line_of_step(tree, blocks.get(place, place))


def _families(plain: Any) -> Any:
    """A list of words: each is its own id; what stands there twice has a number, and is found."""
    families = plain.get("families")
    for family in families.values() if isinstance(families, dict) else ():
        if isinstance(family, dict) and isinstance(words := family.get("words"), list):
            ids = [word_id(word) for word in words]
            family["words"] = {
                f"{one}~{place}" if one in ids[:place] else one: words[place]
                for place, one in enumerate(ids)
            }
    return plain


def _plain(node: Any, path: str, findings: list[Finding]) -> Any:
    """Plain data; each step's verb and id in fields of their own, as the model has them."""
    if isinstance(node, CommentedMap):
        return {
            _plain(str(key), path, findings): _value(str(key), value, path, findings)
            for key, value in node.items()
        }
    if isinstance(node, CommentedSeq):
        return [_plain(value, path, findings) for value in node]
    if isinstance(node, str):
        text = str(node).strip()
        if halved(text):
            what = "half of a character"
            findings.append(Finding(path, 0, "Y01", what, "Write it as it is, not as \\u escapes"))
            return ""
        return text
    return node


def _value(key: str, node: Any, path: str, findings: list[Finding]) -> Any:
    """Each block is read once: what was read twice here would cost double for each block in it."""
    if key in _BLOCKS and isinstance(node, CommentedSeq):
        return [_step(step, path, findings) for step in node]
    return _plain(node, path, findings)


#: Fields that hold steps.
_BLOCKS = frozenset({"steps", "together", "short", "alone", "else"})


def _step(node: Any, path: str, findings: list[Finding]) -> Any:
    if not isinstance(node, CommentedMap):
        return _plain(node, path, findings)
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
