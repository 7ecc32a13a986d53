"""The translations in a library's folder: one folder for each language, on the same paths."""

import re
from collections.abc import Iterable
from pathlib import Path

from bot.dialogue.diagnostics import Finding
from bot.dialogue.kinds import Item, Overlay
from bot.dialogue.overlay import by_name, is_overlay, read_overlay

#: A folder with translations is called as its language is: `de`, `pt-br`.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
#: How a translation begins, at the latest after so many characters of comments.
_HEAD_CHARS = 4000

Overlays = dict[tuple[str, str], Overlay]


def languages(folder: Path) -> list[Path]:
    """The folders in it that have a language's name."""
    return sorted(one for one in folder.glob("*/") if LANGUAGE.fullmatch(one.name))


def is_translation(path: Path) -> bool:
    """Whether a file means to be one."""
    try:
        return is_overlay(path.read_text("utf-8-sig")[:_HEAD_CHARS])
    except (OSError, ValueError):
        return False


def above_language(path: Path) -> Path | None:
    """The library's folder that a translation belongs to: it is in its language's folder, or one
    below; None if that is not so.
    """
    folders = (path.parent, path.parent.parent)
    return next((one.parent for one in folders if LANGUAGE.fullmatch(one.name)), None)


def read_translations(
    paths: Iterable[Path], originals: Iterable[Item]
) -> tuple[Overlays, list[Finding]]:
    """Those of these files that can be used, by language and by what they translate, such as
    `("de", "dialogue/try-me")`; and what is wrong with the others.
    """
    found: Overlays = {}
    findings: list[Finding] = []
    known = by_name(originals)
    for path in paths:
        overlay, wrong = read_overlay(path.read_text("utf-8-sig"), str(path), known)
        findings += wrong
        if overlay is None:
            continue
        root = above_language(path)
        language = path.relative_to(root).parts[0] if root is not None else ""
        if language and (language, overlay.of) not in found:
            found[language, overlay.of] = overlay
            continue
        what = f"{overlay.of} is translated twice" if language else "which language is this?"
        remedy = "Keep one file for it, in a folder that is called as the language is: de/"
        findings.append(Finding(str(path), 0, "O01", what, remedy))
    return found, findings
