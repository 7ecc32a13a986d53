"""Dialogues, their translations and phrases from folders."""

import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from bot.adapters import compiled
from bot.adapters.translations import (
    above_language,
    is_translation,
    languages,
    read_translations,
    text_of,
)
from bot.dialogue.diagnostics import Finding
from bot.dialogue.kinds import Item, Shared
from bot.dialogue.library import BASE_LANGUAGE, Library
from bot.dialogue.lint_library import known, lint, what
from bot.dialogue.load import place, read
from bot.dialogue.render import problems, variables
from bot.dialogue.shelf import Shelf, carry, shelve
from bot.dialogue.tree import parse

log = structlog.get_logger(__name__)

PHRASES, PAGES, FINDINGS = "phrases", "pages", "findings"
#: Where the parts of a library are, beside the dialogues themselves; shared blocks come first.
FOLDERS = ("shared", ".", "decks", "words", "patterns", "lessons", "programmes")
FILM = Path("film", "breathe.mp4")
#: A session lives for hours, and after a break of 24 h it goes on; what it is pinned to stays for
#: longer than that when no file has it any more, in seconds.
FORMER_S = 3 * 24 * 3600.0


class LibraryTrouble(Exception):
    """What is wrong with the files, all of it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


def shipped() -> Path:
    """The folder that comes with the program: beside the package in a checkout, inside it when
    installed.
    """
    beside = Path(__file__).parents[2] / "dialogues"
    if beside.is_dir():
        return beside
    with as_file(files("bot") / "_dialogues") as inside:
        return Path(inside)


def film() -> Path:
    """The breathing film."""
    return shipped() / FILM


def library(
    more: Iterable[Path] = (), zone: str | None = None, data: Path | None = None
) -> Library:
    """Everything that is shipped, and what further folders bring, in the operator's time zone or
    this one. `data`: where it is kept as it was read, for the next start, with what a running
    session may still be pinned to; only one process may have this folder. `LibraryTrouble`.
    """
    folders = (shipped(), *more)
    zone = zone or local_zone()
    try:
        sources = [path for folder in folders for path in _sources(folder)]
    except OSError as error:  # a folder that others may not look into
        why = error.strerror or "it cannot be read"
        row = Finding(str(error.filename), 0, "Y01", why, "Check the rights of the folder")
        raise LibraryTrouble([row]) from None
    key = compiled.key(sources)
    if data is None:
        return Library.on(_read_once(folders, sources, key), zone)
    kept = compiled.read(data)
    if kept is not None and kept.key == key:
        return Library.on(kept.shelf, zone)
    began = time.monotonic()
    shelf = _read_once(folders, sources, key)
    if kept is not None:
        shelf = carry(shelf, kept.shelf, time.time(), FORMER_S)
    if compiled.key(sources) != key:
        key = ""  # a file has changed meanwhile: the next start reads all of them again
    if compiled.write(data, compiled.Kept(key, shelf)):
        took = round(1000 * (time.monotonic() - began))
        log.info("library.compiled", dialogues=len(shelf.index), ms=took)
    return Library.on(shelf, zone)


def checkout() -> Path | None:
    """The folder of a checkout where what was read is kept for all who read the same: its tests
    start the program hundreds of times. None if this is an installed program.
    """
    root = Path(__file__).parents[2]
    return root / ".compiled" if (root / "dialogues").is_dir() else None


def _read_once(folders: Sequence[Path], sources: Sequence[Path], key: str) -> Shelf:
    """What is made of files of this key, read again only if nobody has read them here before."""
    folder = checkout() if len(folders) == 1 else None
    kept = compiled.read(folder, shared=True) if folder is not None else None
    if kept is not None and kept.key == key:
        return kept.shelf
    shelf = _read(folders)
    if folder is not None and compiled.key(sources) == key:
        with contextlib.suppress(OSError):
            folder.mkdir(exist_ok=True)
        compiled.write(folder, compiled.Kept(key, shelf), shared=True)
    return shelf


def _read(folders: Sequence[Path]) -> Shelf:
    """Every file of these folders. `LibraryTrouble`, but not because of a translation."""
    items: list[Item] = []
    findings: list[Finding] = []
    for folder in folders:
        found, wrong = files_of(of_folder(folder))
        items += found
        findings += wrong
    books, wrong = phrases(shipped() / PHRASES)
    if findings or wrong:
        raise LibraryTrouble(findings + wrong)
    translated = [path for folder in folders for path in translations_of(folder)]
    overlays, wrong = read_translations(translated, items)
    if wrong:
        log.warning("library.untranslated", findings=len(wrong))
    pages = {path.stem: path.read_text("utf-8") for path in (shipped() / PAGES).glob("*.html")}
    return shelve(items, books, pages, overlays)


def of_folder(folder: Path) -> list[Path]:
    """The files of a library's folder: shared blocks first, which dialogues include."""
    return [path for part in FOLDERS for path in sorted((folder / part).glob("*.yaml"))]


