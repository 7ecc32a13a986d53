"""From a call to its answer: who calls, what goes wrong on demand, what is written down."""

from collections.abc import Mapping
from dataclasses import dataclass

from .calls import Call
from .ephemerals import RECEIVERS
from .errors import ApiError, too_many_requests
from .faults import Fault
from .files import Upload
from .ledger import Entry
from .limits import Meter, counted
from .methods import EPHEMERAL_METHODS, FORMER, METHODS
from .params import Params, encoded
from .people import Bot
from .places import still_due
from .state import State
from .voting import close_due
from .wire import JsonObject, parse_json

_PHRASES = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
_CODES = {"Unauthorized": 401, "Forbidden": 403, "Not Found": 404, "Conflict": 409}


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back from a call.

    `body` is the JSON of the response and `code` its HTTP status. `delay` is how many real
    seconds to wait with it; `dropped`, if not None, that the connection breaks instead, and
    whether the call took effect before.
    """

    code: int
    body: JsonObject
    delay: float = 0.0
    dropped: bool | None = None

    @classmethod
    def success(cls, result: object, note: str = "") -> "Answer":
        """The answer with a result, and a description if there is something to note."""
        body: JsonObject = {"ok": True, "result": result}
        return cls(200, body | {"description": note} if note else body)

    @classmethod
    def failure(cls, error: ApiError) -> "Answer":
        """The answer that an error makes."""
        body: JsonObject = {
            "ok": False,
            "error_code": error.code,
            "description": error.description,
        }
        return cls(
            error.code, body | {"parameters": error.parameters} if error.parameters else body
        )


def answer(
    state: State,
    token: str,
    method: str,
    params: Mapping[str, object] | None = None,
    files: Mapping[str, Upload] | None = None,
) -> Answer:
    """Answer one call. Never raises because of what the caller sent."""
    bot = state.bots.get(token)
    if bot is None:
        return Answer.failure(ApiError(401, "Unauthorized"))
    read = Params(encoded(params or {}), files or {})
    name = (method or read.string("method")).lower()
    name = FORMER.get(name, name)
    close_due(state)
    still_due(state)
    fault = state.faults.take(name, read.string("chat_id"))
    if fault and fault.kind == "public":
        read = Params(
            {name: value for name, value in read.values.items() if name not in RECEIVERS},
            read.files,
        )
    given = (
        _refused(fault) or _limited(state, bot, name, read) or _performed(state, bot, name, read)
    )
    if fault:
        given = _befallen(given, fault)
    _record(state, bot, name, read, given)
    return given


def _performed(state: State, bot: Bot, name: str, params: Params) -> Answer:
    call = Call(state, bot, params)
    method = METHODS.get(name)
    if state.ephemeral != "off":
        method = method or EPHEMERAL_METHODS.get(name)
    if method is None:
        return Answer.failure(ApiError(404, "Not Found: method not found"))
    try:
        result = method(call)
    except ApiError as error:
        return Answer.failure(error)
    return Answer.success(result, call.note)


def _limited(state: State, bot: Bot, name: str, params: Params) -> Answer | None:
    """The answer to a call that comes too soon after others."""
    if state.limits is None or not counted(name):
        return None
    chat = state.chats.get(number := params.integer("chat_id", low=-(2**63), high=2**63 - 1))
    meter = state.meters.setdefault(bot.id, Meter())
    wait = meter.wait(
        state.limits, number, state.instant(), group=chat is not None, count=_messages(params)
    )
    return Answer.failure(too_many_requests(wait)) if wait else None


def _messages(params: Params) -> int:
    """How many messages a call makes."""
    for name in ("message_ids", "media"):
        try:
            asked = parse_json(params.string(name) or "null")
        except ValueError:
            continue
        if isinstance(asked, list):
            return max(len(asked), 1)
    return 1


def _refused(fault: Fault | None) -> Answer | None:
    """The answer to a call that a fault keeps from taking effect."""
    if fault is None:
        return None
    match fault.kind:
        case "too_many_requests":
            return Answer.failure(too_many_requests(fault.retry_after))
        case "server_error":
            phrase = _PHRASES.get(fault.status, "Internal Server Error")
            return Answer.failure(ApiError(fault.status, phrase))
        case "refused":
            code = _CODES.get(fault.description.partition(":")[0], 400)
            return Answer.failure(ApiError(code, fault.description))
        case "drop_before":
            return Answer(0, {}, dropped=False)
    return None


def _befallen(given: Answer, fault: Fault) -> Answer:
    if fault.kind == "drop_after":
        return Answer(0, {}, dropped=True)
    if fault.kind == "slow":
        return Answer(given.code, given.body, delay=fault.seconds)
    return given


def _record(state: State, bot: Bot, name: str, params: Params, given: Answer) -> None:
    state.ledger.add(
        Entry(
            at=state.now(),
            bot_id=bot.id,
            method=name,
            params=dict(params.values),
            files=tuple(params.files),
            code=given.code,
            description=str(given.body.get("description", "")),
            findings=state.checker.findings(name, params.values, params.files),
        )
    )
