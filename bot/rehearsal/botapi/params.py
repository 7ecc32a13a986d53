"""A call's parameters: strings, as the server sees them, and their decoding."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import bad_request
from .files import Upload
from .wire import FieldError, Fields, fields_of, parse_json, whole

_LEADING_INTEGER = re.compile(r"-?[0-9]+")
_LEADING_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ATTACHED = "attach://"


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters of one call; what is missing reads as an empty string."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def string(self, name: str) -> str:
        """The string as it was sent."""
        return self.values.get(name, "")

    def flag(self, name: str) -> bool:
        """True for *true*, *yes* and *1* in any case; everything else is false."""
        return self.string(name).strip().lower() in {"true", "yes", "1"}

    def integer(self, name: str, default: int = 0, *, low: int, high: int = 2**31 - 1) -> int:
        """A number within limits. Trailing letters are ignored; nothing but letters is 0."""
        raw = self.string(name)
        return min(max(leading_integer(raw) if raw else default, low), high)

    def required(self, name: str) -> str:
        """A string that may not be empty. Raises `ApiError`."""
        if value := self.string(name):
            return value
        raise bad_request(f'Parameter "{name}" is required')

    def number(self, name: str) -> float:
        """A number, as far as it begins like one; otherwise 0."""
        found = _LEADING_NUMBER.match(self.string(name).strip())
        return float(found[0]) if found else 0.0

    def message_id(self, name: str = "message_id") -> int:
        """A message id; 0 if there is none."""
        return max(leading_integer(self.string(name)), 0)

    def message_ids(self) -> list[int]:
        """1 to 100 message ids in JSON. Raises `ApiError`."""
        raw = self.string("message_ids")
        if not raw:
            raise bad_request("Message identifiers are not specified")
        value = self.json("message_ids", "Can't parse message_ids JSON object")
        if not isinstance(value, list):
            raise bad_request("Expected an Array of message identifiers")
        if len(value) > 100:
            raise bad_request("Too many message identifiers specified")
        ids = [_message_id(item) for item in value]
        if not ids:
            raise bad_request("Message identifiers are not specified")
        return ids

    def user_id(self, name: str = "user_id") -> int:
        """A user's id. Raises `ApiError` if there is none."""
        number = leading_integer(self.string(name))
        if number <= 0:
            raise bad_request(f"Invalid {name} specified")
        return number

    def attached(self, reference: str, name: str = "") -> Upload | str | None:
        """What a `media` field speaks of: an upload by `attach://`, a file id or an address."""
        if reference and not reference.startswith(_ATTACHED):
            return reference
        return self.files.get(reference.removeprefix(_ATTACHED) or name)

    def json_of(self, name: str, complaint: str) -> object:
        """The parsed JSON of a parameter that may not be empty. Raises `ApiError`."""
        self.required(name)
        return self.json(name, complaint)

    def json(self, name: str, complaint: str) -> object:
        """The parsed JSON of a parameter. Raises `ApiError` with the complaint."""
        try:
            return parse_json(self.string(name))
        except ValueError as error:
            raise bad_request(complaint) from error

    def fields(self, name: str, complaint: str, expectation: str) -> Fields:
        """A JSON object; empty if the parameter is. Raises `ApiError`."""
        if not self.string(name):
            return Fields({})
        try:
            return fields_of(self.json(name, complaint), expectation)
        except FieldError as error:
            raise bad_request(str(error)) from error

    def file(self, name: str) -> Upload | str | None:
        """An uploaded file, a file id or address, or None."""
        return self.attached(self.string(name), name)


def leading_integer(raw: str) -> int:
    """The whole number that a text begins with; 0 if it begins otherwise."""
    found = _LEADING_INTEGER.match(raw)
    return whole(found[0]) if found else 0


def encoded(values: Mapping[str, object]) -> dict[str, str]:
    """Python values as a client would send them: strings as they are, the rest as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in values.items()
        if value is not None
    }


def _message_id(item: object) -> int:
    if isinstance(item, bool) or not isinstance(item, int | str):
        raise bad_request("Message identifier must be a Number")
    if not re.fullmatch(r"-?[0-9]+", str(item)):
        raise bad_request("Can't parse message identifier as a Number")
    number = whole(str(item))
    if number <= 0:
        raise bad_request("Invalid message identifier specified")
    return number
