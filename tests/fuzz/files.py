"""Targets: what an operator or an author writes. Dialogues, settings, copies of the database."""

import asyncio
import sqlite3
import tempfile
from contextlib import chdir, closing
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.adapters.library import PHRASES, check, of_folder, phrases, shipped
from bot.adapters.sqlite import backup
from bot.adapters.sqlite.journal import FILE, SqliteJournal
from bot.adapters.sqlite.keys import Keyring, KeyTrouble
from bot.config import SettingTrouble, _dotenv, settings
from bot.dialogue.diagnostics import CODES, Finding
from bot.dialogue.kinds import Item, name
from bot.dialogue.library import Library
from bot.dialogue.model import Dialogue
from bot.facilitator import codec
from bot.facilitator.ids import Mailbox
from bot.service.ports import Commit, Parcel, StorageTrouble
from tests.facilitator.walk import A, B, Walk, rows_of
from tests.fuzz.choices import DEEP, DEPTH, Choices
from tests.fuzz.couples import NOW, Still, texts

#: Marks of YAML that stand for themselves in nothing else.
YAML_MARKS = (
    "- ", ": ", "? ", "&a ", "*a", "!!", "!!python/object:x", "!!timestamp 2026-99-99", "!!int x",
    "!!float x", "!!binary é", "!!set {a}", "!!omap [a]", "!!bool x", "!!null x", "|", ">", "'",
    '"', "---\n", "...\n", "%YAML 1.1\n", "%YAML 9.9\n", "%TAG ! x\n", "\t", "<<: ", "{", "}", "[",
    "]", "#", "\n", "  ", "2026-01-01", "0x_", "0o9", "1" * 5000, ".inf", "12:30:45", "\ufeff",
    "\x85", "\u2028", "\\ud800", "@", "`", "[" * 400, "{" * 400, "- " * 200, "? " * 200,
)  # fmt: skip


