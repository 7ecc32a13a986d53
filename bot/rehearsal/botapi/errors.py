"""What can go wrong: an answer of the Bot API, a tap that no client offers, a torn wire."""

from collections.abc import Mapping


class ApiError(Exception):
    """An unsuccessful answer of the Bot API.

    `code` is both `error_code` and the HTTP status; `description` is Telegram's own wording;
    `parameters` is the `ResponseParameters` object, or empty.
    """

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class ImpossibleError(Exception):
    """A human tried what no Telegram client would let them do."""


class DroppedError(ConnectionError):
    """The connection broke. `happened` tells whether the call took effect before that."""

    def __init__(self, *, happened: bool) -> None:
        super().__init__("the connection was dropped " + ("after" if happened else "before"))
        self.happened = happened


def bad_request(message: str) -> ApiError:
    """A 400. The server lowers the first letter, except of codes such as `MESSAGE_TOO_LONG`."""
    return ApiError(400, f"Bad Request: {_lowered(message)}")


def forbidden(message: str) -> ApiError:
    """A 403, worded like `bad_request`."""
    return ApiError(403, f"Forbidden: {_lowered(message)}")


def too_many_requests(seconds: int) -> ApiError:
    """A 429 that asks for a pause of so many seconds."""
    description = f"Too Many Requests: retry after {seconds}"
    return ApiError(429, description, {"retry_after": seconds})


def _lowered(message: str) -> str:
    second = message[1:2]
    if second == "_" or ("A" <= second <= "Z"):
        return message
    return message[:1].lower() + message[1:]