def translations_of(folder: Path) -> list[Path]:
    """The files of a library's folder that are translations."""
    found = (path for language in languages(folder) for path in of_folder(language))
    return [path for path in found if is_translation(path)]


def _sources(folder: Path) -> list[Path]:
    """All that a library is made of."""
    books, pages = (folder / PHRASES).glob("*.yaml"), (folder / PAGES).glob("*.html")
    found = [*of_folder(folder), *sorted(books), *sorted(pages)]
    return found + [path for language in languages(folder) for path in of_folder(language)]


def check(paths: Iterable[Path]) -> tuple[list[Item], list[Finding]]:
    """Everything that is fine, and every finding of what is not, of translations as well. What one
    of these translates is looked for among them, around it, and in what is shipped.
    """
    wanted = list(paths)
    translated = [path for path in wanted if is_translation(path)]
    others = [path for path in wanted if path not in translated]
    items, findings = files_of(others)
    if not translated:
        return items, findings
    around = sorted({root for path in translated if (root := above_language(path)) is not None})
    beside = [path for root in (*around, shipped()) for path in of_folder(root)]
    known, _ = files_of(path for path in beside if path not in others)
    return items, findings + read_translations(translated, [*items, *known])[1]


def files_of(
    paths: Iterable[Path], beside: Iterable[Path] | None = None
) -> tuple[list[Item], list[Finding]]:
    """Everything but translations that is fine, and every finding of what is not. `beside`: files
    that what is checked may refer to; what is shipped unless it is given.
    """
    texts: dict[Path, str] = {}
    findings: list[Finding] = []
    paths = list(dict.fromkeys(paths))
    for path in paths:
        text = text_of(path)
        if isinstance(text, Finding):
            findings.append(text)
        else:
            texts[path] = text
    others = of_folder(shipped()) if beside is None else list(beside)
    there = {path: text for path in others if isinstance(text := text_of(path), str)}
    # A file that is a copy of another one stands for it.
    here = {what(text) for text in texts.values()}
    there = {path: text for path, text in there.items() if what(text) not in here}
    shared = _shared({**there, **texts})
    items: dict[str, Item] = {}
    for path, text in texts.items():
        item, wrong = read(text, str(path), shared)
        findings += wrong
        if item is not None:
            items[str(path)] = item
    trees = {str(path): text for path, text in texts.items()}
    for name, row in lint(items, known([*there.values(), *texts.values()])):
        findings.append(place(trees[name], name, items[name], row))
    wrong_ones = {finding.path for finding in findings}
    order = {str(path): number for number, path in enumerate(paths)}
    findings.sort(key=lambda one: (order[one.path], one))
    return [one for name, one in items.items() if name not in wrong_ones], findings


def _shared(texts: Mapping[Path, str]) -> dict[str, Shared]:
    """The shared blocks that are fine; what is wrong with the others is found where they are."""
    found: dict[str, Shared] = {}
    for path, text in texts.items():
        if (first := what(text)) is not None and first[0] == "block":
            item, _ = read(text, str(path))
            if isinstance(item, Shared):
                found[item.block] = item
    return found


def phrases(folder: Path) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    """One book per language, keys joined by dots. A translation has the keys and the names of the
    English book, no more.
    """
    books: dict[str, dict[str, str]] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.yaml"), key=lambda path: path.stem != BASE_LANGUAGE):
        text = text_of(path)
        if isinstance(text, Finding):
            findings.append(text)
            continue
        tree, wrong = parse(text, str(path))
        findings += wrong
        book = dict(_flat(tree)) if tree else {}
        base = books.setdefault(BASE_LANGUAGE, book)
        for key, text in book.items():
            names = {name: frozenset[str]() for name in variables(base.get(key, ""))}
            findings += [
                Finding(str(path), 0, "N04", f"{key}: {problem}", "See en.yaml")
                for problem in problems(text, names)
            ]
        books[path.stem] = book
    return books, findings


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value).strip()


def local_zone() -> str:
    """What the machine is set to, or UTC."""
    named = ""
    local = Path("/etc/localtime")
    if local.is_symlink():
        named = str(local.readlink()).partition("zoneinfo/")[2]
    return named if named and _is_zone(named) else "UTC"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
