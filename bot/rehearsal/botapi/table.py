"""The Bot API as a table: what each method takes and answers, and what each object is made of.

`table.json` is made by `scripts/botapi-table` from python-telegram-bot's own descriptions. A type
is *integer*, *number*, *string*, *boolean*, *file*, or the name of an object; alternatives are
joined by `|`, an array stands in brackets.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import msgspec


class Field(msgspec.Struct, frozen=True):
    """One parameter of a method, or one field of an object.

    `least` and `most` are the length of a text in characters or of an array in items, None where
    the description names none. `documented` is false for what only the server still knows.
    """

    type: str
    required: bool = False
    documented: bool = True
    least: int | None = None
    most: int | None = None


class Method(msgspec.Struct, frozen=True):
    """What a method takes, and the type of its answer."""

    answer: str
    parameters: dict[str, Field]


class Shape(msgspec.Struct, frozen=True):
    """An object's fields, or if it is a family, the objects that it may be instead."""

    fields: dict[str, Field] = {}
    family: tuple[str, ...] = ()


class Elsewhere(msgspec.Struct, frozen=True):
    """Names of what Telegram has and this world does not."""

    methods: frozenset[str]
    parameters: frozenset[str]


class Table(msgspec.Struct, frozen=True):
    """The whole description. `version` is the Bot API's, `source` who describes it."""

    version: str
    source: str
    methods: dict[str, Method]
    objects: dict[str, Shape]
    elsewhere: Elsewhere

    def with_methods(self, more: Mapping[str, Method], objects: Mapping[str, Shape]) -> "Table":
        """The same with methods and objects added, or with more parameters of those it has."""
        methods = dict(self.methods)
        for name, one in more.items():
            known = methods[name].parameters if name in methods else {}
            methods[name] = Method(one.answer, {**known, **one.parameters})
        shapes = dict(self.objects)
        for name, shape in objects.items():
            known = shapes[name].fields if name in shapes else {}
            shapes[name] = Shape({**known, **shape.fields})
        return Table(self.version, self.source, methods, shapes, self.elsewhere)


@cache
def bot_api() -> Table:
    """The table that ships with this package."""
    raw = files(__package__).joinpath("table.json").read_bytes()
    return msgspec.json.decode(raw, type=Table)


def alternatives(kind: str) -> Iterator[str]:
    """The types that are joined in one."""
    depth, begin = 0, 0
    for at, char in enumerate(kind):
        depth += (char == "[") - (char == "]")
        if char == "|" and depth == 0:
            yield kind[begin:at]
            begin = at + 1
    yield kind[begin:]