def dialogues(data: bytes) -> None:
    """A file of a library, of any kind. A dialogue that is fine can be played to its end by whoever
    taps something.
    """
    choices = Choices(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.yaml")
        path.write_bytes(_yaml(choices))
        found, wrong = check([path])
    assert len(found) + bool(wrong) == 1, "a file is a dialogue, or something is wrong with it"
    for one in wrong:
        _is_one_line(one)
    for item in found:
        if isinstance(item, Dialogue):
            _play(item, choices)


def _is_one_line(one: Finding) -> None:
    assert one.code in CODES
    assert one.line >= 0
    assert one.message
    assert one.remedy
    assert len(str(one).splitlines()) == 1, "a finding is one line"
    str(one).encode()


def _yaml(choices: Choices) -> bytes:
    match choices.below(5):
        case 0:
            return choices.rest()
        case 4:  # lines of two that are shipped, of any kinds
            one, two = (choices.one(_sources()).splitlines() for _ in range(2))
            at, begin = choices.below(len(one)), choices.below(len(two))
            lines = [*one[:at], *two[begin : begin + 1 + choices.below(12)]]
            lines += one[at + choices.below(6) :]
            return "\n".join(lines).encode("utf-8", "surrogatepass")
        case 1:  # one that is shipped, with marks in it
            text = choices.one(_sources())
            for _ in range(1 + choices.below(3)):
                at = choices.below(len(text))
                text = text[:at] + choices.one(YAML_MARKS) + text[at + choices.below(30) :]
            return text.encode("utf-8", "surrogatepass")
        case 2:  # nothing but marks
            marks = [choices.one((*YAML_MARKS, "a", "say", "steps")) for _ in range(choices.left)]
            return "".join(marks).encode("utf-8", "surrogatepass")
        case _:  # a tree, spoiled
            return _dumped(choices)


def _dumped(choices: Choices) -> bytes:
    tree = choices.one(_trees())
    for _ in range(1 + choices.below(3)):
        tree = choices.spoiled(tree, 12)
    return _flow(tree).encode("utf-8", "surrogatepass")


def _flow(tree: Any) -> str:
    """Any tree as one long line of YAML."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(one)}" for key, one in tree.items()) + "}"
    if isinstance(tree, list | tuple):
        return "[" + ", ".join(map(_flow, tree)) + "]"
    if tree == DEEP:
        return "[" * DEPTH + "]" * DEPTH
    if isinstance(tree, str):
        quoted = "".join(f"\\u{ord(c):04x}" if not c.isprintable() or c in '"\\' else c
                         for c in tree if c <= "\uffff")  # fmt: skip
        return f'"{quoted}"'
    if isinstance(tree, int) and not isinstance(tree, bool):
        return f"0x{tree:x}" if tree > 0 else "-1"
    return {True: "true", False: "false", None: "null"}.get(tree, "1.5")


@cache
def _sources() -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in of_folder(shipped()))


@cache
def _trees() -> tuple[Any, ...]:
    return tuple(YAML(typ="safe", pure=True).load(text) for text in _sources())


def _play(dialogue: Dialogue, choices: Choices) -> None:
    """Begin it and tap, write and wait as the bytes say; time alone brings it to its end."""
    needed = [one for one in _shipped() if name(one) in repr(dialogue)]
    walk = Walk(Library([*needed, dialogue], _phrases(), zone="UTC"))
    walk.open(dialogue.dialogue)
    for _ in range(min(choices.left, 12)):
        if choices.below(3):
            shown = [button.action for rows in map(rows_of, walk.outcomes[-1:]) for row in rows
                     for line in row for button in line] or ["yes"]  # fmt: skip
            walk.tap("a" if choices.below(2) else "b", choices.one(shown))
        else:
            walk.say("a" if choices.below(2) else "b", "words")
    for _ in range(100):
        if not walk.wait():
            break
    assert walk.state.session is None, "a dialogue that does not end"
    assert {partner.person for partner in walk.state.seats.values()} == {A, B}


@cache
def _shipped() -> tuple[Item, ...]:
    """What a dialogue may refer to, besides others."""
    found, _ = check(of_folder(shipped()))
    return tuple(one for one in found if not isinstance(one, Dialogue))


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return phrases(shipped() / PHRASES)[0]


NAMES = ("HEARD_TOKEN", "HEARD_API_URL", "HEARD_DATA", "HEARD_KEY_FILE", "HEARD_DIALOGUES", "TZ",
         "HEARD_LANGUAGE", "HEARD_STATUS_PORT", "HEARD_PORT")  # fmt: skip
#: Settings that name a place: what is made there is made below the folder of this run.
PLACES = frozenset({"HEARD_DATA", "HEARD_KEY_FILE", "HEARD_DIALOGUES"})
VALUES = ("123456:ABCdef", "https://api.telegram.org", "http://[::1", "http://x:99999", "Europe",
          "Europe/Berlin", "../x", ":", "en", "8080", "65536", "٣", "²", "9" * 5000, "data", "a:b",
          "~nobody-of-that-name/x", "d\x00", "x" * 300, "\ud800", "http://\u2100",
          "//")  # fmt: skip


def config(data: bytes) -> None:
    """Settings, from the environment or from a file .env."""
    choices = Choices(data)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        try:
            found = _environment(choices, Path(folder))
            settings(found, needs_token=bool(choices.below(2)))
        except SettingTrouble as trouble:
            line = str(trouble)
            assert len(line.splitlines()) == 1, "a refusal is one line"
            assert any(name in line for name in (*NAMES, "HEARD_", ".env")), "it names nothing"


def _environment(choices: Choices, folder: Path) -> dict[str, str]:
    if choices.below(3):
        count = 1 + choices.below(5)
        values = [(choices.one(NAMES), choices.one(VALUES)) for _ in range(count)]
        values += [(choices.one(NAMES), choices.text())] if choices.below(2) else []
        found: dict[str, str | None] = dict(values)
    else:
        (folder / ".env").write_bytes(choices.rest())
        found = _dotenv()
    return {
        name: value for name, value in found.items()
        if value and (name not in PLACES or _harmless(value))
    }  # fmt: skip


def _harmless(value: str) -> bool:
    """Whether a place is below the working folder, so that a fuzzer may make it."""
    value = value.strip()
    below = not value.startswith(("/", "~")) or value.startswith("~nobody-of")
    return (
        below and ".." not in value and not any(part.startswith("/") for part in value.split(":"))
    )


@cache
def _copy() -> bytes:
    """A database with something in it."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_fill(Path(folder)))  # its thread lives in real time
        return Path(folder, FILE).read_bytes()


async def _fill(folder: Path) -> None:
    journal = SqliteJournal(folder, Keyring(KEY), Still())
    await journal.open()
    (row,) = await journal.receive([Parcel(1, 0, "-100", False, b"{}")], NOW)
    walk = Walk(texts())
    room = codec.encode(walk.state)
    await journal.commit(
        Commit(mailbox=Mailbox(row.mailbox), seq=1, snapshot=room, event=b"{}", at=NOW, row=row.id)
    )
    await journal.close()


KEY = bytes(range(32))
TABLES = ("keys", "mailboxes", "inbox")
COLUMNS = ("id", "scope", "wrapped", "made", "mailbox", "key", "snapshot", "state", "payload")
CELLS = ("NULL", "x''", "x'00'", "zeroblob(40)", "'text'", "-1", "1e308", "CAST(x'ff' AS TEXT)",
         "9223372036854775807", "scope", "id")  # fmt: skip


def restore(data: bytes) -> None:
    """A copy to put back: cut off, damaged, foreign, with wrong rows."""
    choices = Choices(data)
    with tempfile.TemporaryDirectory() as folder:
        source, place = Path(folder, "copy.db"), Path(folder, "data")
        place.mkdir()
        (place / FILE).write_bytes(b"what was there")
        _spoil(choices, source)
        try:
            backup.put_back(place, KEY, source, NOW)
        except (StorageTrouble, KeyTrouble) as trouble:
            assert len(str(trouble).splitlines()) == 1, "a refusal is one line"
            assert (place / FILE).read_bytes() == b"what was there"
            assert [one.name for one in place.iterdir()] == [FILE], "something is left behind"


def _spoil(choices: Choices, path: Path) -> None:
    whole = bytearray(_copy())
    match choices.below(4):
        case 0:
            path.write_bytes(choices.rest())
        case 1:
            path.write_bytes(whole[: choices.below(65_536)])
        case 2:
            for _ in range(1 + choices.below(8)):
                at = choices.below(len(whole))
                change = choices.take(1 + choices.below(4))
                whole[at : at + len(change)] = change
            path.write_bytes(whole)
        case _:
            path.write_bytes(whole)
            with closing(sqlite3.connect(path, isolation_level=None)) as db:
                for _ in range(1 + choices.below(4)):
                    _rewrite(choices, db)


def _rewrite(choices: Choices, db: sqlite3.Connection) -> None:
    """One statement of somebody who knows SQLite."""
    table, column = choices.one(TABLES), choices.one(COLUMNS)
    statement = choices.one((
        f"UPDATE {table} SET {column} = {choices.one(CELLS)}",
        f"DROP TABLE {table}",
        f"ALTER TABLE {table} RENAME TO other",
        f"PRAGMA user_version = {choices.below(300) - 9}",
        f"DELETE FROM {table}",
    ))  # fmt: skip
    try:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(statement)
    except sqlite3.Error:
        return  # no such column here
