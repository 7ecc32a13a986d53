"""Every refusal of the local Bot API, and where its words are from.

    python -m tests.live.refusals FOLDER ...

prints the table of docs/fidelity.md: each text that the local Bot API refuses with, and the file
and function of TDLib's sources that have it. The folders hold checkouts of tdlib/td and of
tdlib/telegram-bot-api; without any, only the texts are printed.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

BOTAPI = Path(__file__).parents[2] / "bot" / "rehearsal" / "botapi"
#: What stands in a text for a part that varies.
VARIES = "…"
_RAISING = {"bad_request", "forbidden", "FieldError", "ApiError"}
_READING = {"fields", "json", "array"}

#: Words of Telegram's main server, which no source shows: who has seen them.
SEEN: dict[str, str] = {
    "BUTTON_DATA_INVALID": "seen: mullwar/telebot#180, LiveHelperChat/telegram#64",
    "BUTTON_TYPE_INVALID": "seen: telegraf/telegraf#2031, tbxark/mail2telegram#29",
    "RESULT_ID_DUPLICATE": "seen: python-telegram-bot#860, tucnak/telebot#128",
    "RESULT_ID_INVALID": "seen: telegraf/telegraf#869",
    "CHAT_ADMIN_REQUIRED": "seen: TelegramBots/Telegram.Bot#1025, python-telegram-bot#769",
    "RIGHT_FORBIDDEN": "seen: TelegramBots/Telegram.Bot#1025, python-telegram-bot#2654",
    "REACTION_INVALID": "the name seen by another client: LonamiWebs/Telethon#4112",
    "Can't parse ephemeral message parameters JSON object": "guess: as the others are worded",
    "Object expected as ephemeral message parameters": "guess: as the others are worded",
    "PEER_ID_INVALID": "seen: TelegramBots/Telegram.Bot#109, yukuku/telebot#28",
    "USER_ID_INVALID": "seen: tdlib/td#589, vysheng/tg#752",
    "HIDE_REQUESTER_MISSING": "seen: python-telegram-bot's live tests (test_bot.py)",
    "USER_ALREADY_PARTICIPANT": "seen: python-telegram-bot's live tests (test_bot.py)",
}
_MEMORY = "memory: a name of the main server"
_COMPOSED = "composed from parts that TDLib has"


def texts() -> dict[str, set[str]]:
    """The texts, each with the modules that have it; `…` stands for what varies."""
    found: dict[str, set[str]] = {}
    for path in sorted(BOTAPI.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        constants = dict(_constants(tree))
        for node in ast.walk(tree):
            for text in _refusals(node, constants):
                found.setdefault(text, set()).add(str(path.relative_to(BOTAPI)))
    return found


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, {})
            if text:
                yield node.targets[0].id, text


def _refusals(node: ast.AST, constants: dict[str, str]) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in _RAISING:
        arguments = node.args
    elif name in _READING and isinstance(node.func, ast.Attribute):
        arguments = node.args[1:]
    else:
        return
    for argument in arguments:
        for one in (
            (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
        ):
            text = _text(one, constants)
            if text and (name in _RAISING or " " in text):
                yield text


def _text(node: ast.AST, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [one.value if isinstance(one, ast.Constant) else VARIES for one in node.values]
        return "".join(map(str, parts))
    return constants.get(node.id, "") if isinstance(node, ast.Name) else ""


# --- where they are from -------------------------------------------------------------------------


class Sources:
    """The C++ of some folders, to be searched."""

    def __init__(self, folders: list[Path]) -> None:
        paths = [one for folder in folders for one in sorted(folder.rglob("*.cpp"))]
        # Client.cpp first: it is the Bot API server itself, the rest is TDLib beneath it.
        paths.sort(key=lambda path: (path.name != "Client.cpp", path.name))
        self._lines = {path: path.read_text("utf-8", "replace").splitlines() for path in paths}

    def of(self, text: str) -> str:
        """The first file and function that has the longest fixed part of a text."""
        part = max((one.strip() for one in text.split(VARIES)), key=len)
        part = re.sub(r"^(Bad Request|Forbidden|Conflict|Not Found): ", "", part) or part
        for wanted in (part, part[:1].lower() + part[1:], part[:1].upper() + part[1:]):
            escaped = wanted.replace('"', '\\"')
            for path, lines in self._lines.items():
                for number, line in enumerate(lines):
                    if escaped in line and "//" not in line.split(escaped)[0]:
                        return f"{path.name}: {_function(lines, number)}"
        return ""


def _function(lines: list[str], number: int) -> str:
    for line in reversed(lines[: number + 1]):
        named = re.match(r"^[\w<>:,&* ]*?((?:\w+::)*~?\w+)\(", line)
        if named and not line.startswith(("#", "//", "}")) and not line[0].isspace():
            return named[1]
    return "?"


def rows(sources: Sources | None) -> Iterator[str]:
    """The rows of the table."""
    for text in sorted(texts(), key=str.casefold):
        source = SEEN.get(text, "") or (sources.of(text) if sources else "")
        if not source:
            source = _MEMORY if re.fullmatch(r"[A-Z_…]+", text) else _COMPOSED
        shown = text.replace("|", "\\|")
        yield f"| {shown} | {source} |"


def main() -> int:
    """Print the table."""
    folders = [Path(one) for one in sys.argv[1:]]
    print("\n".join(rows(Sources(folders) if folders else None)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
