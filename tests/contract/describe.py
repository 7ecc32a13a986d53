"""What aiogram says of the Bot API. Runs in aiogram's own environment, and knows nothing of Heard.

    python describe.py < samples.json > description.json

Prints every method and object with their types in the words of our table, and what is wrong, after
aiogram's models, with the samples: `[[method, answer], …]` and `[update, …]`.
"""

import ast
import datetime as dt
import inspect
import json
import re
import sys
import types
import typing
from collections.abc import Iterator
from enum import Enum

import aiogram
from aiogram import methods as all_methods
from aiogram import types as all_types
from aiogram.client.default import Default
from aiogram.methods.base import TelegramMethod
from aiogram.types.base import TelegramObject
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

SIMPLE = {
    int: "integer",
    float: "number",
    str: "string",
    bool: "boolean",
    dt.datetime: "integer",
    dt.timedelta: "integer",
}
LENGTH = re.compile(r"\b(\d+)-(\d+) (?:characters|bytes|items)")


def main() -> None:
    """Read samples, print everything."""
    samples = json.load(sys.stdin)
    described = {
        "source": f"aiogram {aiogram.__version__}",
        "version": aiogram.__api_version__,
        "methods": dict(every_method()),
        "objects": dict(every_object()),
        "families": dict(every_family()),
        "misfits": list(misfits(samples)),
    }
    json.dump(described, sys.stdout)


def every_method() -> Iterator[tuple[str, dict]]:
    """By their names on the wire."""
    for name in all_methods.__all__:
        known = getattr(all_methods, name)
        if (
            inspect.isclass(known)
            and issubclass(known, TelegramMethod)
            and known is not TelegramMethod
        ):
            yield (
                known.__api_method__,
                {"answer": kinds(known.__returning__), "fields": fields(known)},
            )


def every_object() -> Iterator[tuple[str, dict]]:
    """By their names in the documentation."""
    for known in objects():
        yield known.__name__, fields(known)


def every_family() -> Iterator[tuple[str, list[str]]]:
    """The objects that stand for several others, which are their subclasses."""
    everything = list(objects())
    for known in everything:
        below = [one.__name__ for one in everything if known in one.__mro__[1:]]
        if below and not known.model_fields:
            yield known.__name__, sorted(below)


def objects() -> Iterator[type[TelegramObject]]:
    """All models of objects."""
    for name in all_types.__all__:
        known = getattr(all_types, name)
        if inspect.isclass(known) and issubclass(known, TelegramObject):
            known.model_rebuild()
            yield known


def fields(model: type[BaseModel]) -> dict[str, dict]:
    """The fields of a model, by their names on the wire."""
    model.model_rebuild()
    said = documented(model)
    found = {}
    for name, field in model.model_fields.items():
        lengths = LENGTH.search(said.get(name, ""))
        found[field.alias or name] = {
            "kinds": kinds(field.annotation),
            "required": required(field),
            "deprecated": bool((field.json_schema_extra or {}).get("deprecated")),
            "lengths": [int(one) for one in lengths.groups()] if lengths else None,
        }
    return found


def required(field: FieldInfo) -> bool:
    """Whether it must be there. What tells members of a family apart has a fixed default."""
    return field.is_required() or typing.get_origin(field.annotation) is typing.Literal


def kinds(annotation: object) -> list[str]:
    """The alternatives that an annotation names, in our words; `[…]` for arrays."""
    return sorted(set(_kinds(annotation)))


def _kinds(annotation: object) -> Iterator[str]:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        yield from _kinds(arguments[0])
    elif origin in {typing.Union, types.UnionType}:
        for one in arguments:
            yield from _kinds(one)
    elif origin is typing.Literal:
        yield from _kinds(type(arguments[0]))
    elif origin is list:
        yield f"[{'|'.join(kinds(arguments[0]))}]"
    elif annotation in (type(None), Default):
        return
    elif annotation in SIMPLE:
        yield SIMPLE[annotation]
    elif inspect.isclass(annotation) and issubclass(annotation, Enum):
        yield "string"
    else:
        name = getattr(annotation, "__name__", str(annotation))
        yield "file" if name == "InputFile" else name


def documented(model: type[BaseModel]) -> dict[str, str]:
    """The sentences below the fields in the source."""
    (defined,) = ast.parse(inspect.getsource(model)).body
    said = {}
    for statement, following in zip(defined.body, defined.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(following, ast.Expr):
            said[statement.target.id] = ast.literal_eval(following.value)
    return said


def misfits(samples: dict) -> Iterator[str]:
    """What is wrong with samples, as `where: what`."""
    answers = {
        name: getattr(all_methods, name[0].upper() + name[1:]) for name, _ in samples["answers"]
    }
    for name, answer in samples["answers"]:
        yield from misfit(name, answers[name].__returning__, answer)
    for update in samples["updates"]:
        yield from misfit("Update", all_types.Update, update)


def misfit(name: str, model: object, value: object) -> Iterator[str]:
    """What is wrong with one value of a model."""
    try:
        read = TypeAdapter(model).validate_python(value)
    except ValidationError as error:
        for one in error.errors():
            yield f"{name}: {'.'.join(map(str, one['loc']))}: {one['msg']}"
        return
    yield from (f"{name}: {one}: unknown" for one in sorted(set(unknown(read))))


def unknown(read: object, where: str = "") -> Iterator[str]:
    """Fields of a value that its model does not know, as `Object.field`."""
    if isinstance(read, BaseModel):
        for name in read.model_extra or ():
            yield f"{type(read).__name__}.{name}"
        for name in type(read).model_fields:
            yield from unknown(getattr(read, name), name)
    elif isinstance(read, list):
        for one in read:
            yield from unknown(one, where)


if __name__ == "__main__":
    main()
