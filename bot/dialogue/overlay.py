"""Translations of dialogues and of what is beside them: texts alone, by the keys of the original.

A translation with a finding does not keep anybody from starting: what it lacks is said in the
language of the original.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from ruamel.yaml.comments import CommentedMap

from bot.dialogue import render
from bot.dialogue.diagnostics import Finding
from bot.dialogue.kinds import Item, Overlay, kind, name, sentences
from bot.dialogue.limits import TEXT_CHARS_MAX
from bot.dialogue.lint_texts import marks
from bot.dialogue.model import Dialogue
from bot.dialogue.tree import halved, parse

#: With one of these a file is not used.
UNUSED = frozenset({"O03", "O04"})
_OF = re.compile(r"^of:", re.MULTILINE)
#: A finding before its file is known: line, code, message, remedy.
_Row = tuple[int, str, str, str]

#: What the keys of a file's sources begin with.
SOURCES = "lineage/"


def is_overlay(text: str) -> bool:
    """Whether a file means to be a translation; it may still be no YAML."""
    return _OF.search(text) is not None


def read_overlay(
    text: str, path: str, originals: Mapping[str, list[Item]]
) -> tuple[Overlay | None, list[Finding]]:
    """A translation. `originals`: every edition of what there is, by kind and name, such as
    `dialogue/try-me`.
    """
    tree, findings = parse(text, path)
    if findings:
        return None, findings
    try:
        overlay = msgspec.convert(_plain(tree), Overlay, strict=True)
    except msgspec.ValidationError as error:
        return None, [Finding(path, 1, "S02", str(error), "Write of:, edition: and texts:")]
    of = originals.get(overlay.of, [])
    original = next((one for one in of if one.edition == overlay.edition), None)
    if not of:
        remedy = "Name its kind and its name, as in “of: dialogue/three-good-minutes”"
        return None, [Finding(path, _line(tree, "of"), "O01", f"no “{overlay.of}” here", remedy)]
    if original is None:
        known = " and ".join(str(one.edition) for one in of)
        what = f"this is of edition {overlay.edition}, and there is {known}"
        remedy = "Read what has changed, translate it, and write the new edition"
        return None, [Finding(path, _line(tree, "edition"), "O02", what, remedy)]
    findings = sorted(Finding(path, *row) for row in _lint(overlay, original, tree["texts"]))
    return (None if any(one.code in UNUSED for one in findings) else overlay), findings


def _plain(node: Any) -> Any:
    """Plain data. Half of a character, which only an escape can be, is no text."""
    if isinstance(node, CommentedMap):
        return {_plain(str(key)): _plain(value) for key, value in node.items()}
    if isinstance(node, str):
        return "" if halved(node) else str(node).strip()
    return node


def _line(tree: CommentedMap, key: str) -> int:
    """The line of a key; of the whole, if the key is no plain word."""
    return int(tree.lc.key(key)[0] if key in tree else tree.lc.line) + 1


def _lint(overlay: Overlay, original: Item, tree: CommentedMap) -> Iterator[_Row]:
    base = own(original)
    for key, text in overlay.texts.items():
        line = _line(tree, key)
        if key not in base:
            remedy = f"There are: {', '.join(sorted(base))}"
            yield line, "O03", f"there is no “{key}” in {overlay.of}", remedy
            continue
        for problem in _problems(text, base[key]):
            yield line, "O04", f"{key}: {problem}", f"The original is: {base[key]}"
    owed = {key for key in base if not key.startswith(SOURCES)}  # names, mostly
    for key in owed - overlay.texts.keys():
        remedy = f"Translate: {base[key]}"
        yield int(tree.lc.line) + 1, "O05", f"“{key}” is not translated", remedy


def _problems(text: str, original: str) -> Iterator[str]:
    """What is wrong with one translated text."""
    if not text:
        yield "it is empty"
    if len(text) > TEXT_CHARS_MAX:
        yield f"it has {len(text)} characters, and at most {TEXT_CHARS_MAX} are read"
    if (problem := marks(text)) is not None:
        yield problem
    yield from render.problems(text, render.names(original))


def own(item: Item) -> dict[str, str]:
    """The texts that a translation of this has: for a dialogue, without those of shared blocks,
    which have translations of their own.
    """
    found = dict(sentences(item))
    if isinstance(item, Dialogue):
        return {key: text for key, text in found.items() if key.split("/")[0] not in item.blocks}
    return found


def by_name(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Every edition of everything, by kind and name."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(f"{kind(item)}/{name(item)}", []).append(item)
    return found
