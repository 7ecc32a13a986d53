"""Write down what the Bot API's methods take and answer, as python-telegram-bot describes them.

Usage: scripts/botapi-table [--check]. Writes bot/rehearsal/botapi/table.json, or with --check says
whether it is what would be written (exit code 1 if not).
"""

import argparse
import collections.abc
import datetime as dt
import inspect
import json
import operator
import re
import sys
import types
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path

import telegram
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import FileInput

TARGET = Path(__file__).parents[2] / "bot" / "rehearsal" / "botapi" / "table.json"
#: The methods that are played. Everything else that Telegram has is listed by its name alone.
PLAYED = (Path(__file__).parent / "played.txt").read_text("utf-8").split()
SOURCE = f"python-telegram-bot {telegram.__version__}"
#: Objects of what is not played; fields that carry one are left out.
LEFT_OUT = re.compile(
    r"Business|Gift|Giveaway|Paid|Star|Story|Checklist|SuggestedPost|DirectMessage|Passport|Invoice"
    r"|Payment|Shipping|PreCheckout|OrderInfo|Game|Boost|ManagedBot|Background|VideoChat|LivePhoto"
    r"|UserRating|VideoQuality|ProximityAlert|WriteAccess|Guest|Birthdate|ChatLocation|MaskPosition"
)
#: Named parameters of what is not played.
LEFT_OUT_PARAMETERS = {
    "business_connection_id",
    "allow_paid_broadcast",
    "direct_messages_topic_id",
    "suggested_post_parameters",
}
#: Parameters that python-telegram-bot declares optional because it has a convenience for them.
REQUIRED = {
    "sendLocation": {"latitude", "longitude"},
    "editMessageLiveLocation": {"latitude", "longitude"},
    "sendVenue": {"latitude", "longitude", "title", "address"},
    "sendContact": {"phone_number", "first_name"},
}
#: Parameters that it keeps for a while though Telegram's documentation has dropped them. The
#: server still takes them.
FORMER = {"sendPoll": {"correct_option_id"}}
#: Parameters that no documentation has any more, but the server reads.
UNDOCUMENTED = {
    "reply_to_message_id": "integer",
    "allow_sending_without_reply": "boolean",
    "disable_web_page_preview": "boolean",
}
#: Where python-telegram-bot takes shorter forms and writes them out.
ON_THE_WIRE = {
    ("setMyCommands", "commands"): "[BotCommand]",
    ("setMessageReaction", "reaction"): "[ReactionType]",
}
#: Of an object that python-telegram-bot fills in by itself.
FIXED = {
    "ForceReply": {"force_reply": "boolean"},
    "ReplyKeyboardRemove": {"remove_keyboard": "boolean"},
    "InaccessibleMessage": {"date": "integer"},
    "InputMediaLocation": {"type": "string"},
    "InputMediaSticker": {"type": "string"},
    "InputMediaVenue": {"type": "string"},
}
#: The field that tells the kinds of a family apart; it is fixed, so not a parameter. None if
#: there is no such field.
FAMILIES = {
    "InputMessageContent": None,
    "MaybeInaccessibleMessage": None,
    "BotCommandScope": "type",
    "ChatMember": "status",
    "InlineQueryResult": "type",
    "InputMedia": "type",
    "MenuButton": "type",
    "MessageOrigin": "type",
    "ReactionType": "type",
}
#: Declared optional for the sake of code that is older than the field.
ALWAYS_THERE = {
    "PollOption": {"persistent_id"},
    "PollAnswer": {"option_persistent_ids"},
    "Poll": {"allows_revoting", "members_only"},
    "ChatMemberRestricted": {"can_react_to_messages"},
}
#: Parameters of constructors that never travel.
CONVENIENCES = {"bot", "filename", "filename_depr"}
#: Names that differ because Python keeps the word for itself.
RENAMED = {"from_user": "from"}
ROOTS = ("Update", "WebhookInfo")

Table = dict[str, typing.Any]


