"""JSON as the server reads it: strict about types, generous with numbers in strings."""

import json
import re
from collections.abc import Mapping
from typing import TypeAlias

JsonObject: TypeAlias = dict[str, object]

_INTEGER = re.compile(r"-?[0-9]+")
#: Digits of a number that are read: any with more is far beyond 64 bits, and stays so.
_DIGITS_MAX = 40


class FieldError(ValueError):
    """A field that is missing or of the wrong type, in the server's wording."""


class Fields:
    """One JSON object, read field by field.

    A number passes for a string and a string of digits for a number; null passes for nothing.
    """

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __bool__(self) -> bool:
        return bool(self._values)

    def raw(self, name: str) -> str:
        """A field written out as JSON again; empty when absent."""
        value = self._values.get(name)
        return "" if value is None else json.dumps(value, ensure_ascii=False)

    def all(self) -> JsonObject:
        """Everything there is."""
        return dict(self._values)

    def string(self, name: str, default: str = "") -> str:
        """An optional string."""
        return self.required_string(name) if name in self else default

    def required_string(self, name: str) -> str:
        """A string that must be there."""
        value = self._required(name)
        if isinstance(value, str):
            return value
        if _is_number(value):
            return str(value)
        raise FieldError(f'Field "{name}" must be of type String')

    def integer(self, name: str, default: int = 0) -> int:
        """An optional integer."""
        return self.required_integer(name) if name in self else default

    def required_integer(self, name: str) -> int:
        """An integer that must be there."""
        value = self._required(name)
        if not isinstance(value, str) and not _is_number(value):
            raise FieldError(f'Field "{name}" must be a Number')
        if not _INTEGER.fullmatch(str(value)):
            raise FieldError(f'Field "{name}" must be a valid Number')
        return whole(str(value))

    def number(self, name: str) -> float:
        """A number that must be there."""
        value = self._required(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise FieldError(f'Field "{name}" must be of type Number')

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An optional boolean."""
        value = self._values.get(name, default)
        if isinstance(value, bool):
            return value
        raise FieldError(f'Field "{name}" must be of type Boolean')

    def array(self, name: str) -> list[object]:
        """An optional array; empty when absent."""
        value = self._values.get(name, [])
        if isinstance(value, list):
            return value
        raise FieldError(f'Field "{name}" must be of type Array')

    def fields(self, name: str) -> "Fields":
        """An object that must be there."""
        value = self._required(name)
        if isinstance(value, dict):
            return Fields(value)
        raise FieldError(f'Field "{name}" must be of type Object')

    def _required(self, name: str) -> object:
        if name not in self._values:
            raise FieldError(f'Can\'t find field "{name}"')
        return self._values[name]


def parse_json(text: str) -> object:
    """Parse JSON. Raises `ValueError`, also for half of a surrogate pair, which is no text, and for
    arrays too deep in arrays.
    """
    try:
        value: object = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("too many levels") from None
    return value


def whole(digits: str) -> int:
    """A whole number from its digits, however many these are."""
    return int(digits[:_DIGITS_MAX])


def fields_of(value: object, complaint: str) -> Fields:
    """The fields of a JSON object; anything else raises `FieldError(complaint)`."""
    if isinstance(value, dict):
        return Fields(value)
    raise FieldError(complaint)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
