"""Answering what people type in inline mode, and what a Mini App asks for."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.buttons import checked_address
from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.inlinemode import send_result
from bot.rehearsal.botapi.inlineresults import MAX_RESULTS, InlineResult, read_result
from bot.rehearsal.botapi.links import linked_user
from bot.rehearsal.botapi.updates import INLINE_RETENTION
from bot.rehearsal.botapi.wire import FieldError, Fields, JsonObject, fields_of, parse_json

MAX_START = 64  # bytes
_START = re.compile(r"[A-Za-z0-9_-]*")
_NO_QUERY = "query is too old and response timeout expired or query ID is invalid"


def answer_inline_query(call: Call) -> bool:
    """Offer up to 50 results."""
    params = call.params
    button = _button(call)
    results = _results(call)
    _check_button(button or {})
    query = call.state.inline_queries.get(params.string("inline_query_id"))
    too_late = query is not None and call.state.now() - query.at >= INLINE_RETENTION
    if query is None or query.bot is not call.bot or query.results is not None or too_late:
        raise bad_request(_NO_QUERY)
    if len({one.id for one in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    query.results, query.button = results, button
    query.next_offset = params.string("next_offset")
    return True


def answer_web_app_query(call: Call) -> JsonObject:
    """Send a message in the name of whoever has the Mini App open."""
    raw = call.params.string("result")
    if not raw:
        raise bad_request("Result isn't specified")
    try:
        value = parse_json(raw)
    except ValueError as error:
        raise bad_request(f"Can't parse JSON encoded web view query results {error}") from error
    try:
        result = read_result(call.state.files, call.user, value)
    except FieldError as error:
        raise bad_request(str(error)) from error
    query = call.state.web_apps.pop(call.params.string("web_app_query_id"), None)
    if query is None or query.bot is not call.bot:
        raise bad_request(_NO_QUERY)
    sent = send_result(call.state, query.user, call.bot, query.chat, result)
    return {"inline_message_id": sent.draft.inline_id} if sent.draft.inline_id else {}


def _results(call: Call) -> list[InlineResult]:
    raw = call.params.string("results")
    if not raw:
        return []
    try:
        values = parse_json(raw)
    except ValueError as error:
        raise bad_request(f"Can't parse JSON encoded inline query results: {error}") from error
    if values is None:
        return []
    if not isinstance(values, list):
        raise bad_request("Expected an Array of inline query results")
    if len(values) > MAX_RESULTS:
        raise bad_request("Too many inline query results specified")
    try:
        return [read_result(call.state.files, call.user, value) for value in values]
    except FieldError as error:
        raise bad_request(f"Can't parse inline query result: {error}") from error


def _button(call: Call) -> JsonObject | None:
    """The button above the results: to the private chat, or to a Mini App."""
    params = call.params
    if not params.string("button"):
        text = params.string("switch_pm_text")  # as it was named before there was an object
        parameter = params.string("switch_pm_parameter")
        return {"text": text, "start_parameter": parameter} if text else None
    value = params.json("button", "Can't parse inline query results button JSON object")
    try:
        return _read_button(fields_of(value, "InlineQueryResultsButton must be an Object"))
    except FieldError as error:
        raise bad_request(f"Can't parse inline query results button: {error}") from error


def _read_button(fields: Fields) -> JsonObject:
    shown: JsonObject = {"text": fields.required_string("text")}
    if "start_parameter" in fields:
        return shown | {"start_parameter": fields.required_string("start_parameter")}
    if "web_app" in fields:
        return shown | {"web_app": {"url": fields.fields("web_app").required_string("url")}}
    raise FieldError("InlineQueryResultsButton must have exactly one optional field")


def _check_button(button: JsonObject) -> None:
    """Raise `ApiError` for a button that leads nowhere (answer_inline_query)."""
    if "start_parameter" in button:
        parameter = str(button["start_parameter"])
        if not parameter:
            raise bad_request("Can't use empty start_parameter")
        if len(parameter.encode()) > MAX_START:
            raise bad_request("Too long start_parameter specified")
        if not _START.fullmatch(parameter):
            raise bad_request("Unallowed characters in start_parameter are used")
    app = button.get("web_app")
    if isinstance(app, dict):
        if linked_user(app["url"]):
            raise bad_request("Link to a user can't be used in the Web App button")
        checked_address(app["url"], "Inline query button Web App", https_only=True)


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "answerInlineQuery": answer_inline_query,
    "answerWebAppQuery": answer_web_app_query,
}