def main() -> int:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = as_text(build())
    if not parser.parse_args().check:
        TARGET.write_text(text, "utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text("utf-8") == text:
        return 0
    print(f"{TARGET.name} is not what {SOURCE} says: run scripts/botapi-table", file=sys.stderr)
    return 1


def build() -> Table:
    """The whole table."""
    objects: dict[str, Table] = {}
    methods = {}
    wanted = list(ROOTS)
    for name in sorted(PLAYED):
        methods[name] = method(name)
        wanted += mentioned(methods[name])
    while wanted:
        name = wanted.pop()
        if name not in objects and not LEFT_OUT.search(name):
            objects[name] = described(name)
            wanted += mentioned(objects[name])
    for entry in (*methods.values(), *objects.values()):
        leave_out(entry)
    return {
        "version": telegram.__bot_api_version__,
        "source": SOURCE,
        "methods": methods,
        "objects": dict(sorted(objects.items())),
        "elsewhere": {
            "methods": sorted(set(all_methods()) - set(PLAYED)),
            "parameters": sorted(LEFT_OUT_PARAMETERS),
        },
    }


def as_text(table: Table) -> str:
    """JSON with a line for each parameter and field."""
    text = json.dumps(table, indent=1, ensure_ascii=False)
    return re.sub(r"\{\s+(\"type\"[^{}]*?)\s+\}", lambda m: "{" + flat(m[1]) + "}", text) + "\n"


def flat(inner: str) -> str:
    return re.sub(r"\s*\n\s*", " ", inner)


def all_methods() -> Iterator[str]:
    """The names of all methods of the Bot API."""
    for name, value in inspect.getmembers(telegram.Bot, inspect.iscoroutinefunction):
        if not name.startswith("_") and "_" not in name and name not in NOT_METHODS:
            yield name if value else ""


NOT_METHODS = {"initialize", "shutdown"}


def method(name: str) -> Table:
    """What one method takes and answers."""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    function = inspect.unwrap(getattr(telegram.Bot, snake))
    docs = sections(function.__doc__ or "")
    parameters = {}
    for one in inspect.signature(function).parameters.values():
        if one.name == "self" or one.name in LEFT_OUT_PARAMETERS:
            continue
        if one.kind is inspect.Parameter.KEYWORD_ONLY:
            if one.name in UNDOCUMENTED:
                parameters[one.name] = {"type": UNDOCUMENTED[one.name], "documented": False}
            continue
        entry: Table = {"type": ON_THE_WIRE.get((name, one.name)) or spelled(one.annotation)}
        if one.default is inspect.Parameter.empty or one.name in REQUIRED.get(name, ()):
            entry["required"] = True
        if one.name in FORMER.get(name, ()):
            entry["documented"] = False
        parameters[one.name] = entry | limits(entry["type"], docs.get(one.name, ""))
    answer = inspect.signature(function).return_annotation
    return {"answer": spelled(answer), "parameters": dict(sorted(parameters.items()))}


def described(name: str) -> Table:
    """The fields of one object, or the members of a family."""
    found = getattr(telegram, name)
    if isinstance(found, types.UnionType) or typing.get_origin(found):
        return {"family": sorted(spelled(found).split("|"))}
    if name in FAMILIES:
        kinds = [one.__name__ for one in found.__subclasses__() if hasattr(telegram, one.__name__)]
        return {"family": sorted(kind for kind in kinds if not LEFT_OUT.search(kind))}
    docs = sections(found.__doc__ or "")
    shown = {}
    for one in inspect.signature(found.__init__).parameters.values():
        if one.name in {"self", "api_kwargs", "args", "kwargs"}:
            continue
        if one.kind is inspect.Parameter.KEYWORD_ONLY or one.name in CONVENIENCES:
            continue
        entry: Table = {"type": spelled(one.annotation)}
        must = one.default is inspect.Parameter.empty or one.name in ALWAYS_THERE.get(name, ())
        if must:
            entry["required"] = True
        shown[RENAMED.get(one.name, one.name)] = entry | limits(
            entry["type"], docs.get(one.name, "")
        )
    for base in found.__mro__:
        if kind := FAMILIES.get(base.__name__):
            shown[kind] = {"type": "string", "required": True}
    for field, kind in FIXED.get(name, {}).items():
        shown[field] = {"type": kind, "required": True}
    return {"fields": dict(sorted(shown.items()))}


def mentioned(entry: Table) -> list[str]:
    """The objects that a method or an object speaks of."""
    words = " ".join(
        one["type"] for one in (entry.get("parameters") or entry.get("fields") or {}).values()
    )
    words += " " + entry.get("answer", "") + " " + " ".join(entry.get("family", ()))
    return [word for word in re.findall(r"[A-Z]\w+", words) if hasattr(telegram, word)]


def leave_out(entry: Table) -> None:
    """Drop parameters and fields that carry objects of what is not played."""
    for kept in ("parameters", "fields"):
        for name, one in list(entry.get(kept, {}).items()):
            one["type"] = without_left_out(one["type"])
            if not one["type"]:
                del entry[kept][name]


def without_left_out(kind: str) -> str:
    """A type without what is not played; empty if nothing of it is."""
    if kind.startswith("[") and len(split(kind)) == 1:
        inner = without_left_out(kind[1:-1])
        return f"[{inner}]" if inner else ""
    return "|".join(option for option in split(kind) if not LEFT_OUT.search(option))


def spelled(annotation: typing.Any) -> str:
    """An annotation as the table writes types: names joined by |, arrays in brackets."""
    return joined(alternatives(annotation))


def joined(options: Iterable[str]) -> str:
    """Alternatives in a fixed order; an object that stands for its file is that file."""
    found = sorted(set(options), key=lambda option: (option[:1].isupper(), option))
    if "file" in found:
        return "file"
    if "string" in found and any(option[:1].isupper() for option in found):
        return "string"
    return "|".join(found)


SIMPLE = {
    int: "integer",
    float: "number",
    str: "string",
    bool: "boolean",
    dt.datetime: "integer",
    dt.timedelta: "integer",
}


def alternatives(annotation: typing.Any) -> Iterator[str]:
    if annotation is None or annotation is type(None):
        return
    if isinstance(annotation, str | typing.ForwardRef):
        yield from named(annotation if isinstance(annotation, str) else annotation.__forward_arg__)
        return
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is DefaultValue or annotation is DefaultValue:
        return
    if origin in {typing.Union, types.UnionType}:
        if set(typing.get_args(FileInput)) <= set(arguments):
            yield "file"
            return
        for argument in arguments:
            yield from alternatives(argument)
    elif origin in {tuple, list, collections.abc.Sequence}:
        inside = set(alternatives(arguments[0]))
        yield f"[{'|'.join(sorted(inside, key=lambda one: (one[:1].isupper(), one)))}]"
    elif origin is typing.Literal:
        yield from {SIMPLE[type(argument)] for argument in arguments}
    elif origin is collections.abc.Callable:
        return
    elif annotation in SIMPLE:
        yield SIMPLE[annotation]
    elif annotation is object or annotation is typing.Any:
        yield "string"
    else:
        yield annotation.__name__


#: Names of annotations that stand for something simpler on the wire.
ALIASES = {
    "FileInput": "file",
    "InputFile": "file",
    "dtm.datetime": "integer",
    "dtm.timedelta": "integer",
    "datetime.datetime": "integer",
    "datetime.timedelta": "integer",
    "TimePeriod": "integer",
    "int": "integer",
    "str": "string",
    "bool": "boolean",
    "float": "number",
    "JSONDict": "string",
    "CallbackGame": "CallbackGame",
}


def named(text: str) -> Iterator[str]:
    """The alternatives of an annotation that is written as text."""
    for part in split(text):
        inner = re.fullmatch(r"(?:Sequence|list|tuple)\[(.*?)(?:, \.\.\.)?\]", part)
        optional = re.fullmatch(r"ODVInput\[(.*)\]|Optional\[(.*)\]", part)
        if part in {"None", "object"} or part.startswith("Callable"):
            continue
        if inner:
            inside = set(named(inner[1]))
            yield f"[{'|'.join(sorted(inside, key=lambda one: (one[:1].isupper(), one)))}]"
        elif optional:
            yield from named(optional[1] or optional[2])
        elif part == "ReplyMarkup":
            yield from (
                "InlineKeyboardMarkup",
                "ReplyKeyboardMarkup",
                "ReplyKeyboardRemove",
                "ForceReply",
            )
        else:
            yield ALIASES.get(part, part.strip("'\"").removeprefix("telegram."))


def split(text: str) -> list[str]:
    """Split at the outer bars."""
    parts, depth, begin = [], 0, 0
    for at, char in enumerate(text):
        depth += (char == "[") - (char == "]")
        if char == "|" and not depth:
            parts.append(text[begin:at])
            begin = at + 1
    return [part.strip() for part in [*parts, text[begin:]]]


def sections(docstring: str) -> dict[str, str]:
    """The description of each argument."""
    text = inspect.cleandoc(docstring)
    body = re.split(r"^(?:Args|Arguments):\s*$", text, maxsplit=1, flags=re.MULTILINE)
    if len(body) < 2:
        return {}
    body_text = re.split(r"^\w[\w ]*:\s*$", body[1], maxsplit=1, flags=re.MULTILINE)[0]
    found = re.split(r"^    (\w+) \(", body_text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def limits(kind: str, description: str) -> Table:
    """The shortest and longest of a text or an array, as far as it is described by constants."""
    shown: Table = {}
    if kind != "string" and not kind.startswith("["):
        return shown
    for path in re.findall(r"telegram\.((?:constants\.)?\w+\.[A-Z_]+)\b", description):
        value = operator.attrgetter(path)(telegram)
        constant = path.rpartition(".")[2]
        if not isinstance(value, int) or "Dice" in path:
            continue
        if constant.startswith("MIN_"):
            shown.setdefault("least", int(value))
        elif re.search("MAX_|LENGTH|LIMIT", constant):
            shown.setdefault("most", int(value))
    return shown


if __name__ == "__main__":
    sys.exit(main())
