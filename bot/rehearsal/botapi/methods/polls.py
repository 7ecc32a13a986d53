"""Polls and quizzes by the bot."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.keyboards import read_markup
from bot.rehearsal.botapi.messages import Body
from bot.rehearsal.botapi.polls import (
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_QUESTION,
    Option,
    Poll,
)
from bot.rehearsal.botapi.texts import MAX_CAPTION, NO_WORDS, Formatted, Source
from bot.rehearsal.botapi.voting import close
from bot.rehearsal.botapi.wire import FieldError, JsonObject, fields_of

from .editing import editable
from .requests import Request

_LONGEST = 2_628_000  # seconds


def send_poll(call: Call) -> JsonObject:
    """Send a poll or a quiz."""
    params = call.params
    question = _words(call, "question")
    options = _options(call)
    description = _words(call, "description")
    kind = params.string("type")
    right, explanation = _quiz(call) if kind == "quiz" else ((), NO_WORDS)
    if kind not in {"", "regular", "quiz"}:
        raise bad_request("Unsupported poll type specified")
    period = params.integer("open_period", low=0, high=_LONGEST)
    closes = params.integer("close_date", low=-(2**31))
    request = Request.read(call)
    _check(question, options, description)
    _check_quiz(right, len(options), kind)
    now = call.state.now()
    closes = now + period if period else closes
    poll = Poll(
        call.state.next_poll_id(),
        call.bot,
        question,
        options,
        anonymous=params.flag("is_anonymous") if "is_anonymous" in params else True,
        several=params.flag("allows_multiple_answers"),
        revoting=params.flag("allows_revoting") if "allows_revoting" in params else kind != "quiz",
        quiz=kind == "quiz",
        right=right,
        explanation=explanation,
        description=description,
        period=period or max(closes - now, 0),
        closes=closes,
        closed=params.flag("is_closed"),
        hidden=params.flag("hide_results_until_closes"),
    )
    request.check(Body("poll"))
    call.state.add_poll(poll)
    return request.send(Body("poll", poll.json(), poll=poll)).json(call.bot)


def stop_poll(call: Call) -> JsonObject:
    """Close a poll of the bot's; a keyboard in the request takes the place of the old one."""
    markup = read_markup(call.params.string("reply_markup"))
    chat = call.chat(Access.EDIT)
    message = call.message(chat, call.params.message_id(), "message with poll to stop")
    poll = message.body.poll
    if poll is None:
        raise bad_request("Message is not a poll")
    if not editable(call, message):
        raise bad_request("Poll can't be stopped")
    message.keyboard = markup.for_edit(private=chat.is_private)
    close(call.state, poll, by_hand=True)
    return poll.json()


def _words(call: Call, name: str) -> Formatted:
    params = call.params
    return Source(
        params.string(name),
        params.string(f"{name}_parse_mode"),
        params.string(f"{name}_entities"),
    ).formatted(call.user)


def _options(call: Call) -> tuple[Option, ...]:
    asked = call.params.json("options", "Can't parse options JSON object")
    if not isinstance(asked, list):
        raise bad_request("Expected an Array of String as options")
    return tuple(Option(str(number), _option(call, item)) for number, item in enumerate(asked))


def _option(call: Call, item: object) -> Formatted:
    if isinstance(item, str):
        return Source(item).formatted(call.user)
    if not isinstance(item, dict):
        raise bad_request("Expected an option to be of type String")
    try:
        fields = fields_of(item, "Expected an option to be of type String")
        text, mode = fields.required_string("text"), fields.string("text_parse_mode")
        return Source(text, mode, fields.raw("text_entities")).read(call.user)
    except FieldError as error:
        raise bad_request(str(error)) from error


def _quiz(call: Call) -> tuple[tuple[int, ...], Formatted]:
    params = call.params
    explanation = _words(call, "explanation")
    if "correct_option_ids" in params:
        asked = params.json(
            "correct_option_ids", "Can't parse correct option identifiers JSON object"
        )
        if not isinstance(asked, list):
            raise bad_request("Expected an Array of correct option identifiers")
        if any(isinstance(one, bool) or not isinstance(one, int) for one in asked):
            raise bad_request("Correct option identifier must be of type Number")
        return tuple(asked), explanation
    if "correct_option_id" in params:
        return (params.integer("correct_option_id", -1, low=-(2**31)),), explanation
    return (), explanation


def _check(question: Formatted, options: tuple[Option, ...], description: Formatted) -> None:
    if question.blank:
        raise bad_request("Text must be non-empty")
    if len(question.text) > MAX_QUESTION:
        raise bad_request(f"Poll question length must not exceed {MAX_QUESTION}")
    if not options:
        raise bad_request("Poll must have at least one answer option")
    if len(options) > MAX_OPTIONS:
        raise bad_request(f"Poll can't have more than {MAX_OPTIONS} options")
    for option in options:
        if option.words.blank:
            raise bad_request("Text must be non-empty")
        if len(option.words.text) > MAX_OPTION:
            raise bad_request(f"Poll options length must not exceed {MAX_OPTION}")
    if description.length > MAX_CAPTION:
        raise bad_request("Message caption is too long")


def _check_quiz(right: tuple[int, ...], options: int, kind: str) -> None:
    if kind != "quiz":
        return
    if not right:
        raise bad_request("Correct quiz option list must be non-empty")
    if list(right) != sorted(set(right)):
        raise bad_request("Correct quiz option list must be increasing")
    if not all(0 <= one < options for one in right):
        raise bad_request("Wrong quiz correct_option_id")


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "sendPoll": send_poll,
    "stopPoll": stop_poll,
}
