"""Request bodies: urlencoded, JSON and multipart, all into strings and files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from .errors import bad_request
from .files import Upload
from .params import encoded
from .wire import parse_json

_BOUNDARY = re.compile(r'boundary=(?:"([^"]+)"|([^;\s]+))', re.IGNORECASE)
_ATTRIBUTE = re.compile(r'(\w+\*?)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))')


@dataclass(slots=True)
class Form:
    """What a request carries. The first of several equal names counts."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Take a value, unless the name is taken."""
        self.values.setdefault(name, value)


def read_form(query: str, content_type: str, body: bytes) -> Form:
    """Read the address's query, then the body. Raises `ApiError` for malformed multipart.

    A body of another type is ignored, and one that is no JSON, as the server does.
    """
    form = Form()
    for name, value in parse_qsl(query, keep_blank_values=True):
        form.add(name, value)
    kind = content_type.lower()
    if "application/x-www-form-urlencoded" in kind:
        for name, value in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True):
            form.add(name, value)
    elif "application/json" in kind:
        _read_json(form, body)
    elif "multipart/form-data" in kind:
        _read_multipart(form, content_type, body)
    return form


def _read_json(form: Form, body: bytes) -> None:
    try:
        given = parse_json(body.decode())
    except ValueError:
        given = None
    if not isinstance(given, dict):
        return  # The server throws its own complaint away (HttpReader::do_read_next).
    # A null is not an absent parameter here, but the word: the server never looks inside.
    present = {name: "null" if value is None else value for name, value in given.items()}
    for name, value in encoded(present).items():
        form.add(name, value)


def _read_multipart(form: Form, content_type: str, body: bytes) -> None:
    found = _BOUNDARY.search(content_type)
    if not found:
        raise bad_request("boundary not found")
    for headers, content in _parts(body, (found[1] or found[2]).encode()):
        disposition = headers.get("content-disposition", "")
        attributes = {
            name.lower(): unquote(re.sub(r"\\(.)", r"\1", quoted) if quoted else bare)
            for name, quoted, bare in _ATTRIBUTE.findall(disposition)
        }
        name = attributes.get("name", "")
        if not name:
            raise bad_request("field name in multipart/form-data not found")
        if "filename" in attributes:
            form.files.setdefault(name, Upload(attributes["filename"], content))
        else:
            form.add(name, content.decode("utf-8", "replace"))


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        if part.startswith(b"--"):
            return
        head, blank, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not blank:
            raise bad_request("headers in multipart/form-data are empty")
        lines = head.decode("utf-8", "replace").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        yield {name.strip().lower(): value.strip() for name, _, value in pairs}, content
