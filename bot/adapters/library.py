"""Dialogues, their translations and phrases from folders."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from bot.adapters import compiled
from bot.dialogue.diagnostics import Finding
from bot.dialogue.kinds import Item, Overlay, Shared
from bot.dialogue.library import BASE_LANGUAGE, Library
from bot.dialogue.load import parse, read
from bot.dialogue.overlay import by_name, is_overlay, read_overlay
from bot.dialogue.render import problems, variables
from bot.dialogue.shelf import Shelf, carry, shelve

log = structlog.get_logger(__name__)

PHRASES, PAGES = "phrases", "pages"
#: Where the parts of a library are, beside the dialogues themselves; shared blocks come first.
FOLDERS = ("shared", ".", "decks", "words", "patterns", "lessons", "programmes")
FILM = Path("film", "breathe.mp4")
#: A folder with translations is called as its language is: `de`, `pt-br`.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
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
    if data is None:
        return Library.on(_read(folders), zone)
    sources = [path for folder in folders for path in _sources(folder)]
    key, kept = compiled.key(sources), compiled.read(data)
    if kept is not None and kept.key == key:
        return Library.on(kept.shelf, zone)
    began = time.monotonic()
    shelf = _read(folders)
    if kept is not None:
        shelf = carry(shelf, kept.shelf, time.time(), FORMER_S)
    if compiled.key(sources) != key:
        key = ""  # a file has changed meanwhile: the next start reads all of them again
    if compiled.write(data, compiled.Kept(key, shelf)):
        took = round(1000 * (time.monotonic() - began))
        log.info("library.compiled", dialogues=len(shelf.index), ms=took)
    return Library.on(shelf, zone)


def _read(folders: Sequence[Path]) -> Shelf:
    """Every file of these folders. `LibraryTrouble`, but not because of a translation."""
    found = read_all([path for folder in folders for path in of_folder(folder)])
    books, wrong = phrases(shipped() / PHRASES)
    if found.findings or wrong:
        raise LibraryTrouble(found.findings + wrong)
    if found.untranslated:
        log.warning("library.untranslated", findings=len(found.untranslated))
    pages = {path.stem: path.read_text("utf-8") for path in (shipped() / PAGES).glob("*.html")}
    return shelve(found.items, books, pages, found.overlays)


def of_folder(folder: Path) -> list[Path]:
    """The files of a library's folder: shared blocks first, which dialogues include, translations
    last.
    """
    languages = sorted(one for one in folder.glob("*/") if LANGUAGE.fullmatch(one.name))
    return [
        path
        for base in (folder, *languages)
        for part in FOLDERS
        for path in sorted((base / part).glob("*.yaml"))
    ]


def _sources(folder: Path) -> list[Path]:
    """All that a library is made of."""
    books, pages = (folder / PHRASES).glob("*.yaml"), (folder / PAGES).glob("*.html")
    return [*of_folder(folder), *sorted(books), *sorted(pages)]


class Found(NamedTuple):
    """What some files hold. `overlays` by language, kind and name; `untranslated`: findings of
    translations, which keep nobody from starting.
    """

    items: list[Item]
    overlays: dict[tuple[str, str], Overlay]
    findings: list[Finding]
    untranslated: list[Finding]


def check(paths: Iterable[Path]) -> tuple[list[Item], list[Finding]]:
    """Everything that is fine, and every finding of what is not, of translations as well. A
    translation may stand alone: its original is looked for around it, and in what is shipped.
    """
    wanted = list(paths)
    around = {root for path in wanted if (root := _above_language(path)) is not None}
    beside: list[Item] = [*_shipped_blocks()]
    for root in (shipped(), *sorted(around)) if around else ():
        others = [path for path in of_folder(root) if path not in wanted]
        originals = [path for path in others if _above_language(path) is None]
        beside += read_all(originals, beside).items
    found = read_all(wanted, beside)
    return found.items, found.findings + found.untranslated


def read_all(paths: Iterable[Path], beside: Sequence[Item] = ()) -> Found:
    """Every file of these. They may include, and translate, what is among them or `beside` them."""
    found = Found([], {}, [], [])
    shared = {one.block: one for one in beside if isinstance(one, Shared)}
    translations: dict[Path, str] = {}
    for path in paths:
        text, wrong = _text(path)
        if text is not None and is_overlay(text):
            translations[path] = text
            continue
        item = None
        if text is not None:
            item, wrong = read(text, str(path), shared)
        found.findings.extend(wrong)
        if item is not None:
            found.items.append(item)
        if isinstance(item, Shared):
            shared[item.block] = item
    originals = by_name([*found.items, *beside])
    for path, text in translations.items():
        overlay, wrong = read_overlay(text, str(path), originals)
        found.untranslated.extend(wrong)
        if overlay is None:
            continue
        place = (_language(path), overlay.of)
        if not place[0] or place in found.overlays:
            what = f"{overlay.of} is translated twice" if place[0] else "which language is this?"
            remedy = "Keep one file for it, in a folder that is called as the language is: de/"
            found.untranslated.append(Finding(str(path), 0, "O01", what, remedy))
        else:
            found.overlays[place] = overlay
    return found


def _text(path: Path) -> tuple[str | None, list[Finding]]:
    """What a file says, or why it can't be read."""
    try:
        return path.read_bytes().decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return None, [Finding(str(path), 0, "Y01", "the file is not UTF-8", "Save it as UTF-8")]
    except OSError as error:
        why = error.strerror or "it cannot be read"
        return None, [Finding(str(path), 0, "Y01", why, "Check the name and its rights")]


def _language(path: Path) -> str:
    """The language of a translation: the folder that it is in, or the one above; else nothing."""
    root = _above_language(path)
    return path.relative_to(root).parts[0] if root is not None else ""


def _above_language(path: Path) -> Path | None:
    """The library's folder that a translation belongs to."""
    folders = (path.parent, path.parent.parent)
    return next((one.parent for one in folders if LANGUAGE.fullmatch(one.name)), None)


def _shipped_blocks() -> list[Item]:
    """The shared blocks that any dialogue may include, wherever its file is."""
    return read_all(sorted((shipped() / "shared").glob("*.yaml"))).items


def phrases(folder: Path) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    """One book per language, keys joined by dots. A translation has the keys and the names of the
    English book, no more.
    """
    books: dict[str, dict[str, str]] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.yaml"), key=lambda path: path.stem != BASE_LANGUAGE):
        tree, wrong = parse(path.read_text("utf-8"), str(path))
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
