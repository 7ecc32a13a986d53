"""What is amiss in a call though the server may let it pass.

The real server looks up the parameters that it knows and never sees the others (Client.cpp reads
each by its name), takes a missing number for 0, and shortens some texts without a word. So a bot
can be wrong for years. Here it is answered just so, and what is amiss is written down beside.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from .table import Field, Method, Table, alternatives
from .wire import parse_json

FindingKind = Literal["absent", "unknown", "missing", "type", "length"]

_INTEGER = re.compile(r"-?[0-9]+")
_FLAGS = frozenset({"true", "false", "yes", "no", "1", "0"})
_SIMPLE = frozenset({"integer", "number", "string", "boolean", "file"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is amiss.

    *absent*: Telegram has it, this world does not; *unknown*: nobody has it; *missing*: it is
    required; *type*: it is something else; *length*: it is too short or too long. `where` is the
    parameter, with the way into it, such as `reply_markup.inline_keyboard[0][1].text`.
    """

    kind: FindingKind
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Checker:
    """Finds what is amiss in calls, by a table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._methods = {name.lower(): known for name, known in table.methods.items()}
        self._elsewhere = {name.lower() for name in table.elsewhere.methods}

    def findings(
        self, method: str, values: Mapping[str, str], uploads: Mapping[str, object]
    ) -> tuple[Finding, ...]:
        """What is amiss in a call of a method, by its name in lower case."""
        known = self._methods.get(method)
        if known is not None:
            return tuple(_in_call(self.table, known, values, uploads))
        if method in self._elsewhere:
            return (Finding("absent", method, "Telegram has this method, this world does not"),)
        return (Finding("unknown", method, "there is no such method"),)


def flaws(table: Table, kind: str, value: object, where: str = "") -> list[Finding]:
    """What is amiss in a JSON value that should be of a type; the kindest reading counts."""
    readings = [list(_in_value(table, one, value, where)) for one in alternatives(kind)]
    return min(readings, key=len)


def _in_call(
    table: Table, method: Method, values: Mapping[str, str], uploads: Mapping[str, object]
) -> Iterator[Finding]:
    for name in (*values, *uploads):
        if name in method.parameters or _attached(name, values):
            continue
        if name in table.elsewhere.parameters:
            yield Finding("absent", name, "Telegram has this parameter, this world does not")
        else:
            yield Finding("unknown", name, "there is no such parameter")
    for name, field in method.parameters.items():
        if values.get(name) or name in uploads:
            if name in values:
                parsed = _is_parsed(name, method.parameters)
                yield from _in_parameter(
                    table, name, _plain(field) if parsed else field, values[name]
                )
        elif field.required and not (name in values and field.type == "string"):
            yield Finding("missing", name, "it is required")


def _is_parsed(name: str, fields: Mapping[str, Field]) -> bool:
    """Whether a text is measured only after its marks are taken out; then the server complains."""
    return f"{name}_parse_mode" in fields or (
        name in {"text", "caption", "message_text"} and "parse_mode" in fields
    )


def _plain(field: Field) -> Field:
    return msgspec.structs.replace(field, least=None, most=None)


def _attached(name: str, values: Mapping[str, str]) -> bool:
    """Whether an upload is spoken of as `attach://name`."""
    return any(f"attach://{name}" in value for value in values.values())


def _in_parameter(table: Table, name: str, field: Field, raw: str) -> Iterator[Finding]:
    kinds = set(alternatives(field.type))
    if kinds & {"string", "file"}:
        yield from _length(name, field, len(raw))
    elif "integer" in kinds:
        if not _INTEGER.fullmatch(raw):
            yield Finding("type", name, f"{raw!r} is no integer")
    elif "number" in kinds:
        if not _is_number(raw):
            yield Finding("type", name, f"{raw!r} is no number")
    elif "boolean" in kinds:
        if raw.strip().lower() not in _FLAGS:
            yield Finding("type", name, f"{raw!r} is neither true nor false")
    else:
        yield from _in_json(table, name, field, raw)


def _in_json(table: Table, name: str, field: Field, raw: str) -> Iterator[Finding]:
    try:
        value = parse_json(raw)
    except ValueError:
        yield Finding("type", name, "this is no JSON")
        return
    if isinstance(value, list):
        yield from _length(name, field, len(value))
    yield from flaws(table, field.type, value, name)


def _in_value(table: Table, kind: str, value: object, where: str) -> Iterator[Finding]:
    if kind in _SIMPLE:
        if not _is(kind, value):
            yield Finding("type", where, f"{value!r} is no {kind}")
    elif kind.startswith("["):
        if not isinstance(value, list):
            yield Finding("type", where, "this is no array")
            return
        for index, item in enumerate(value):
            yield from flaws(table, kind[1:-1], item, f"{where}[{index}]")
    elif family := table.objects[kind].family if kind in table.objects else ():
        known = [member for member in family if member in table.objects]
        yield from flaws(table, "|".join(known), value, where)
    elif not isinstance(value, dict):
        yield Finding("type", where, f"this is no {kind}")
    elif kind in table.objects:
        yield from _in_object(table, table.objects[kind].fields, value, where)


def _in_object(
    table: Table, fields: Mapping[str, Field], value: Mapping[str, object], where: str
) -> Iterator[Finding]:
    for name, item in value.items():
        place = f"{where}.{name}" if where else name
        field = fields.get(name)
        if field is None:
            yield Finding("unknown", place, "there is no such field")
        elif item is not None:
            yield from flaws(table, field.type, item, place)
            if isinstance(item, str | list) and not _is_parsed(name, fields):
                yield from _length(place, field, len(item))
    for name, field in fields.items():
        if field.required and value.get(name) is None:
            place = f"{where}.{name}" if where else name
            yield Finding("missing", place, "it is required")


def _length(where: str, field: Field, length: int) -> Iterator[Finding]:
    if field.least is not None and length < field.least:
        yield Finding("length", where, f"{length} is less than {field.least}")
    elif field.most is not None and length > field.most:
        yield Finding("length", where, f"{length} is more than {field.most}")


def _is(kind: str, value: object) -> bool:
    """Whether a JSON value passes for a simple type; numbers and digits pass for both."""
    if isinstance(value, bool):
        return kind == "boolean"
    match kind:
        case "integer":
            return isinstance(value, int | str) and bool(_INTEGER.fullmatch(str(value)))
        case "number":
            return isinstance(value, int | float | str) and _is_number(str(value))
        case "string" | "file":
            return isinstance(value, str | int | float)
    return False


def _is_number(raw: str) -> bool:
    try:
        float(raw)
    except ValueError:
        return False
    return True
