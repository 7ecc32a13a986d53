"""The translations in a library's folder: one folder for each language, on the same paths."""

import re
from collections.abc import Iterable
from pathlib import Path

from bot.dialogue.diagnostics import Finding
from bot.dialogue.kinds import Item, Overlay
from bot.dialogue.limits import FILE_CHARS_MAX
from bot.dialogue.overlay import by_name, is_overlay, read_overlay
from bot.dialogue.shelf import Overlays

#: A folder with translations is called as its language is: `de`, `pt-br`.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
#: How a translation begins, at the latest after so many characters of comments.
_HEAD_CHARS = 4000


def text_of(path: Path) -> str | Finding:
    """A file's text; of one that is far too large, enough to say so."""
    most = 4 * (FILE_CHARS_MAX + 2)  # a character has at most four bytes, and one stands before all
    try:
        if path.is_fifo():  # to open it would be to wait for whoever writes
            return Finding(str(path), 0, "Y01", "this is a pipe", "Save it as a file")
        with path.open("rb") as file:
            return file.read(most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end == most:  # it was cut in the middle of a character
            return "x" * (FILE_CHARS_MAX + 1)
        return Finding(str(path), 0, "Y01", "the file is not UTF-8", "Save it as UTF-8")
    except (OSError, ValueError) as error:  # a name with a NUL in it
        why = getattr(error, "strerror", None) or "it cannot be read"
        return Finding(str(path), 0, "Y01", why, "Check the name and its rights")


def languages(folder: Path) -> list[Path]:
    """The folders in it that have a language's name."""
    return sorted(one for one in folder.glob("*/") if LANGUAGE.fullmatch(one.name))


def is_translation(path: Path) -> bool:
    """Whether a file means to be one."""
    try:
        if path.is_fifo():
            return False
        with path.open(encoding="utf-8-sig") as file:  # one without an end is none
            return is_overlay(file.read(_HEAD_CHARS))
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
    found: dict[tuple[str, str], Overlay] = {}
    findings: list[Finding] = []
    known = by_name(originals)
    for path in paths:
        text = text_of(path)
        if isinstance(text, Finding):
            findings.append(text)
            continue
        overlay, wrong = read_overlay(text, str(path), known)
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
