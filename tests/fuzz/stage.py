"""Targets: what moves the stage. The control interface, calls of the local Bot API, transcripts."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from bot.rehearsal.botapi import Bot, Chat, ImpossibleError, User, World
from bot.rehearsal.botapi.errors import ApiError
from bot.rehearsal.botapi.forms import read_form
from bot.rehearsal.botapi.methods import EPHEMERAL_METHODS, FORMER, METHODS
from bot.rehearsal.clock import StageClock
from bot.rehearsal.control import REQUESTS, Control, WrongRequest
from bot.rehearsal.simulation import virtual
from bot.rehearsal.simulation.report import plan_of
from bot.rehearsal.transcripts.cast import Cast, Time, wait
from bot.rehearsal.transcripts.script import parse
from tests.fuzz.choices import EDGES, Choices, written

START = datetime(2026, 3, 14, 20, tzinfo=UTC)
TOKEN = "7000000001:fuzz"
#: Requests and calls of one run.
LENGTH_MAX = 6


class _Stage:
    """Ana, Ben, a bot, their group, a few messages, on a clock that stands."""

    def __init__(self) -> None:
        self.clock = StageClock(START)
        self.world = World(self.clock.now)
        self.bot: Bot = self.world.add_bot(TOKEN, username="tea_bot", name="Tea", inline=True)
        self.ana: User = self.world.add_user("Ana", username="ana_b")
        self.ben: User = self.world.add_user("Ben", username="ben_o")
        self.group: Chat = self.world.add_group("Us", owner=self.ana)
        self.world.add_member(self.group, self.ben, by=self.ana)
        self.world.promote(self.group, self.bot, ("can_delete_messages",), by=self.ana)
        self.world.start(self.ana, self.bot)
        self.world.post(self.ben, self.group, "hello")
        self.world.call(TOKEN, "sendMessage", {
            "chat_id": self.group.id, "text": "Tea?",
            "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]},
        })  # fmt: skip

    def values(self) -> tuple[Any, ...]:
        """What a field may well be: names of all that is there, and a few that are not."""
        return (
            self.ana.id, "@ana_b", self.ben.id, "@ben_o", "@tea_bot", self.group.id, "@nobody",
            4, 3,
            2, 1, 0, "Yes", "yes", "text", True, [], {}, TOKEN, "2026-03-14T20:00:00Z", 60,
            {"photo": True}, {"poll": ["Who?", ["a", "b"]]}, {"sticker": "🙂"}, {"voice": 4},
            [{"photo": True}, {"photo": True}], ["can_delete_messages"], "supergroup", "slow",
            "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", 1.5, [0], ["message"],
        )  # fmt: skip


def control(data: bytes) -> None:
    """Requests of the control interface: right in part, or any JSON, or any bytes."""
    virtual.run(_control(Choices(data)))


async def _control(choices: Choices) -> None:
    stage = _Stage()
    asking = Control(stage.world, stage.clock)
    try:
        for _ in range(1 + choices.below(LENGTH_MAX)):
            verb = choices.one((*REQUESTS, "dance"))
            try:
                result = await asking.ask(verb, _request(choices, verb, stage.values()))
            except WrongRequest as wrong:
                line = str(wrong)
                assert line.startswith(f"{verb}:"), "it does not name what was asked"
                assert len(line.splitlines()) == 1, "a refusal is one line"
                msgspec.json.encode(line)
            else:
                msgspec.json.encode(result)
        _looks(stage)
    finally:
        await asking.close()


def _request(choices: Choices, verb: str, values: tuple[Any, ...]) -> bytes:
    if choices.chance(8) or verb not in REQUESTS:
        return choices.rest()
    fields = {
        field.name: choices.one(values)
        for field in msgspec.structs.fields(REQUESTS[verb])
        if field.required or choices.chance(3)
    }
    if choices.below(3):
        return written(fields)
    return written(choices.spoiled(fields))


def _looks(stage: _Stage) -> None:
    """What has become of the world can still be seen by everybody, and told to the bot."""
    for bot in stage.world.bots.values():
        msgspec.json.encode(stage.world.pending_updates(bot))
    for user in (stage.ana, stage.ben):
        for chat in stage.world.chats.values():
            try:
                stage.world.view(user, chat)
            except ImpossibleError:
                continue


@cache
def _methods() -> tuple[str, ...]:
    return (*METHODS, *EPHEMERAL_METHODS, *FORMER, "dance")


#: Parameters of which a method wants some.
PARAMETERS = (
    "chat_id", "text", "message_id", "user_id", "callback_query_id", "reply_markup", "entities",
    "parse_mode", "caption", "photo", "media", "message_ids", "from_chat_id", "reply_parameters",
    "permissions", "until_date", "question", "options", "commands", "scope", "offset", "limit",
    "allowed_updates", "reaction", "latitude", "longitude", "name", "title", "url", "results",
    "inline_query_id", "file_id", "link_preview_options", "timeout", "emoji", "custom_title",
    "message_thread_id", "can_delete_messages", "phone_number", "first_name", "duration", "type",
    "invite_link", "expire_date", "member_limit", "animation", "document", "sticker",
    "correct_option_id",
    "open_period", "close_date", "horizontal_accuracy", "live_period", "language_code",
    "description",
)  # fmt: skip
TEXTS = (
    "<b>x</b>", "<b>x", "*x", "_x_ *y*", "[a](tg://user?id=700000001)", "||", "```",
    "/start@tea_bot",
    "a@b.c #x $USD +1 555 0100", "HTML", "MarkdownV2", "Markdown", "attach://f", "@ana_b", "@x",
    "tg://user?id=" + "9" * 5000, "<a href='tg://user?id=" + "9" * 5000 + "'>x</a>",
    "&#" + "9" * 5000 + ";",
    "&#xd800;", "&#x110000;", "<tg-emoji emoji-id='" + "9" * 30 + "'>x</tg-emoji>", "1" * 5000,
    "٣", "²",
)  # fmt: skip


def botapi(data: bytes) -> None:
    """Calls of the local Bot API as they come over HTTP, form or JSON or multipart."""
    choices, stage = Choices(data), _Stage()
    for _ in range(1 + choices.below(LENGTH_MAX)):
        method = choices.one(_methods())
        kind, body = _body(choices, stage.values())
        try:
            form = read_form("", kind, body)
        except ApiError as error:
            assert 400 <= error.code < 500
            continue
        given = stage.world.answer(TOKEN, method, form.values, form.files)
        assert given.code in (200, 400, 401, 403, 404, 409, 429), given.code
        assert given.body["ok"] is (given.code == 200)
        msgspec.json.encode(given.body)
        if given.code != 200:
            assert len(str(given.body["description"]).splitlines()) == 1
    _looks(stage)


def _body(choices: Choices, values: tuple[Any, ...]) -> tuple[str, bytes]:
    kind = choices.below(8)
    if kind == 0:
        head = choices.one(("application/x-www-form-urlencoded", "application/json", "text/plain",
                            "multipart/form-data; boundary=b", "multipart/form-data"))  # fmt: skip
        return head, choices.rest()
    params: dict[str, Any] = {"chat_id": choices.one(values), "text": choices.one(TEXTS)}
    for _ in range(choices.below(6)):
        params[choices.one(PARAMETERS)] = _value(choices, values)
    if kind == 1:
        return "application/json", written(choices.spoiled(params))
    if kind == 2:
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="f"\r\n\r\n{value}\r\n'
            for name, value in params.items()
        ]
        return "multipart/form-data; boundary=b", "".join([*parts, "--b--"]).encode(
            "utf-8", "replace"
        )
    flat = {name: one if isinstance(one, str) else written(one) for name, one in params.items()}
    return "application/x-www-form-urlencoded", urlencode(flat, errors="replace").encode()


def _value(choices: Choices, values: tuple[Any, ...]) -> Any:
    match choices.below(6):
        case 0:
            return choices.json()
        case 1:
            return choices.one(EDGES)
        case 2:
            return choices.spoiled(choices.one(_SHAPES))
        case 3:
            return choices.one(TEXTS)
        case _:
            return choices.one(values)


#: What some parameters are in JSON.
_SHAPES: tuple[Any, ...] = (
    {"inline_keyboard": [[{"text": "a", "callback_data": "b"}, {"text": "c",
    "url": "https://x.y"}]]},
    {"keyboard": [[{"text": "a", "request_poll": {"type": "quiz"}}]], "resize_keyboard": True},
    {"force_reply": True}, {"remove_keyboard": True},
    {"message_id": 2, "quote": "hell", "quote_position": 0, "chat_id": 1},
    [{"type": "bold", "offset": 0, "length": 2}, {"type": "text_link", "offset": 1, "length": 3,
    "url": "x.y"}],
    [{"type": "photo", "media": "attach://photo"}, {"type": "video", "media": "x", "caption": "c"}],
    [{"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "m"}}],
    [{"type": "emoji", "emoji": "👍"}], [{"command": "a", "description": "b"}],
    {"type": "chat_member", "chat_id": 1, "user_id": 2}, {"can_send_messages": True},
    [{"text": "a"}, {"text": "b"}], ["a", "b"], [1, 2, 3], {"is_disabled": True, "url": "x.y"},
)  # fmt: skip

HEADS = ("# title", "# notes: a.b", "# given: warm", "# given: basic", "# given: dance",
         "# owner: Ben",
         "# owner: Zoe", "# owner: ", "# began: 2026-01-10T18:00:00+00:00",
         "# began: 9999-12-31T23:59:59-14:00",
         "# began: x", "# pace: 0", "# pace: nan", "# pace: inf", "# pace: 1e300", "# pace: -5",
         "# seed: 7",
         "# seed: ²", "# seed: " + "9" * 5000, "# group: basic")  # fmt: skip
LINES = (
    "Ana: hello", "Ben, private: hi", "Ana, at once: a / b", "Ana taps Yes",
    "Ben taps Yes, private, old", 'Ben edits "hello" to ""', 'Ana deletes "hello"',
    "Ana sends voice", 'Ana sends a poll "x"', "Ana sends nothing", "Ana sends forward",
    "Ana sends album, private", "+30 s", "+1.5 h, away", "+" + "9" * 400 + " d", "+99999999999 d",
    "! crash, 3 s", "! errors, 2 times", "! dance", "! crash, " + "9" * 5000 + " s",
    "Ana adds Heard", "Ben leaves", "Ana joins", "Cara joins", "Ana starts", "Ana blocks",
    "Ana hides", "Ana migrates", "Ben migrates", "kill", "_: ", "  seen", "Ana:  && +1 s",
    "Ana unblocks", "Ben removes Heard", "Ana takes rights", "Ana: " + "x" * 5000, "² taps ²",
)  # fmt: skip


def transcripts(data: bytes) -> None:
    """Runs as text: read, written again, planned, and each line played as far as it can be."""
    choices = Choices(data)
    text = choices.rest().decode("utf-8", "replace") if choices.chance(4) else _script(choices)
    path = Path("run.txt")
    try:
        script = parse(text, path)
    except ValueError as error:
        _says(error)
        return
    assert parse(script.text(), path).text() == script.text()
    for read in (lambda: script.began, lambda: script.pace, lambda: plan_of(script)):
        try:
            read()
        except ValueError as error:
            _says(error)
    _act(Cast(*_world()), [line.does for line in script.lines[:12]])


def _says(error: ValueError) -> None:
    line = str(error)
    assert line.startswith("run.txt"), f"it does not say where: {line[:60]}"
    assert len(line.splitlines()) == 1, "a refusal is one line"


def _world() -> tuple[World, Time, Bot]:
    time = Time()
    world = World(time.now)
    return world, time, world.add_bot(TOKEN, username="tea_bot", name="Tea")


def _act(cast: Cast, lines: list[str]) -> None:
    for line in lines:
        try:
            if wait(line) is None:
                cast.act(line)
        except (ValueError, ImpossibleError):
            continue
    before = cast.look()
    cast.difference(before)


def _script(choices: Choices) -> str:
    lines = [choices.one(HEADS) for _ in range(choices.below(6))]
    for _ in range(1 + choices.below(10)):
        line = choices.one(LINES)
        if choices.chance(4):
            at = choices.below(len(line))
            line = line[:at] + choices.text() + line[at:]
        lines.append(line)
    return "\n".join(lines)
